//! STORE_ATTR: attributes of instances, slots.
//!
//! Cache: counter, version of the type (two units), index.

use super::Outcome;
use super::descriptor::Kind;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::{Obj, Payload, T};

impl Vm {
    pub(super) fn specialize_store_attr(&mut self, ip: usize, arg: u32) -> Outcome {
        let (owner, name) = (self.peek(0), self.name_at(arg));
        let ty = self.ty(owner);
        if ty == T::MODULE {
            return Err(Kind::Overridden.reason());
        }
        let (kind, found) = self.classify(ty, name, true);
        let version = self.type_version(ty);
        self.set_cached(ip + 2, version);
        match kind {
            Kind::ObjectSlot => {
                let Payload::Member(member) = self.heap.payload(found) else { return Err("read-only slot") };
                if member.read_only {
                    return Err("read-only slot");
                }
                self.text[ip + 4] = member.index as u16;
                Ok(Opcode::STORE_ATTR_SLOT)
            }
            Kind::Absent => {
                let (index, inline) = self.place_in_instance(owner, ty, name)?;
                self.text[ip + 4] = index;
                Ok(if inline { Opcode::STORE_ATTR_INSTANCE_VALUE } else { Opcode::STORE_ATTR_WITH_HINT })
            }
            other => Err(other.reason()),
        }
    }

    #[inline(always)]
    fn stored_type_fits(&self, ip: usize, owner: Obj) -> bool {
        self.type_version(self.heap.ty(owner)) == self.cached(ip + 2)
    }

    #[inline(always)]
    pub fn store_attr_instance_value(&mut self, ip: usize) -> bool {
        let top = self.stack.len();
        let (owner, value) = (self.stack[top - 1], self.stack[top - 2]);
        if !self.stored_type_fits(ip, owner) || self.has_real_dict(owner) {
            return false;
        }
        self.stack.truncate(top - 2);
        let at = self.text[ip + 4] as usize;
        self.put_attribute(owner, at, value);
        self.decref(owner);
        true
    }

    pub fn store_attr_slot(&mut self, ip: usize) -> bool {
        let (owner, value) = (self.peek(0), self.peek(1));
        if !self.stored_type_fits(ip, owner) {
            return false;
        }
        let index = self.text[ip + 4] as usize;
        let height = self.stack.len() - 2;
        self.stack.truncate(height);
        let attrs = self.heap.attrs_or_new(owner);
        if attrs.slots.len() <= index {
            attrs.slots.resize(index + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut attrs.slots[index], value);
        self.decref_some(old);
        self.decref(owner);
        true
    }

    pub fn store_attr_with_hint(&mut self, ip: usize, name: Obj) -> bool {
        let (owner, value) = (self.peek(0), self.peek(1));
        if !self.stored_type_fits(ip, owner) || self.instance_get(owner, name).is_none() {
            return false;
        }
        let height = self.stack.len() - 2;
        self.instance_set(owner, name, value);
        self.drop_stack_to(height);
        true
    }
}
