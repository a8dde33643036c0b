//! What the argument of an instruction means, in the words of `dis`.

use super::opcode::OpcodeFlags;
use super::{Code, CodeConst, Opcode};
use crate::base::repr;

/// Comparison operators, by the upper bits of the argument of `COMPARE_OP`.
pub const CMP_OP: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// Operators, by the argument of `BINARY_OP`; the in-place ones from number 13.
pub const NB_OPS: [&str; 26] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=", "*=", "%=",
    "|=", "**=", ">>=", "-=", "/=", "^=",
];

/// What `CALL_INTRINSIC_1` calls, by its argument.
pub const INTRINSIC_1: [&str; 12] = [
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// What `CALL_INTRINSIC_2` calls, by its argument.
pub const INTRINSIC_2: [&str; 6] = [
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

/// Functions of `CONVERT_VALUE`, by its argument.
pub const CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// Bits of the argument of `SET_FUNCTION_ATTRIBUTE`.
pub const FUNCTION_ATTRIBUTES: [&str; 4] = ["defaults", "kwdefaults", "annotations", "closure"];

/// Parts of the inline cache of an opcode: name and number of code units.
pub fn cache_format(opcode: Opcode) -> &'static [(&'static str, u8)] {
    match opcode.generic() {
        Opcode::LOAD_GLOBAL => &[("counter", 1), ("index", 1), ("module_keys_version", 1), ("builtin_keys_version", 1)],
        Opcode::LOAD_ATTR => &[("counter", 1), ("version", 2), ("keys_version", 2), ("descr", 4)],
        Opcode::STORE_ATTR => &[("counter", 1), ("version", 2), ("index", 1)],
        Opcode::CALL => &[("counter", 1), ("func_version", 2)],
        Opcode::TO_BOOL => &[("counter", 1), ("version", 2)],
        other if other.caches() == 1 => &[("counter", 1)],
        _ => &[],
    }
}

/// The representation of a code object. Addresses differ from run to run; here they are always 0.
pub fn code_repr(code: &Code) -> String {
    let line = if code.firstlineno != 0 { code.firstlineno } else { -1 };
    let (name, filename) = (code.name.to_display(), code.filename.to_display());
    format!("<code object {name} at 0x0, file \"{filename}\", line {line}>")
}

/// The representation of an element of `co_consts`.
pub fn const_repr(constant: &CodeConst) -> String {
    match constant {
        CodeConst::Value(value) => repr::constant(value),
        CodeConst::Code(code) => code_repr(code),
    }
}

/// The words in brackets behind an argument, empty where there are none to say; jumps are told by the label of their
/// target. `None` when the argument means nothing, as in a damaged file.
pub fn argrepr(code: &Code, opcode: Opcode, arg: i32, label: Option<u32>) -> Option<String> {
    let opcode = opcode.generic();
    let index = usize::try_from(arg).ok()?;
    let name = |index: usize| code.names.get(index).map(|name| name.to_display());
    let local = |index: usize| code.localsplusnames.get(index).map(|name| name.to_display());
    let or_null = |name: String, null: &str| if arg & 1 != 0 { format!("{name} + {null}") } else { name };
    let from = |table: &[&str], index: usize| table.get(index).map(|&word| word.to_owned());
    if opcode.has(OpcodeFlags::CONST) {
        return code.consts.get(index).map(const_repr);
    }
    if opcode.has(OpcodeFlags::JUMP) {
        return label.map(|label| format!("to L{label}"));
    }
    match opcode {
        Opcode::LOAD_GLOBAL => name(index / 2).map(|name| or_null(name, "NULL")),
        Opcode::LOAD_ATTR => name(index / 2).map(|name| or_null(name, "NULL|self")),
        Opcode::LOAD_SUPER_ATTR => name(index / 4).map(|name| or_null(name, "NULL|self")),
        Opcode::LOAD_FAST_LOAD_FAST | Opcode::STORE_FAST_LOAD_FAST | Opcode::STORE_FAST_STORE_FAST => {
            Some(format!("{}, {}", local(index >> 4)?, local(index & 15)?))
        }
        Opcode::COMPARE_OP => {
            let operator = from(&CMP_OP, index >> 5)?;
            Some(if arg & 16 != 0 { format!("bool({operator})") } else { operator })
        }
        Opcode::CONVERT_VALUE => from(&CONVERSIONS, index),
        Opcode::SET_FUNCTION_ATTRIBUTE => {
            let set = FUNCTION_ATTRIBUTES.iter().enumerate().filter(|(bit, _)| arg & 1 << bit != 0);
            Some(set.map(|(_, &word)| word).collect::<Vec<_>>().join(", "))
        }
        Opcode::BINARY_OP => from(&NB_OPS, index),
        Opcode::CALL_INTRINSIC_1 => from(&INTRINSIC_1, index),
        Opcode::CALL_INTRINSIC_2 => from(&INTRINSIC_2, index),
        _ if opcode.has(OpcodeFlags::NAME) => name(index),
        _ if opcode.has(OpcodeFlags::LOCAL) || opcode.has(OpcodeFlags::FREE) => local(index),
        _ => Some(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::opcode::ROWS;

    #[test]
    fn cache_formats_add_up() {
        for row in ROWS {
            let parts: usize = cache_format(row.opcode).iter().map(|&(_, units)| usize::from(units)).sum();
            assert_eq!(parts, row.opcode.caches(), "{}", row.name);
        }
    }
}
