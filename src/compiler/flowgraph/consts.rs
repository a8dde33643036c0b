//! Constants that the optimizer makes.

use super::flow::Flow;
use crate::base::Constant;
use crate::bytecode::CodeConst;
use crate::compiler::constants::same;

/// Python's truth of a constant.
pub fn is_true(constant: &CodeConst) -> bool {
    let CodeConst::Value(value) = constant else { return true };
    match value {
        Constant::None => false,
        Constant::Ellipsis => true,
        Constant::Bool(value) => *value,
        Constant::Int(value) => !value.is_zero(),
        Constant::Float(value) => *value != 0.0,
        Constant::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
        Constant::Str(value) => !value.text.is_empty(),
        Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
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
