//! Statements: the dispatch, and the small ones.

use super::annotations::AnnAssign;
use super::classes::ClassDef;
use super::emit::intrinsic;
use super::functions::FunctionDef;
use super::try_except::Try;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, OptimizeLevel};
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, ExprId, List, Stmt, StmtId};

impl Codegen<'_> {
    pub(super) fn stmts(&mut self, body: List<StmtId>) -> Emit {
        let ast = self.ast;
        ast[body].iter().try_for_each(|&stmt| self.stmt(stmt))
    }

    /// CPython: `compiler_visit_stmt`.
    pub(super) fn stmt(&mut self, stmt: StmtId) -> Emit {
        let outer = self.origin.replace(stmt.into());
        let result = self.stmt_inside(stmt);
        self.origin = outer;
        result
    }

    fn stmt_inside(&mut self, stmt: StmtId) -> Emit {
        let ast = self.ast;
        let loc = self.loc(stmt);
        let node = ast[stmt];
        match node {
            Stmt::FunctionDef { name, args, body, decorator_list, returns, type_params, .. }
            | Stmt::AsyncFunctionDef { name, args, body, decorator_list, returns, type_params, .. } => {
                let is_async = matches!(node, Stmt::AsyncFunctionDef { .. });
                let decorators = decorator_list;
                self.function(FunctionDef { stmt, is_async, name, args, body, decorators, returns, type_params })
            }
            Stmt::ClassDef { name, bases, keywords, body, decorator_list, type_params } => {
                let decorators = decorator_list;
                self.class(ClassDef { stmt, name, bases, keywords, body, decorators, type_params })
            }
            Stmt::TypeAlias { name, type_params, value } => self.type_alias(stmt, name, type_params, value),
            Stmt::Return { value } => self.return_(stmt, value),
            Stmt::Delete { targets } => self.exprs(&ast[targets]),
            Stmt::Assign { targets, value, .. } => self.assign(loc, &ast[targets], value),
            Stmt::AugAssign { target, op, value } => self.augmented_assignment(loc, target, op, value),
            Stmt::AnnAssign { target, annotation, value, simple } => {
                self.annotated_assignment(stmt, AnnAssign { target, annotation, value, simple })
            }
            Stmt::For { target, iter, body, orelse, .. } => self.for_(loc, target, iter, body, orelse),
            Stmt::AsyncFor { target, iter, body, orelse, .. } => self.async_for(loc, target, iter, body, orelse),
            Stmt::While { test, body, orelse } => self.while_(loc, test, body, orelse),
            Stmt::If { test, body, orelse } => self.if_(loc, test, body, orelse),
            Stmt::With { items, body, .. } => self.with(loc, &ast[items], body, false),
            Stmt::AsyncWith { items, body, .. } => self.with(loc, &ast[items], body, true),
            Stmt::Match { subject, cases } => self.match_(subject, &ast[cases]),
            Stmt::Raise { exc, cause } => self.raise(loc, exc, cause),
            Stmt::Try { body, handlers, orelse, finalbody } => {
                self.try_(loc, Try { body, handlers, orelse, is_star: false }, finalbody)
            }
            Stmt::TryStar { body, handlers, orelse, finalbody } => {
                self.try_(loc, Try { body, handlers, orelse, is_star: true }, finalbody)
            }
            Stmt::Assert { test, msg } => self.assert(loc, test, msg),
            Stmt::Import { names } => self.import(loc, &ast[names]),
            Stmt::ImportFrom { module, names, level } => self.import_from(loc, module, &ast[names], level),
            Stmt::Global { .. } | Stmt::Nonlocal { .. } => Ok(()),
            Stmt::Expr { value } => self.expr_statement(loc, value),
            Stmt::Pass {} => {
                self.op(loc, Opcode::NOP);
                Ok(())
            }
            Stmt::Break {} => self.break_(loc),
            Stmt::Continue {} => self.continue_(loc),
        }
    }

    /// CPython: `compiler_stmt_expr`.
    fn expr_statement(&mut self, loc: Location, value: ExprId) -> Emit {
        if self.interactive && self.units.len() == 1 {
            self.expr(value)?;
            self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::PRINT);
            self.op(Location::NONE, Opcode::POP_TOP);
        } else if let Expr::Constant { .. } = self.ast[value] {
            // Nothing to compute, but the line is reached.
            self.op(loc, Opcode::NOP);
        } else {
            self.expr(value)?;
            self.op(Location::NONE, Opcode::POP_TOP);
        }
        Ok(())
    }

    /// CPython: `compiler_return`.
    fn return_(&mut self, stmt: StmtId, value: Option<ExprId>) -> Emit {
        let mut loc = self.loc(stmt);
        let statement = loc;
        let scope = self.scope();
        if !scope.is_function_like() {
            return self.error(loc, "'return' outside function");
        }
        if value.is_some() && scope.coroutine && scope.generator {
            return self.error(loc, "'return' with value in async generator");
        }
        let constant = value.and_then(|value| match self.ast[value] {
            Expr::Constant { value, .. } => Some(self.ast[value].clone()),
            _ => None,
        });
        let preserve_tos = value.is_some() && constant.is_none();
        match value {
            Some(value) if preserve_tos => self.expr(value)?,
            Some(value) => {
                loc = self.loc(value);
                self.op(loc, Opcode::NOP);
            }
            None => {}
        }
        if value.is_none_or(|value| self.loc(value).lineno != statement.lineno) {
            loc = statement;
            self.op(loc, Opcode::NOP);
        }
        self.unwind_all(&mut loc, preserve_tos)?;
        match (value, constant) {
            (None, _) => self.load_none(loc),
            (Some(_), Some(constant)) => self.load_const(loc, constant),
            (Some(_), None) => {}
        }
        self.op(loc, Opcode::RETURN_VALUE);
        Ok(())
    }

    fn raise(&mut self, loc: Location, exc: Option<ExprId>, cause: Option<ExprId>) -> Emit {
        let mut count = 0;
        if let Some(exc) = exc {
            self.expr(exc)?;
            count += 1;
            if let Some(cause) = cause {
                self.expr(cause)?;
                count += 1;
            }
        }
        self.op_arg(loc, Opcode::RAISE_VARARGS, count);
        Ok(())
    }

    /// CPython: `compiler_assert`.
    fn assert(&mut self, loc: Location, test: ExprId, msg: Option<ExprId>) -> Emit {
        let always_true = match self.ast[test] {
            Expr::Tuple { elts, .. } => !elts.is_empty(),
            Expr::Constant { value, .. } => {
                matches!(&self.ast[value], Constant::Tuple(items) if !items.is_empty())
            }
            _ => false,
        };
        if always_true {
            self.warn(loc, "assertion is always true, perhaps remove parentheses?".into());
        }
        if self.input.level > OptimizeLevel::None {
            return Ok(());
        }
        let end = self.new_label();
        self.jump_if(loc, test, end, true)?;
        self.op(loc, Opcode::LOAD_ASSERTION_ERROR);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.op_arg(loc, Opcode::CALL, 0);
        }
        self.op_arg(self.loc(test), Opcode::RAISE_VARARGS, 1);
        self.place(end);
        Ok(())
    }
}
