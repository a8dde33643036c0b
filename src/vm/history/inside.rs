//! Steps inside natives that wait for Python code (`sorted(key=…)`, a `__repr__` that `print` asks for).
//!
//! Rust frames lie below such a step, so the loop cannot be left there. But the machine is all in one value, whatever lies
//! below it: a copy, taken in passing, is the state at that step like any other. Only running on from the copy is not
//! possible; that is done from the last step before the native, whose number the copy knows ([`Vm::outer_step`]).

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use super::Place;
use crate::vm::Vm;

/// Steps inside a native between two looks for an interrupt.
const PATIENCE: u64 = 10_000;

/// What is wanted of the steps inside natives, from the step to stop at.
#[derive(Clone)]
pub enum Watch {
    /// A copy of the machine at the first of them; then the native is given up.
    State(Arc<Mutex<Option<Box<Vm>>>>),
    /// A line in the trail for each.
    Trail(Arc<Mutex<Trail>>),
}

/// Steps that were passed.
#[derive(Default)]
pub struct Trail {
    pub footprints: Vec<Footprint>,
    /// When there are so many, the native is given up.
    pub most: usize,
}

/// What a step leaves behind for whoever keeps a record of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Footprint {
    pub step: u64,
    /// The instruction that comes next; `None` when the program is over.
    pub place: Option<Place>,
    /// Number of the thread that runs.
    pub thread: u32,
    /// Pieces of output and exceptions so far.
    pub pieces: usize,
    pub raises: u64,
    /// Entries of `sys.modules`.
    pub modules: usize,
}

impl Vm {
    /// What happens at the step to stop at: true when the loop is to be left.
    #[cold]
    pub fn pause(&mut self, ip: usize) -> bool {
        (self.ip, self.next) = (ip, ip);
        if self.interrupted {
            return true;
        }
        if self.nested == 0 {
            self.save_position();
            return true;
        }
        // Native code waits below, so the loop can only be left by giving that code up.
        if self.interrupt.load(Ordering::Relaxed) || self.is_watch_satisfied() {
            self.interrupted = true;
            self.set_stop(0);
            return true;
        }
        if self.watch.is_none() && !self.is_traced() {
            // Nobody asks for the steps in between: the machine stops where the native is over ([`Vm::leave_nested`]).
            self.stop_at = (self.steps + PATIENCE).min(self.threads.due());
        }
        false
    }

    /// Shows the present step to whoever watches; true when they have seen enough.
    fn is_watch_satisfied(&mut self) -> bool {
        match self.watch.take() {
            None => false,
            Some(Watch::State(place)) => {
                let mut state = Box::new(self.clone());
                state.save_position();
                state.set_stop(u64::MAX);
                if let Ok(mut place) = place.lock() {
                    *place = Some(state);
                }
                true
            }
            Some(Watch::Trail(trail)) => {
                let mut enough = false;
                // What CPython has in C is passed in one step, even where pylens has it in Python.
                if !self.codes[self.frame().code as usize].is_native
                    && let Ok(mut trail) = trail.lock()
                {
                    // An instruction that changes its form is looked at twice.
                    if trail.footprints.last().is_none_or(|last| last.step < self.steps) {
                        trail.footprints.push(self.footprint());
                    }
                    enough = trail.footprints.len() >= trail.most;
                }
                self.watch = Some(Watch::Trail(trail));
                enough
            }
        }
    }

    pub fn footprint(&self) -> Footprint {
        Footprint {
            step: self.steps,
            place: self.standing(),
            thread: self.threads.current(),
            pieces: self.pieces,
            raises: self.raises,
            modules: self.dict_data(self.modules).map_or(0, |modules| modules.len()),
        }
    }

    /// Where the program stands; `None` when no code runs.
    pub fn standing(&self) -> Option<Place> {
        let frame = self.frames.last()?;
        let unit = (self.next as u32).saturating_sub(frame.text);
        Some(Place { code: frame.code, unit, depth: self.frames.len() as u32 })
    }
}
