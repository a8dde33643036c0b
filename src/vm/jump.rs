//! `frame.f_lineno = n` in a trace function: the traced frame goes on at another line.
//!
//! A jump is allowed where the value stack has the shape that the target expects, or more than that, which is dropped.
//! Shapes are found by walking the code once: [`shapes`] is CPython's `mark_stacks`, [`find_target`] the choice that
//! `frame_setlineno` makes among the instructions that begin the line. The setter only notes the jump, for the trace
//! function still lies on the stack above the frame; [`Vm::jump`] carries it out when that has returned.

use super::code::CodeInfo;
use super::interp::op;
use super::object::statics::NONE;
use super::object::{Obj, Payload, T};
use super::tracing::What;
use super::{PyResult, Vm};
use crate::bytecode::Opcode;
use crate::bytecode::opcode::stack_effect;

/// What a cell of the value stack holds, as far as jumps care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Iterator,
    /// The exception that was handled before: leaving the `except` block brings it back.
    Except,
    Object,
    Null,
    /// Where a `finally` block raises again.
    Lasti,
}

/// The stack before an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Shape {
    /// No way leads there.
    Unreached,
    /// More than CPython's picture of a stack can hold.
    TooDeep,
    Known(Vec<Kind>),
}

/// As many cells as CPython packs into a word.
const MOST_CELLS: usize = 21;

impl Shape {
    fn push(&mut self, kind: Kind) {
        match self {
            Shape::Known(cells) if cells.len() < MOST_CELLS => cells.push(kind),
            _ => *self = Shape::TooDeep,
        }
    }

    fn pop(&mut self) {
        if let Shape::Known(cells) = self {
            cells.pop();
        }
    }

    fn top(&self) -> Option<Kind> {
        match self {
            Shape::Known(cells) => cells.last().copied(),
            _ => None,
        }
    }

    /// The shape with only so many cells.
    fn cut(&self, level: usize) -> Shape {
        match self {
            Shape::Known(cells) => Shape::Known(cells[..level.min(cells.len())].to_vec()),
            other => other.clone(),
        }
    }

    /// Whether the lower cells of this stack can serve as `target`.
    fn serves(&self, target: &Shape) -> bool {
        let (Shape::Known(from), Shape::Known(to)) = (self, target) else { return false };
        from.len() >= to.len()
            && from.iter().zip(to).all(|(&from, &to)| match to {
                Kind::Object => from != Kind::Null,
                Kind::Null => true,
                _ => from == to,
            })
    }

    /// Why nobody can jump to where the stack looks like this.
    fn complaint(&self) -> &'static str {
        match (self, self.top()) {
            (Shape::TooDeep, _) => "stack is too deep to analyze",
            (Shape::Unreached, _) => "can't jump into an unreachable block",
            (_, Some(Kind::Except)) => "can't jump into an 'except' block as there's no exception",
            (_, Some(Kind::Lasti)) => "can't jump into a re-raising block as there's no location",
            (_, Some(Kind::Iterator)) => "can't jump into the body of a for loop",
            _ => "incompatible stacks",
        }
    }
}

/// The shape of the stack before each code unit.
fn shapes(info: &CodeInfo) -> Vec<Shape> {
    let units: Vec<u16> = info.code.code.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let mut shapes = vec![Shape::Unreached; units.len() + 1];
    shapes[0] = Shape::Known(Vec::new());
    loop {
        let mut again = false;
        let mut at = 0;
        while at < units.len() {
            let shape = shapes[at].clone();
            let mut argument = 0u32;
            while units[at] as u8 == op::EXTENDED_ARG && at + 1 < units.len() {
                argument = argument << 8 | u32::from(units[at] >> 8);
                at += 1;
                shapes[at] = shape.clone();
            }
            argument = argument << 8 | u32::from(units[at] >> 8);
            let opcode = Opcode(units[at] & 0xff);
            let next = (at + opcode.caches() + 1).min(units.len());
            if shape != Shape::Unreached {
                let jump = spread(&mut shapes, shape, opcode, argument, next);
                again |= jump.is_some_and(|target| target < at);
            }
            at = next;
        }
        for handler in &info.handlers {
            let (start, target) = (handler.start as usize, handler.target as usize);
            if target >= units.len() || shapes[start] == Shape::Unreached || shapes[target] != Shape::Unreached {
                continue;
            }
            let mut shape = shapes[start].cut(handler.depth as usize);
            if handler.lasti {
                shape.push(Kind::Lasti);
            }
            shape.push(Kind::Except);
            shapes[target] = shape;
            again = true;
        }
        if !again {
            return shapes;
        }
    }
}

/// Writes down what the stack is after an instruction: behind it and where it jumps to. The answer is the target of a jump
/// backwards that was not known to be reached.
fn spread(shapes: &mut [Shape], mut shape: Shape, opcode: Opcode, argument: u32, next: usize) -> Option<usize> {
    let last = shapes.len() - 1;
    let forward = (next + argument as usize).min(last);
    match opcode.0 as u8 {
        op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
            shape.pop();
            shapes[forward] = shape.clone();
        }
        op::SEND => shapes[forward] = shape.clone(),
        op::JUMP_FORWARD => {
            shapes[forward] = shape;
            return None;
        }
        op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => {
            let target = next.saturating_sub(argument as usize);
            let was_unknown = shapes[target] == Shape::Unreached;
            shapes[target] = shape;
            return was_unknown.then_some(target);
        }
        op::GET_ITER | op::GET_AITER => {
            shape.pop();
            shape.push(Kind::Iterator);
        }
        op::FOR_ITER => {
            shape.push(Kind::Object);
            shapes[forward] = shape.clone();
        }
        op::END_ASYNC_FOR => {
            shape.pop();
            shape.pop();
        }
        op::PUSH_EXC_INFO => shape.push(Kind::Except),
        op::POP_EXCEPT => shape.pop(),
        op::RETURN_VALUE | op::RETURN_CONST | op::RAISE_VARARGS | op::RERAISE => return None,
        op::PUSH_NULL => shape.push(Kind::Null),
        op::LOAD_GLOBAL => {
            shape.push(Kind::Object);
            if argument & 1 != 0 {
                shape.push(Kind::Null);
            }
        }
        op::LOAD_ATTR => {
            if argument & 1 != 0 {
                shape.pop();
                shape.push(Kind::Object);
                shape.push(Kind::Null);
            }
        }
        op::SWAP => {
            if let Shape::Known(cells) = &mut shape
                && let Some(other) = cells.len().checked_sub(argument as usize)
                && let Some(top) = cells.len().checked_sub(1)
                && other <= top
            {
                cells.swap(other, top);
            }
        }
        op::COPY => {
            if let Shape::Known(cells) = &shape
                && let Some(at) = cells.len().checked_sub(argument as usize)
            {
                let kind = cells.get(at).copied().unwrap_or(Kind::Object);
                shape.push(kind);
            }
        }
        _ => {
            let effect = stack_effect(opcode, argument, false);
            for _ in effect..0 {
                shape.pop();
            }
            for _ in 0..effect {
                shape.push(Kind::Object);
            }
        }
    }
    shapes[next] = shape;
    None
}

/// Of each code unit the line that begins there, if one does.
fn line_starts(info: &CodeInfo) -> Vec<Option<i32>> {
    let locations = crate::bytecode::linetable::positions(&info.code.linetable, info.code.firstlineno);
    let mut last = None;
    let starts = locations.map(|location| {
        let line = (!location.is_none()).then_some(location.lineno);
        let begins = line.is_some() && line != last;
        if begins {
            last = line;
        }
        line.filter(|_| begins)
    });
    starts.take(info.code.code.len() / 2).collect()
}

/// Where the frame goes on, and which cells of its stack go before, the topmost first: true for those whose going also
/// ends an `except` block.
struct Target {
    unit: u32,
    dropped: Vec<bool>,
}

/// Looks for `line`, or the first one behind it that has code, from the instruction at `unit`.
fn find_target(info: &CodeInfo, unit: u32, line: i32, after_yield: bool) -> Result<Target, String> {
    let lines = line_starts(info);
    let Some(found) = lines.iter().flatten().copied().filter(|&known| known >= line).min() else {
        return Err(format!("line {line} comes after the current code block"));
    };
    let shapes = shapes(info);
    let mut start = shapes[unit as usize].clone();
    if after_yield {
        // The value that is given out is no longer there.
        start.pop();
    }
    let mut best: Option<(usize, &Shape)> = None;
    let mut complaint = None;
    for (at, _) in lines.iter().enumerate().filter(|&(_, &known)| known == Some(found)) {
        let target = &shapes[at];
        let depth = |shape: &Shape| match shape {
            Shape::Known(cells) => cells.len(),
            _ => 0,
        };
        if start.serves(target) {
            if best.is_none_or(|(_, known)| depth(target) > depth(known)) {
                best = Some((at, target));
            }
        } else {
            complaint.get_or_insert(match start {
                Shape::TooDeep => "stack to deep to analyze",
                Shape::Unreached => "can't jump from unreachable code",
                Shape::Known(_) => target.complaint(),
            });
        }
    }
    let (Some((at, Shape::Known(kept))), Shape::Known(cells)) = (best, &start) else {
        return Err(complaint.unwrap_or("cannot find bytecode for specified line").to_owned());
    };
    let dropped = cells[kept.len()..].iter().rev().map(|&kind| kind == Kind::Except).collect();
    Ok(Target { unit: at as u32, dropped })
}

impl Vm {
    /// `frame.f_lineno = value`.
    pub fn set_frame_line(&mut self, frame: Obj, value: Obj) -> PyResult<()> {
        if value.is_null() {
            return Err(self.raise_text(T::ATTRIBUTE_ERROR, "cannot delete attribute"));
        }
        if self.ty(value) != T::INT {
            return Err(self.value_error("lineno must be an integer"));
        }
        let (what, traced) = self.tracing.event();
        let message = match what {
            What::Line | What::Resume | What::Yield if traced == frame => None,
            What::Start => Some("can't jump from the 'call' trace event of a new frame"),
            What::Call => Some("can't jump during a call"),
            What::Other => Some("can only jump from a 'line' trace event"),
            _ => Some("f_lineno can only be set in a trace function"),
        };
        if let Some(message) = message {
            return Err(self.value_error(message));
        }
        let Some(line) = self.as_int(value).and_then(|line| i32::try_from(line).ok()) else {
            return Err(self.value_error("lineno out of range"));
        };
        let Some(at) = self.frames.iter().rposition(|known| known.object == frame) else {
            return Err(self.value_error("f_lineno can only be set in a trace function"));
        };
        let info = self.codes[self.frames[at].code as usize].clone();
        if line < info.code.firstlineno {
            return Err(self.value_error(&format!("line {line} comes before the current code block")));
        }
        let unit = self.frames[at].ip - self.frames[at].text;
        let jumped = matches!(self.heap.payload(frame), Payload::Frame(data) if data.jump.is_some());
        let target = match find_target(&info, unit, line, what == What::Yield && !jumped) {
            Ok(target) => target,
            Err(message) => return Err(self.value_error(&message)),
        };
        self.bind_missing(at)?;
        let frame_below = &mut self.frames[at];
        frame_below.ip = frame_below.text + target.unit;
        frame_below.next = frame_below.ip;
        if let Payload::Frame(data) = self.heap.payload_mut(frame) {
            let jump = data.jump.get_or_insert_default();
            jump.unit = target.unit;
            jump.after_yield |= what == What::Yield;
            jump.dropped.extend(target.dropped);
        }
        Ok(())
    }

    /// The compiler proved that variables are bound which a jump may leave unbound: they become `None`.
    fn bind_missing(&mut self, at: usize) -> PyResult<()> {
        let cells = self.frames[at].base as usize..self.frames[at].values as usize;
        let missing: Vec<usize> = cells.filter(|&cell| self.stack[cell].is_null()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (count, plural) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
        self.warn(T::RUNTIME_WARNING, &format!("assigning None to {count} unbound local{plural}"))?;
        for cell in missing {
            if self.stack[cell].is_null() {
                self.incref(NONE);
                self.stack[cell] = NONE;
            }
        }
        Ok(())
    }

    /// Carries out the jump that was asked for in the top frame, whose object is `object`. Its position is the new one then.
    pub fn jump(&mut self, object: Obj) {
        let Payload::Frame(data) = self.heap.payload_mut(object) else { return };
        let Some(jump) = data.jump.take() else { return };
        data.traced = Some(jump.unit);
        let values = self.frame().values as usize;
        for ends_except in jump.dropped {
            if self.stack.len() <= values {
                break;
            }
            if ends_except {
                let _ = self.op_pop_except();
            } else {
                let top = self.stack.pop().unwrap_or(Obj::NULL);
                self.decref_some(top);
            }
        }
        let ip = (self.frame().text + jump.unit) as usize;
        (self.ip, self.next) = (ip, ip);
        self.tracing.look_again();
    }
}
