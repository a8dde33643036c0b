//! What the panes get to see of a step: pictures of the machine, and what the record says about the whole run.

use std::ops::Range;
use std::sync::Arc;

use hashbrown::HashMap;

use super::breakpoint::{Hits, MOST_SHOWN};
use super::record::{Events, Point, Record, instruction, stored_names};
use super::{Exhausted, Session};
use crate::base::{Location, Span};
use crate::bytecode::decode::decode;
use crate::bytecode::{Code, CodeFlags, CodeUnit, Opcode};
use crate::compiler::unit::UnitId;
use crate::pipeline::makers::Makers;
use crate::vm::host::Stream;
use crate::vm::inspect::{Limits, VmView};

/// The state at one step.
#[derive(Clone, Debug)]
pub struct Moment {
    pub step: u64,
    /// The last step, once it is known.
    pub total: Option<u64>,
    /// The program takes more steps than are recorded, because this is used up.
    pub exhausted: Option<Exhausted>,
    /// The record ends here or further on with a question that the program asked and nobody has answered.
    pub waiting: bool,
    /// The instruction of the file that runs next: code object, code unit of the opcode.
    pub counter: Option<(UnitId, u32)>,
    /// Its line, if it belongs to the file.
    pub line: Option<u32>,
    /// The instruction and line that the step before ran, if they belong to the file.
    pub executed: Option<(UnitId, u32)>,
    pub executed_line: Option<u32>,
    pub view: VmView,
    /// The step before, for what is new.
    pub before: Option<VmView>,
    /// For each slot of the innermost frame's stack, from the bottom: the text that made it, if it is in the file.
    pub makers: Vec<Option<Made>>,
    /// Names that the lines of the innermost frame's code use, with their values; by line, if it is in the file.
    pub values: Vec<(u32, Vec<(String, String)>)>,
    /// Names that the innermost frame's code takes from the builtins.
    pub builtins: Vec<String>,
    /// What is imported.
    pub modules: Vec<super::modules::Module>,
    /// The whole run; the same value as long as nothing new is known.
    pub trace: Arc<Trace>,
    /// Something to tell, such as why the program is not where it was before a save.
    pub note: Option<String>,
}

/// The piece of source that made a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub span: Span,
    pub text: String,
}

/// What is known of a whole run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    /// Steps that are recorded.
    pub steps: u64,
    /// The depth of the call stack over time: a part for each stretch of the run, all of the same length.
    pub depths: Vec<Stretch>,
    /// Notable steps, in order; see [`MOST_EVENTS`].
    pub events: Vec<Event>,
    pub breakpoints: Vec<Hits>,
    /// How often each line of the file ran, by line.
    pub lines: Vec<u32>,
    /// How often each instruction of the file ran.
    pub instructions: HashMap<(UnitId, u32), u32>,
    /// The exception that ended the program.
    pub uncaught: Option<Uncaught>,
}

/// An exception that nothing caught.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncaught {
    /// Where it was raised: the step, and the line if it is one of the file.
    pub step: u64,
    pub line: Option<u32>,
    /// What the interpreter printed of it.
    pub traceback: String,
}

/// A part of the run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stretch {
    pub steps: Range<u64>,
    pub deepest: u16,
    pub wrote: bool,
    pub raised: bool,
    pub stops: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    pub step: u64,
    pub line: Option<u32>,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    Call(String),
    /// A generator or coroutine goes on where it was.
    Resume(String),
    Return(String),
    /// The call of what returns an object in place of running, and what it returns: nothing of it has run.
    Create(String, &'static str),
    Yield(String),
    /// An exception left the function.
    Unwound(String),
    Wrote,
    Raised,
    Breakpoint(String),
    End,
}

impl Uncaught {
    /// The last line of the traceback that is not indented: type and text.
    pub fn message(&self) -> &str {
        self.traceback.lines().rev().find(|line| !line.starts_with(' ')).unwrap_or_default()
    }
}

/// Parts that the run is cut into.
const STRETCHES: usize = 480;
/// Events that are listed; of longer runs only those that are not calls and returns.
pub const MOST_EVENTS: usize = 2000;

impl Session {
    /// The state that the program stands at.
    pub fn moment(&mut self) -> Moment {
        let limits = Limits::default();
        let step = self.step();
        let index = self.record.index(step);
        let point = self.record.points[index];
        let executed = index.checked_sub(1).map(|before| self.record.points[before]);
        let before = executed.map(|executed| u64::from(executed.step));
        let earlier = match (&self.picture, before) {
            (Some((known, picture)), Some(before)) if *known == before => Some(picture.clone()),
            _ => None,
        };
        let view = self.viewer.view(&limits);
        self.picture = match (earlier.clone(), before) {
            (Some(picture), Some(before)) => Some((before, picture)),
            _ => None,
        };
        let compiled = &self.compiled;
        let counter = |point: &Point| instruction(compiled, self.record.facts(point)?, point.unit);
        let note = self.missed.take();
        Moment {
            step,
            total: self.finished.then(|| self.record.last_step()),
            exhausted: self.exhausted,
            waiting: self.is_waiting(),
            counter: counter(&point),
            line: self.record.main_line(&point),
            executed: executed.as_ref().and_then(counter),
            executed_line: executed.as_ref().and_then(|executed| self.record.main_line(executed)),
            makers: self.makers(index),
            values: self.values(&point, &view),
            builtins: self.builtins(&point, &view),
            modules: self.modules(),
            before: earlier,
            view,
            trace: self.trace(),
            note,
        }
    }

    fn makers(&mut self, index: usize) -> Vec<Option<Made>> {
        let point = self.record.points[index];
        let (Some(facts), Some(source)) = (self.record.facts(&point).filter(|facts| facts.main), &self.source) else {
            return Vec::new();
        };
        let makers = self.makers.entry(point.code).or_insert_with(|| Makers::of(&facts.code));
        let Some(slots) = makers.at(CodeUnit(point.unit)) else { return Vec::new() };
        let made = |maker: &Option<u32>| {
            let place = facts.place((*maker)?);
            let span = span(source, place)?;
            let text = source.text.get(span.range())?;
            let line = text.lines().next().unwrap_or_default().trim();
            let text = if text.lines().count() > 1 { format!("{line} …") } else { line.to_owned() };
            Some(Made { span, text })
        };
        slots.iter().map(made).collect()
    }

    /// The values of the names on each line of the code that runs, as far as they have some.
    fn values(&self, point: &Point, view: &VmView) -> Vec<(u32, Vec<(String, String)>)> {
        let Some(facts) = self.record.facts(point).filter(|facts| facts.main) else { return Vec::new() };
        let Some(frame) = view.frames.last() else { return Vec::new() };
        let own = [&frame.locals, &frame.cells, &frame.free, &frame.namespace];
        // Functions, classes and modules hardly change, and tell nothing at the end of a line.
        let is_dull = |name: &str| matches!(name, "function" | "type" | "module" | "builtin_function_or_method");
        // What is local has no value as long as it is not bound, also where a global has the same name.
        let locals: Vec<String> = facts.code.localsplusnames.iter().map(|name| name.to_string_lossy()).collect();
        let globals = view.globals.iter().filter(|variable| !locals.contains(&variable.name));
        let known: HashMap<&str, &str> = own
            .into_iter()
            .flatten()
            .chain(globals.filter(|_| frame.namespace.is_empty()))
            .filter_map(|variable| Some((variable.name.as_str(), variable.value.as_ref()?)))
            .filter(|(_, value)| !is_dull(&value.type_name))
            .map(|(name, value)| (name, value.text.as_str()))
            .collect();
        let mut lines: std::collections::BTreeMap<u32, Vec<(String, String)>> = Default::default();
        for found in decode(&facts.code.code).take(MOST_NAMED) {
            let Some(line) = facts.line(found.at.0) else { continue };
            for name in names_of(&facts.code, found.opcode, found.arg.unwrap_or(0)) {
                let Some(value) = known.get(name.as_str()) else { continue };
                let values = lines.entry(line).or_default();
                if !values.iter().any(|(other, _)| *other == name) {
                    values.push((name, (*value).to_owned()));
                }
            }
        }
        lines.into_iter().collect()
    }

    fn builtins(&self, point: &Point, view: &VmView) -> Vec<String> {
        let Some(facts) = self.record.facts(point) else { return Vec::new() };
        let vm = self.viewer.vm();
        let Some(builtins) = vm.dict_data(vm.builtins) else { return Vec::new() };
        let known: hashbrown::HashSet<&str> = builtins.iter().map(|entry| vm.text(entry.key)).collect();
        let own = view.frames.last().map_or(&[][..], |frame| &frame.namespace);
        let bound = |name: &str| view.globals.iter().chain(own).any(|variable| variable.name == name);
        let names = facts.code.names.iter().map(|name| name.to_string_lossy());
        names.filter(|name| known.contains(name.as_str()) && !bound(name)).collect()
    }

    /// What is known of the whole run.
    fn trace(&mut self) -> Arc<Trace> {
        let count = self.record.points.len();
        let asked = self.breakpoints.len();
        // While the program is being recorded, a trace that is nearly up to date will do.
        let is_new = |&(known, of, _): &(usize, usize, Arc<Trace>)| {
            of == asked && (known == count || !self.is_recorded() && known * 2 > count)
        };
        if let Some((_, _, trace)) = self.trace.as_ref().filter(|known| is_new(known)) {
            return trace.clone();
        }
        self.scan();
        let trace = Arc::new(self.make_trace());
        self.trace = Some((count, asked, trace.clone()));
        trace
    }

    fn make_trace(&self) -> Trace {
        let record = &self.record;
        let breakpoints: Vec<Hits> = self
            .breakpoints
            .iter()
            .map(|active| {
                let stops = active.stops();
                let steps = stops.iter().take(MOST_SHOWN).map(|&hit| record.points[hit as usize].step.into()).collect();
                Hits { breakpoint: active.breakpoint.clone(), steps, count: stops.len() }
            })
            .collect();
        let mut depths = stretches(record);
        for &hit in self.breakpoints.iter().flat_map(|active| active.stops()) {
            let step = u64::from(record.points[hit as usize].step);
            let at = depths.partition_point(|stretch| stretch.steps.end <= step);
            if let Some(stretch) = depths.get_mut(at) {
                stretch.stops = true;
            }
        }
        let events = self.events();
        Trace {
            steps: record.last_step(),
            depths,
            uncaught: self.uncaught(),
            events,
            breakpoints,
            lines: record.line_counts(),
            instructions: record.instruction_counts(&self.compiled),
        }
    }

    fn uncaught(&self) -> Option<Uncaught> {
        let failed = self.finished && self.runner.exit_code().is_some_and(|code| code != 0);
        let output = failed.then(|| self.runner.view(&Limits::default()).output)?;
        let last = output.last()?.step;
        let report = output.iter().filter(|piece| piece.step == last && piece.stream == Stream::Stderr);
        let report: String = report.map(|piece| piece.text.as_str()).collect();
        // Before the end the program may have written to the same stream; leaving with a text is no exception.
        let traceback = report.get(report.find("Traceback (most recent call last):")?..)?.to_owned();
        let points = &self.record.points;
        let raised = points.iter().rposition(|point| point.events.has(Events::RAISED))?;
        let line = (1..=raised).rev().find_map(|index| self.record.main_line(&points[index - 1]));
        Some(Uncaught { step: points[raised].step.into(), line, traceback })
    }

    fn events(&self) -> Vec<Event> {
        let record = &self.record;
        let mut events: Vec<Event> = Vec::new();
        let mut calls: Vec<Event> = Vec::new();
        for (index, point) in record.points.iter().enumerate().skip(1) {
            let before = &record.points[index - 1];
            let line = record.main_line(before);
            let push = |to: &mut Vec<Event>, what| {
                if to.len() < MOST_EVENTS {
                    to.push(Event { step: point.step.into(), line, what });
                }
            };
            let name = |point: &Point| record.facts(point).map(|facts| facts.qualname.clone());
            if point.events.has(Events::WROTE) {
                push(&mut events, What::Wrote);
            }
            if point.events.has(Events::RAISED) {
                push(&mut events, What::Raised);
            }
            if point.depth > before.depth
                && let Some(name) = name(point)
            {
                // Calls begin at the beginning.
                push(&mut calls, if point.unit == 0 { What::Call(name) } else { What::Resume(name) });
            }
            if point.depth < before.depth
                && point.depth > 0
                && let Some(name) = name(before)
            {
                push(&mut calls, left(name, record, before));
            }
        }
        for active in &self.breakpoints {
            for &hit in active.stops().iter().take(MOST_EVENTS) {
                let point = &record.points[hit as usize];
                let what = What::Breakpoint(active.breakpoint.words());
                events.push(Event { step: point.step.into(), line: record.main_line(point), what });
            }
        }
        if calls.len() < MOST_EVENTS {
            events.extend(calls);
        }
        if self.finished {
            events.push(Event { step: record.last_step(), line: None, what: What::End });
        }
        events.sort_by_key(|event| event.step);
        events
    }
}

/// How the frame was left that stood at `point`: the instruction that it ran last tells.
fn left(name: String, record: &Record, point: &Point) -> What {
    let code = record.facts(point).map_or(&[][..], |facts| &facts.code.code);
    let opcode = code.get(2 * point.unit as usize).map(|&number| Opcode(number.into()).generic());
    match opcode {
        Some(Opcode::YIELD_VALUE) => What::Yield(name),
        Some(Opcode::RETURN_GENERATOR) => {
            What::Create(name, returned_object(record.facts(point).map_or(0, |facts| facts.code.flags.0)))
        }
        Some(Opcode::RETURN_VALUE | Opcode::RETURN_CONST) | None => What::Return(name),
        // What CPython has in C has no instructions of its own.
        Some(_) if record.facts(point).is_some_and(|facts| facts.native) => What::Return(name),
        Some(_) => What::Unwound(name),
    }
}

/// What RETURN_GENERATOR makes of a frame whose code has these flags.
fn returned_object(flags: u32) -> &'static str {
    match flags {
        flags if flags & CodeFlags::COROUTINE != 0 => "a coroutine",
        flags if flags & CodeFlags::ASYNC_GENERATOR != 0 => "an asynchronous generator",
        _ => "a generator",
    }
}

/// Instructions whose names are looked at; no screen shows more lines.
const MOST_NAMED: usize = 20_000;

/// The names that an instruction reads or binds.
fn names_of(code: &Code, opcode: Opcode, arg: i32) -> Vec<String> {
    let index = arg.max(0) as usize;
    let local = |index: usize| code.localsplusnames.get(index).map(|name| name.to_string_lossy());
    let name = |index: usize| code.names.get(index).map(|name| name.to_string_lossy());
    let found = match opcode.generic() {
        Opcode::LOAD_FAST | Opcode::LOAD_FAST_CHECK | Opcode::LOAD_DEREF => vec![local(index)],
        Opcode::LOAD_FAST_LOAD_FAST => vec![local(index >> 4), local(index & 15)],
        Opcode::STORE_FAST_LOAD_FAST => vec![local(index >> 4), local(index & 15)],
        Opcode::LOAD_NAME => vec![name(index)],
        opcode => return stored_names(code, opcode, arg),
    };
    found.into_iter().flatten().collect()
}

fn stretches(record: &Record) -> Vec<Stretch> {
    let total = record.last_step() + 1;
    let length = total.div_ceil(STRETCHES as u64).max(1);
    let count = total.div_ceil(length);
    let mut stretches: Vec<Stretch> = (0..count)
        .map(|at| Stretch { steps: at * length..((at + 1) * length).min(total), ..Stretch::default() })
        .collect();
    for point in &record.points {
        let Some(stretch) = stretches.get_mut((u64::from(point.step) / length) as usize) else { continue };
        stretch.deepest = stretch.deepest.max(point.depth);
        stretch.wrote |= point.events.has(Events::WROTE);
        stretch.raised |= point.events.has(Events::RAISED);
    }
    stretches
}

/// The piece of source at a location.
pub fn span(source: &crate::frontend::source::Source, place: Location) -> Option<Span> {
    let offset = |line: i32, column: i32| {
        let start = source.lines.line_start(u32::try_from(line).ok()?)?;
        Some(start + u32::try_from(column).ok()?)
    };
    let (start, end) = (offset(place.lineno, place.col_offset)?, offset(place.end_lineno, place.end_col_offset)?);
    (start < end && end as usize <= source.text.len()).then(|| Span::new(start, end))
}
