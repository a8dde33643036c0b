//! The ways to move through the steps of a program: searches in the record.

use super::record::{Grain, Point, Record};

/// Number of the main thread.
const MAIN: u8 = 1;

/// A way to move. Each way forward has its opposite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Motion {
    Step,
    StepBack,
    /// Until the value of the next expression has been computed, over calls; and back.
    Expression,
    ExpressionBack,
    /// To the next line, over calls; and back to the line before.
    Line,
    LineBack,
    /// To the next line, into calls.
    Into,
    IntoBack,
    /// Until the function returns; back to where it was called.
    Finish,
    FinishBack,
    /// To the next breakpoint, or to the end.
    Continue,
    /// To the one before, or to the start.
    ContinueBack,
    /// To where a line of the main file begins next; if it does not, to where it began before.
    ToLine(u32),
    /// To where an instruction of the file runs next (unit, code unit of the opcode); if it does not, to where it ran before.
    ToInstruction(crate::compiler::unit::UnitId, u32),
    To(u64),
    /// To the last step.
    End,
}

impl Motion {
    /// The motion that takes this one back.
    pub fn opposite(self) -> Option<Motion> {
        const PAIRS: &[(Motion, Motion)] = &[
            (Motion::Step, Motion::StepBack),
            (Motion::Expression, Motion::ExpressionBack),
            (Motion::Line, Motion::LineBack),
            (Motion::Into, Motion::IntoBack),
            (Motion::Finish, Motion::FinishBack),
            (Motion::Continue, Motion::ContinueBack),
        ];
        PAIRS.iter().find_map(|&(there, back)| match self {
            motion if motion == there => Some(back),
            motion if motion == back => Some(there),
            _ => None,
        })
    }

    /// Whether the motion needs no step behind the present one.
    pub fn is_back(self) -> bool {
        matches!(
            self,
            Motion::StepBack
                | Motion::ExpressionBack
                | Motion::LineBack
                | Motion::IntoBack
                | Motion::FinishBack
                | Motion::ContinueBack
        )
    }
}

impl Record {
    /// The point that a motion from point `at` leads to; `None` if it lies behind all that is recorded. Breakpoints are
    /// not looked at.
    pub(super) fn goal(&self, at: usize, motion: Motion, complete: bool) -> Option<usize> {
        let here = &self.points[at];
        let next = |found: &dyn Fn(&Point) -> bool| (at + 1..self.points.len()).find(|&i| found(&self.points[i]));
        let near = |holds: &dyn Fn(usize) -> bool| match (at + 1..self.points.len()).find(|&index| holds(index)) {
            Some(index) => Some(index),
            None if complete => Some((0..=at).rev().find(|&index| holds(index)).unwrap_or(at)),
            None => None,
        };
        match motion {
            Motion::Step => next(&|point| !self.is_native(point)),
            Motion::StepBack => Some((0..at).rev().find(|&i| !self.is_native(&self.points[i])).unwrap_or(0)),
            Motion::Expression => self.next_in_thread(at, Grain::Expression, complete),
            Motion::Line => self.next_in_thread(at, Grain::Line, complete),
            Motion::Into => self.next_stretch(at, None, u16::MAX, Grain::Line),
            Motion::ExpressionBack => Some(self.before_in(at, Grain::Expression)),
            Motion::LineBack => Some(self.before_in(at, Grain::Line)),
            Motion::IntoBack => Some(self.stretch_before(at, None, u16::MAX, Grain::Line)),
            Motion::Finish => next(&|point| point.thread == here.thread && point.depth < here.depth),
            Motion::FinishBack => {
                let is_caller = |point: &Point| point.thread == here.thread && point.depth < here.depth;
                Some((0..at).rev().find(|&index| is_caller(&self.points[index])).unwrap_or(0))
            }
            Motion::ToLine(line) => near(&|index| self.begins_line(index, line)),
            Motion::ToInstruction(unit, at) => near(&|index| self.is_instruction(index, unit, at)),
            Motion::To(step) => (self.last_step() >= step).then(|| self.index(step)),
            Motion::End => complete.then(|| self.points.len() - 1),
            Motion::Continue | Motion::ContinueBack => None,
        }
    }

    pub(super) fn is_instruction(&self, index: usize, unit: crate::compiler::unit::UnitId, at: u32) -> bool {
        let point = &self.points[index];
        // The point stands at the first of the extended arguments.
        self.facts(point).is_some_and(|facts| facts.unit == Some(unit) && point.unit <= at && at < point.unit + 4)
            && self.opcode_unit(point) == at
    }

    /// The code unit of the opcode of the instruction at a point, behind its extended arguments.
    fn opcode_unit(&self, point: &Point) -> u32 {
        let Some(facts) = self.facts(point) else { return point.unit };
        let opcode = |unit: u32| facts.code.code.get(2 * unit as usize).copied().unwrap_or(0);
        let extended = crate::bytecode::Opcode::EXTENDED_ARG.0 as u8;
        (point.unit..point.unit + 3).find(|&unit| opcode(unit) != extended).unwrap_or(point.unit + 3)
    }

    /// Where the next stretch begins in the same thread, over calls; when that is done, in any.
    fn next_in_thread(&self, at: usize, grain: Grain, complete: bool) -> Option<usize> {
        let here = &self.points[at];
        let own = self.next_stretch(at, Some(here.thread), here.depth, grain);
        let is_done = own.is_none() && complete && here.thread != MAIN;
        let last = self.points.iter().rposition(|point| point.thread == here.thread).filter(|_| is_done);
        own.or_else(|| self.next_stretch(last?, None, u16::MAX, grain))
    }

    /// Where the stretch before began in the same thread, over calls; before its start, in any.
    fn before_in(&self, at: usize, grain: Grain) -> usize {
        let here = &self.points[at];
        let own = self.stretch_before(at, Some(here.thread), here.depth, grain);
        if own == at && here.thread != MAIN { self.stretch_before(at, None, u16::MAX, grain) } else { own }
    }

    /// Where the next stretch begins in a frame no deeper than `depth`, of a thread or of any.
    fn next_stretch(&self, at: usize, thread: Option<u8>, depth: u16, grain: Grain) -> Option<usize> {
        let mut last = at;
        for index in at + 1..self.points.len() {
            let point = &self.points[index];
            if point.depth > depth || thread.is_some_and(|thread| thread != point.thread) {
                continue;
            }
            let goes_on = self.continues(&self.points[last], point, grain);
            if !goes_on && self.is_somewhere(point) {
                return Some(index);
            }
            if goes_on {
                last = index;
            }
        }
        None
    }

    /// Where the stretch began that comes before the one at `at`, in frames no deeper than `depth`, of a thread or of any;
    /// if `at` is inside a stretch, where that began.
    fn stretch_before(&self, at: usize, thread: Option<u8>, depth: u16, grain: Grain) -> usize {
        // When the program is over, any frame is one of those before.
        let depth = if self.points[at].depth == 0 { u16::MAX } else { depth };
        let mut visible = (0..=at).rev().filter(|&index| {
            let point = &self.points[index];
            let is_of_thread = thread.is_none_or(|thread| thread == point.thread);
            is_of_thread && point.depth <= depth && (index == at || self.is_somewhere(point))
        });
        let mut begin = visible.next().unwrap_or(at);
        let mut stretches = 0;
        for index in visible {
            if !self.continues(&self.points[index], &self.points[begin], grain) {
                if begin != at || stretches > 0 {
                    return begin;
                }
                stretches += 1;
            }
            begin = index;
        }
        begin
    }
}
