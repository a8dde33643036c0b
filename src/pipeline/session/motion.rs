//! The ways to move through the steps of a program: searches in the record.

use super::record::{Grain, Point, Record};

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
            Motion::Step => (at + 1 < self.points.len()).then_some(at + 1),
            Motion::StepBack => Some(at.saturating_sub(1)),
            Motion::Expression => self.next_stretch(at, here.depth, Grain::Expression),
            Motion::Line => self.next_stretch(at, here.depth, Grain::Line),
            Motion::Into => self.next_stretch(at, u16::MAX, Grain::Line),
            Motion::ExpressionBack => Some(self.stretch_before(at, Grain::Expression, here.depth)),
            Motion::LineBack => Some(self.stretch_before(at, Grain::Line, here.depth)),
            Motion::IntoBack => Some(self.stretch_before(at, Grain::Line, u16::MAX)),
            Motion::Finish => next(&|point| point.depth < here.depth),
            Motion::FinishBack => Some((0..at).rev().find(|&index| self.points[index].depth < here.depth).unwrap_or(0)),
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

    /// Where the next stretch begins in a frame no deeper than `depth`.
    fn next_stretch(&self, at: usize, depth: u16, grain: Grain) -> Option<usize> {
        let mut last = at;
        for index in at + 1..self.points.len() {
            let point = &self.points[index];
            if point.depth > depth {
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

    /// Where the stretch began that comes before the one at `at`, in frames no deeper than `depth`; if `at` is inside a
    /// stretch, where that began.
    fn stretch_before(&self, at: usize, grain: Grain, depth: u16) -> usize {
        // When the program is over, any frame is one of those before.
        let depth = if self.points[at].depth == 0 { u16::MAX } else { depth };
        let mut visible = (0..=at).rev().filter(|&index| {
            let point = &self.points[index];
            point.depth <= depth && (index == at || self.is_somewhere(point))
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
