//! Opcode cards: an instruction explained on a few lines. Opcode in, rows or JSON out.
//!
//! The words are in [`table`] and [`forms`]; numbers, flags and caches come from the opcode table, so that a card cannot
//! say anything else than the compiler and the machine do. The card behind `K` and `pylens explain` are the same rows.

mod forms;
mod table;

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Listing, Role, Row, measure};
use crate::bytecode::Opcode;
use crate::bytecode::opcode::table::ROWS;
use crate::bytecode::opcode::{OpcodeFlags, OpcodeInfo, OpcodeKind};

/// What the table says of an instruction or pseudo-instruction.
struct Card {
    opcode: Opcode,
    family: Family,
    /// Values taken and left, top on the right.
    before: &'static str,
    after: &'static str,
    meaning: &'static str,
    /// What in a program makes the compiler emit it.
    emitted: &'static str,
}

/// What the table says of a form that replaces an instruction while the program runs.
struct Form {
    opcode: Opcode,
    /// The condition under which it stands in for its generic form.
    when: &'static str,
    meaning: &'static str,
}

macro_rules! families {
    ($($name:ident $title:literal;)*) => {
        /// What instructions are about.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Family { $($name),* }

        impl Family {
            pub const ALL: &[Family] = &[ $( Family::$name ),* ];

            pub fn title(self) -> &'static str {
                match self { $( Family::$name => $title ),* }
            }
        }
    };
}

families! {
    Stack "moving values on the stack";
    Constants "constants";
    Names "names in dictionaries";
    Locals "local variables";
    Closures "cells and closures";
    Attributes "attributes";
    Items "items and slices";
    Operators "operators and comparisons";
    Building "building and unpacking";
    Formatting "f-strings";
    Jumps "jumps";
    Loops "loops";
    Calls "functions and calls";
    Generators "generators and coroutines";
    Exceptions "exceptions";
    Context "context managers";
    Imports "imports";
    Matching "pattern matching";
}

/// The instruction whose card tells what `info` takes and leaves: itself, or what it stands in for.
fn base(info: &OpcodeInfo) -> Opcode {
    let plain = info.name.strip_prefix("INSTRUMENTED_").and_then(Opcode::from_name);
    plain.unwrap_or(info.opcode.generic())
}

fn card(opcode: Opcode) -> Option<&'static Card> {
    table::CARDS.iter().find(|card| card.opcode == opcode)
}

fn form(opcode: Opcode) -> Option<&'static Form> {
    forms::FORMS.iter().find(|form| form.opcode == opcode)
}

/// What each flag means, in the order of the card.
const FLAGS: &[(OpcodeFlags, &str)] = &[
    (OpcodeFlags::CONST, "an index into co_consts"),
    (OpcodeFlags::NAME, "a name in co_names"),
    (OpcodeFlags::LOCAL, "a local variable"),
    (OpcodeFlags::FREE, "a cell or free variable"),
    (OpcodeFlags::JUMP, "how far to jump, in code units"),
    (OpcodeFlags::EXC, "the block of the handler"),
];

/// What is known of an opcode, in words: label, text. Cards, JSON and the one-line form are made of it.
struct Facts {
    name: &'static str,
    number: u16,
    kind: &'static str,
    family: Option<Family>,
    meaning: String,
    when: Option<&'static str>,
    emitted: Option<&'static str>,
    before: &'static str,
    after: &'static str,
    effect: String,
    argument: &'static str,
    raises: bool,
    escapes: bool,
    caches: usize,
    stands_for: Option<Opcode>,
    forms: Vec<Opcode>,
}

fn facts(opcode: Opcode) -> Option<Facts> {
    let info = opcode.info()?;
    let base = base(info);
    let (card, form) = (card(base), form(opcode));
    let kind = match info.kind {
        OpcodeKind::Real => "a real instruction, as co_code holds it",
        OpcodeKind::Pseudo => "a pseudo-instruction: it exists only between code generation and assembler",
        OpcodeKind::Specialized => "a specialized form: put in place of another while the program runs",
        OpcodeKind::Instrumented => "an instrumented form: put in place while the program is monitored",
    };
    let counted = base.info().unwrap_or(info);
    let argument = match FLAGS.iter().find(|(flag, _)| base.has(*flag)) {
        Some((_, words)) => words,
        None if base.has(OpcodeFlags::ARG) => "a number",
        None => "none",
    };
    Some(Facts {
        name: info.name,
        number: opcode.0,
        kind,
        family: card.map(|card| card.family),
        meaning: form.map(|form| form.meaning).or(card.map(|card| card.meaning)).unwrap_or_default().to_owned(),
        when: form.map(|form| form.when),
        emitted: form.is_none().then_some(card).flatten().map(|card| card.emitted),
        before: card.map_or("", |card| card.before),
        after: card.map_or("", |card| card.after),
        effect: format!("pops {}, pushes {}", count(counted.popped), count(counted.pushed)),
        argument,
        raises: opcode.has(OpcodeFlags::ERROR),
        escapes: opcode.has(OpcodeFlags::ESCAPES),
        caches: base.caches(),
        stands_for: (base != opcode).then_some(base),
        forms: ROWS
            .iter()
            .filter(|row| row.opcode != opcode && row.opcode != base && self::base(row) == base)
            .map(|row| row.opcode)
            .collect(),
    })
}

/// How many values, as a number or as it grows with the argument.
fn count(effect: fn(u32) -> u32) -> Cow<'static, str> {
    // Some opcodes have no meaning for the arguments 0 and 1, so larger ones are tried.
    match (effect(2), effect(3), effect(4)) {
        (a, b, c) if a == b && b == c => a.to_string().into(),
        (2, 3, 4) => "argument".into(),
        (a, b, c) if b == a + 1 && c == a + 2 => match a.checked_sub(2) {
            Some(more) => format!("argument + {more}").into(),
            None => format!("argument − {}", 2 - a).into(),
        },
        (4, 6, 8) => "2 × argument".into(),
        // The lowest bit asks for one more.
        (a, b, c) if b == a + 1 && c == a => format!("{a} or {b}").into(),
        (2, 3, 2) => "2 or 3".into(),
        _ => "as many as the argument says".into(),
    }
}

/// The words that may raise: `yes`, or what else.
fn raises(facts: &Facts) -> &'static str {
    match (facts.raises, facts.escapes) {
        (true, true) => "yes; it may run other Python code",
        (true, false) => "yes",
        (false, true) => "no, but it may run other Python code, such as finalizers",
        (false, false) => "no",
    }
}

/// Width of the labels in front.
const LABEL: usize = 12;

/// The card as rows of at most `width` columns.
pub fn card_listing(opcode: Opcode, width: usize) -> Listing {
    let Some(facts) = facts(opcode) else { return Listing::note("there is no such opcode") };
    let mut rows =
        vec![Row::text(Role::Opcode, facts.name).with(Role::Dim, format!("  number {}", facts.number)), Row::new()];
    for line in wrap(&facts.meaning, width) {
        rows.push(Row::text(Role::Text, line));
    }
    rows.push(Row::new());
    let mut line = |label: &'static str, role: Role, text: &str| {
        for (index, piece) in wrap(text, width.saturating_sub(LABEL)).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            rows.push(Row::text(Role::Field, format!("{label:LABEL$}")).with(role, piece));
        }
    };
    if let Some(when) = facts.when {
        line("when", Role::Text, when);
    }
    if let Some(emitted) = facts.emitted {
        line("comes from", Role::Text, emitted);
    }
    line("stack", Role::Value, &format!("{} → {}", side(facts.before), side(facts.after)));
    line("", Role::Dim, &facts.effect);
    line("argument", Role::Text, facts.argument);
    line("may raise", Role::Text, raises(&facts));
    if facts.caches > 0 {
        line("caches", Role::Text, &format!("{} code unit{}", facts.caches, if facts.caches == 1 { "" } else { "s" }));
    }
    line("kind", Role::Text, facts.kind);
    if let Some(generic) = facts.stands_for {
        line("instead of", Role::Opcode, &generic.name());
    }
    if let Some(family) = facts.family {
        line("family", Role::Text, family.title());
    }
    if !facts.forms.is_empty() {
        let names: Vec<_> = facts.forms.iter().map(|form| form.name()).collect();
        line(if facts.stands_for.is_some() { "siblings" } else { "forms" }, Role::Dim, &names.join(", "));
    }
    Listing::new(rows)
}

fn side(values: &str) -> Cow<'_, str> {
    if values.is_empty() { "—".into() } else { format!("[{values}]").into() }
}

/// The card as JSON.
pub fn card_json(opcode: Opcode) -> Option<Value> {
    let facts = facts(opcode)?;
    Some(json!({
        "name": facts.name,
        "number": facts.number,
        "kind": facts.kind,
        "family": facts.family.map(Family::title),
        "meaning": facts.meaning,
        "when": facts.when,
        "emitted": facts.emitted,
        "before": facts.before,
        "after": facts.after,
        "effect": facts.effect,
        "argument": facts.argument,
        "may_raise": facts.raises,
        "may_run_code": facts.escapes,
        "caches": facts.caches,
        "stands_for": facts.stands_for.map(|opcode| opcode.name()),
        "forms": facts.forms.iter().map(|form| form.name()).collect::<Vec<_>>(),
    }))
}

/// All opcodes by family, a line each: instructions and pseudo-instructions first, then the forms that replace them.
pub fn all() -> Listing {
    let mut rows = Vec::new();
    let heading = |rows: &mut Vec<Row>, title: &str| {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.push(Row::text(Role::Heading, title.to_owned()));
    };
    let row = |name: &'static str, what: &'static str| {
        let first = what.split_once(". ").map_or(what, |(first, _)| first).trim_end_matches('.');
        Row::text(Role::Opcode, format!("  {name:28}")).with(Role::Text, first)
    };
    for &family in Family::ALL {
        heading(&mut rows, family.title());
        let of_family = table::CARDS.iter().filter(|card| card.family == family);
        rows.extend(of_family.map(|card| row(card.opcode.info().map_or("", |info| info.name), card.meaning)));
    }
    for (kind, title) in [
        (OpcodeKind::Specialized, "specialized forms, and when they stand in"),
        (OpcodeKind::Instrumented, "instrumented forms"),
    ] {
        heading(&mut rows, title);
        for form in forms::FORMS {
            if let Some(info) = form.opcode.info().filter(|info| info.kind == kind) {
                rows.push(
                    Row::text(Role::OpcodeSpecialized, format!("  {:42}", info.name)).with(Role::Text, form.when),
                );
            }
        }
    }
    Listing::new(rows)
}

/// Names of opcodes that a misspelled one may mean, the nearest first; at most five.
pub fn suggestions(name: &str) -> Vec<&'static str> {
    let wanted = name.to_ascii_uppercase().replace('-', "_");
    let mut scored: Vec<(usize, usize, &str)> = ROWS
        .iter()
        .filter_map(|row| {
            let distance = edit_distance(&wanted, row.name);
            let contained = wanted.len() > 2 && row.name.contains(&wanted);
            (contained || distance <= 2 + wanted.len() / 5).then_some((distance, row.name.len(), row.name))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(5).map(|(.., name)| name).collect()
}

/// The opcode that a person means: case and hyphens do not matter, and a number will do.
pub fn find(name: &str) -> Option<Opcode> {
    let by_number = name.parse().ok().map(Opcode).filter(|opcode| opcode.info().is_some());
    by_number.or_else(|| Opcode::from_name(&name.to_ascii_uppercase().replace('-', "_")))
}

/// Letters to insert, delete or replace (Levenshtein).
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Breaks a text at blanks into lines of at most `width` columns; a longer word has a line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is always a line");
        if last.is_empty() {
            last.push_str(word);
        } else if measure::width(last) + 1 + measure::width(word) <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opcode_has_one_card() {
        for row in ROWS {
            let cards = table::CARDS.iter().filter(|card| card.opcode == row.opcode).count();
            let forms = forms::FORMS.iter().filter(|form| form.opcode == row.opcode).count();
            let (wanted_cards, wanted_forms) = match row.kind {
                OpcodeKind::Real | OpcodeKind::Pseudo => (1, 0),
                OpcodeKind::Specialized | OpcodeKind::Instrumented => (0, 1),
            };
            assert_eq!((cards, forms), (wanted_cards, wanted_forms), "{}", row.name);
        }
    }

    #[test]
    fn stacks_on_cards_have_the_size_that_the_opcode_table_says() {
        // `…` stands for a number that depends on the argument.
        let size = |side: &str| match side {
            "" => Some("0".to_owned()),
            _ if side.contains('…') => None,
            _ => Some(side.split(", ").count().to_string()),
        };
        for card in table::CARDS {
            let info = card.opcode.info().expect("a row");
            for (side, effect) in [(card.before, info.popped), (card.after, info.pushed)] {
                match size(side) {
                    Some(size) => assert_eq!(size, count(effect), "{}: {side}", info.name),
                    None => assert!(count(effect).parse::<u32>().is_err(), "{}: {side}", info.name),
                }
            }
        }
    }

    #[test]
    fn meanings_are_sentences() {
        let meanings = table::CARDS.iter().map(|card| (card.opcode, card.meaning));
        for (opcode, meaning) in meanings.chain(forms::FORMS.iter().map(|form| (form.opcode, form.meaning))) {
            assert!(meaning.ends_with('.') && !meaning.contains('!') || meaning.contains("`!"), "{opcode}: {meaning}");
        }
    }

    #[test]
    fn cards_fit_their_width() {
        for row in ROWS {
            for line in card_listing(row.opcode, 54).rows {
                assert!(line.width() <= 54, "{}: {}", row.name, line.plain());
            }
        }
        let text = card_listing(Opcode::BUILD_LIST, 60).to_text();
        assert!(text.contains("[item…] → [list]") && text.contains("pops argument, pushes 1"), "{text}");
        let text = card_listing(Opcode::BINARY_OP_ADD_INT, 60).to_text();
        assert!(text.contains("instead of") && text.contains("both operands are int"), "{text}");
    }

    #[test]
    fn typing_errors_find_what_was_meant() {
        assert_eq!(suggestions("LOAD_FATS")[0], "LOAD_FAST");
        assert_eq!(suggestions("binary_opp")[0], "BINARY_OP");
        assert!(suggestions("ITER").contains(&"FOR_ITER"));
        assert!(suggestions("QQQQQQQQQQQQQ").is_empty());
        assert_eq!(find("load-fast"), Some(Opcode::LOAD_FAST));
        assert_eq!(find("30"), Some(Opcode::NOP));
        assert_eq!(find("999"), None);
    }
}
