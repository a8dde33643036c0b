//! Short ways of attributes and globals, by what the adaptive interpreter left in the caches of the instruction. The caches
//! are given as the code from the instruction on.

use super::operands::Operands;
use crate::vm::attribute::{CacheEntry, recall};
use crate::vm::object::{AttrBlock, Obj, Payload, T};

/// Two cache units as one number.
#[inline(always)]
pub fn cached<const N: usize>(code: &[u16; N], at: usize) -> u32 {
    u32::from(code[at]) | u32::from(code[at + 1]) << 16
}

/// The units of an instruction that looks for an attribute, of one that stores one, of one that looks for a global.
type Load = [u16; 10];
type Store = [u16; 5];
type Global = [u16; 5];

/// The attribute blocks of all objects, and which are free.
pub struct Blocks<'a> {
    pub all: &'a mut [AttrBlock],
    pub free: &'a mut Vec<u32>,
}

impl Blocks<'_> {
    /// The block that the next object gets.
    #[inline(always)]
    fn unused(&self) -> Option<usize> {
        self.free.last().map(|&at| at as usize)
    }
}

impl Operands<'_, '_> {
    /// The version of a type; 0, which no cache holds, for what is no type.
    #[inline(always)]
    pub fn version(&self, ty: Obj) -> u32 {
        match &self.slots.at(ty).payload {
            Payload::Type(data) => data.version,
            _ => 0,
        }
    }

    /// Puts a value in place of its owner, which somebody else refers to; a null behind it for a method call.
    #[inline(always)]
    fn replace_owner(&mut self, owner: Obj, value: Obj, method: bool) -> bool {
        self.slots.incref(value);
        let slot = self.slots.at_mut(owner);
        slot.refs = slot.refs.wrapping_sub(1);
        self.set_top(value);
        if method {
            self.push(Obj::NULL);
        }
        true
    }

    /// The attribute block of the object on top, if its type has the version in the cache and the object will not die.
    #[inline(always)]
    fn fitting_block(&self, owner: Obj, version: u32) -> Option<usize> {
        let slot = self.slots.at(owner);
        (slot.refs != 1 && self.version(slot.ty) == version).then_some(slot.attrs as usize)
    }

    #[inline(always)]
    pub fn load_attr_value(&mut self, blocks: &[AttrBlock], code: &Load, method: bool) -> bool {
        let owner = self.peek(0);
        let Some(block) = self.fitting_block(owner, cached(code, 2)) else { return false };
        // The block of objects without attributes is empty.
        match blocks[block].values.get(code[8] as usize) {
            Some(&value) if !value.is_null() => self.replace_owner(owner, value, method),
            _ => false,
        }
    }

    #[inline(always)]
    pub fn load_attr_slot(&mut self, blocks: &[AttrBlock], code: &Load, method: bool) -> bool {
        let owner = self.peek(0);
        let Some(block) = self.fitting_block(owner, cached(code, 2)) else { return false };
        match blocks[block].slots.get(code[8] as usize) {
            Some(&value) if !value.is_null() => self.replace_owner(owner, value, method),
            _ => false,
        }
    }

    /// A method of the class; with `blocks`, if neither the keys of the class nor a dict of the instance have the name.
    #[inline(always)]
    pub fn load_attr_method(&mut self, blocks: Option<&[AttrBlock]>, code: &Load) -> bool {
        let owner = self.peek(0);
        let slot = self.slots.at(owner);
        let Payload::Type(data) = &self.slots.at(slot.ty).payload else { return false };
        if data.version != cached(code, 2) {
            return false;
        }
        if let Some(blocks) = blocks
            && (data.keys.version() != cached(code, 4) || !blocks[slot.attrs as usize].dict.0.is_null())
        {
            return false;
        }
        let method = self.slots.handle(cached(code, 6));
        self.slots.incref(method);
        self.set_top(method);
        self.push(owner);
        true
    }

    /// An attribute of an instance whose type is not the one in the cache: a value of its own, or (for a call) a function of
    /// the class, by what is remembered of types.
    pub fn load_attr_otherwise(
        &mut self,
        blocks: &[AttrBlock],
        remembered: &[CacheEntry],
        name: Obj,
        method: bool,
    ) -> bool {
        let owner = self.peek(0);
        let slot = self.slots.at(owner);
        let Payload::Type(data) = &self.slots.at(slot.ty).payload else { return false };
        let block = &blocks[slot.attrs as usize];
        let plain = data.plain_getattr && matches!(slot.payload, Payload::Plain);
        if slot.refs == 1 || !plain || !block.dict.0.is_null() {
            return false;
        }
        let Some(found) = recall(remembered, data.version, name) else { return false };
        // The functions of native modules bind to nothing.
        if !found.is_null() && self.slots.at(found).ty != T::FUNCTION {
            return false;
        }
        let own = data.keys.find(name).and_then(|at| block.values.get(at)).and_then(|value| value.some());
        match own {
            Some(value) => self.replace_owner(owner, value, method),
            None if method && !found.is_null() => {
                self.slots.incref(found);
                self.set_top(found);
                self.push(owner);
                true
            }
            None => false,
        }
    }

    #[inline(always)]
    pub fn load_attr_module(&mut self, code: &Load, method: bool) -> bool {
        let owner = self.peek(0);
        let slot = self.slots.at(owner);
        let Payload::Module(module) = &slot.payload else { return false };
        let Payload::Dict(data) = &self.slots.at(module.dict).payload else { return false };
        if slot.ty != T::MODULE || slot.refs == 1 || data.keys_version != cached(code, 2) {
            return false;
        }
        let value = data.entry(code[8] as usize).value;
        self.replace_owner(owner, value, method)
    }

    #[inline(always)]
    pub fn load_attr_class(&mut self, code: &Load, method: bool) -> bool {
        let owner = self.peek(0);
        if self.slots.at(owner).refs == 1 || self.version(owner) != cached(code, 2) {
            return false;
        }
        let value = self.slots.handle(cached(code, 6));
        self.replace_owner(owner, value, method)
    }

    /// An object without attributes takes the last of the free blocks.
    #[inline(always)]
    fn take_block(&mut self, owner: Obj, at: usize, free: &mut Vec<u32>) {
        let slot = self.slots.at_mut(owner);
        if slot.attrs == 0 {
            slot.attrs = at as u32;
            free.pop();
        }
    }

    /// Gives back the old value, or null.
    #[inline(always)]
    pub fn store_attr_value(&mut self, blocks: &mut Blocks, code: &Store) -> Option<Obj> {
        let (value, owner) = self.two();
        let place = code[4] as usize;
        let at = self.fitting_block(owner, cached(code, 2))?;
        let at = if at != 0 { at } else { blocks.unused()? };
        let block = &mut blocks.all[at];
        if !block.dict.0.is_null() || place >= block.values.capacity() {
            return None;
        }
        self.take_block(owner, at, blocks.free);
        if place >= block.values.len() {
            block.values.resize(place + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut block.values[place], value);
        if old.is_null() {
            block.order.push(place);
        }
        self.drop_owner(owner);
        Some(old)
    }

    #[inline(always)]
    pub fn store_attr_slot(&mut self, blocks: &mut Blocks, code: &Store) -> Option<Obj> {
        let (value, owner) = self.two();
        let place = code[4] as usize;
        let at = self.fitting_block(owner, cached(code, 2))?;
        let at = if at != 0 { at } else { blocks.unused()? };
        let slots = &mut blocks.all[at].slots;
        if place >= slots.capacity() {
            return None;
        }
        if place >= slots.len() {
            slots.resize(place + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut slots[place], value);
        self.take_block(owner, at, blocks.free);
        self.drop_owner(owner);
        Some(old)
    }

    /// Takes value and owner, which somebody else refers to, off the stack.
    #[inline(always)]
    fn drop_owner(&mut self, owner: Obj) {
        self.drop(2);
        let slot = self.slots.at_mut(owner);
        slot.refs = slot.refs.wrapping_sub(1);
    }

    #[inline(always)]
    fn push_global(&mut self, value: Obj, call: bool) -> bool {
        self.slots.incref(value);
        self.push(value);
        if call {
            self.push(Obj::NULL);
        }
        true
    }

    /// A global whose module has got or lost no key.
    #[inline(always)]
    pub fn load_global(&mut self, globals: Obj, code: &Global, call: bool) -> bool {
        let Payload::Dict(data) = &self.slots.at(globals).payload else { return false };
        if data.keys_version != cached(code, 3) {
            return false;
        }
        let value = data.entry(code[2] as usize).value;
        self.push_global(value, call)
    }

    /// A builtin that no global hides.
    #[inline(always)]
    pub fn load_builtin(&mut self, globals: Obj, builtins: Obj, name: Obj, code: &Global, call: bool) -> bool {
        let Payload::Dict(data) = &self.slots.at(globals).payload else { return false };
        if data.keys_version != cached(code, 3) {
            return false;
        }
        let Payload::Dict(data) = &self.slots.at(builtins).payload else { return false };
        match data.entries().get(code[2] as usize) {
            Some(entry) if entry.key == name => {
                let value = entry.value;
                self.push_global(value, call)
            }
            _ => false,
        }
    }
}
