//! The running program: frames, value stack, heap, output, time, modules, each as rows made from a picture of the machine.
//!
//! Where the picture of the step before is given, rows say what is new, changed or gone since then.

pub mod frames;
pub mod heap;
pub mod modules;
pub mod output;
pub mod stack;
pub mod timeline;

pub use frames::frames;
pub use heap::{HeapOptions, heap};
pub use modules::modules;
pub use output::output;
pub use stack::stack;
pub use timeline::timeline;

use super::measure;
use crate::vm::inspect::{Status, ValueView, VmView};

/// What there is to say when no frame is left.
fn ending(now: &VmView) -> String {
    match now.status {
        Status::Running => "the program has not started".to_owned(),
        Status::Finished { exit_code } => {
            format!("the program is over, exit status {exit_code}; its frames are gone, a step back shows the last one")
        }
    }
}

/// `  #7`; nothing for objects that live for ever, since their identity tells nothing.
fn id_text(value: &ValueView) -> String {
    if value.immortal { String::new() } else { format!("  {}", value.id) }
}

/// Columns of a value at the end of a line.
const VALUE_WIDTH: usize = 24;

/// `x=10  y=5`, for the end of a line.
pub fn line_values(values: &[(String, String)]) -> String {
    let one = |(name, value): &(String, String)| format!("{name}={}", measure::truncate(value, VALUE_WIDTH));
    values.iter().map(one).collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests;
