//! Annotations of parameters, results and variables.
//!
//! Under `from __future__ import annotations` an annotation is its own source text, as the unparser writes it.

use super::builder::UnitKind;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name};
use crate::bytecode::Opcode;
use crate::frontend::ast::{Arguments, ArgumentsId, Ast, Expr, ExprContext, ExprId, List, Stmt, StmtId, unparse};

impl Codegen<'_> {
    /// Pushes a tuple of the names and annotations of a signature, if it has any.
    ///
    /// CPython: `compiler_visit_annotations`.
    pub(super) fn signature_annotations(
        &mut self,
        loc: Location,
        args: ArgumentsId,
        returns: Option<ExprId>,
    ) -> Emit<bool> {
        let ast = self.ast;
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = ast[args];
        let in_order = ast[args].iter().chain(&ast[posonlyargs]).chain(&vararg).chain(&ast[kwonlyargs]).chain(&kwarg);
        let mut count = 0;
        for &arg in in_order {
            if let Some(annotation) = ast[arg].annotation {
                self.with_origin(arg, |c| c.signature_annotation(loc, ast[arg].arg, annotation))?;
                count += 1;
            }
        }
        if let Some(annotation) = returns {
            self.signature_annotation(loc, self.known.r#return, annotation)?;
            count += 1;
        }
        if count > 0 {
            self.op_arg(loc, Opcode::BUILD_TUPLE, 2 * count);
        }
        Ok(count > 0)
    }

    /// CPython: `compiler_visit_argannotation`.
    fn signature_annotation(&mut self, loc: Location, name: Name, annotation: ExprId) -> Emit {
        let mangled = self.mangle(name);
        self.load_name_const(loc, mangled);
        if self.input.future.annotations() {
            self.annotation_text(annotation);
            return Ok(());
        }
        match self.ast[annotation] {
            // `*args: *Ts` is the one item that `*Ts` gives.
            Expr::Starred { value, .. } => {
                self.expr(value)?;
                self.op_arg(loc, Opcode::UNPACK_SEQUENCE, 1);
                Ok(())
            }
            _ => self.expr(annotation),
        }
    }

    /// CPython: `compiler_visit_annexpr`.
    fn annotation_text(&mut self, annotation: ExprId) {
        let text = unparse::unparse(self.ast, annotation);
        let loc = self.loc(annotation);
        self.with_origin(annotation, |c| c.load_const(loc, Constant::str(text)));
    }

    /// `target: annotation = value`. CPython: `compiler_annassign`.
    pub(super) fn annotated_assignment(&mut self, stmt: StmtId, fields: AnnAssign) -> Emit {
        let loc = self.loc(stmt);
        let AnnAssign { target, annotation, value, simple } = fields;
        if let Some(value) = value {
            self.expr(value)?;
            self.expr(target)?;
        }
        match self.ast[target] {
            Expr::Name { id, .. } => {
                self.check_name(loc, id, ExprContext::Store)?;
                if simple && self.stores_annotations() {
                    if self.input.future.annotations() {
                        self.annotation_text(annotation);
                    } else {
                        self.expr(annotation)?;
                    }
                    self.op_name(loc, Opcode::LOAD_NAME, self.known.annotations);
                    let mangled = self.mangle(id);
                    self.load_name_const(loc, mangled);
                    self.op(loc, Opcode::STORE_SUBSCR);
                }
            }
            Expr::Attribute { value: object, attr, .. } => {
                self.check_name(loc, attr, ExprContext::Store)?;
                if value.is_none() {
                    self.evaluate_for_errors(object)?;
                }
            }
            Expr::Subscript { value: object, slice, .. } => {
                if value.is_none() {
                    self.evaluate_for_errors(object)?;
                    self.evaluate_subscript_for_errors(slice)?;
                }
            }
            _ => return Err(self.internal("an annotated target is a name, an attribute or an item")),
        }
        // The annotation of anything but a plain name is evaluated, and forgotten.
        if !simple && !self.input.future.annotations() && self.stores_annotations() {
            self.evaluate_for_errors(annotation)?;
        }
        Ok(())
    }

    /// Whether variables' annotations are evaluated here: in modules and classes, not in functions.
    fn stores_annotations(&self) -> bool {
        matches!(self.current().kind, UnitKind::Module | UnitKind::Class)
    }

    /// CPython: `check_ann_expr`.
    fn evaluate_for_errors(&mut self, expr: ExprId) -> Emit {
        self.expr(expr)?;
        self.op(self.loc(expr), Opcode::POP_TOP);
        Ok(())
    }

    /// CPython: `check_ann_subscr`.
    fn evaluate_subscript_for_errors(&mut self, slice: ExprId) -> Emit {
        let ast = self.ast;
        match ast[slice] {
            Expr::Slice { lower, upper, step } => {
                for part in [lower, upper, step].into_iter().flatten() {
                    self.evaluate_for_errors(part)?;
                }
                Ok(())
            }
            Expr::Tuple { elts, .. } => ast[elts].iter().try_for_each(|&elt| self.evaluate_subscript_for_errors(elt)),
            _ => self.evaluate_for_errors(slice),
        }
    }
}

/// The fields of an `AnnAssign`.
#[derive(Clone, Copy)]
pub(super) struct AnnAssign {
    pub(super) target: ExprId,
    pub(super) annotation: ExprId,
    pub(super) value: Option<ExprId>,
    pub(super) simple: bool,
}

/// Whether a module or class body annotates a variable anywhere, so that it needs `__annotations__`.
///
/// Functions and classes inside have their own. CPython: `find_ann`.
pub(super) fn has_annotations(ast: &Ast, body: List<StmtId>) -> bool {
    ast[body].iter().any(|&stmt| statement_has_annotations(ast, stmt))
}

fn statement_has_annotations(ast: &Ast, stmt: StmtId) -> bool {
    let any = |bodies: &[List<StmtId>]| bodies.iter().any(|&body| has_annotations(ast, body));
    match ast[stmt] {
        Stmt::AnnAssign { .. } => true,
        Stmt::For { body, orelse, .. }
        | Stmt::AsyncFor { body, orelse, .. }
        | Stmt::While { body, orelse, .. }
        | Stmt::If { body, orelse, .. } => any(&[body, orelse]),
        Stmt::With { body, .. } | Stmt::AsyncWith { body, .. } => has_annotations(ast, body),
        Stmt::Match { cases, .. } => ast[cases].iter().any(|&case| has_annotations(ast, ast[case].body)),
        Stmt::Try { body, handlers, orelse, finalbody } | Stmt::TryStar { body, handlers, orelse, finalbody } => {
            any(&[body, finalbody, orelse])
                || ast[handlers].iter().any(|&handler| has_annotations(ast, ast[handler].body))
        }
        _ => false,
    }
}
