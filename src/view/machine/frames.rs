//! The call stack: innermost frame first, each with its variables; then what the frame sees around it.

use super::{ending, id_text};
use crate::view::{Change, ItemRef, Listing, Role, Row};
use crate::vm::inspect::{FrameView, NamedValue, VmView};

/// The call stack. `builtins` are the names that the innermost frame takes from there.
pub fn frames(now: &VmView, before: Option<&VmView>, builtins: &[String]) -> Listing {
    let mut rows = Vec::new();
    if let Some(exception) = &now.exception {
        let what = if exception.text.starts_with(&exception.type_name) { "" } else { &exception.type_name };
        rows.push(
            Row::text(Role::Error, "exception ")
                .with(Role::Value, format!("{what} {}", exception.text).trim().to_owned())
                .with(Role::ObjectId, id_text(exception))
                .item(ItemRef::Object(exception.id.0.into()))
                .key("exception"),
        );
    }
    for (number, frame) in now.frames.iter().enumerate().rev() {
        let item = ItemRef::Frame(number as u32);
        rows.push(frame_row(frame).item(item).key(format!("frame {number} {}", frame.qualname)));
        let earlier = before.and_then(|before| before.frames.get(number)).filter(|earlier| earlier.code == frame.code);
        for (kind, role, values) in groups(frame) {
            let known = earlier.map(|earlier| group(earlier, kind));
            rows.extend(values.iter().map(|value| variable(kind, role, value, known).item(item).depth(1)));
        }
    }
    if now.more_frames > 0 {
        rows.push(Row::text(Role::Note, format!("{} more frames are not shown", now.more_frames)));
    }
    if rows.is_empty() {
        return Listing::note(ending(now));
    }
    if !now.globals.is_empty() {
        rows.push(Row::text(Role::Heading, "globals").key("globals"));
        let known = before.map(|before| &before.globals[..]);
        rows.extend(now.globals.iter().map(|value| variable("global", Role::Global, value, known).depth(1)));
    }
    if !builtins.is_empty() {
        let row = Row::text(Role::Heading, "builtins").with(Role::Dim, "  taken from there: ");
        rows.push(row.with(Role::Builtin, builtins.join(", ")).key("builtins"));
    }
    Listing::tree(rows)
}

/// `inner  line 5, instruction at 12`
fn frame_row(frame: &FrameView) -> Row {
    let line = frame.line.map_or("no line".to_owned(), |line| format!("line {line}"));
    let row = Row::text(Role::Function, frame.qualname.clone()).with(Role::Position, format!("  {line}"));
    let row = row.with(Role::Dim, format!(", at {} ", frame.offset));
    let row = row.with(crate::view::dis::opcode_role(frame.opcode), frame.opcode.name());
    match frame.generator {
        Some(id) => row.with(Role::Flag, "  generator").with(Role::ObjectId, format!(" #{}", id.0)),
        None => row,
    }
}

const KINDS: [(&str, Role); 4] =
    [("local", Role::Local), ("cell", Role::Cell), ("free", Role::Free), ("name", Role::Global)];

fn groups(frame: &FrameView) -> impl Iterator<Item = (&'static str, Role, &[NamedValue])> {
    KINDS.into_iter().map(|(kind, role)| (kind, role, group(frame, kind)))
}

fn group<'a>(frame: &'a FrameView, kind: &str) -> &'a [NamedValue] {
    match kind {
        "local" => &frame.locals,
        "cell" => &frame.cells,
        "free" => &frame.free,
        _ => &frame.namespace,
    }
}

fn variable(kind: &'static str, role: Role, variable: &NamedValue, known: Option<&[NamedValue]>) -> Row {
    let row = Row::text(Role::Dim, format!("{kind:<7}")).with(role, variable.name.clone());
    let row = match &variable.value {
        Some(value) => {
            row.with(Role::Text, " = ").with(Role::Value, value.text.clone()).with(Role::ObjectId, id_text(value))
        }
        None => row.with(Role::Note, "  no value yet"),
    };
    let earlier = known.map(|known| known.iter().find(|earlier| earlier.name == variable.name));
    row.change(match earlier {
        None => Change::Same,
        Some(None) => Change::Added,
        Some(Some(earlier)) if *earlier == *variable => Change::Same,
        Some(Some(_)) => Change::Changed,
    })
}
