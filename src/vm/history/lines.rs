//! Moving by lines, frames and breakpoints: single steps, those inside natives included, while a condition holds.

use super::inside::Footprint;
use super::{Breakpoint, Machine, Place, Progress};

/// File, line, and frames on the call stack.
type Line = (String, i32, usize);

impl Machine {
    /// The line of the instruction that comes next.
    pub fn line(&self) -> Option<Line> {
        self.line_at(self.place()?)
    }

    fn line_at(&self, place: Place) -> Option<Line> {
        let info = self.vm().codes.get(place.code as usize)?;
        info.position(place.unit).line.map(|line| (info.filename.clone(), line, place.depth as usize))
    }

    /// Forward until another line (or frame) is reached: step into.
    pub fn step_into(&mut self, budget: u64) -> Progress {
        let start = self.line();
        self.run_while(budget, |now| now.is_none() || *now == start)
    }

    /// Forward to another line of this frame or a caller: step over.
    pub fn step_over(&mut self, budget: u64) -> Progress {
        let start = self.line();
        let depth = self.vm().frames.len();
        self.run_while(budget, move |now| match now {
            Some((_, _, d)) => *d > depth || *now == start,
            None => true,
        })
    }

    /// Forward until this frame is left: step out.
    pub fn step_out(&mut self, budget: u64) -> Progress {
        let depth = self.vm().frames.len();
        self.run_while(budget, move |now| now.as_ref().is_none_or(|(_, _, d)| *d >= depth))
    }

    /// Forward until one of the breakpoints' lines begins.
    pub fn run_until(&mut self, breakpoints: &[Breakpoint], budget: u64) -> Progress {
        let mut left = self.line();
        self.run_while(budget, move |now| {
            let hit = now.as_ref().is_some_and(|(filename, line, _)| {
                breakpoints.iter().any(|b| b.line == *line && b.filename == *filename)
            });
            let fresh = *now != left;
            left.clone_from(now);
            !(hit && fresh)
        })
    }

    /// Single steps while a condition on the line holds.
    fn run_while(&mut self, budget: u64, mut holds: impl FnMut(&Option<Line>) -> bool) -> Progress {
        let mut left = budget;
        while left > 0 {
            let mut inside: Vec<Footprint> = Vec::new();
            let progress = self.step_recorded(left as usize, &mut inside);
            for footprint in &inside {
                left = left.saturating_sub(1);
                let line = footprint.place.and_then(|place| self.line_at(place));
                if !holds(&line) {
                    self.goto(footprint.step);
                    return Progress::Stopped;
                }
            }
            match progress {
                Progress::Stopped => {}
                other => return other,
            }
            left = left.saturating_sub(1);
            if !holds(&self.line()) {
                return Progress::Stopped;
            }
        }
        Progress::OutOfBudget
    }

    /// Back to where the line before the present one began.
    pub fn step_back_line(&mut self) -> Progress {
        let start = self.line();
        let mut at = self.position();
        while at > 0 {
            at -= 1;
            self.goto(at);
            let now = self.line();
            if now.is_some() && now != start {
                // To the first instruction of that line.
                while at > 0 {
                    self.goto(at - 1);
                    if self.line() != now {
                        break;
                    }
                    at -= 1;
                }
                return self.goto(at);
            }
        }
        Progress::Stopped
    }
}
