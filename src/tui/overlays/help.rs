//! The help screen: what one looks at, what to try first, then all panes, marks and keys from their tables.

use crate::tui::commands::{Action, Command, Group, What};
use crate::tui::keymap::Keymap;
use crate::tui::panes::PaneId;
use crate::tui::theme::Ui;
use crate::view::opcodes::wrap;
use crate::view::{Listing, Role, Row, measure};

/// What to try first: a sentence, with the commands whose keys it names in the places of `{}`.
const FIRST: &[(&str, &[Action])] = &[
    (
        "Run the program: {} runs one instruction, {} takes it back. {} goes to the next line, {} to the end.",
        &[Action::Step, Action::StepBack, Action::Line, Action::Continue],
    ),
    (
        "Move with the arrows, and to the next pane with {}: all panes show what the thing under the cursor became.",
        &[Action::NextPane],
    ),
    (
        "Ask: {} says why it is there and what became of it, {} explains an instruction, {} follows a jump or a name.",
        &[Action::Why, Action::OpcodeCard, Action::Follow],
    ),
    (
        "Look closer: {} shows one pane alone. {} goes to the same thing one stage later.",
        &[Action::Zoom, Action::NextStage],
    ),
    ("Edit the file in any editor and save it: everything follows, and what changed is marked.", &[]),
    ("Learn: {} lists lessons and samples. Find any command, pane or name with {}.", &[Action::Open, Action::Palette]),
];

/// Marks in front of rows: symbol, part of the screen whose style it has, meaning.
const MARKS: &[(&str, Ui, &str)] = &[
    ("▷", Ui::Current, "has just run"),
    ("▶", Ui::Current, "runs next"),
    ("▐", Ui::Current, "corresponds to what is selected; [ and ] go through these rows"),
    ("●", Ui::Breakpoint, "a breakpoint"),
    ("+", Ui::GutterChanged, "new since the last save or step"),
    ("~", Ui::GutterChanged, "changed since then"),
    ("-", Ui::GutterChanged, "gone since then"),
    ("▸", Ui::Gutter, "closed; there is more below it"),
    ("…", Ui::Gutter, "cut off; zoom, or scroll with Shift and an arrow"),
];

/// Columns of keys in front of what they do.
const KEYS: usize = 10;

/// The help screen in rows of at most `width` columns, with the keys as they are now.
pub fn help(keymap: &Keymap, width: usize) -> Listing {
    let mut rows = Vec::new();
    let introduction = "pylens shows what CPython makes of your file. It reads it as text, cuts it into tokens, builds a \
                        tree, settles what each name means, writes instructions, improves them, and runs them. Each pane \
                        is one of these stages; all of them follow the cursor.";
    paragraph(&mut rows, introduction, width);
    heading(&mut rows, "Try this");
    for (text, actions) in FIRST {
        let mut text = (*text).to_owned();
        for &action in *actions {
            text = text.replacen("{}", &keymap.shown(What::Action(action)), 1);
        }
        for (index, line) in wrap(&text, width.saturating_sub(4)).into_iter().enumerate() {
            rows.push(Row::text(Role::Label, if index == 0 { "  • " } else { "    " }).with(Role::Text, line));
        }
    }
    heading(&mut rows, "Panes");
    for &pane in PaneId::ALL {
        let (title, doc) = (pane.title(), pane.doc());
        match width >= 90 {
            true => entry(&mut rows, &keymap.shown(What::Pane(pane)), Some(title), doc, width),
            // A column of its own for the titles would leave no room for the sentences.
            false => entry(&mut rows, &keymap.shown(What::Pane(pane)), None, &format!("{title}. {doc}"), width),
        }
    }
    heading(&mut rows, "Marks");
    for (symbol, _, meaning) in MARKS {
        entry(&mut rows, symbol, None, meaning, width);
    }
    for &group in Group::ALL {
        heading(&mut rows, group.title());
        for command in Command::all().filter(|command| command.group == group && !matches!(command.what, What::Pane(_)))
        {
            let keys = keymap.all_shown(command.what);
            // On a narrow screen one key has to do.
            let keys = if width < 90 { keys.first().cloned().unwrap_or_default() } else { keys.join("  ") };
            let name = (width >= 90).then_some(command.name);
            entry(&mut rows, &keys, name, command.doc, width);
        }
    }
    Listing::new(rows)
}

fn paragraph(rows: &mut Vec<Row>, text: &str, width: usize) {
    rows.extend(wrap(text, width).into_iter().map(|line| Row::text(Role::Text, line)));
}

fn heading(rows: &mut Vec<Row>, title: &'static str) {
    rows.push(Row::new());
    rows.push(Row::text(Role::Heading, title));
}

/// Key, name and what it does; a long sentence goes on in the next line.
fn entry(rows: &mut Vec<Row>, keys: &str, name: Option<&str>, doc: &str, width: usize) {
    let name_width = if name.is_some() { 21 } else { 0 };
    let front = 2 + KEYS.max(measure::width(keys)) + 1 + name_width;
    for (index, line) in wrap(doc, width.saturating_sub(front).max(20)).into_iter().enumerate() {
        let (keys, name) = if index == 0 { (keys, name.unwrap_or("")) } else { ("", "") };
        let keys = format!("  {} ", measure::pad(keys, front - 3 - name_width));
        let mut row = Row::text(Role::Strong, keys);
        if name_width > 0 {
            row = row.with(Role::Identifier, format!("{} ", measure::pad(name, name_width - 1)));
        }
        rows.push(row.with(Role::Text, line));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_command_and_pane_is_listed_once_and_fits() {
        let (keymap, _) = Keymap::new(&BTreeMap::new());
        for width in [58, 72, 106] {
            let help = help(&keymap, width);
            for row in &help.rows {
                assert!(row.width() <= width, "{width}: {}", row.plain());
            }
            let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = one_line(help.to_text());
            for command in Command::all() {
                let start: String = one_line(command.doc.to_owned()).chars().take(20).collect();
                assert!(text.contains(&start), "{}: {start}", command.name);
            }
            assert!(!text.contains("{}"));
        }
    }
}
