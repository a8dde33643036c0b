//! The configuration file with every default as a comment.

use std::fmt::Write as _;
use std::path::Path;

use super::SETTINGS;
use crate::tui::commands::{Command, Group};
use crate::view::opcodes::wrap;

/// Columns of the comments.
const WIDTH: usize = 96;

/// What `pylens config` prints; `path` is where the file is looked for.
pub fn default_text(path: &Path) -> String {
    let mut out =
        String::from("# pylens: every setting with its default. To change one, take away the # in front of it.\n");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "# This file belongs at {}\n", path.display());
    let mut section = "";
    for setting in SETTINGS {
        if setting.section != section {
            section = setting.section;
            let _ = writeln!(out, "\n[{section}]");
        }
        let doc = match setting.kind {
            super::settings::Kind::Theme | super::settings::Kind::Bool => setting.doc.to_owned(),
            _ => format!("{} Expected: {}.", setting.doc, setting.expected()),
        };
        for line in wrap(&doc, WIDTH) {
            let _ = writeln!(out, "## {line}");
        }
        let _ = writeln!(out, "# {} = {}", setting.name, setting.default);
    }
    out.push_str(
        "\n[keys]\n## Each command takes a key, or a list of keys: a letter, C- for Ctrl, A- for Alt, S- for Shift,\n",
    );
    out.push_str(
        "## F1, ret, tab, esc, space, backspace, left, pageup and so on; several with blanks between are pressed\n",
    );
    out.push_str(
        "## one after the other. The file keys.toml beside this one may hold this table alone, without [keys].\n",
    );
    for group in Group::ALL {
        let _ = writeln!(out, "\n## {}", group.title());
        for command in Command::all().filter(|command| command.group == *group) {
            let keys: Vec<_> = command.default_keys().iter().map(|key| format!("{key:?}")).collect();
            let bare = command.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let name = if bare { command.name.to_owned() } else { format!("{:?}", command.name) };
            let _ = writeln!(out, "## {}\n# {name} = [{}]", command.doc, keys.join(", "));
        }
    }
    out
}
