//! Assignment: to several targets, by unpacking, augmented.

use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, ExprId, Operator};

/// `UNPACK_EX` has a byte for the number of values in front of the starred one.
const MAX_BEFORE_STAR: usize = 1 << 8;

/// And three for those behind it.
const MAX_AFTER_STAR: usize = i32::MAX as usize >> 8;

/// Argument of `BINARY_OP`: the in-place operators follow the others.
pub(super) fn binary_op_arg(op: Operator, inplace: bool) -> u32 {
    let plain = match op {
        Operator::Add => 0,
        Operator::BitAnd => 1,
        Operator::FloorDiv => 2,
        Operator::LShift => 3,
        Operator::MatMult => 4,
        Operator::Mult => 5,
        Operator::Mod => 6,
        Operator::BitOr => 7,
        Operator::Pow => 8,
        Operator::RShift => 9,
        Operator::Sub => 10,
        Operator::Div => 11,
        Operator::BitXor => 12,
    };
    if inplace { plain + 13 } else { plain }
}

/// How to take apart the values of a sequence for a list of targets, given which of these are starred.
///
/// The argument of `UNPACK_EX` if one is; `None` if none is.
pub(super) enum Unpacking {
    Plain,
    Starred(u32),
    TooMany,
    SeveralStars,
}

impl Unpacking {
    pub(super) fn of(starred: impl ExactSizeIterator<Item = bool>) -> Self {
        let count = starred.len();
        let mut found = Self::Plain;
        for (index, _) in starred.enumerate().filter(|&(_, starred)| starred) {
            let after = count - index - 1;
            found = match found {
                Self::Plain if index >= MAX_BEFORE_STAR || after >= MAX_AFTER_STAR => return Self::TooMany,
                Self::Plain => Self::Starred((index + (after << 8)) as u32),
                _ => return Self::SeveralStars,
            };
        }
        found
    }
}

impl Codegen<'_> {
    pub(super) fn assign(&mut self, loc: Location, targets: &[ExprId], value: ExprId) -> Emit {
        self.expr(value)?;
        for (index, &target) in targets.iter().enumerate() {
            if index + 1 < targets.len() {
                self.op_arg(loc, Opcode::COPY, 1);
            }
            self.expr(target)?;
        }
        Ok(())
    }

    /// Takes the value apart for a list or tuple of targets. CPython: `assignment_helper`.
    pub(super) fn unpack_to(&mut self, loc: Location, targets: &[ExprId]) -> Emit {
        let ast = self.ast;
        let starred = targets.iter().map(|&target| matches!(ast[target], Expr::Starred { .. }));
        match Unpacking::of(starred) {
            Unpacking::Plain => self.op_arg(loc, Opcode::UNPACK_SEQUENCE, targets.len() as u32),
            Unpacking::Starred(counts) => self.op_arg(loc, Opcode::UNPACK_EX, counts),
            Unpacking::TooMany => return self.error(loc, "too many expressions in star-unpacking assignment"),
            Unpacking::SeveralStars => return self.error(loc, "multiple starred expressions in assignment"),
        }
        for &target in targets {
            match ast[target] {
                Expr::Starred { value, .. } => self.expr(value)?,
                _ => self.expr(target)?,
            }
        }
        Ok(())
    }

    /// `target op= value`: what the target refers to is evaluated once. CPython: `compiler_augassign`.
    pub(super) fn augmented_assignment(
        &mut self,
        statement: Location,
        target: ExprId,
        op: Operator,
        value: ExprId,
    ) -> Emit {
        let loc = self.loc(target);
        match self.ast[target] {
            Expr::Attribute { value: object, attr, .. } => {
                let attr_loc = self.attribute_location(loc, target);
                self.expr(object)?;
                self.op_arg(loc, Opcode::COPY, 1);
                self.op_name(attr_loc, Opcode::LOAD_ATTR, attr);
                self.augmented_value(statement, op, value)?;
                self.op_arg(attr_loc, Opcode::SWAP, 2);
                self.op_name(attr_loc, Opcode::STORE_ATTR, attr);
            }
            Expr::Subscript { value: object, slice, .. } if self.is_two_element_slice(slice) => {
                self.expr(object)?;
                self.slice_bounds(slice)?;
                for _ in 0..3 {
                    self.op_arg(loc, Opcode::COPY, 3);
                }
                self.op(loc, Opcode::BINARY_SLICE);
                self.augmented_value(statement, op, value)?;
                for depth in [4, 3, 2] {
                    self.op_arg(loc, Opcode::SWAP, depth);
                }
                self.op(loc, Opcode::STORE_SLICE);
            }
            Expr::Subscript { value: object, slice, .. } => {
                self.expr(object)?;
                self.expr(slice)?;
                for _ in 0..2 {
                    self.op_arg(loc, Opcode::COPY, 2);
                }
                self.op(loc, Opcode::BINARY_SUBSCR);
                self.augmented_value(statement, op, value)?;
                for depth in [3, 2] {
                    self.op_arg(loc, Opcode::SWAP, depth);
                }
                self.op(loc, Opcode::STORE_SUBSCR);
            }
            Expr::Name { id, .. } => {
                self.load_name(loc, id)?;
                self.augmented_value(statement, op, value)?;
                self.store_name(loc, id)?;
            }
            _ => return Err(self.internal("an augmented target is a name, an attribute or an item")),
        }
        Ok(())
    }

    fn augmented_value(&mut self, statement: Location, op: Operator, value: ExprId) -> Emit {
        self.expr(value)?;
        self.op_arg(statement, Opcode::BINARY_OP, binary_op_arg(op, true));
        Ok(())
    }
}
