//! The running program: frames, value stack, heap, output, each as rows made from a picture of the machine.
//!
//! Where the picture of the step before is given, rows say what is new, changed or gone since then.

use hashbrown::HashMap;

use super::{Change, Column, ItemRef, Listing, Role, Row};
use crate::bytecode::opcode::OpcodeFlags;
use crate::vm::host::Stream;
use crate::vm::inspect::{FrameView, NamedValue, ObjectId, ObjectView, Status, ValueView, VmView};

/// The call stack, innermost frame first, each with its variables.
pub fn frames(now: &VmView, before: Option<&VmView>) -> Listing {
    let mut rows = Vec::new();
    if let Some(exception) = &now.exception {
        rows.push(Row::text(Role::Error, "raised ").with(Role::Value, exception.text.clone()));
    }
    for (number, frame) in now.frames.iter().enumerate().rev() {
        let line = frame.line.map_or("no line".to_owned(), |line| format!("line {line}"));
        let item = ItemRef::Frame(number as u32);
        rows.push(
            Row::text(Role::Function, frame.qualname.clone()).with(Role::Position, format!("  {line}")).item(item),
        );
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
    Listing::tree(rows)
}

/// What there is to say when no frame is left.
fn ending(now: &VmView) -> String {
    match now.status {
        Status::Running => "the program has not started".to_owned(),
        Status::Finished { exit_code } => format!("the program is over, exit status {exit_code}"),
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
    let row = Row::text(Role::Dim, format!("{kind:<6}")).with(role, variable.name.clone());
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

/// `  #7`; nothing for objects that live for ever, since their identity tells nothing.
fn id_text(value: &ValueView) -> String {
    if value.immortal { String::new() } else { format!("  #{}", value.id.0) }
}

/// The value stack of the innermost frame, top first, with what the step before pushed and popped.
pub fn stack(now: &VmView, before: Option<&VmView>) -> Listing {
    let Some(frame) = now.frames.last() else { return Listing::note(ending(now)) };
    let number = now.frames.len() as u32 - 1;
    let earlier = before
        .filter(|before| before.frames.len() == now.frames.len())
        .and_then(|before| before.frames.last())
        .filter(|earlier| earlier.code == frame.code);
    let kept = earlier.map_or(frame.stack.len(), |earlier| {
        earlier.stack.iter().zip(&frame.stack).take_while(|(a, b)| same_object(a, b)).count()
    });
    let mut rows = Vec::new();
    for (slot, value) in frame.stack.iter().enumerate().rev() {
        let row = Row::text(Role::Position, format!("{slot:>3}  "));
        let row = match value {
            Some(value) => row.with(Role::Value, value.text.clone()).with(Role::ObjectId, id_text(value)),
            None => row.with(Role::Dim, "NULL"),
        };
        let change = if slot >= kept { Change::Added } else { Change::Same };
        rows.push(row.item(ItemRef::Slot(number, slot as u32)).change(change));
    }
    if rows.is_empty() {
        rows.push(Row::text(Role::Note, "empty"));
    }
    if let Some(earlier) = earlier {
        for value in earlier.stack[kept..].iter().rev() {
            let text = value.as_ref().map_or("NULL".to_owned(), |value| value.text.clone());
            rows.push(Row::text(Role::Removed, format!("     popped {text}")).change(Change::Removed));
        }
    }
    let mut next = Row::text(Role::Dim, "next ").with(super::dis::opcode_role(frame.opcode), frame.opcode.name());
    if frame.opcode.has(OpcodeFlags::ARG) {
        next = next.with(Role::Argument, format!(" {}", frame.oparg));
    }
    rows.push(next);
    Listing::new(rows)
}

fn same_object(a: &Option<ValueView>, b: &Option<ValueView>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.id == b.id,
        (None, None) => true,
        _ => false,
    }
}

/// The objects that the frames reach, without those that live for ever (small integers, names): number, type, references to it, text; then what it holds.
pub fn heap(now: &VmView, before: Option<&VmView>) -> Listing {
    let columns = [Column::new("id", 0), Column::new("type", 2), Column::new("count", 1), Column::new("value", 0)];
    let known: HashMap<ObjectId, &ObjectView> =
        before.into_iter().flat_map(|before| &before.objects).map(|object| (object.value.id, object)).collect();
    let mut rows: Vec<Row> = now
        .objects
        .iter()
        .filter(|object| !object.value.immortal)
        .map(|object| {
            let change = match known.get(&object.value.id) {
                None if before.is_some() => Change::Added,
                Some(earlier) if **earlier != *object => Change::Changed,
                _ => Change::Same,
            };
            object_row(object).change(change)
        })
        .collect();
    let alive: hashbrown::HashSet<ObjectId> = now.objects.iter().map(|object| object.value.id).collect();
    let gone = before
        .into_iter()
        .flat_map(|before| &before.objects)
        .filter(|object| !object.value.immortal && !alive.contains(&object.value.id));
    rows.extend(gone.map(|object| object_row(object).change(Change::Removed)));
    if rows.is_empty() {
        return Listing::note("nothing that the frames hold lives on the heap alone");
    }
    Listing::table(&columns, rows)
}

fn object_row(object: &ObjectView) -> Row {
    let value = &object.value;
    let count = format!("×{:<3} ", object.refcount);
    let mut row = Row::new()
        .cell(0, Role::ObjectId, format!("#{:<5} ", value.id.0))
        .cell(1, Role::TypeName, format!("{:<10} ", value.type_name))
        .cell(2, Role::Number, count)
        .cell(3, Role::Value, value.text.clone());
    let held = object.parts.iter().filter(|(_, part)| !part.immortal);
    for (label, part) in held {
        row.push(3, Role::Dim, format!("  {label}"));
        row.push(3, Role::ObjectId, format!("→#{}", part.id.0));
    }
    if object.more_parts > 0 {
        row.push(3, Role::Dim, format!("  {} more", object.more_parts));
    }
    row.item(ItemRef::Object(value.id.0.into())).key(format!("#{}", value.id.0))
}

/// What the program wrote, line by line; each piece leads to the step that wrote it.
pub fn output(now: &VmView) -> Listing {
    let mut rows: Vec<Row> = Vec::new();
    let mut at_start = true;
    for piece in &now.output {
        let role = match piece.stream {
            Stream::Stdout => Role::Text,
            Stream::Stderr => Role::Error,
        };
        for line in piece.text.split_inclusive('\n') {
            let text = line.trim_end_matches('\n').to_owned();
            match rows.last_mut() {
                Some(row) if !at_start => row.push(0, role, text),
                _ => {
                    // A row without text is a blank line, and leads to its step like any other.
                    rows.push(Row::text(role, text).item(ItemRef::Step(piece.step)));
                }
            }
            at_start = line.ends_with('\n');
        }
    }
    if rows.is_empty() {
        return Listing::note("nothing has been written");
    }
    Listing::new(rows)
}
