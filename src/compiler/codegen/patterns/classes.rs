//! `Point(x, y=0)`.

use super::{PatternContext, is_wildcard};
use crate::base::{Constant, Location, Name};
use crate::bytecode::Opcode;
use crate::compiler::codegen::{Codegen, Emit};
use crate::frontend::ast::{ExprContext, ExprId, PatternId};

/// The fields of a `MatchClass`.
#[derive(Clone, Copy)]
pub(super) struct ClassPattern<'a> {
    pub(super) class: ExprId,
    pub(super) positional: &'a [PatternId],
    pub(super) attrs: &'a [Name],
    /// One for each of `attrs`.
    pub(super) keyword: &'a [PatternId],
}

impl Codegen<'_> {
    /// CPython: `compiler_pattern_class`.
    pub(super) fn class_pattern(
        &mut self,
        loc: Location,
        fields: ClassPattern<'_>,
        context: &mut PatternContext,
    ) -> Emit {
        let ClassPattern { class, positional, attrs, keyword } = fields;
        self.check_attributes(attrs, keyword)?;
        self.expr(class)?;
        let names = attrs.iter().map(|&name| self.name_const(name)).collect();
        self.load_const(loc, Constant::Tuple(names));
        self.op_arg(loc, Opcode::MATCH_CLASS, positional.len() as u32);
        // Now there is a tuple of attributes, or None.
        self.op_arg(loc, Opcode::COPY, 1);
        self.load_none(loc);
        self.op_arg(loc, Opcode::IS_OP, 1);
        context.on_top += 1;
        self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        let count = positional.len() + keyword.len();
        self.op_arg(loc, Opcode::UNPACK_SEQUENCE, count as u32);
        context.on_top = context.on_top + count - 1;
        for &pattern in positional.iter().chain(keyword) {
            context.on_top -= 1;
            if is_wildcard(self.ast, pattern) {
                self.op(loc, Opcode::POP_TOP);
            } else {
                self.subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    /// No attribute twice. CPython: `validate_kwd_attrs`.
    fn check_attributes(&self, attrs: &[Name], patterns: &[PatternId]) -> Emit {
        for (index, (&attr, &pattern)) in attrs.iter().zip(patterns).enumerate() {
            self.check_name(self.loc(pattern), attr, ExprContext::Store)?;
            let others = attrs.iter().zip(patterns).skip(index + 1);
            if let Some((_, &other)) = others.into_iter().find(|&(&other, _)| other == attr) {
                let msg = format!("attribute name repeated in class pattern: {}", &self.names[attr]);
                return self.error(self.loc(other), msg);
            }
        }
        Ok(())
    }
}
