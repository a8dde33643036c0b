//! Bounded, owned pictures of a machine, made without running any Python code.

mod text;

use std::fmt;

use super::Vm;
use super::frames::Frame;
use super::host::Stream;
use super::object::heap::EARLY;
use super::object::{Obj, Payload};
use super::specialize::Event;
use crate::bytecode::Opcode;

/// How much a picture may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub frames: usize,
    pub objects: usize,
    pub text: usize,
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { frames: 50, objects: 500, text: 80, output: 2000 }
    }
}

/// The number of an object on screen: `#7`, or `#b7` of one that was made before the program began, such as a constant of
/// its code. Never used twice in a run, the same in every replay.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

impl ObjectId {
    /// Whether the object was there before the program began.
    pub fn is_early(self) -> bool {
        self.0 & EARLY != 0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.is_early() {
            true => format!("#b{}", self.0 & !EARLY),
            false => format!("#{}", self.0),
        };
        f.pad(&text)
    }
}

/// A value as a pane shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueView {
    pub id: ObjectId,
    pub type_name: String,
    /// Bounded text, made without calling `__repr__`.
    pub text: String,
    /// Small ints, interned strings and the like, which live for ever.
    pub immortal: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedValue {
    pub name: String,
    /// `None` for a variable that has no value (yet).
    pub value: Option<ValueView>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameView {
    /// Number of the code object in the machine.
    pub code: u32,
    pub function: String,
    pub qualname: String,
    pub filename: String,
    pub line: Option<i32>,
    /// Byte offset in `co_code` of the instruction that runs next (in callers: that is running).
    pub offset: u32,
    pub opcode: Opcode,
    /// The form that runs in place of `opcode`, or `opcode` itself.
    pub specialized: Opcode,
    pub oparg: u32,
    pub locals: Vec<NamedValue>,
    pub cells: Vec<NamedValue>,
    pub free: Vec<NamedValue>,
    /// Namespace of a module or class body.
    pub namespace: Vec<NamedValue>,
    /// The expression stack, from the bottom.
    pub stack: Vec<Option<ValueView>>,
    pub generator: Option<ObjectId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectView {
    pub value: ValueView,
    pub refcount: u32,
    /// What it refers to: a label (key, index, attribute) and the value.
    pub parts: Vec<(String, ValueView)>,
    pub more_parts: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputPiece {
    pub step: u64,
    pub stream: Stream,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Status {
    Running,
    /// The program is over.
    Finished {
        exit_code: i32,
    },
}

/// Everything the panes show of one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VmView {
    pub step: u64,
    pub status: Status,
    /// Innermost last.
    pub frames: Vec<FrameView>,
    pub more_frames: usize,
    pub globals: Vec<NamedValue>,
    pub objects: Vec<ObjectView>,
    /// The threads in the order of their numbers, if there are several.
    pub threads: Vec<ThreadView>,
    /// Objects alive, the machine's own included.
    pub live_objects: usize,
    pub output: Vec<OutputPiece>,
    /// The exception that is looking for its handler, or being handled.
    pub exception: Option<ValueView>,
    /// Instructions of the innermost frame's code object that were looked at by the adaptive interpreter.
    pub adaptive: Vec<AdaptiveView>,
    /// Every import that had work to do, in the order in which they began.
    pub modules: Vec<std::sync::Arc<super::import::events::ModuleRecord>>,
    /// Which standard library is used.
    pub library: String,
}

/// A thread of a program that has several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadView {
    /// From 1, the main thread.
    pub number: u32,
    pub state: ThreadState,
    /// Where it stands: in the file that was started, or, if it is nowhere in that, in its innermost frame.
    pub qualname: String,
    pub filename: String,
    pub line: Option<i32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThreadState {
    /// It runs: it holds the global lock.
    Running,
    /// It could run, were it its turn.
    Ready,
    /// For a lock, an event or the end of another thread; or for a moment at the latest.
    Waiting { timed: bool },
}

/// An instruction that the adaptive interpreter looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdaptiveView {
    /// Byte offset in `co_code`.
    pub offset: u32,
    pub generic: Opcode,
    pub specialized: Opcode,
    /// Runs (or misses) until it is looked at again.
    pub counter: u16,
    /// What happened to it, oldest first.
    pub events: Vec<Event>,
}

impl Vm {
    pub fn object_id(&self, o: Obj) -> ObjectId {
        ObjectId(self.heap.slot(o).serial)
    }

    pub fn value_view(&self, o: Obj, limits: &Limits) -> ValueView {
        ValueView {
            id: self.object_id(o),
            type_name: self.type_name_of(o),
            text: self.bounded_text(o, limits.text),
            immortal: self.heap.is_immortal(o),
        }
    }

    /// The picture of the present moment.
    pub fn view(&self, limits: &Limits, status: Status) -> VmView {
        let mut roots = Vec::new();
        let skipped = self.frames.len().saturating_sub(limits.frames);
        let frames: Vec<FrameView> =
            (skipped..self.frames.len()).map(|at| self.frame_view(at, limits, &mut roots)).collect();
        let globals = match self.frames.last() {
            Some(frame) => self.namespace_view(frame.globals, limits, &mut roots),
            None => Vec::new(),
        };
        let exception = if self.raised.is_null() { self.current_exception() } else { self.raised };
        let door = self.door();
        let first = self.pieces.saturating_sub(limits.output);
        let output = door.output[first.min(door.output.len())..self.pieces.min(door.output.len())]
            .iter()
            .map(|piece| OutputPiece { step: piece.step, stream: piece.stream, text: piece.text.clone() })
            .collect();
        drop(door);
        VmView {
            step: self.steps,
            status,
            frames,
            more_frames: skipped,
            globals,
            objects: self.reachable(&roots, limits),
            threads: self.threads_view(),
            live_objects: self.heap.live(),
            output,
            exception: exception.some().map(|o| self.value_view(o, limits)),
            adaptive: self.frames.last().map_or_else(Vec::new, |frame| self.adaptive_view(frame.code)),
            modules: self.imports.records.clone(),
            library: self.options.library.clone(),
        }
    }

    fn threads_view(&self) -> Vec<ThreadView> {
        if self.threads.count() == 1 {
            return Vec::new();
        }
        let mut threads: Vec<(u32, ThreadState, &[Frame])> = self.threads.pictured().collect();
        threads.push((self.threads.current(), ThreadState::Running, &self.frames));
        threads.sort_by_key(|(number, ..)| *number);
        let file = |frame: &Frame| self.codes[frame.code as usize].filename.as_str();
        let started = threads.first().and_then(|(.., frames)| frames.first()).map(file);
        let view = |(number, state, frames): (u32, ThreadState, &[Frame])| {
            let own = frames.iter().rposition(|frame| Some(file(frame)) == started);
            let is_python = |frame: &Frame| {
                let info = &self.codes[frame.code as usize];
                !super::exception::in_place_of_c(&info.filename, &info.name)
            };
            let at = own.or_else(|| frames.iter().rposition(is_python))?;
            let frame = &frames[at];
            let info = &self.codes[frame.code as usize];
            let runs = state == ThreadState::Running && at + 1 == frames.len();
            let unit = if runs { self.next as u32 } else { frame.ip };
            Some(ThreadView {
                number,
                state,
                qualname: info.qualname.clone(),
                filename: info.filename.clone(),
                line: info.position(unit.saturating_sub(frame.text)).line,
            })
        };
        threads.into_iter().filter_map(view).collect()
    }

    /// What the adaptive interpreter did to a code object, by offset.
    pub fn adaptive_view(&self, code: u32) -> Vec<AdaptiveView> {
        let units = self.adaptive_code(code);
        let mut found: std::collections::BTreeMap<u32, AdaptiveView> = std::collections::BTreeMap::new();
        for event in self.specialization_events().iter().filter(|event| event.code == code) {
            let Some(&unit) = units.get(event.unit as usize) else { continue };
            let specialized = Opcode(unit & 0xff);
            let counter = units.get(event.unit as usize + 1).copied().unwrap_or(0) >> 4;
            let view = found.entry(event.unit).or_insert_with(|| AdaptiveView {
                offset: event.unit * 2,
                generic: specialized.generic(),
                specialized,
                counter,
                events: Vec::new(),
            });
            view.events.push(*event);
        }
        found.into_values().collect()
    }

    fn frame_view(&self, at: usize, limits: &Limits, roots: &mut Vec<Obj>) -> FrameView {
        let frame = &self.frames[at];
        let top = at + 1 == self.frames.len();
        let info = &self.codes[frame.code as usize];
        let unit = if top { self.next as u32 } else { frame.ip };
        let offset = unit.saturating_sub(frame.text);
        let word = self.text.get(unit as usize).copied().unwrap_or(0);
        let mut locals = Vec::new();
        let mut cells = Vec::new();
        let mut free = Vec::new();
        for (index, &name) in info.locals.iter().enumerate() {
            let kind = info.code.localspluskinds[index];
            let raw = self.stack.get(frame.base as usize + index).copied().unwrap_or(Obj::NULL);
            let mut value = raw;
            if let Some(Payload::Cell(contents)) = raw.some().map(|o| self.heap.payload(o)) {
                value = *contents;
            }
            roots.extend(value.some());
            let named = NamedValue {
                name: self.text(name).to_owned(),
                value: value.some().map(|o| self.value_view(o, limits)),
            };
            use crate::bytecode::LocalKind;
            if kind & LocalKind::FREE != 0 {
                free.push(named);
            } else if kind & LocalKind::CELL != 0 {
                cells.push(named);
            } else {
                locals.push(named);
            }
        }
        let end = self.frames.get(at + 1).map_or(self.stack.len(), |next| next.bottom as usize);
        let stack = self.stack.get(frame.values as usize..end).unwrap_or(&[]);
        roots.extend(stack.iter().filter_map(|o| o.some()));
        FrameView {
            code: frame.code,
            function: info.name.clone(),
            qualname: info.qualname.clone(),
            filename: info.filename.clone(),
            line: info.position(offset).line,
            offset: offset * 2,
            opcode: Opcode(word & 0xff).generic(),
            specialized: Opcode(word & 0xff),
            oparg: u32::from(word >> 8),
            locals,
            cells,
            free,
            namespace: if frame.locals.is_null() || frame.locals == frame.globals {
                Vec::new()
            } else {
                self.namespace_view(frame.locals, limits, roots)
            },
            stack: stack.iter().map(|o| o.some().map(|o| self.value_view(o, limits))).collect(),
            generator: frame.generator.some().map(|o| self.object_id(o)),
        }
    }

    fn namespace_view(&self, dict: Obj, limits: &Limits, roots: &mut Vec<Obj>) -> Vec<NamedValue> {
        let Some(data) = self.dict_data(dict) else { return Vec::new() };
        let shown = data.iter().filter(|entry| !self.text(entry.key).starts_with("__"));
        shown
            .take(limits.objects)
            .map(|entry| {
                roots.push(entry.value);
                NamedValue { name: self.text(entry.key).to_owned(), value: Some(self.value_view(entry.value, limits)) }
            })
            .collect()
    }

    /// Objects that the roots lead to, breadth first.
    fn reachable(&self, roots: &[Obj], limits: &Limits) -> Vec<ObjectView> {
        let mut seen = hashbrown::HashSet::new();
        let mut queue: std::collections::VecDeque<Obj> = roots.iter().copied().collect();
        let mut out = Vec::new();
        while let Some(o) = queue.pop_front() {
            if out.len() >= limits.objects {
                break;
            }
            if !seen.insert(o) || matches!(self.heap.payload(o), Payload::Module(_)) {
                continue;
            }
            let own_type = self.type_data(o).is_some_and(|data| !data.heap);
            if own_type || matches!(self.heap.payload(o), Payload::Native { .. }) {
                continue;
            }
            let parts = self.parts(o);
            queue.extend(parts.iter().map(|(_, part)| *part));
            const SHOWN: usize = 50;
            out.push(ObjectView {
                value: self.value_view(o, limits),
                refcount: self.heap.refs(o),
                more_parts: parts.len().saturating_sub(SHOWN),
                parts: parts
                    .into_iter()
                    .take(SHOWN)
                    .map(|(label, part)| (label, self.value_view(part, limits)))
                    .collect(),
            });
        }
        out
    }
}
