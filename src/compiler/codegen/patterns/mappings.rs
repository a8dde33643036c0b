//! `{"key": pattern, **rest}`.

use super::PatternContext;
use crate::base::{Constant, Location, Name, repr};
use crate::bytecode::Opcode;
use crate::compiler::codegen::equality::equal;
use crate::compiler::codegen::{Codegen, Emit};
use crate::frontend::ast::{CmpOp, Expr, ExprId, PatternId};

impl Codegen<'_> {
    /// CPython: `compiler_pattern_mapping`.
    pub(super) fn mapping_pattern(
        &mut self,
        loc: Location,
        keys: &[ExprId],
        patterns: &[PatternId],
        rest: Option<Name>,
        context: &mut PatternContext,
    ) -> Emit {
        let size = keys.len();
        // The subject stays on top while its kind and length are tested.
        context.on_top += 1;
        self.op(loc, Opcode::MATCH_MAPPING);
        self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        if size == 0 && rest.is_none() {
            context.on_top -= 1;
            self.op(loc, Opcode::POP_TOP);
            return Ok(());
        }
        if size > 0 {
            self.op(loc, Opcode::GET_LEN);
            self.load_count(loc, size);
            self.compare_op(loc, CmpOp::GtE);
            self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        }
        self.mapping_keys(loc, keys)?;
        self.op_arg(loc, Opcode::BUILD_TUPLE, size as u32);
        self.op(loc, Opcode::MATCH_KEYS);
        // [subject, keys, values], where values may be None.
        context.on_top += 2;
        self.fail_if_none(loc, context);
        self.op_arg(loc, Opcode::UNPACK_SEQUENCE, size as u32);
        context.on_top = context.on_top + size - 1;
        for &pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        match rest {
            Some(rest) => {
                self.mapping_without(loc, size);
                self.capture(loc, Some(rest), context)?;
            }
            None => {
                self.op(loc, Opcode::POP_TOP);
                self.op(loc, Opcode::POP_TOP);
            }
        }
        Ok(())
    }

    fn mapping_keys(&mut self, loc: Location, keys: &[ExprId]) -> Emit {
        let ast = self.ast;
        let mut seen: Vec<&Constant> = Vec::new();
        for &key in keys {
            match ast[key] {
                Expr::Constant { value, .. } => {
                    let value = &ast[value];
                    if seen.iter().any(|earlier| equal(earlier, value)) {
                        let repr = repr::constant(value);
                        return self.error(loc, format!("mapping pattern checks duplicate key ({repr})"));
                    }
                    seen.push(value);
                }
                Expr::Attribute { .. } => {}
                _ => {
                    let msg = "mapping pattern keys may only match literals and attribute lookups";
                    return self.error(loc, msg);
                }
            }
            self.expr(key)?;
        }
        Ok(())
    }

    /// `[subject, keys]` becomes a dict of the subject's items without those keys.
    fn mapping_without(&mut self, loc: Location, size: usize) {
        self.op_arg(loc, Opcode::BUILD_MAP, 0);
        self.op_arg(loc, Opcode::SWAP, 3);
        self.op_arg(loc, Opcode::DICT_UPDATE, 2);
        self.op_arg(loc, Opcode::UNPACK_SEQUENCE, size as u32);
        for keys_left in (1..=size).rev() {
            // [copy, keys…]: del copy[last key]
            self.op_arg(loc, Opcode::COPY, keys_left as u32 + 1);
            self.op_arg(loc, Opcode::SWAP, 2);
            self.op(loc, Opcode::DELETE_SUBSCR);
        }
    }
}
