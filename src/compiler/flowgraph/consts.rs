//! Constants that the optimizer makes.

use super::flow::Flow;
use crate::bytecode::CodeConst;
use crate::bytecode::sameness::same;

/// Python's truth of a constant.
pub fn is_true(constant: &CodeConst) -> bool {
    match constant {
        CodeConst::Value(value) => value.is_true(),
        CodeConst::Code(_) => true,
    }
}

/// Index of a constant in `co_consts`; it is appended if it is not there.
///
/// CPython: `add_const`.
pub fn add_const(flow: &mut Flow<'_>, constant: CodeConst) -> u32 {
    let constant = flow.constants.merge_one(constant);
    if let Some(index) = flow.consts.iter().position(|known| same(known, &constant)) {
        return index as u32;
    }
    flow.consts.push(constant);
    flow.consts.len() as u32 - 1
}
