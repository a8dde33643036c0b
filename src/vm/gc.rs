//! Reference cycles: found by subtracting, from each object's count, the references that other objects hold.
//!
//! What is left over is held from outside (the stack, the machine); everything that cannot be reached from such an object
//! is garbage.

use hashbrown::HashMap;

use super::Vm;
use super::object::statics::FIRST_DYNAMIC;
use super::object::{Obj, Payload};

/// When to collect, and what was done so far.
#[derive(Clone, Debug)]
pub struct Collector {
    /// Containers made minus freed since the last collection that make the next one due.
    pub threshold: i64,
    pub enabled: bool,
    pub collections: u64,
    pub collected: u64,
}

impl Default for Collector {
    fn default() -> Self {
        Self { threshold: 50_000, enabled: true, collections: 0, collected: 0 }
    }
}

impl Vm {
    pub fn collect_if_due(&mut self) {
        if self.gc.enabled && self.heap.young >= self.gc.threshold {
            self.collect_cycles();
            self.gc.threshold = (self.heap.live() as i64 / 2).max(50_000);
        }
    }

    /// Frees all garbage cycles; returns the number of objects found in them.
    pub fn collect_cycles(&mut self) -> usize {
        self.heap.young = 0;
        self.gc.collections += 1;
        let objects: Vec<Obj> =
            self.heap.objects().filter(|o| o.index() >= FIRST_DYNAMIC as usize && !self.heap.is_immortal(*o)).collect();
        let mut outside: HashMap<Obj, i64> = objects.iter().map(|&o| (o, i64::from(self.heap.refs(o)))).collect();
        for &o in &objects {
            self.heap.visit(o, &mut |child| {
                if let Some(count) = outside.get_mut(&child) {
                    *count -= 1;
                }
            });
        }
        let mut alive: Vec<Obj> = objects.iter().copied().filter(|o| outside[o] > 0).collect();
        let mut reached: hashbrown::HashSet<Obj> = alive.iter().copied().collect();
        while let Some(o) = alive.pop() {
            self.heap.visit(o, &mut |child| {
                if outside.contains_key(&child) && reached.insert(child) {
                    alive.push(child);
                }
            });
        }
        let mut garbage: Vec<Obj> = objects.into_iter().filter(|o| !reached.contains(o)).collect();
        garbage.sort_by_key(|&o| self.heap.slot(o).serial);
        for &o in &garbage {
            self.heap.incref(o);
        }
        // Finalizers first, while everything still works; an object that one of them saves stays.
        for &o in &garbage {
            let waits = matches!(self.heap.payload(o), Payload::Generator(_)) && self.generator_needs_close(o);
            if waits || self.type_data(self.ty(o)).is_some_and(|data| data.has_finalizer) {
                let serial = self.heap.slot(o).serial;
                if self.finalized.insert(serial) {
                    self.run_garbage_finalizer(o);
                }
            }
        }
        for &o in &garbage {
            self.clear_references(o);
        }
        for &o in &garbage {
            self.decref(o);
        }
        self.gc.collected += garbage.len() as u64;
        garbage.len()
    }

    fn run_garbage_finalizer(&mut self, o: Obj) {
        let raised = std::mem::replace(&mut self.raised, Obj::NULL);
        let (ip, next) = (self.ip, self.next);
        let mark = self.mark();
        let done = if matches!(self.heap.payload(o), Payload::Generator(_)) {
            self.generator_close(o).map(|_| ())
        } else {
            self.call_special(o, super::object::names::__del__, &[]).map(|_| ())
        };
        if done.is_err() {
            let exception = self.take_raised();
            let place = self.repr_text(o).unwrap_or_default();
            let _ = self.write_unraisable(exception, o, &place);
        }
        self.release(mark);
        (self.ip, self.next) = (ip, next);
        self.raised = raised;
    }

    /// Makes an object forget what it refers to, which breaks the cycles it is in.
    fn clear_references(&mut self, o: Obj) {
        let mut dropped = Vec::new();
        match self.heap.payload_mut(o) {
            Payload::List(items) => dropped.append(items),
            Payload::Dict(data) => {
                for entry in data.take() {
                    if !entry.key.is_null() {
                        dropped.push(entry.key);
                        dropped.push(entry.value);
                    }
                }
            }
            Payload::Set(data) => dropped.extend(data.take()),
            Payload::Cell(contents) => dropped.push(std::mem::replace(contents, Obj::NULL)),
            Payload::Deque(data) => dropped.extend(data.items.drain(..)),
            Payload::Frame(data) => dropped.append(&mut data.fast),
            Payload::Exception(data) => {
                dropped.push(std::mem::replace(&mut data.traceback, Obj::NULL));
                dropped.push(std::mem::replace(&mut data.context, Obj::NULL));
                dropped.push(std::mem::replace(&mut data.cause, Obj::NULL));
            }
            _ => {}
        }
        if let Some(attrs) = self.heap.attrs_mut(o) {
            dropped.append(&mut attrs.values);
            attrs.order.clear();
            dropped.append(&mut attrs.slots);
            dropped.push(std::mem::replace(&mut attrs.dict.0, Obj::NULL));
        }
        for child in dropped {
            self.decref_some(child);
        }
    }

    /// Counts recomputed from what refers to what, compared with those kept; the differences as text.
    pub fn audit(&self) -> Vec<String> {
        let mut expected: HashMap<Obj, i64> = HashMap::new();
        let mut add = |o: Obj| {
            if !o.is_null() {
                *expected.entry(o).or_default() += 1;
            }
        };
        for o in self.heap.objects() {
            self.heap.visit(o, &mut add);
        }
        self.stack.iter().for_each(|&o| add(o));
        self.temps.iter().for_each(|&o| add(o));
        self.consts.iter().for_each(|&o| add(o));
        self.handled.iter().for_each(|&o| add(o));
        self.importing.iter().for_each(|&o| add(o));
        for (function, parts) in &self.atexit {
            add(*function);
            parts.iter().for_each(|&o| add(o));
        }
        add(self.raised);
        add(self.tracing.trace);
        add(self.tracing.profile);
        for frame in &self.frames {
            for o in [frame.locals, frame.extra, frame.generator, frame.object] {
                add(o);
            }
        }
        for o in [self.builtins, self.build_class, self.modules, self.sys] {
            add(o);
        }
        let mut wrong = Vec::new();
        for o in self.heap.objects() {
            if self.heap.is_immortal(o) || o.index() < FIRST_DYNAMIC as usize {
                continue;
            }
            let (kept, counted) = (i64::from(self.heap.refs(o)), expected.get(&o).copied().unwrap_or(0));
            if kept != counted {
                wrong.push(format!(
                    "#{} {}: count {kept}, references {counted}",
                    self.heap.slot(o).serial,
                    self.type_name_of(o)
                ));
            }
        }
        wrong
    }
}
