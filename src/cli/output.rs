//! What subcommands print: listings as text, in colour where that is wanted. A reader that goes away is no error.

use std::io::{self, IsTerminal, Write};

use super::arguments::ColorChoice;
use crate::view::{Listing, Role};

impl ColorChoice {
    /// Whether standard output gets colours: `auto` means on a terminal that has them.
    pub fn is_on(self) -> bool {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                io::stdout().is_terminal() && variable("NO_COLOR").is_empty() && variable("TERM") != "dumb"
            }
        }
    }
}

/// Prints a listing.
pub fn listing(listing: &Listing, color: ColorChoice) {
    if color.is_on() { print(&colored(listing)) } else { print(&listing.to_text()) }
}

/// Prints text on standard output; a closed pipe is no error, since the reader has seen enough.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints text on standard error.
pub fn print_error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The text of a listing, each piece in the colour of its role. The terminal's own sixteen colours are used: they suit
/// the ground that the person has chosen.
fn colored(listing: &Listing) -> String {
    let mut out = String::new();
    for row in &listing.rows {
        if listing.tree {
            out.push_str(&" ".repeat(2 * usize::from(row.depth)));
        }
        let last = row.segments.iter().rposition(|segment| !segment.text.trim_end_matches(' ').is_empty());
        for (index, segment) in row.segments.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = if Some(index) == last { segment.text.trim_end_matches(' ') } else { &segment.text };
            match sgr(segment.role) {
                "" => out.push_str(text),
                codes => out.push_str(&format!("\x1b[{codes}m{text}\x1b[0m")),
            }
        }
        out.push('\n');
    }
    out
}

/// The parameters of the escape sequence for a role: by its scope, as themes do, the longest that is listed.
fn sgr(role: Role) -> &'static str {
    const SCOPES: &[(&str, &str)] = &[
        ("text.dim", "2"),
        ("text.strong", "1"),
        ("text.heading", "1;34"),
        ("text.note", "3"),
        ("syntax.keyword", "35"),
        ("syntax.string", "32"),
        ("syntax.number", "33"),
        ("syntax.comment", "2"),
        ("syntax.function", "34"),
        ("position", "2"),
        ("token.kind", "34"),
        ("node.type", "34"),
        ("node.field", "2"),
        ("value.type", "33"),
        ("value.id", "36"),
        ("value", "32"),
        ("scope.global", "33"),
        ("scope.free", "35"),
        ("scope.cell", "36"),
        ("opcode.jump", "35"),
        ("opcode.pseudo", "2"),
        ("opcode.specialized", "36"),
        ("opcode.argument", "33"),
        ("opcode.label", "33"),
        ("opcode", "1"),
        ("mark.good", "32"),
        ("mark.warning", "33"),
        ("mark.error", "1;31"),
        ("change.added", "32"),
        ("change.removed", "31"),
        ("change.changed", "33"),
    ];
    SCOPES.iter().find(|(scope, _)| *scope == role.scope()).map_or("", |(_, codes)| codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Row;

    #[test]
    fn colours_change_nothing_but_colours() {
        let row = Row::text(Role::Opcode, "NOP   ").with(Role::Text, "x").with(Role::Dim, "   ");
        assert_eq!(colored(&Listing::new(vec![row, Row::new()])), "\x1b[1mNOP   \x1b[0mx\n\n");
    }
}
