//! The code object itself.

use super::tables::{exception_table, location_table};
use super::{PlacedInstr, error};
use crate::base::{Constant, InternalError, Name, Text};
use crate::bytecode::sameness::unmark;
use crate::bytecode::{Code, CodeConst, CodeFlags, LocalKind, Opcode};
use crate::compiler::flowgraph::OptimizedInstr;
use crate::compiler::unit::{FinishContext, Unit};
use crate::pyc::sharing::is_name_like;

/// What a code object is made of, beside what its unit says.
pub struct Parts<'a> {
    pub instrs: &'a [OptimizedInstr],
    pub placed: &'a [PlacedInstr],
    pub consts: Vec<CodeConst>,
    /// Names and kinds; see [`localsplus`].
    pub locals: (Vec<Name>, Vec<u8>),
    pub stackdepth: u32,
}

/// CPython: `makecode`.
pub fn make_code(unit: &Unit, parts: Parts<'_>, context: &mut FinishContext<'_>) -> Result<Code, InternalError> {
    let Parts { instrs, placed, consts, locals: (localsplusnames, localspluskinds), stackdepth } = parts;
    let mut text = |name: Name| context.constants.text(name, context.names);
    let code = write_code(instrs, placed)?;
    let linetable = location_table(instrs, placed, unit.firstlineno);
    let exceptiontable = exception_table(instrs, placed);
    let names: Vec<Text> = unit.names.iter().map(|&name| text(name)).collect();
    let localsplusnames: Vec<Text> = localsplusnames.into_iter().map(&mut text).collect();
    // Whole tuples and tables are constants to CPython's cache: equal ones of other code objects are the same objects. Here
    // objects are values, and it is the writer of `.pyc` files that finds equal ones. But an equal tuple constant gets the
    // strings of this tuple, which are interned; where they would be anyway that makes no difference.
    for tuple in [&names, &localsplusnames] {
        if !tuple.iter().all(is_name_like) {
            let items = tuple.iter().map(|name| Constant::identifier(name.clone())).collect();
            context.constants.merge_one(CodeConst::Value(Constant::Tuple(items)));
        }
    }
    let mut text = |name: Name| context.constants.text(name, context.names);
    let code = Code {
        argcount: unit.argcount,
        posonlyargcount: unit.posonlyargcount,
        kwonlyargcount: unit.kwonlyargcount,
        stacksize: stackdepth.max(1),
        flags: CodeFlags(unit.flags),
        code,
        consts: consts.into_iter().map(unmark).collect(),
        names,
        localsplusnames,
        localspluskinds,
        filename: context.filename.clone(),
        name: text(unit.name),
        qualname: text(unit.qualname),
        firstlineno: unit.firstlineno,
        linetable,
        exceptiontable,
    };
    Ok(code)
}

/// Code units: `EXTENDED_ARG`s with the high bytes of the argument, the instruction, zeros for its inline caches.
fn write_code(instrs: &[OptimizedInstr], placed: &[PlacedInstr]) -> Result<Vec<u8>, InternalError> {
    let units = placed.last().map_or(0, |last| last.end.0 as usize);
    let mut code = vec![0; 2 * units];
    for (instr, place) in instrs.iter().zip(placed) {
        let mut write = |unit: u32, opcode: Opcode, byte: u32| {
            let opcode = u8::try_from(opcode.0).map_err(|_| error(format!("{opcode} in the final code")))?;
            let at = 2 * unit as usize;
            code[at..at + 2].copy_from_slice(&[opcode, (instr.oparg >> (8 * byte)) as u8]);
            Ok(())
        };
        for unit in place.start.0..place.at.0 {
            write(unit, Opcode::EXTENDED_ARG, place.at.0 - unit)?;
        }
        write(place.at.0, instr.opcode, 0)?;
    }
    Ok(code)
}

/// Names and kinds of all locals, cells and free variables.
///
/// CPython: `compute_localsplus_info`.
pub fn localsplus(unit: &Unit, cell_indices: &[u32]) -> (Vec<Name>, Vec<u8>) {
    let kind_of_local = |name: &Name| {
        let mut kind = LocalKind::LOCAL;
        if unit.fasthidden.contains(name) {
            kind |= LocalKind::HIDDEN;
        }
        if unit.cellvars.contains(name) {
            kind |= LocalKind::CELL;
        }
        kind
    };
    let mut names = unit.varnames.clone();
    let mut kinds: Vec<u8> = names.iter().map(kind_of_local).collect();
    let kinds_behind =
        unit.cellvars.iter().map(|_| LocalKind::CELL).chain(unit.freevars.iter().map(|_| LocalKind::FREE));
    let cells = unit.cellvars.iter().chain(&unit.freevars).zip(kinds_behind).zip(cell_indices);
    for ((&name, kind), &index) in cells {
        // A cell that is a parameter has its place already.
        if index as usize >= unit.varnames.len() {
            names.push(name);
            kinds.push(kind);
        }
    }
    (names, kinds)
}
