//! Reference cycles: found by subtracting, from each object's count, the references that other objects hold.
//!
//! What is left over is held from outside (the stack, the machine); everything that cannot be reached from such an object
//! is garbage. As in CPython, weak references to garbage are cleared first and their callbacks called, then come the
//! finalizers, and what they saved stays whole; then the rest is cleared. There are no generations: each collection looks
//! at all objects. CPython: `gc_collect_main`.

use std::collections::HashMap;

use super::Vm;
use super::object::statics::{EMPTY_TUPLE, FIRST_DYNAMIC, NONE};
use super::object::{GeneratorState, Obj, Payload, T};

/// Containers made minus freed that make a collection due.
const THRESHOLD: i64 = 50_000;

/// When to collect, and what was done so far.
#[derive(Clone, Debug)]
pub struct Collector {
    /// Containers made minus freed since the last collection that make the next one due; out of reach when switched off.
    pub threshold: i64,
    pub enabled: bool,
    /// What the program set, which changes nothing.
    pub thresholds: [i64; 3],
    /// `gc.set_debug`
    pub debug: i64,
    /// Collections of each generation, and the objects that they found.
    pub stats: [(u64, u64); 3],
    /// Collections of the generation below since the last one of this one.
    pub counts: [i64; 2],
    /// Objects that there were at `gc.freeze`.
    pub frozen: usize,
    collecting: bool,
}

/// `gc.DEBUG_SAVEALL`: garbage is kept in `gc.garbage`.
const DEBUG_SAVEALL: i64 = 32;

/// The oldest generation: all objects.
pub const OLDEST: usize = 2;

impl Default for Collector {
    fn default() -> Self {
        Self {
            threshold: THRESHOLD,
            enabled: true,
            thresholds: [2000, 10, 10],
            debug: 0,
            stats: [(0, 0); 3],
            counts: [0; 2],
            frozen: 0,
            collecting: false,
        }
    }
}

impl Vm {
    pub fn collect_if_due(&mut self) {
        if self.gc.enabled && self.heap.counts.young >= self.gc.threshold {
            self.collect_cycles(OLDEST);
            self.gc.threshold = (self.heap.live() as i64 / 2).max(THRESHOLD);
        }
    }

    /// Switches collections on or off that nobody asks for.
    pub fn enable_collector(&mut self, on: bool) {
        self.gc.enabled = on;
        self.gc.threshold = if on { THRESHOLD } else { i64::MAX };
    }

    /// Frees all garbage cycles; returns the number of containers found in them. The generation is for the statistics.
    pub fn collect_cycles(&mut self, generation: usize) -> usize {
        if self.gc.collecting {
            return 0;
        }
        self.gc.collecting = true;
        let generation = generation.min(OLDEST);
        self.tell_of_collection("start", generation, 0);
        let found = self.collect_garbage();
        self.heap.counts.young = 0;
        self.gc.stats[generation].0 += 1;
        self.gc.stats[generation].1 += found as u64;
        for (at, count) in self.gc.counts.iter_mut().enumerate() {
            match generation.cmp(&at) {
                std::cmp::Ordering::Equal => *count += 1,
                std::cmp::Ordering::Greater => *count = 0,
                std::cmp::Ordering::Less => {}
            }
        }
        self.tell_of_collection("stop", generation, found);
        self.gc.collecting = false;
        found
    }

    fn collect_garbage(&mut self) -> usize {
        let mut garbage = self.find_garbage();
        garbage.sort_by_key(|&o| self.heap.age_key(o));
        for &o in &garbage {
            self.heap.incref(o);
        }
        self.clear_weak_references(&garbage);
        let finalized = self.finalize_garbage(&garbage);
        let saved = if finalized { self.drop_saved(&mut garbage) } else { Vec::new() };
        let found = garbage.iter().filter(|&&o| self.is_tracked(o)).count();
        if self.gc.debug & DEBUG_SAVEALL != 0 {
            self.keep_garbage(&garbage);
        } else {
            for &o in &garbage {
                if !self.is_type(o) {
                    self.clear_references(o);
                }
            }
            // Types come last: what dies before still asks them.
            for &o in &garbage {
                if self.is_type(o) {
                    self.clear_type(o);
                }
            }
        }
        for o in garbage.into_iter().chain(saved) {
            self.decref(o);
        }
        found
    }

    /// Finalizers, while everything still works. Whether there were any.
    fn finalize_garbage(&mut self, garbage: &[Obj]) -> bool {
        let mut finalized = false;
        for &o in garbage {
            let waits = matches!(self.heap.payload(o), Payload::Generator(_)) && self.generator_needs_close(o);
            if waits || self.type_data(self.ty(o)).is_some_and(|data| data.has_finalizer) {
                let serial = self.heap.slot(o).serial;
                if self.finalized.insert(serial) {
                    finalized = true;
                    self.run_finalizer(o);
                }
            }
        }
        finalized
    }

    /// Calls the finalizers of all that only the module `main` keeps alive, as CPython does when it takes it out of
    /// `sys.modules` at the end. The collections before have put what can be reached into the order in which it is: variables of
    /// the module first, one after the other, then what they hold, and so on.
    pub fn finalize_main(&mut self, main: Obj) {
        let objects = self.collectable();
        let mut garbage = self.unreached(&objects, 0, main);
        let places = self.distances(main);
        garbage.sort_by_key(|&o| (places.get(&o).copied().unwrap_or(usize::MAX), self.heap.age_key(o)));
        for &o in &garbage {
            self.heap.incref(o);
        }
        self.clear_weak_references(&garbage);
        self.finalize_garbage(&garbage);
        for o in garbage {
            self.decref(o);
        }
    }

    /// The order in which objects are come to from `first`, level by level.
    fn distances(&self, first: Obj) -> hashbrown::HashMap<Obj, usize> {
        let mut places = hashbrown::HashMap::from([(first, 0)]);
        let mut queue = std::collections::VecDeque::from([first]);
        while let Some(o) = queue.pop_front() {
            self.heap.visit(o, &mut |child| {
                let next = places.len();
                places.entry(child).or_insert_with(|| {
                    queue.push_back(child);
                    next
                });
            });
        }
        places
    }

    /// Objects that cannot be reached from outside.
    fn find_garbage(&self) -> Vec<Obj> {
        self.unreached(&self.collectable(), 0, Obj::NULL)
    }

    fn collectable(&self) -> Vec<Obj> {
        self.heap.objects().filter(|o| o.index() >= FIRST_DYNAMIC as usize && !self.heap.is_immortal(*o)).collect()
    }

    /// Those of `objects` that nothing else refers to, but for `held` references of the collector itself to each. References to
    /// `given_up` (or null) do not count.
    fn unreached(&self, objects: &[Obj], held: i64, given_up: Obj) -> Vec<Obj> {
        /// Of an object that is not looked at, or was reached.
        const OUT: i64 = i64::MIN;
        let mut outside = vec![OUT; self.heap.slot_count()];
        for &o in objects {
            outside[o.index()] = i64::from(self.heap.refs(o)) - held;
        }
        for &o in objects {
            self.heap.visit(o, &mut |child| {
                let count = &mut outside[child.index()];
                if *count != OUT {
                    *count -= 1;
                }
            });
        }
        let mut alive: Vec<Obj> =
            objects.iter().copied().filter(|&o| outside[o.index()] > 0 && o != given_up).collect();
        for o in &alive {
            outside[o.index()] = OUT;
        }
        while let Some(o) = alive.pop() {
            self.heap.visit(o, &mut |child| {
                if outside[child.index()] != OUT && child != given_up {
                    outside[child.index()] = OUT;
                    alive.push(child);
                }
            });
        }
        objects.iter().copied().filter(|o| outside[o.index()] != OUT).collect()
    }

    /// Takes what finalizers made reachable again out of the garbage.
    fn drop_saved(&mut self, garbage: &mut Vec<Obj>) -> Vec<Obj> {
        let still = self.unreached(garbage, 1, Obj::NULL);
        if still.len() == garbage.len() {
            return Vec::new();
        }
        let lost: std::collections::HashSet<Obj> = still.iter().copied().collect();
        let all = std::mem::replace(garbage, still);
        all.into_iter().filter(|o| !lost.contains(o)).collect()
    }

    /// Nobody may get hold of garbage through a weak reference. Callbacks of references that live on are called.
    fn clear_weak_references(&mut self, garbage: &[Obj]) {
        let mut calls = Vec::new();
        for &o in garbage {
            let Some(attrs) = self.heap.attrs_mut(o) else { continue };
            for reference in std::mem::take(&mut attrs.weakrefs) {
                if let Payload::Weakref { referent, callback, .. } = self.heap.payload_mut(reference) {
                    *referent = Obj::NULL;
                    if !callback.is_null() {
                        calls.push((reference, *callback));
                    }
                }
            }
        }
        if calls.is_empty() {
            return;
        }
        let garbage: std::collections::HashSet<Obj> = garbage.iter().copied().collect();
        calls.retain(|(reference, _)| !garbage.contains(reference));
        self.call_weak_callbacks(&calls);
    }

    /// Tells the callbacks of weak references that what they referred to is gone.
    pub fn call_weak_callbacks(&mut self, calls: &[(Obj, Obj)]) {
        // One callback may drop the reference of the next.
        let mark = self.mark();
        for &(reference, callback) in calls {
            self.hold(reference);
            self.hold(callback);
        }
        for &(reference, callback) in calls {
            self.guarded(|vm| {
                let result = vm.call(callback, &[reference]);
                if result.is_err() {
                    vm.tell_failure_of(callback);
                }
                Ok(NONE)
            });
        }
        self.release(mark);
    }

    /// The exception that a callback raised goes to where those go that nobody can catch.
    pub fn tell_failure_of(&mut self, callback: Obj) {
        let exception = self.take_raised();
        let place = self.repr_text(callback).unwrap_or_default();
        let _ = self.write_unraisable(exception, callback, &place);
    }

    /// A list that the module `gc` shows, if the program imported it.
    fn collector_list(&mut self, name: &str) -> Option<Obj> {
        let module = self.dict_get_str(self.modules, "gc")?;
        let dict = self.instance_dict(module);
        self.dict_get_str(dict, name).filter(|&o| self.is_instance(o, T::LIST))
    }

    fn keep_garbage(&mut self, garbage: &[Obj]) {
        if let Some(list) = self.collector_list("garbage") {
            for &o in garbage {
                if self.is_tracked(o) {
                    self.list_push(list, o);
                }
            }
        }
    }

    /// Calls what is in `gc.callbacks`.
    fn tell_of_collection(&mut self, phase: &str, generation: usize, collected: usize) {
        let Some(list) = self.collector_list("callbacks") else { return };
        if self.items(list).is_none_or(<[Obj]>::is_empty) {
            return;
        }
        let mark = self.mark();
        for callback in self.held_items(list) {
            self.guarded(|vm| {
                let info = vm.new_dict();
                for (name, value) in [("generation", generation), ("collected", collected), ("uncollectable", 0)] {
                    let value = vm.new_usize(value);
                    vm.dict_set_str(info, name, value);
                }
                let phase = vm.new_str(phase);
                let result = vm.call(callback, &[phase, info]);
                if result.is_err() {
                    vm.tell_failure_of(callback);
                }
                Ok(NONE)
            });
        }
        self.release(mark);
    }

    /// Whether CPython's collector would look at the object: what can refer to others, but for some that only hold what
    /// cannot.
    pub fn is_tracked(&self, o: Obj) -> bool {
        if o == EMPTY_TUPLE || self.is_type(o) && o.index() < FIRST_DYNAMIC as usize {
            return false;
        }
        let ty = self.ty(o);
        if let Some(data) = self.type_data(ty)
            && data.heap
        {
            return true;
        }
        match self.heap.payload(o) {
            payload if payload.is_atomic() => false,
            Payload::Dict(data) if ty == T::DICT => {
                data.iter().any(|entry| self.may_be_tracked(entry.key) || self.may_be_tracked(entry.value))
            }
            Payload::Tuple(items) if ty == T::TUPLE => items.iter().any(|&item| self.may_be_tracked(item)),
            _ => true,
        }
    }

    /// [`Vm::is_tracked`] without a look into what may be deep.
    fn may_be_tracked(&self, o: Obj) -> bool {
        match self.heap.payload(o) {
            Payload::Dict(_) => true,
            Payload::Type(data) => data.heap,
            Payload::Tuple(items) if self.ty(o) == T::TUPLE => {
                items.iter().any(|&item| match self.heap.payload(item) {
                    Payload::Tuple(inner) => !inner.is_empty(),
                    _ => self.may_be_tracked(item),
                })
            }
            _ => self.is_tracked(o),
        }
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
            Payload::Function(data) => {
                for part in [&mut data.defaults, &mut data.kwdefaults, &mut data.closure, &mut data.annotations] {
                    dropped.push(std::mem::replace(part, Obj::NULL));
                }
            }
            Payload::Generator(data) if data.state != GeneratorState::Running => {
                self.drop_generator_frame(o);
            }
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

    /// A type has itself in its MRO. Its namespace was emptied, which caches must not outlive.
    fn clear_type(&mut self, o: Obj) {
        self.clear_references(o);
        let mro = self.type_data_mut(o).map_or_else(Vec::new, |data| std::mem::take(&mut data.mro));
        self.type_modified(o);
        for class in mro {
            self.decref(class);
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
        self.threads.visit(&mut add);
        add(self.raised);
        add(self.tracing.trace);
        add(self.tracing.profile);
        self.tracing.monitors.visit(&mut add);
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
