//! One line on what a step did: `step 12 · BINARY_OP + · pops 3, 4 · pushes 7`.

use crate::bytecode::Opcode;
use crate::bytecode::argrepr::{CMP_OP, NB_OPS};
use crate::vm::inspect::{FrameView, Status, ValueView, VmView};

/// Values that are named; more are counted.
const MOST: usize = 4;
/// Letters of a value.
const LONGEST: usize = 24;

/// What the step that led to `now` did; `before` is the state that it began with.
pub fn caption(now: &VmView, before: Option<&VmView>) -> String {
    let mut parts = vec![format!("step {}", now.step)];
    match before.and_then(|before| before.frames.last().map(|frame| (before, frame))) {
        None if now.step == 0 => parts.push("nothing has run yet".into()),
        None => {}
        Some((before, frame)) => {
            parts.push(instruction(frame));
            parts.extend(effect(now, before, frame));
        }
    }
    if let Status::Finished { exit_code } = now.status {
        parts.push(if exit_code == 0 {
            "the program is over".into()
        } else {
            format!("the program ends with {exit_code}")
        });
    }
    parts.join(" · ")
}

/// What comes next, for a question to the audience: `step 12 · next BINARY_OP +`.
pub fn question(now: &VmView) -> String {
    let next =
        now.frames.last().map_or("the program is over".to_owned(), |frame| format!("next {}", instruction(frame)));
    format!("step {} · {next}", now.step)
}

/// The instruction that a frame runs next, with its argument in words where the frame alone tells it.
fn instruction(frame: &FrameView) -> String {
    let argument = frame.oparg as usize;
    let words = match frame.opcode.generic() {
        Opcode::BINARY_OP => NB_OPS.get(argument).map(|name| (*name).to_owned()),
        Opcode::COMPARE_OP => CMP_OP.get(argument >> 5).map(|name| (*name).to_owned()),
        Opcode::LOAD_FAST | Opcode::STORE_FAST | Opcode::LOAD_FAST_CHECK | Opcode::DELETE_FAST => {
            frame.locals.get(argument).map(|local| local.name.clone())
        }
        Opcode::CALL => Some(match argument {
            1 => "with 1 argument".into(),
            count => format!("with {count} arguments"),
        }),
        _ => None,
    };
    match words {
        Some(words) => format!("{} {words}", frame.opcode.generic()),
        None => frame.opcode.generic().to_string(),
    }
}

fn effect(now: &VmView, before: &VmView, frame: &FrameView) -> Vec<String> {
    let mut parts = Vec::new();
    let Some(after) = now.frames.last() else { return parts };
    let (old, new) = (before.frames.len() + before.more_frames, now.frames.len() + now.more_frames);
    if new > old {
        parts.push(format!("enters {}", after.qualname));
    } else if new < old {
        let result = after.stack.last().map(value);
        parts.push(match (&now.exception, result) {
            (Some(exception), _) => format!("leaves {} with {}", frame.qualname, short(&exception.text)),
            (None, Some(result)) => format!("returns {result} to {}", after.qualname),
            (None, None) => format!("returns to {}", after.qualname),
        });
    } else if after.code == frame.code {
        let same = |(a, b): &(&Option<ValueView>, &Option<ValueView>)| {
            a.as_ref().map(|value| value.id) == b.as_ref().map(|value| value.id)
        };
        let kept = frame.stack.iter().zip(&after.stack).take_while(same).count();
        // What the table says it takes is more than what differs: COPY leaves it there, + may give one of its operands.
        let counted = frame.opcode.info().map_or(0, |info| (info.popped)(frame.oparg) as usize);
        let taken = counted.min(frame.stack.len()).max(frame.stack.len() - kept);
        let left = frame.stack.len() - taken;
        if taken > 0 {
            parts.push(format!("pops {}", values(&frame.stack[left..])));
        }
        if let Some(pushed) = after.stack.get(left..).filter(|pushed| !pushed.is_empty()) {
            parts.push(format!("pushes {}", values(pushed)));
        }
        for (was, is) in frame.locals.iter().zip(&after.locals) {
            let id = |local: &crate::vm::inspect::NamedValue| local.value.as_ref().map(|value| value.id);
            if id(was) != id(is) {
                let to = is.value.as_ref().map_or("nothing".to_owned(), |value| short(&value.text));
                parts.push(format!("{} is {to}", is.name));
            }
        }
    }
    if now.output.len() > before.output.len()
        && let Some(piece) = now.output.last()
    {
        parts.push(format!("writes {}", short(&crate::base::repr::str(&piece.text))));
    }
    parts
}

fn values(values: &[Option<ValueView>]) -> String {
    let mut words: Vec<String> = values.iter().take(MOST).map(value).collect();
    if values.len() > MOST {
        words.push(format!("and {} more", values.len() - MOST));
    }
    words.join(", ")
}

fn value(value: &Option<ValueView>) -> String {
    value.as_ref().map_or("NULL".to_owned(), |value| short(&value.text))
}

fn short(text: &str) -> String {
    super::measure::truncate(text, LONGEST).into_owned()
}
