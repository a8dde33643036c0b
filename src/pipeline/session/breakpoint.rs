//! Breakpoints: where a program is to stop, under which condition, from which time on. On the record they know all the
//! steps at which they hold.

use super::condition::Condition;
use super::record::{Events, Record};
use crate::compiler::unit::UnitId;

/// What a breakpoint waits for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A line of the file begins.
    Line(u32),
    /// An instruction of the file comes next: unit, code unit of the opcode.
    Instruction(UnitId, u32),
    /// A function is entered, by qualified name or its last part.
    Function(String),
    /// The instruction that comes next raises an exception; of this type only, if one is given.
    Exception(Option<String>),
    /// A name was bound, bound again or unbound.
    Name(String),
}

impl Kind {
    /// In a few words, for lists and messages.
    pub fn words(&self) -> String {
        match self {
            Kind::Line(line) => format!("line {line}"),
            Kind::Instruction(_, at) => format!("instruction at offset {}", 2 * at),
            Kind::Function(name) => format!("entry of {name}"),
            Kind::Exception(None) => "any exception".into(),
            Kind::Exception(Some(name)) => format!("exception {name}"),
            Kind::Name(name) => format!("change of {name}"),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Breakpoint {
    pub kind: Kind,
    /// A Python expression over numbers, strings, True, False and None in variables.
    pub condition: Option<String>,
    /// It stops at this hit and those behind it, counted from 1.
    pub from_hit: u32,
}

impl Breakpoint {
    pub fn new(kind: Kind) -> Self {
        Self { kind, condition: None, from_hit: 1 }
    }

    /// `line 3 if n > 1, from hit 2`
    pub fn words(&self) -> String {
        let mut words = self.kind.words();
        if let Some(condition) = &self.condition {
            words += &format!(" if {condition}");
        }
        if self.from_hit > 1 {
            words += &format!(", from hit {}", self.from_hit);
        }
        words
    }

    /// What a person typed: `12`, `function f`, `exception ValueError`, `name total`, each with `if …` and `hit n` behind.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (text, from_hit) = match text.rsplit_once(" hit ") {
            Some((rest, number)) => {
                (rest, number.trim().parse().map_err(|_| format!("{number:?} is no number of a hit"))?)
            }
            None => (text, 1),
        };
        let (what, condition) = match text.split_once(" if ") {
            Some((what, condition)) => (what, Some(condition.trim().to_owned())),
            None => (text, None),
        };
        if let Some(condition) = &condition {
            Condition::parse(condition)?;
        }
        let mut words = what.split_whitespace();
        let kind = match (words.next(), words.next()) {
            (Some("line"), Some(line)) | (Some(line), None) if line.parse::<u32>().is_ok() => {
                Kind::Line(line.parse().unwrap_or(1))
            }
            (Some("function"), Some(name)) => Kind::Function(name.into()),
            (Some("exception"), name) => Kind::Exception(name.map(str::to_owned)),
            (Some("name"), Some(name)) => Kind::Name(name.into()),
            _ => return Err("a breakpoint is: a line, function NAME, exception [TYPE] or name NAME".into()),
        };
        Ok(Self { kind, condition, from_hit })
    }
}

/// A breakpoint with the points of the record at which it holds.
pub struct Active {
    pub breakpoint: Breakpoint,
    pub condition: Option<Condition>,
    /// Indices of points, in order; those before `from_hit` included.
    pub hits: Vec<u32>,
    /// Points that were looked at.
    pub scanned: usize,
}

impl Active {
    pub fn new(breakpoint: Breakpoint) -> Self {
        let condition = breakpoint.condition.as_deref().and_then(|text| Condition::parse(text).ok());
        Self { breakpoint, condition, hits: Vec::new(), scanned: 0 }
    }

    /// Whether it may hold at a point, its condition left aside; one on exceptions at the point behind the raise.
    /// `exception` tells the type that was raised there.
    pub fn holds(&self, record: &Record, index: usize, exception: &mut dyn FnMut(usize) -> Option<String>) -> bool {
        let point = &record.points[index];
        match &self.breakpoint.kind {
            Kind::Line(line) => record.begins_line(index, *line),
            Kind::Instruction(unit, at) => record.is_instruction(index, *unit, *at),
            Kind::Function(name) => {
                record.begins_frame(index)
                    && record.facts(point).is_some_and(|facts| {
                        facts.qualname == *name || facts.qualname.rsplit('.').next() == Some(name.as_str())
                    })
            }
            Kind::Exception(wanted) => {
                point.events.has(Events::RAISED)
                    && wanted.as_ref().is_none_or(|wanted| exception(index).as_ref() == Some(wanted))
            }
            // It stops when the value can be seen: behind the instruction.
            Kind::Name(name) => index.checked_sub(1).is_some_and(|before| {
                let before = &record.points[before];
                before.depth == point.depth && before.code == point.code && record.stores(before).contains(name)
            }),
        }
    }

    /// The hits at which it stops.
    pub fn stops(&self) -> &[u32] {
        self.hits.get(self.breakpoint.from_hit.max(1) as usize - 1..).unwrap_or_default()
    }
}

/// A breakpoint as panes show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hits {
    pub breakpoint: Breakpoint,
    /// Steps, at most [`MOST_SHOWN`]; only those at which it stops.
    pub steps: Vec<u64>,
    pub count: usize,
}

/// Steps of a breakpoint that are listed.
pub const MOST_SHOWN: usize = 2000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breakpoints_as_typed() {
        let parsed = |text| Breakpoint::parse(text).map(|breakpoint| breakpoint.words());
        assert_eq!(parsed("12"), Ok("line 12".into()));
        assert_eq!(parsed("line 12 if n > 3 hit 2"), Ok("line 12 if n > 3, from hit 2".into()));
        assert_eq!(parsed("function f"), Ok("entry of f".into()));
        assert_eq!(parsed("exception"), Ok("any exception".into()));
        assert_eq!(parsed("exception KeyError"), Ok("exception KeyError".into()));
        assert_eq!(parsed("name total"), Ok("change of total".into()));
        assert!(parsed("nonsense").is_err() && parsed("12 if (").is_err());
    }
}
