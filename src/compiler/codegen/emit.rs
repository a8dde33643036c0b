//! Adding instructions, constants, names and labels to the current unit.

use super::Codegen;
use super::builder::UnitBuilder;
use crate::base::{Constant, Location, Name};
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::unit::{Instr, InstrId, InstrSequence, Label};

/// Arguments of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.
pub(super) mod intrinsic {
    pub const PRINT: u32 = 1;
    pub const IMPORT_STAR: u32 = 2;
    pub const STOPITERATION_ERROR: u32 = 3;
    pub const ASYNC_GEN_WRAP: u32 = 4;
    pub const UNARY_POSITIVE: u32 = 5;
    pub const LIST_TO_TUPLE: u32 = 6;
    pub const TYPEVAR: u32 = 7;
    pub const PARAMSPEC: u32 = 8;
    pub const TYPEVARTUPLE: u32 = 9;
    pub const SUBSCRIPT_GENERIC: u32 = 10;
    pub const TYPEALIAS: u32 = 11;
    /// Two operands.
    pub const PREP_RERAISE_STAR: u32 = 1;
    pub const TYPEVAR_WITH_BOUND: u32 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

impl Codegen<'_> {
    /// The unit that code goes to.
    pub(super) fn unit(&mut self) -> &mut UnitBuilder {
        self.units.last_mut().expect("code is generated inside a scope")
    }

    /// The same, for looking at.
    pub(super) fn current(&self) -> &UnitBuilder {
        self.units.last().expect("code is generated inside a scope")
    }

    fn push(&mut self, loc: Location, opcode: Opcode, oparg: u32) {
        let origin = self.origin;
        let sequence = &mut self.unit().sequence;
        let instr = sequence.next_instr(loc, opcode, oparg);
        sequence.instrs.push(instr);
        sequence.origins.push(origin);
    }

    /// An instruction without an argument.
    pub(super) fn op(&mut self, loc: Location, opcode: Opcode) {
        self.push(loc, opcode, 0);
    }

    pub(super) fn op_arg(&mut self, loc: Location, opcode: Opcode, oparg: u32) {
        self.push(loc, opcode, oparg);
    }

    /// A jump, or the set-up of a handler.
    pub(super) fn op_jump(&mut self, loc: Location, opcode: Opcode, target: Label) {
        self.push(loc, opcode, target.0);
    }

    /// An instruction whose argument is a name of `co_names`, which is mangled; the attribute and `super()` opcodes keep
    /// flags in their lowest bits. CPython: `compiler_addop_name`.
    pub(super) fn op_name(&mut self, loc: Location, opcode: Opcode, name: Name) {
        let mangled = self.mangle(name);
        let position = self.unit().names.add(mangled);
        let (opcode, oparg) = match opcode {
            Opcode::LOAD_ATTR => (Opcode::LOAD_ATTR, position << 1),
            Opcode::LOAD_METHOD => (Opcode::LOAD_ATTR, position << 1 | 1),
            Opcode::LOAD_SUPER_ATTR => (Opcode::LOAD_SUPER_ATTR, position << 2 | 2),
            Opcode::LOAD_SUPER_METHOD => (Opcode::LOAD_SUPER_ATTR, position << 2 | 3),
            Opcode::LOAD_ZERO_SUPER_ATTR => (Opcode::LOAD_SUPER_ATTR, position << 2),
            Opcode::LOAD_ZERO_SUPER_METHOD => (Opcode::LOAD_SUPER_ATTR, position << 2 | 1),
            _ => (opcode, position),
        };
        self.push(loc, opcode, oparg);
    }

    /// Puts a constant into the unit's table, whether an instruction uses it or not. CPython: `compiler_add_const`.
    pub(super) fn add_const(&mut self, value: CodeConst) -> u32 {
        let number = self.constants.add(value);
        let unit = self.units.last_mut().expect("code is generated inside a scope");
        unit.consts.add(number, self.constants.get(number))
    }

    pub(super) fn load_const(&mut self, loc: Location, value: Constant) {
        self.load_code_const(loc, CodeConst::Value(value));
    }

    pub(super) fn load_code_const(&mut self, loc: Location, value: CodeConst) {
        let position = self.add_const(value);
        self.push(loc, Opcode::LOAD_CONST, position);
    }

    pub(super) fn load_none(&mut self, loc: Location) {
        self.load_const(loc, Constant::None);
    }

    /// Loads an identifier as a string.
    pub(super) fn load_name_const(&mut self, loc: Location, name: Name) {
        let constant = self.name_const(name);
        self.load_const(loc, constant);
    }

    /// An identifier as a string constant.
    pub(super) fn name_const(&self, name: Name) -> Constant {
        Constant::identifier(&self.names[name])
    }

    pub(super) fn new_label(&mut self) -> Label {
        let labels = &mut self.unit().sequence.labels;
        labels.push(InstrSequence::UNPLACED);
        Label(labels.len() as u32 - 1)
    }

    /// Sets a label in front of the next instruction.
    pub(super) fn place(&mut self, label: Label) {
        let sequence = &mut self.unit().sequence;
        sequence.labels[label.0 as usize] = sequence.instrs.len() as u32;
    }

    /// Puts an instruction in front of all others of the unit.
    pub(super) fn insert_first(&mut self, loc: Location, opcode: Opcode, target: Label) {
        let origin = self.origin;
        let sequence = &mut self.unit().sequence;
        let instr = sequence.next_instr(loc, opcode, target.0);
        sequence.instrs.insert(0, instr);
        sequence.origins.push(origin);
        for label in sequence.labels.iter_mut().filter(|label| **label != InstrSequence::UNPLACED) {
            *label += 1;
        }
    }
}

impl InstrSequence {
    pub(super) fn with_capacity(instrs: usize) -> Self {
        Self {
            instrs: Vec::with_capacity(instrs),
            labels: Vec::with_capacity(instrs / 4),
            origins: Vec::with_capacity(instrs),
        }
    }

    fn next_instr(&self, loc: Location, opcode: Opcode, oparg: u32) -> Instr {
        Instr { opcode, oparg, loc, id: InstrId(self.origins.len() as u32) }
    }
}
