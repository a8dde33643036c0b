//! `[a, *b, c]`.

use super::super::assignments::{Unpacking, binary_op_arg};
use super::{PatternContext, is_star_wildcard, is_wildcard};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::codegen::{Codegen, Emit};
use crate::frontend::ast::{CmpOp, Operator, Pattern, PatternId};

impl Codegen<'_> {
    /// CPython: `compiler_pattern_sequence`.
    pub(super) fn sequence_pattern(
        &mut self,
        loc: Location,
        patterns: &[PatternId],
        context: &mut PatternContext,
    ) -> Emit {
        let ast = self.ast;
        let is_star = |&pattern: &PatternId| matches!(ast[pattern], Pattern::MatchStar { .. });
        if patterns.iter().filter(|pattern| is_star(pattern)).count() > 1 {
            return self.error(loc, "multiple starred names in sequence pattern");
        }
        let star = patterns.iter().position(is_star);
        let star_is_wildcard = star.is_some_and(|star| is_star_wildcard(ast, patterns[star]));
        let only_wildcards =
            patterns.iter().all(|&pattern| is_wildcard(ast, pattern) || is_star_wildcard(ast, pattern));

        // The subject stays on top while its kind and length are tested.
        context.on_top += 1;
        self.op(loc, Opcode::MATCH_SEQUENCE);
        self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        let size = patterns.len();
        let length = match star {
            None => Some((size, CmpOp::Eq)),
            Some(_) if size > 1 => Some((size - 1, CmpOp::GtE)),
            Some(_) => None,
        };
        if let Some((length, comparison)) = length {
            self.op(loc, Opcode::GET_LEN);
            self.load_count(loc, length);
            self.compare_op(loc, comparison);
            self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcards => {
                self.op(loc, Opcode::POP_TOP);
                Ok(())
            }
            Some(star) if star_is_wildcard => self.sequence_by_index(loc, patterns, star, context),
            _ => self.sequence_by_unpacking(loc, patterns, context),
        }
    }

    /// CPython: `pattern_helper_sequence_unpack`.
    fn sequence_by_unpacking(&mut self, loc: Location, patterns: &[PatternId], context: &mut PatternContext) -> Emit {
        let ast = self.ast;
        let starred = patterns.iter().map(|&pattern| matches!(ast[pattern], Pattern::MatchStar { .. }));
        match Unpacking::of(starred) {
            Unpacking::Plain => self.op_arg(loc, Opcode::UNPACK_SEQUENCE, patterns.len() as u32),
            Unpacking::Starred(counts) => self.op_arg(loc, Opcode::UNPACK_EX, counts),
            Unpacking::TooMany => {
                return self.error(loc, "too many expressions in star-unpacking sequence pattern");
            }
            Unpacking::SeveralStars => {
                return self.error(loc, "multiple starred expressions in sequence pattern");
            }
        }
        context.on_top += patterns.len();
        for &pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        Ok(())
    }

    /// With `*_` among the patterns there is no need to unpack. CPython: `pattern_helper_sequence_subscr`.
    fn sequence_by_index(
        &mut self,
        loc: Location,
        patterns: &[PatternId],
        star: usize,
        context: &mut PatternContext,
    ) -> Emit {
        let ast = self.ast;
        context.on_top += 1;
        for (index, &pattern) in patterns.iter().enumerate() {
            if index == star || is_wildcard(ast, pattern) {
                continue;
            }
            self.op_arg(loc, Opcode::COPY, 1);
            if index < star {
                self.load_count(loc, index);
            } else {
                // Not every sequence can count from its end.
                self.op(loc, Opcode::GET_LEN);
                self.load_count(loc, patterns.len() - index);
                self.op_arg(loc, Opcode::BINARY_OP, binary_op_arg(Operator::Sub, false));
            }
            self.op(loc, Opcode::BINARY_SUBSCR);
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.op(loc, Opcode::POP_TOP);
        Ok(())
    }
}
