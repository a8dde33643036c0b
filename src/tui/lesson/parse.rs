//! The text of a lesson to a [`Lesson`]. A mistake is told with its line.

use std::path::Path;

use super::{Expectation, Instruction, Lesson, Step, VERBS};
use crate::base::OptimizeLevel;
use crate::tui::commands::{Command, Group};
use crate::tui::key::Key;
use crate::tui::layout::Preset;
use crate::tui::panes::PaneId;

/// Reads a lesson; `name` is used in messages, `folder` is where its files are.
pub fn parse(name: &str, folder: &Path, text: &str) -> Result<Lesson, String> {
    let mut lesson = Lesson {
        name: name.to_owned(),
        title: String::new(),
        folder: folder.to_owned(),
        size: None,
        theme: None,
        steps: Vec::new(),
    };
    for (number, line) in logical_lines(text) {
        let wrong = |what: String| format!("{name}:{number}: {what}");
        if lesson.steps.is_empty()
            && let Some((key, value)) = line.split_once(':').filter(|(key, _)| ["title", "size", "theme"].contains(key))
        {
            let value = value.trim();
            match key {
                "title" => lesson.title = value.to_owned(),
                "theme" => lesson.theme = Some(value.to_owned()),
                _ => {
                    lesson.size = Some(
                        size(value).ok_or_else(|| wrong(format!("expected a size such as 100x30, found {value:?}")))?,
                    )
                }
            }
            continue;
        }
        let instruction = instruction(&line).map_err(wrong)?;
        lesson.steps.push(Step { line: number, instruction });
    }
    if lesson.title.is_empty() {
        return Err(format!("{name}: a lesson begins with its title, as in \"title: Closures\""));
    }
    Ok(lesson)
}

/// Lines without comments and blank ones, continuations joined, each with its number.
fn logical_lines(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match lines.last_mut() {
            Some((_, before)) if line.starts_with([' ', '\t']) => {
                before.push(' ');
                before.push_str(line.trim());
            }
            _ => lines.push((number, line.trim_end().to_owned())),
        }
    }
    lines
}

fn size(text: &str) -> Option<(u16, u16)> {
    let (columns, rows) = text.split_once('x')?;
    let size = (columns.trim().parse().ok()?, rows.trim().parse().ok()?);
    (20..=1000).contains(&size.0).then_some(size).filter(|size| (5..=1000).contains(&size.1))
}

fn instruction(line: &str) -> Result<Instruction, String> {
    let known = VERBS
        .iter()
        .map(|(verb, ..)| *verb)
        .find(|verb| line.strip_prefix(verb).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
    let Some(verb) = known else { return command(line) };
    let rest = line[verb.len()..].trim();
    Ok(match verb {
        "open" => Instruction::Open(needed(verb, rest)?.to_owned()),
        "layout" => Instruction::Layout(Preset::named(rest).ok_or_else(|| format!("no layout is called {rest:?}"))?),
        "focus" => Instruction::Focus(pane(rest)?),
        "zoom" => Instruction::Zoom(on_or_off(verb, rest)?),
        "present" => Instruction::Present(on_or_off(verb, rest)?),
        "predict" => Instruction::Predict(on_or_off(verb, rest)?),
        "theme" => Instruction::Theme(needed(verb, rest)?.to_owned()),
        "optimize" => Instruction::Level(match rest {
            "0" => OptimizeLevel::None,
            "1" => OptimizeLevel::O,
            "2" => OptimizeLevel::OO,
            _ => return Err(format!("optimize: expected 0, 1 or 2, found {rest:?}")),
        }),
        "go to" => match rest.strip_prefix("step ") {
            Some(step) => Instruction::GoToStep(number(step)?),
            None => Instruction::GoTo(needed(verb, rest)?.to_owned()),
        },
        "find" => Instruction::Find(needed(verb, rest)?.to_owned()),
        "code" => Instruction::Code(Some(needed(verb, rest)?.to_owned()).filter(|name| name != "all")),
        "press" => Instruction::Press(
            Key::parse_sequence(needed(verb, rest)?).ok_or_else(|| format!("{rest:?} is no sequence of keys"))?,
        ),
        "note" => Instruction::Note(rest.to_owned()),
        "expect" => Instruction::Expect(expectation(rest)?),
        _ => Instruction::Pause(rest.to_owned()),
    })
}

/// The name of a command of the chapter "Running", with how often: `step 3`.
fn command(line: &str) -> Result<Instruction, String> {
    let (name, count) = match line.rsplit_once(' ') {
        Some((name, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => (name, number(count)? as u32),
        _ => (line, 1),
    };
    let found = Command::all().find(|command| command.name == name);
    match found {
        Some(command) => Ok(Instruction::Command(command.what, count)),
        None => {
            let verbs = VERBS.iter().map(|(verb, ..)| *verb);
            let running = Command::all().filter(|command| command.group == Group::Running).map(|command| command.name);
            let known: Vec<_> = verbs.chain(running).collect();
            Err(format!("{line:?} is no instruction; there are {} and all other commands", known.join(", ")))
        }
    }
}

fn expectation(text: &str) -> Result<Expectation, String> {
    if let Some(step) = text.strip_prefix("step ") {
        return Ok(Expectation::Step(number(step)?));
    }
    if let Some(words) = text.strip_prefix("selection ") {
        return Ok(Expectation::Selection(words.trim().to_owned()));
    }
    if let Some(words) = text.strip_prefix("message ") {
        return Ok(Expectation::Message(words.trim().to_owned()));
    }
    if let Some(rest) = text.strip_prefix("cursor ") {
        let found = PaneId::ALL.iter().filter_map(|&pane| {
            names(pane).into_iter().find_map(|name| Some((name.len(), pane, strip_name(rest, &name)?.to_owned())))
        });
        let (_, pane, words) =
            found.max_by_key(|found| found.0).ok_or_else(|| format!("{rest:?} begins with no pane"))?;
        return Ok(Expectation::Cursor(pane, words));
    }
    for (word, wanted) in [(" has ", true), (" lacks ", false)] {
        if let Some((name, words)) = text.split_once(word) {
            return Ok(Expectation::Pane(pane(name)?, wanted, words.trim().to_owned()));
        }
    }
    Err(format!("expect {text}: expected \"PANE has TEXT\", \"PANE lacks TEXT\", cursor, selection, step or message"))
}

fn strip_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let head = text.get(..name.len())?;
    head.eq_ignore_ascii_case(name).then(|| text[name.len()..].trim()).filter(|rest| !rest.is_empty())
}

/// What a pane can be called: its title, and its name in the program.
fn names(pane: PaneId) -> [String; 2] {
    [pane.title().to_owned(), format!("{pane:?}")]
}

/// The pane of a name.
pub fn pane(name: &str) -> Result<PaneId, String> {
    let name = name.trim();
    let found = PaneId::ALL.iter().find(|&&pane| names(pane).iter().any(|known| known.eq_ignore_ascii_case(name)));
    found.copied().ok_or_else(|| {
        let titles: Vec<_> = PaneId::ALL.iter().map(|pane| pane.title()).collect();
        format!("no pane is called {name:?}; there are {}", titles.join(", "))
    })
}

fn needed<'a>(verb: &str, rest: &'a str) -> Result<&'a str, String> {
    if rest.is_empty() { Err(format!("{verb}: there has to be something behind it")) } else { Ok(rest) }
}

fn on_or_off(verb: &str, rest: &str) -> Result<bool, String> {
    match rest {
        "" | "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{verb}: expected on or off, found {rest:?}")),
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("expected a number, found {:?}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::commands::{Action, What};

    fn read(text: &str) -> Result<Lesson, String> {
        parse("x.lesson", Path::new("."), text)
    }

    #[test]
    fn a_lesson_is_read() {
        let lesson = read(
            "# about\ntitle: Two words\nsize: 80x24\nopen a.py\nnote one\n  two\nfocus value stack\nstep 3\ngo to step 12\n\
             expect cursor bytecode LOAD_CONST 1\nexpect optimized ast lacks BinOp\npause\n",
        )
        .expect("it is right");
        assert_eq!((lesson.title.as_str(), lesson.size, lesson.pauses()), ("Two words", Some((80, 24)), 1));
        let instructions: Vec<_> = lesson.steps.iter().map(|step| &step.instruction).collect();
        assert_eq!(instructions[1], &Instruction::Note("one two".into()));
        assert_eq!(instructions[2], &Instruction::Focus(PaneId::Stack));
        assert_eq!(instructions[3], &Instruction::Command(What::Action(Action::Step), 3));
        assert_eq!(instructions[4], &Instruction::GoToStep(12));
        let cursor = Expectation::Cursor(PaneId::Bytecode, "LOAD_CONST 1".into());
        assert_eq!(instructions[5], &Instruction::Expect(cursor));
        let lacks = Expectation::Pane(PaneId::Folded, false, "BinOp".into());
        assert_eq!(instructions[6], &Instruction::Expect(lacks));
        assert_eq!(lesson.steps[2].line, 7);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, words) in [
            ("open a.py\n", "begins with its title"),
            ("title: x\nstpe 3\n", "x.lesson:2: \"stpe 3\" is no instruction"),
            ("title: x\nfocus nowhere\n", "x.lesson:2: no pane is called \"nowhere\"; there are Source"),
            ("title: x\n\nzoom maybe\n", "x.lesson:3: zoom: expected on or off"),
            ("title: x\nsize: big\n", "expected a size such as 100x30"),
            ("title: x\nexpect 3\n", "expected \"PANE has TEXT\""),
            ("title: x\npress X-q\n", "is no sequence of keys"),
            ("title: x\nopen\n", "there has to be something behind it"),
        ] {
            assert!(read(text).is_err_and(|error| error.contains(words)), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn verbs_have_sentences() {
        assert!(VERBS.iter().all(|(_, _, doc)| doc.ends_with('.')));
    }
}
