//! The call stack: innermost frame first, each with its variables; then what the frame sees around it.

use super::{ending, id_text};
use crate::view::{Change, ItemRef, Listing, Role, Row};
use crate::vm::inspect::{FrameView, NamedValue, ThreadState, ThreadView, VmView};

/// The call stack. `builtins` are the names that the innermost frame takes from there.
pub fn frames(now: &VmView, before: Option<&VmView>, builtins: &[String]) -> Listing {
    let mut rows = Vec::new();
    if let Some(exception) = &now.exception {
        let what = if exception.text.starts_with(&exception.type_name) { "" } else { &exception.type_name };
        let is_new = before.is_some_and(|before| before.exception.as_ref() != Some(exception));
        rows.push(
            Row::text(Role::Error, "exception ")
                .with(Role::Value, format!("{what} {}", exception.text).trim().to_owned())
                .with(Role::ObjectId, id_text(exception))
                .item(ItemRef::Object(exception.id.0.into()))
                .key("exception")
                .change(if is_new { Change::Added } else { Change::Same }),
        );
    }
    threads(&now.threads, &mut rows);
    // Another thread begins in the standard library, the main one in the file that was started.
    let main = now.threads.first().map(|thread| thread.filename.as_str());
    let own = main.or_else(|| Some(&*now.frames.first()?.filename)).unwrap_or_default();
    // What CPython has in C has no frame that anybody would see there.
    let has_frame = |frame: &FrameView| !frame.filename.starts_with("<native ");
    for (number, frame) in now.frames.iter().enumerate().rev().filter(|(_, frame)| has_frame(frame)) {
        let item = ItemRef::Frame(number as u32);
        let earlier = before.and_then(|before| before.frames.get(number)).filter(|earlier| earlier.code == frame.code);
        let is_new = before.is_some() && earlier.is_none();
        let row = frame_row(frame, own, kind_of_generator(now, frame)).item(item);
        let row = row.change(if is_new { Change::Added } else { Change::Same });
        rows.push(row.key(format!("frame {number} {}", frame.qualname)));
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

/// Who runs and who waits, where there are several threads.
fn threads(threads: &[ThreadView], rows: &mut Vec<Row>) {
    if threads.is_empty() {
        return;
    }
    rows.push(Row::text(Role::Heading, "threads").with(Role::Dim, "  one at a time holds the GIL").key("threads"));
    let started = threads.first().map_or("", |thread| &thread.filename);
    for thread in threads {
        let name = if thread.number == 1 { "1 main" } else { &thread.number.to_string() };
        let (role, words) = match thread.state {
            ThreadState::Running => (Role::Flag, "holds the GIL"),
            ThreadState::Ready => (Role::Dim, "waits for the GIL"),
            ThreadState::Waiting { timed: false } => (Role::Dim, "waits for a lock"),
            ThreadState::Waiting { timed: true } => (Role::Dim, "waits or sleeps"),
        };
        let place = place(thread.line, &thread.filename, started);
        let row = Row::text(Role::Text, format!("thread {name:<7}")).with(role, format!("{words:<18}"));
        let row = row.with(Role::Function, thread.qualname.clone()).with(Role::Position, format!("  {place}"));
        rows.push(row.key(format!("thread {}", thread.number)).depth(1));
    }
}

/// `line 5`, in another file than `own` with its name.
fn place(line: Option<i32>, file: &str, own: &str) -> String {
    let line = line.map_or("no line".to_owned(), |line| format!("line {line}"));
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if file == own { line } else { format!("{line} of {name}") }
}

/// What the frame belongs to, in words: a generator, coroutine or asynchronous generator.
fn kind_of_generator(now: &VmView, frame: &FrameView) -> &'static str {
    let object = now.objects.iter().find(|object| Some(object.value.id) == frame.generator);
    match object.map(|object| object.value.type_name.as_str()) {
        Some("coroutine") => "coroutine",
        Some("async_generator") => "asynchronous generator",
        _ => "generator",
    }
}

/// `inner  line 5, at 12 CALL`
fn frame_row(frame: &FrameView, own: &str, generator: &str) -> Row {
    let line = place(frame.line, &frame.filename, own);
    let row = Row::text(Role::Function, frame.qualname.clone()).with(Role::Position, format!("  {line}"));
    let row = row.with(Role::Dim, format!(", at {} ", frame.offset));
    let row = row.with(crate::view::dis::opcode_role(frame.opcode), frame.opcode.name());
    match frame.generator {
        Some(id) => row.with(Role::Flag, format!("  {generator}")).with(Role::ObjectId, format!(" {id}")),
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
        None => row.with(Role::Note, "  no value"),
    };
    let earlier = known.map(|known| known.iter().find(|earlier| earlier.name == variable.name));
    row.change(match earlier {
        None => Change::Same,
        Some(None) => Change::Added,
        Some(Some(earlier)) if *earlier == *variable => Change::Same,
        Some(Some(_)) => Change::Changed,
    })
}
