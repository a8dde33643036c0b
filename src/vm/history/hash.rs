//! One number for a whole state, to compare states by.

use crate::vm::Vm;
use crate::vm::object::Obj;

impl Vm {
    /// A hash over everything a program can see.
    pub fn state_hash(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = std::collections::hash_map::DefaultHasher::new();
        self.steps.hash(&mut hasher);
        (self.ip, self.next, self.pieces, self.answers).hash(&mut hasher);
        let mut put = |o: Obj| o.index().hash(&mut hasher);
        self.stack.iter().for_each(|&o| put(o));
        self.temps.iter().for_each(|&o| put(o));
        for o in self.heap.objects() {
            put(o);
            self.heap.visit(o, &mut put);
        }
        for o in self.heap.objects() {
            let slot = self.heap.slot(o);
            (slot.refs, slot.serial).hash(&mut hasher);
            if let Some(value) = self.as_int(o) {
                value.hash(&mut hasher);
            }
            if let Some(s) = self.str_data(o) {
                s.as_str().hash(&mut hasher);
            }
        }
        for frame in &self.frames {
            (frame.code, frame.ip, frame.next, frame.base).hash(&mut hasher);
        }
        hasher.finish()
    }
}
