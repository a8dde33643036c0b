//! The record of a run: for every step, where the program stood; and what can be read off it.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::base::Location;
use crate::bytecode::decode::{CodeUnit, decode};
use crate::bytecode::{Code, Opcode, linetable};
use crate::compiler::unit::UnitId;
use crate::pipeline::Compiled;
use crate::vm::Vm;
use crate::vm::code::CodeInfo;
use crate::vm::history::inside::Footprint;

/// Where the program stands before a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    pub step: u32,
    /// Number of the code object in the machine; [`OVER`] when the program is over.
    pub code: u32,
    /// Code unit of the instruction that comes next.
    pub unit: u32,
    pub depth: u16,
    /// Number of the thread; the last stands for all beyond.
    pub thread: u8,
    /// What the step that led here did.
    pub events: Events,
}

/// The code object of a program that is over.
pub const OVER: u32 = u32::MAX;

/// What a step did besides going on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Events(u8);

impl Events {
    pub const WROTE: Self = Self(1);
    pub const RAISED: Self = Self(2);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn set(&mut self, other: Self, holds: bool) {
        self.0 |= if holds { other.0 } else { 0 };
    }
}

/// How finely steps are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grain {
    Line,
    /// The text that an instruction stands for: from its first to its last column.
    Expression,
}

/// What is known of a code object that ran.
#[derive(Clone, Debug)]
pub struct CodeFacts {
    pub code: Arc<Code>,
    /// Whether it belongs to the file that is shown, not to a module that it imports.
    pub main: bool,
    /// It stands for what CPython has in C: nobody goes through it step by step.
    pub native: bool,
    /// The unit of the file that it was made from.
    pub unit: Option<UnitId>,
    pub qualname: String,
    /// The code unit where each place in the source begins, in order, and the place.
    places: Vec<(u32, Location)>,
    /// How often each instruction ran, by code unit.
    pub counts: Vec<u32>,
}

impl CodeFacts {
    fn new(info: &CodeInfo, compiled: &Compiled, name: &str) -> Self {
        Self {
            main: info.filename == name,
            native: info.is_native,
            unit: compiled.unit_of(&info.code),
            qualname: info.qualname.clone(),
            places: places(&info.code),
            counts: vec![0; info.code.code.len() / 2 + 1],
            code: info.code.clone(),
        }
    }

    pub fn place(&self, unit: u32) -> Location {
        let behind = self.places.partition_point(|(start, _)| *start <= unit);
        behind.checked_sub(1).map_or(Location::NONE, |index| self.places[index].1)
    }

    pub fn line(&self, unit: u32) -> Option<u32> {
        u32::try_from(self.place(unit).lineno).ok()
    }
}

/// Where each place of a code object begins. Most instructions have the place of the one before them.
fn places(code: &Code) -> Vec<(u32, Location)> {
    let mut places: Vec<(u32, Location)> = Vec::new();
    for (unit, place) in linetable::positions(&code.linetable, code.firstlineno).enumerate() {
        if places.last().is_none_or(|(_, last)| *last != place) {
            places.push((unit as u32, place));
        }
    }
    places.shrink_to_fit();
    places
}

/// The steps so far, in order.
#[derive(Default)]
pub struct Record {
    pub points: Vec<Point>,
    /// By the machine's number.
    pub codes: Vec<CodeFacts>,
    /// The points behind the steps that imported something, with the names of the modules in the order they came.
    pub imports: Vec<(usize, Vec<String>)>,
    modules: usize,
    pieces: usize,
    raises: u64,
}

impl Record {
    /// Takes down where a program stands, or stood a little before `vm`.
    pub fn push(&mut self, vm: &Vm, footprint: &Footprint, compiled: &Compiled, name: &str) {
        while self.codes.len() < vm.codes.len() {
            self.codes.push(CodeFacts::new(&vm.codes[self.codes.len()], compiled, name));
        }
        let mut events = Events::default();
        events.set(Events::WROTE, footprint.pieces > self.pieces);
        events.set(Events::RAISED, footprint.raises > self.raises);
        (self.pieces, self.raises) = (footprint.pieces, footprint.raises);
        if footprint.modules > self.modules && self.modules > 0 {
            let modules = vm.dict_data(vm.modules).into_iter().flat_map(|modules| modules.iter());
            let fresh = modules.skip(self.modules).take(footprint.modules - self.modules);
            let names: Vec<String> = fresh.map(|entry| vm.text(entry.key).to_owned()).collect();
            self.imports.push((self.points.len(), names));
        }
        self.modules = footprint.modules;
        let step = u32::try_from(footprint.step).unwrap_or(u32::MAX);
        let thread = u8::try_from(footprint.thread).unwrap_or(u8::MAX);
        let point = match footprint.place {
            Some(place) => {
                if let Some(count) =
                    self.codes.get_mut(place.code as usize).and_then(|code| code.counts.get_mut(place.unit as usize))
                {
                    *count = count.saturating_add(1);
                }
                let depth = u16::try_from(place.depth).unwrap_or(u16::MAX);
                Point { step, code: place.code, unit: place.unit, depth, thread, events }
            }
            None => Point { step, code: OVER, unit: 0, depth: 0, thread, events },
        };
        self.points.push(point);
    }

    /// The last point at or before a step.
    pub fn index(&self, step: u64) -> usize {
        self.points.partition_point(|point| u64::from(point.step) <= step).saturating_sub(1)
    }

    pub fn last_step(&self) -> u64 {
        self.points.last().map_or(0, |point| point.step.into())
    }

    pub fn facts(&self, point: &Point) -> Option<&CodeFacts> {
        self.codes.get(point.code as usize)
    }

    pub fn line(&self, point: &Point) -> Option<u32> {
        self.facts(point)?.line(point.unit)
    }

    /// The line of the file that is shown.
    pub fn main_line(&self, point: &Point) -> Option<u32> {
        let facts = self.facts(point).filter(|facts| facts.main)?;
        facts.line(point.unit)
    }

    fn place(&self, point: &Point) -> Location {
        self.facts(point).map_or(Location::NONE, |facts| facts.place(point.unit))
    }

    /// Whether a point can be stopped at: some text of the source belongs to it.
    pub fn is_somewhere(&self, point: &Point) -> bool {
        self.line(point).is_some() && !self.is_native(point)
    }

    /// Whether a point lies in what CPython has in C.
    pub fn is_native(&self, point: &Point) -> bool {
        self.facts(point).is_some_and(|facts| facts.native)
    }

    /// The point of the same thread that comes before another one.
    fn before_in_thread(&self, index: usize) -> Option<&Point> {
        let thread = self.points[index].thread;
        self.points[..index].iter().rev().find(|before| before.thread == thread)
    }

    /// Whether `next` goes on with the piece of source that `point` is in, both in the same frame. An expression that a
    /// loop comes back to begins anew; a line with a comprehension does not.
    pub fn continues(&self, point: &Point, next: &Point, grain: Grain) -> bool {
        if (point.code, point.depth, point.thread) != (next.code, next.depth, next.thread) {
            return false;
        }
        match grain {
            Grain::Line => self.line(point) == self.line(next),
            Grain::Expression => next.unit > point.unit && self.place(point) == self.place(next),
        }
    }

    /// Whether a line of the file that is shown begins at a point.
    pub fn begins_line(&self, index: usize, wanted: u32) -> bool {
        let point = &self.points[index];
        self.main_line(point) == Some(wanted)
            && self.before_in_thread(index).is_none_or(|before| {
                // Coming back from a call, the line has begun before it.
                !self.continues(before, point, Grain::Line) && before.depth <= point.depth
            })
    }

    /// Whether a frame begins at a point.
    pub fn begins_frame(&self, index: usize) -> bool {
        let point = &self.points[index];
        point.unit == 0 && self.before_in_thread(index).is_none_or(|before| before.depth < point.depth)
    }

    /// The names that the instruction at a point binds or unbinds.
    pub fn stores(&self, point: &Point) -> Vec<String> {
        let Some(facts) = self.facts(point) else { return Vec::new() };
        let bytes = facts.code.code.get(2 * point.unit as usize..).unwrap_or_default();
        let Some(instruction) = decode(bytes).find(|found| found.opcode != Opcode::EXTENDED_ARG) else {
            return Vec::new();
        };
        stored_names(&facts.code, instruction.opcode, instruction.arg.unwrap_or(0))
    }

    /// How often each instruction of the file ran, by unit and code unit of the opcode.
    pub fn instruction_counts(&self, compiled: &Compiled) -> HashMap<(UnitId, u32), u32> {
        let mut counts = HashMap::new();
        for facts in &self.codes {
            let Some((unit, artifact)) = facts.unit.and_then(|unit| Some((unit, compiled.unit(unit)?))) else {
                continue;
            };
            for placed in &artifact.assembled.placed {
                let count = facts.counts.get(placed.start.0 as usize).copied().unwrap_or(0);
                if count > 0 {
                    *counts.entry((unit, placed.at.0)).or_insert(0) += count;
                }
            }
        }
        counts
    }

    /// How often each line of the file ran, by line: as often as the instruction of it that ran most often.
    pub fn line_counts(&self) -> Vec<u32> {
        let mut counts: Vec<u32> = Vec::new();
        for facts in self.codes.iter().filter(|facts| facts.main) {
            for (unit, &count) in facts.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let Some(line) = facts.line(unit as u32) else { continue };
                let line = line as usize;
                if counts.len() <= line {
                    counts.resize(line + 1, 0);
                }
                counts[line] = counts[line].max(count);
            }
        }
        counts
    }
}

/// The names that an instruction binds or unbinds.
pub fn stored_names(code: &Code, opcode: Opcode, arg: i32) -> Vec<String> {
    let arg = arg.max(0) as usize;
    let local = |index: usize| code.localsplusnames.get(index).map(|name| name.to_string_lossy());
    let name = |index: usize| code.names.get(index).map(|name| name.to_string_lossy());
    let found = match opcode.generic() {
        Opcode::STORE_FAST | Opcode::DELETE_FAST | Opcode::STORE_DEREF | Opcode::DELETE_DEREF => vec![local(arg)],
        Opcode::STORE_FAST_LOAD_FAST => vec![local(arg >> 4)],
        Opcode::STORE_FAST_STORE_FAST => vec![local(arg >> 4), local(arg & 15)],
        Opcode::STORE_NAME | Opcode::DELETE_NAME | Opcode::STORE_GLOBAL | Opcode::DELETE_GLOBAL => vec![name(arg)],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// The unit of a file and the code unit of the opcode, for a place in a code object.
pub fn instruction(compiled: &Compiled, facts: &CodeFacts, unit: u32) -> Option<(UnitId, u32)> {
    let id = facts.unit?;
    let placed = compiled.unit(id)?.assembled.instr_at(CodeUnit(unit))?;
    Some((id, placed.at.0))
}
