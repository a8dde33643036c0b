//! The adaptive interpreter: generic instructions in, instructions specialized for what they meet out.
//!
//! An instruction that has inline caches counts how often it runs. When its counter is used up it looks at its operands
//! and is replaced, in the machine's private copy of the code, by a form made for them. A form begins with guards; when
//! one fails (a *miss*), the generic instruction runs instead and the counter goes down; when that is used up, the
//! instruction looks again. One that finds no form waits twice as long before the next attempt.
//!
//! Counters, forms, the order of the questions and the limits are CPython 3.13's, so that after a run
//! `dis.dis(f, adaptive=True)` shows the same there. There is a file per family; each answers with an [`Outcome`] and has
//! the guards and short ways of its forms.

pub mod binary_op;
pub mod call;
pub mod compare_op;
pub mod contains_op;
pub mod convention;
pub mod descriptor;
pub mod for_iter;
pub mod load_attr;
pub mod load_global;
pub mod store_attr;
pub mod subscr;
pub mod super_attr;
pub mod to_bool;
pub mod unpack_sequence;

use std::sync::Arc;

use super::Vm;
use super::interp::op;
use super::object::Obj;
use crate::bytecode::{Code, CodeConst, Opcode};

/// The form for the operands, or why there is none.
pub type Outcome = Result<Opcode, &'static str>;

/// What a specialized form comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The instruction is done.
    Done,
    /// A guard failed.
    Miss,
    /// The guards hold, but the generic instruction must do the work.
    General,
}

/// Counters have the value in the upper twelve bits and the backoff (a power of two) in the lower four.
const WARMUP: u16 = 1 << 4 | 1;
const COOLDOWN: u16 = 52 << 4;
const MOST_BACKOFF: u16 = 12;

/// Events kept; when there are more, the older half goes.
const MOST_EVENTS: usize = 4096;

/// What happened to an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// It got a form.
    Specialized,
    /// It stays generic.
    Failed(&'static str),
    /// After many misses it became generic again.
    Deoptimized(&'static str),
    /// After many misses it got another form, or the same one with other contents of its cache.
    Respecialized,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    pub step: u64,
    /// Number of the code object in the machine.
    pub code: u32,
    /// Code unit of the instruction, from the start of the code object.
    pub unit: u32,
    pub from: Opcode,
    pub to: Opcode,
    pub change: Change,
}

/// What the adaptive interpreter keeps besides the code.
#[derive(Clone, Default)]
pub struct Quickening {
    /// Oldest first; see [`Vm::specialization_events`].
    events: Arc<Vec<Event>>,
    /// Guards that failed so far.
    pub misses: u64,
    keys_versions: u32,
}

/// The counter after an attempt that failed.
fn backoff(counter: u16) -> u16 {
    let backoff = (counter & 15).min(MOST_BACKOFF - 1) + 1;
    ((1 << backoff) - 1) << 4 | backoff
}

impl Vm {
    /// Sets the counters of the code units from `first` to the end of the text.
    pub fn start_counters(&mut self, first: usize) {
        let mut at = first;
        while at < self.text.len() {
            let opcode = self.text[at] as u8;
            let caches = Opcode(u16::from(opcode)).caches();
            if caches > 0 && !is_jump(opcode) {
                self.text[at + 1] = WARMUP;
            }
            at += 1 + caches;
        }
    }

    /// Counts a run of a generic instruction, or a miss. True when the instruction was looked at again: it is to be
    /// dispatched anew.
    #[inline(always)]
    pub fn warm(&mut self, ip: usize, arg: u32) -> bool {
        let counter = self.text[ip + 1];
        if counter >= 1 << 4 {
            self.text[ip + 1] = counter - (1 << 4);
            return false;
        }
        self.adapt(ip, arg);
        true
    }

    #[cold]
    #[inline(never)]
    fn adapt(&mut self, ip: usize, arg: u32) {
        let unit = self.text[ip];
        let from = Opcode(unit & 0xff);
        let generic = from.generic();
        let outcome = match generic {
            Opcode::LOAD_GLOBAL => self.specialize_load_global(ip, arg),
            Opcode::LOAD_ATTR => self.specialize_load_attr(ip, arg),
            Opcode::STORE_ATTR => self.specialize_store_attr(ip, arg),
            Opcode::LOAD_SUPER_ATTR => self.specialize_load_super_attr(arg),
            Opcode::CALL => self.specialize_call(ip, arg),
            Opcode::BINARY_OP => self.specialize_binary_op(ip, arg),
            Opcode::COMPARE_OP => self.specialize_compare_op(arg),
            Opcode::CONTAINS_OP => self.specialize_contains_op(),
            Opcode::BINARY_SUBSCR => self.specialize_binary_subscr(),
            Opcode::STORE_SUBSCR => self.specialize_store_subscr(),
            Opcode::UNPACK_SEQUENCE => self.specialize_unpack_sequence(arg),
            Opcode::FOR_ITER => self.specialize_for_iter(arg),
            Opcode::SEND => self.specialize_send(),
            Opcode::TO_BOOL => self.specialize_to_bool(ip),
            _ => Err("no forms"),
        };
        let was_specialized = from != generic;
        let (to, counter, change) = match outcome {
            Ok(to) if was_specialized => (to, COOLDOWN, Change::Respecialized),
            Ok(to) => (to, COOLDOWN, Change::Specialized),
            Err(why) => {
                let change = if was_specialized { Change::Deoptimized(why) } else { Change::Failed(why) };
                (generic, backoff(self.text[ip + 1]), change)
            }
        };
        self.text[ip] = unit & 0xff00 | to.0;
        self.text[ip + 1] = counter;
        let frame = self.frame();
        let event = Event {
            step: self.steps,
            code: frame.code,
            unit: (ip as u32).saturating_sub(frame.text),
            from,
            to,
            change,
        };
        let events = Arc::make_mut(&mut self.quickening.events);
        if events.len() >= MOST_EVENTS {
            events.drain(..MOST_EVENTS / 2);
        }
        events.push(event);
    }

    /// What happened to instructions so far, oldest first; of very many, the later ones.
    pub fn specialization_events(&self) -> &[Event] {
        &self.quickening.events
    }

    /// The code units of a code object as they are now: with specialized opcodes and filled caches.
    pub fn adaptive_code(&self, code: u32) -> &[u16] {
        let Some(info) = self.codes.get(code as usize) else { return &[] };
        let first = info.text as usize;
        self.text.get(first..first + info.code.code.len() / 2).unwrap_or(&[])
    }

    /// A code object, and those among its constants, with the instructions as they are now: what
    /// `dis.dis(code, adaptive=True)` shows. Caches are left out.
    pub fn adaptive(&self, code: &Arc<Code>) -> Code {
        let mut shown = (**code).clone();
        if let Some(id) = self.codes.iter().position(|info| Arc::ptr_eq(&info.code, code)) {
            let units = self.adaptive_code(id as u32);
            let mut at = 0;
            while at < units.len() {
                let caches = Opcode(units[at] & 0xff).caches();
                shown.code[at * 2] = units[at] as u8;
                at += 1 + caches;
            }
        }
        for constant in &mut shown.consts {
            if let CodeConst::Code(inner) = constant {
                *inner = Arc::new(self.adaptive(inner));
            }
        }
        shown
    }

    /// The number of the present state of a dict's keys, unlike that of any other dict.
    pub fn keys_version(&mut self, dict: Obj) -> u32 {
        let next = self.quickening.keys_versions + 1;
        match self.dict_data_mut(dict) {
            Some(data) if data.keys_version == 0 => {
                data.keys_version = next;
                self.quickening.keys_versions = next;
                next
            }
            Some(data) => data.keys_version,
            None => 0,
        }
    }

    /// The version of a type; 0 for what is no type.
    #[inline(always)]
    pub fn type_version(&self, ty: Obj) -> u32 {
        self.type_data(ty).map_or(0, |data| data.version)
    }

    /// Two cache units as one number.
    #[inline(always)]
    pub fn cached(&self, at: usize) -> u32 {
        let units = &self.text[at..at + 2];
        u32::from(units[0]) | u32::from(units[1]) << 16
    }

    pub fn set_cached(&mut self, at: usize, value: u32) {
        self.text[at] = value as u16;
        self.text[at + 1] = (value >> 16) as u16;
    }
}

/// Jumps have a cache unit, but for the counter of the optimizing interpreter, which is off.
fn is_jump(opcode: u8) -> bool {
    matches!(
        opcode,
        op::JUMP_BACKWARD
            | op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_that_fail_wait_twice_as_long() {
        let mut counter = WARMUP;
        let mut values = Vec::new();
        for _ in 0..13 {
            counter = backoff(counter);
            values.push(counter >> 4);
        }
        assert_eq!(values[..4], [3, 7, 15, 31]);
        assert_eq!(values[10..], [4095, 4095, 4095]);
    }
}
