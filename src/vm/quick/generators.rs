//! Frames that go from the stack into a generator and come back.

use super::operands::WINDOW;
use crate::vm::frames::{Cont, Frame};
use crate::vm::object::statics::NONE;
use crate::vm::object::{GeneratorState, Obj, Payload, Slots, T};

impl Slots<'_> {
    /// The frame of a generator that waits, to stand on the stack from `bottom` up and with its locals at `most_base` at
    /// most. The generator runs from now on, and the frame counts it. With `None` nothing has happened.
    #[inline(always)]
    pub fn wake(
        &mut self,
        generator: Obj,
        sent: Option<Obj>,
        bottom: usize,
        most_base: usize,
        handled: &mut Vec<Obj>,
    ) -> Option<Frame> {
        let slot = self.at_mut(generator);
        if slot.ty != T::GENERATOR && !(sent.is_some() && slot.ty == T::COROUTINE) {
            return None;
        }
        let Payload::Generator(data) = &mut slot.payload else { return None };
        let waits = data.state == GeneratorState::Suspended
            || data.state == GeneratorState::Created && sent.is_none_or(|sent| sent == NONE);
        let kept = data.frame.as_mut()?;
        let shift = (bottom as u32).wrapping_sub(kept.bottom);
        let first = kept.base.wrapping_add(shift);
        let room = handled.len() < handled.capacity();
        if !waits || !kept.small || first as usize > most_base || data.saved.len() > WINDOW || !room {
            return None;
        }
        slot.refs = slot.refs.wrapping_add(1);
        data.state = GeneratorState::Running;
        handled.push(std::mem::replace(&mut data.handled, Obj::NULL));
        let mut frame = **kept;
        // What the frame counts moves with it; the memory stays for the next suspension.
        kept.locals = Obj::NULL;
        kept.object = Obj::NULL;
        frame.base = first;
        frame.values = frame.values.wrapping_add(shift);
        frame.bottom = bottom as u32;
        frame.cont = if sent.is_some() { Cont::Send } else { Cont::ForIter };
        frame.generator = generator;
        Some(frame)
    }

    /// Moves the cells of a generator onto the stack; their number.
    #[inline(always)]
    pub fn restore_cells(&mut self, generator: Obj, stack: &mut [Obj]) -> usize {
        let Payload::Generator(data) = &mut self.at_mut(generator).payload else { return 0 };
        let count = data.saved.len();
        stack[..count].copy_from_slice(&data.saved);
        data.saved.clear();
        count
    }

    /// Takes a frame that yields at `ip`, and has so many cells, back into its generator. False, and nothing has happened,
    /// if there is no room for the cells.
    #[inline(always)]
    pub fn suspend(&mut self, frame: &Frame, ip: usize, cells: usize, handled: &mut Vec<Obj>) -> bool {
        let slot = self.at_mut(frame.generator);
        let Payload::Generator(data) = &mut slot.payload else { return false };
        let Some(kept) = &mut data.frame else { return false };
        if slot.refs == 1 || data.saved.capacity() < cells || handled.is_empty() {
            return false;
        }
        slot.refs = slot.refs.wrapping_sub(1);
        data.state = GeneratorState::Suspended;
        data.handled = handled.pop().unwrap_or(Obj::NULL);
        **kept = Frame { ip: ip as u32, next: ip as u32 + 1, generator: Obj::NULL, ..*frame };
        true
    }

    #[inline(always)]
    pub fn save_cells(&mut self, generator: Obj, cells: &[Obj]) {
        if let Payload::Generator(data) = &mut self.at_mut(generator).payload {
            data.saved.extend_from_slice(cells);
        }
    }
}
