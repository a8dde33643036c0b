//! `match`: cases, and the patterns that bind or test the subject.
//!
//! Code for a pattern takes the subject from the top of the stack and jumps away if it does not match. Names are stored
//! only when the whole pattern has matched: until then their values lie on the stack, under what is still being looked
//! at. So a failure must pop as many values as there are at that moment; [`PatternContext::fail_pop`] has a label for
//! every such number.

mod classes;
mod mappings;
mod or;
mod sequences;

use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name};
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{Ast, CmpOp, Expr, ExprContext, ExprId, MatchCase, MatchCaseId, Pattern, PatternId};

/// CPython: `pattern_context`.
#[derive(Default)]
pub(super) struct PatternContext {
    /// Names to be stored on success, whose values are on the stack.
    stores: Vec<Name>,
    /// Whether a pattern may match everything here.
    allow_irrefutable: bool,
    /// Labels where that many values are popped.
    fail_pop: Vec<Label>,
    /// Values in use on top of those to be stored.
    on_top: usize,
}

/// `_`.
fn is_wildcard(ast: &Ast, pattern: PatternId) -> bool {
    matches!(ast[pattern], Pattern::MatchAs { name: None, .. })
}

/// `*_`.
fn is_star_wildcard(ast: &Ast, pattern: PatternId) -> bool {
    matches!(ast[pattern], Pattern::MatchStar { name: None })
}

impl Codegen<'_> {
    /// CPython: `compiler_match_inner`.
    pub(super) fn match_(&mut self, subject: ExprId, cases: &[MatchCaseId]) -> Emit {
        let ast = self.ast;
        self.expr(subject)?;
        let end = self.new_label();
        // A `case _` at the end needs no test.
        let default = match cases {
            [_, .., last] if is_wildcard(ast, ast[*last].pattern) => Some(*last),
            _ => None,
        };
        let tested = &cases[..cases.len() - usize::from(default.is_some())];
        for (index, &case) in tested.iter().enumerate() {
            let is_last_tested = index + 1 == tested.len();
            let is_last = index + 1 == cases.len();
            self.with_origin(case, |c| c.case(ast[case], is_last_tested, is_last, end))?;
        }
        if let Some(case) = default {
            self.with_origin(case, |c| c.default_case(ast[case], end))?;
        }
        self.place(end);
        Ok(())
    }

    fn case(&mut self, case: MatchCase, is_last_tested: bool, is_last: bool, end: Label) -> Emit {
        let MatchCase { pattern, guard, body } = case;
        let loc = self.loc(pattern);
        if !is_last_tested {
            self.op_arg(loc, Opcode::COPY, 1);
        }
        let mut context = PatternContext { allow_irrefutable: guard.is_some() || is_last, ..Default::default() };
        self.pattern(pattern, &mut context)?;
        for name in std::mem::take(&mut context.stores) {
            self.with_origin(pattern, |c| c.store_name(loc, name))?;
        }
        if let Some(guard) = guard {
            let fail = self.fail_label(&mut context, 0);
            self.jump_if(loc, guard, fail, false)?;
        }
        if !is_last_tested {
            self.op(loc, Opcode::POP_TOP);
        }
        self.stmts(body)?;
        self.op_jump(Location::NONE, Opcode::JUMP, end);
        // What is popped after a failure belongs to the pattern, not to the end of the body.
        self.emit_fail_pop(loc, &mut context);
        Ok(())
    }

    fn default_case(&mut self, case: MatchCase, end: Label) -> Emit {
        let loc = self.loc(case.pattern);
        // So that the line is seen to be reached.
        self.op(loc, Opcode::NOP);
        if let Some(guard) = case.guard {
            self.jump_if(loc, guard, end, false)?;
        }
        self.stmts(case.body)
    }

    /// CPython: `compiler_pattern`.
    fn pattern(&mut self, pattern: PatternId, context: &mut PatternContext) -> Emit {
        let outer = self.origin.replace(pattern.into());
        let result = self.pattern_inside(pattern, context);
        self.origin = outer;
        result
    }

    fn pattern_inside(&mut self, pattern: PatternId, context: &mut PatternContext) -> Emit {
        let ast = self.ast;
        let loc = self.loc(pattern);
        match ast[pattern] {
            Pattern::MatchValue { value } => self.value_pattern(loc, value, context),
            Pattern::MatchSingleton { value } => {
                self.load_const(loc, ast[value].clone());
                self.compare_op(loc, CmpOp::Is);
                self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
                Ok(())
            }
            Pattern::MatchSequence { patterns } => self.sequence_pattern(loc, &ast[patterns], context),
            Pattern::MatchMapping { keys, patterns, rest } => {
                self.mapping_pattern(loc, &ast[keys], &ast[patterns], rest, context)
            }
            Pattern::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                let fields = classes::ClassPattern {
                    class: cls,
                    positional: &ast[patterns],
                    attrs: &ast[kwd_attrs],
                    keyword: &ast[kwd_patterns],
                };
                self.class_pattern(loc, fields, context)
            }
            Pattern::MatchStar { name } => self.capture(loc, name, context),
            Pattern::MatchAs { pattern: inner, name } => self.as_pattern(loc, inner, name, context),
            Pattern::MatchOr { patterns } => self.or_pattern(loc, &ast[patterns], context),
        }
    }

    /// A pattern inside another one may match everything. CPython: `compiler_pattern_subpattern`.
    fn subpattern(&mut self, pattern: PatternId, context: &mut PatternContext) -> Emit {
        let outer = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = outer;
        Ok(())
    }

    /// CPython: `compiler_pattern_value`.
    fn value_pattern(&mut self, loc: Location, value: ExprId, context: &mut PatternContext) -> Emit {
        if !matches!(self.ast[value], Expr::Constant { .. } | Expr::Attribute { .. }) {
            return self.error(loc, "patterns may only match literals and attribute lookups");
        }
        self.expr(value)?;
        self.compare_op(loc, CmpOp::Eq);
        self.op(loc, Opcode::TO_BOOL);
        self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
        Ok(())
    }

    /// `pattern as name`, `name` and `_`. CPython: `compiler_pattern_as`.
    fn as_pattern(
        &mut self,
        loc: Location,
        inner: Option<PatternId>,
        name: Option<Name>,
        context: &mut PatternContext,
    ) -> Emit {
        let Some(inner) = inner else {
            if !context.allow_irrefutable {
                let what = match name {
                    Some(name) => format!("name capture '{}'", &self.names[name]),
                    None => "wildcard".to_owned(),
                };
                return self.error(loc, format!("{what} makes remaining patterns unreachable"));
            }
            return self.capture(loc, name, context);
        };
        context.on_top += 1;
        self.op_arg(loc, Opcode::COPY, 1);
        self.pattern(inner, context)?;
        context.on_top -= 1;
        self.capture(loc, name, context)
    }

    /// Keeps the subject for a name, under what is in use; without a name, drops it.
    ///
    /// CPython: `pattern_helper_store_name`.
    fn capture(&mut self, loc: Location, name: Option<Name>, context: &mut PatternContext) -> Emit {
        let Some(name) = name else {
            self.op(loc, Opcode::POP_TOP);
            return Ok(());
        };
        self.check_name(loc, name, ExprContext::Store)?;
        self.check_duplicate(loc, name, context)?;
        self.rotate(loc, context.on_top + context.stores.len() + 1);
        context.stores.push(name);
        Ok(())
    }

    fn check_duplicate(&self, loc: Location, name: Name, context: &PatternContext) -> Emit {
        if context.stores.contains(&name) {
            return self.error(loc, format!("multiple assignments to name '{}' in pattern", &self.names[name]));
        }
        Ok(())
    }

    /// Moves the top of the stack under the `count - 1` values below it. CPython: `pattern_helper_rotate`.
    fn rotate(&mut self, loc: Location, count: usize) {
        for depth in (2..=count).rev() {
            self.op_arg(loc, Opcode::SWAP, depth as u32);
        }
    }

    /// The label where `pops` values are popped. CPython: `ensure_fail_pop`.
    fn fail_label(&mut self, context: &mut PatternContext, pops: usize) -> Label {
        while context.fail_pop.len() <= pops {
            let label = self.new_label();
            context.fail_pop.push(label);
        }
        context.fail_pop[pops]
    }

    /// Gives up: everything that the pattern has on the stack goes.
    fn jump_to_fail_pop(&mut self, loc: Location, context: &mut PatternContext, jump: Opcode) {
        let target = self.fail_label(context, context.on_top + context.stores.len());
        self.op_jump(loc, jump, target);
    }

    /// Pops one value after the other, so that each label pops as many as it should.
    ///
    /// CPython: `emit_and_reset_fail_pop`.
    fn emit_fail_pop(&mut self, loc: Location, context: &mut PatternContext) {
        for (pops, label) in std::mem::take(&mut context.fail_pop).into_iter().enumerate().rev() {
            self.place(label);
            if pops > 0 {
                self.op(loc, Opcode::POP_TOP);
            }
        }
    }

    fn load_count(&mut self, loc: Location, count: usize) {
        self.load_const(loc, Constant::int(count as i64));
    }

    /// Fails if the top of the stack is None, which it keeps otherwise.
    fn fail_if_none(&mut self, loc: Location, context: &mut PatternContext) {
        self.op_arg(loc, Opcode::COPY, 1);
        self.load_none(loc);
        self.op_arg(loc, Opcode::IS_OP, 1);
        self.jump_to_fail_pop(loc, context, Opcode::POP_JUMP_IF_FALSE);
    }
}
