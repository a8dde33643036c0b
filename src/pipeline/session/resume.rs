//! The same place in the next version of a program: not a step number, which any change moves, but an instruction of a
//! code object, known by the source text it stands for, and how often it had been reached.

use super::moment::span;
use super::record::Record;
use super::{Motion, Session};
use crate::base::Location;
use crate::frontend::source::Source;

/// A place in a run that means something in another version of the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogicalPoint {
    /// Qualified name of the code object.
    pub code: String,
    /// The opcode's number and the text that the instruction stands for.
    opcode: u8,
    text: String,
    /// Which of the instructions alike in the code object it is, from 0.
    nth: usize,
    /// How often it had been reached, this time included.
    pub hits: usize,
    /// The program was over.
    ended: bool,
}

impl Session {
    /// Where the program stands, in words that outlive a save; `None` at its start.
    pub fn logical_point(&self) -> Option<LogicalPoint> {
        let index = self.record.index(self.step());
        if index == 0 {
            return None;
        }
        let source = self.source.as_ref()?;
        // In a module that is imported, the file's own frame below is where the program is.
        let index = (0..=index).rev().find(|&at| {
            let point = &self.record.points[at];
            point.code == super::record::OVER || self.record.facts(point).is_some_and(|facts| facts.main)
        })?;
        let point = &self.record.points[index];
        let Some(facts) = self.record.facts(point) else {
            let nothing = String::new();
            return Some(LogicalPoint {
                code: nothing.clone(),
                opcode: 0,
                text: nothing,
                nth: 0,
                hits: 0,
                ended: true,
            });
        };
        let (opcode, text) = likeness(&self.record, source, point.code, point.unit)?;
        let alike = instructions_like(&self.record, source, point.code, opcode, &text);
        let nth = alike.iter().position(|&unit| unit == point.unit)?;
        let reached = self.record.points[..=index].iter();
        let hits = reached.filter(|other| other.code == point.code && other.unit == point.unit).count();
        Some(LogicalPoint { code: facts.qualname.clone(), opcode, text, nth, hits, ended: false })
    }

    /// Goes to a place known from another version. `Err` says why it is not exactly there.
    pub fn go_to_logical(&mut self, goal: &LogicalPoint) -> Result<(), String> {
        if goal.ended {
            self.go(Motion::End);
            return Ok(());
        }
        let Some(source) = self.source.clone() else { return Err("there is no source to compare with".into()) };
        // A code object is only known once it has been made, and an instruction counts when it is reached.
        let mut from = 0;
        let mut seen = 0;
        let mut last = None;
        let mut wanted: Option<(u32, u32)> = None;
        loop {
            for index in from..self.record.points.len() {
                let point = self.record.points[index];
                let Some(facts) = self.record.facts(&point) else { continue };
                if wanted.is_none() && facts.main && facts.qualname == goal.code {
                    let alike = instructions_like(&self.record, &source, point.code, goal.opcode, &goal.text);
                    let Some(&unit) = alike.get(goal.nth).or(alike.last()) else {
                        return Err(format!("`{}` is not in {} any more", short(&goal.text), goal.code));
                    };
                    wanted = Some((point.code, unit));
                }
                if wanted == Some((point.code, point.unit)) {
                    seen += 1;
                    last = Some(index);
                    if seen == goal.hits {
                        self.stand(index);
                        return Ok(());
                    }
                }
            }
            if self.is_recorded() {
                break;
            }
            from = self.record.points.len();
            self.record(20_000);
        }
        match (last, wanted) {
            (Some(index), _) => {
                self.stand(index);
                Err(format!("`{}` is now reached {seen} times, not {}", short(&goal.text), goal.hits))
            }
            (None, Some(_)) => Err(format!("`{}` is not reached any more", short(&goal.text))),
            (None, None) => Err(format!("{} is not run any more", goal.code)),
        }
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    if line.chars().count() > 30 { line.chars().take(29).chain(['…']).collect() } else { line.to_owned() }
}

/// What an instruction is known by: its opcode and its text. One without a place in the source is known by its opcode.
fn likeness(record: &Record, source: &Source, code: u32, unit: u32) -> Option<(u8, String)> {
    let facts = record.codes.get(code as usize)?;
    let opcode = *facts.code.code.get(2 * unit as usize)?;
    Some((opcode, text_at(source, facts.place(unit))))
}

fn text_at(source: &Source, place: Location) -> String {
    span(source, place).and_then(|span| source.text.get(span.range())).unwrap_or_default().to_owned()
}

/// The code units of all instructions of a code object that have this likeness.
fn instructions_like(record: &Record, source: &Source, code: u32, opcode: u8, text: &str) -> Vec<u32> {
    let Some(facts) = record.codes.get(code as usize) else { return Vec::new() };
    let decoded = crate::bytecode::decode::decode(&facts.code.code);
    let alike = decoded.filter(|found| {
        let first = facts.code.code.get(2 * found.start.0 as usize);
        found.start == found.at.min(found.start)
            && first == Some(&opcode)
            && text_at(source, facts.place(found.start.0)) == text
    });
    let mut units: Vec<u32> = alike.map(|found| found.start.0).collect();
    units.dedup();
    units
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pipeline::session::Budgets;
    use crate::pipeline::{Input, Options, build, on_deep_stack};

    fn session(text: &str) -> Session {
        let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let compiled = artifacts.compiled.out.ready().expect("the program compiles").clone();
        let source = artifacts.source.out.ready().cloned();
        Session::with(compiled, Path::new("demo.py"), Options::default(), Budgets::default(), Vec::new(), source)
    }

    const BEFORE: &str = "def f(n):\n    return n * 2\nfor i in range(3):\n    print(f(i))\n";

    /// Stands where `f` multiplies for the second time, then goes there in `after`.
    fn moved(after: &str) -> (Result<(), String>, Option<u32>) {
        let mut old = session(BEFORE);
        old.go(Motion::ToLine(2));
        old.go(Motion::ToLine(2));
        old.go(Motion::Step);
        let point = old.logical_point().expect("a place");
        assert_eq!((point.code.as_str(), point.hits), ("f", 2));
        let mut new = session(after);
        let result = new.go_to_logical(&point);
        (result, new.moment().line)
    }

    #[test]
    fn the_same_place_is_found_behind_other_changes() {
        assert_eq!(moved(BEFORE), (Ok(()), Some(2)));
        assert_eq!(moved(&format!("x = 1\nprint(x)\n{BEFORE}")), (Ok(()), Some(4)));
    }

    #[test]
    fn why_it_is_not_there_is_said() {
        let (why, _) = moved(&BEFORE.replace("n * 2", "n"));
        assert!(why.is_err_and(|why| why.ends_with("is not in f any more")));
        let (why, line) = moved(&BEFORE.replace("range(3)", "range(1)"));
        assert!(why.is_err_and(|why| why.contains("now reached 1 times, not 2")) && line == Some(2));
        let (why, _) = moved("print(1)\n");
        assert_eq!(why, Err("f is not run any more".into()));
    }

    #[test]
    fn the_end_stays_the_end() {
        let mut old = session(BEFORE);
        old.go(Motion::End);
        let point = old.logical_point().expect("a place");
        let mut new = session("print(1)\n");
        assert_eq!(new.go_to_logical(&point), Ok(()));
        assert!(new.is_recorded() && new.moment().line.is_none());
    }
}
