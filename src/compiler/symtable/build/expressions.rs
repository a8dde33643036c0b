//! What expressions do to names, and which expressions are not allowed in which scopes.

use super::{Builder, Result};
use crate::compiler::symtable::table::{Comprehension as Kind, ScopeKey, ScopeType, SymbolFlags};
use crate::frontend::ast::*;

impl Builder<'_> {
    pub(super) fn visit_exprs(&mut self, exprs: List<ExprId>) -> Result {
        let ast = self.ast;
        ast[exprs].iter().try_for_each(|&expr| self.visit_expr(expr))
    }

    pub(super) fn visit_optional(&mut self, expr: Option<ExprId>) -> Result {
        expr.map_or(Ok(()), |expr| self.visit_expr(expr))
    }

    pub(super) fn visit_keywords(&mut self, keywords: List<KeywordId>) -> Result {
        let ast = self.ast;
        ast[keywords].iter().try_for_each(|&keyword| self.visit_expr(ast[keyword].value))
    }

    pub(super) fn visit_expr(&mut self, expr: ExprId) -> Result {
        self.deepen()?;
        match self.ast[expr] {
            Expr::NamedExpr { target, value } => {
                self.forbid_in_type_scopes("named expression", expr)?;
                self.visit_named_expr(expr, target, value)?;
            }
            Expr::BoolOp { values, .. } | Expr::JoinedStr { values } => self.visit_exprs(values)?,
            Expr::BinOp { left, right, .. } => {
                self.visit_expr(left)?;
                self.visit_expr(right)?;
            }
            Expr::UnaryOp { operand: value, .. } | Expr::Attribute { value, .. } | Expr::Starred { value, .. } => {
                self.visit_expr(value)?
            }
            Expr::Lambda { args, body } => {
                self.visit_defaults(args)?;
                let location = self.location(expr);
                self.enter("lambda", ScopeType::Function, ScopeKey::Node(expr.into()), location);
                self.visit_parameters(args)?;
                self.visit_expr(body)?;
                self.exit();
            }
            Expr::IfExp { test, body, orelse } => {
                self.visit_expr(test)?;
                self.visit_expr(body)?;
                self.visit_expr(orelse)?;
            }
            Expr::Dict { keys, values } => {
                let ast = self.ast;
                ast[keys].iter().try_for_each(|&key| self.visit_optional(key))?;
                self.visit_exprs(values)?;
            }
            Expr::Set { elts } | Expr::List { elts, .. } | Expr::Tuple { elts, .. } => self.visit_exprs(elts)?,
            Expr::ListComp { elt, generators } => self.visit_comprehension(expr, Kind::List, generators, elt, None)?,
            Expr::SetComp { elt, generators } => self.visit_comprehension(expr, Kind::Set, generators, elt, None)?,
            Expr::DictComp { key, value, generators } => {
                self.visit_comprehension(expr, Kind::Dict, generators, key, Some(value))?;
            }
            Expr::GeneratorExp { elt, generators } => {
                self.visit_comprehension(expr, Kind::Generator, generators, elt, None)?;
            }
            Expr::Yield { value } => {
                self.forbid_in_type_scopes("yield expression", expr)?;
                self.visit_optional(value)?;
                self.mark_generator(expr)?;
            }
            Expr::YieldFrom { value } => {
                self.forbid_in_type_scopes("yield expression", expr)?;
                self.visit_expr(value)?;
                self.mark_generator(expr)?;
            }
            Expr::Await { value } => {
                self.forbid_in_type_scopes("await expression", expr)?;
                self.visit_expr(value)?;
                self.current().coroutine = true;
            }
            Expr::Compare { left, comparators, .. } => {
                self.visit_expr(left)?;
                self.visit_exprs(comparators)?;
            }
            Expr::Call { func, args, keywords } => {
                self.visit_expr(func)?;
                self.visit_exprs(args)?;
                self.visit_keywords(keywords)?;
            }
            Expr::FormattedValue { value, format_spec, .. } => {
                self.visit_expr(value)?;
                self.visit_optional(format_spec)?;
            }
            Expr::Constant { .. } => {}
            Expr::Subscript { value, slice, .. } => {
                self.visit_expr(value)?;
                self.visit_expr(slice)?;
            }
            Expr::Slice { lower, upper, step } => {
                self.visit_optional(lower)?;
                self.visit_optional(upper)?;
                self.visit_optional(step)?;
            }
            Expr::Name { id, ctx } => {
                let is_load = ctx == ExprContext::Load;
                self.add_def(id, if is_load { SymbolFlags::USE } else { SymbolFlags::DEF_LOCAL }, expr)?;
                // `super()` without arguments finds the class through the cell `__class__`.
                if is_load && Some(id) == self.super_ && self.current().is_function_like() {
                    self.add_made_up("__class__", SymbolFlags::USE, expr)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// CPython: `symtable_raise_if_annotation_block`.
    fn forbid_in_type_scopes(&mut self, what: &str, expr: ExprId) -> Result {
        let place = match self.current().r#type {
            ScopeType::Annotation => "an annotation",
            ScopeType::TypeVariable => self.state().description,
            ScopeType::TypeAlias => "a type alias",
            ScopeType::TypeParameters => "the definition of a generic",
            ScopeType::Function | ScopeType::Class | ScopeType::Module => return Ok(()),
        };
        self.error(expr, format!("{what} cannot be used within {place}"))
    }

    fn mark_generator(&mut self, expr: ExprId) -> Result {
        self.current().generator = true;
        let place = match self.current().comprehension {
            None => return Ok(()),
            Some(Kind::List) => "list comprehension",
            Some(Kind::Set) => "set comprehension",
            Some(Kind::Dict) => "dict comprehension",
            Some(Kind::Generator) => "generator expression",
        };
        self.error(expr, format!("'yield' inside {place}"))
    }

    /// `target := value`. CPython: `symtable_handle_namedexpr`.
    fn visit_named_expr(&mut self, expr: ExprId, target: ExprId, value: ExprId) -> Result {
        if self.state().comp_iterables > 0 {
            return self.error(expr, "assignment expression cannot be used in a comprehension iterable expression");
        }
        if self.current().comprehension.is_some() {
            self.bind_outside_comprehension(target)?;
        }
        self.visit_expr(value)?;
        self.visit_expr(target)
    }

    /// In a comprehension, `x := …` binds `x` in the nearest scope around that is none.
    ///
    /// CPython: `symtable_extend_namedexpr_scope`.
    fn bind_outside_comprehension(&mut self, target: ExprId) -> Result {
        let Expr::Name { id, .. } = self.ast[target] else { return Ok(()) };
        for &scope in self.stack.clone().iter().rev() {
            if self.table[scope].comprehension.is_some() {
                let flags = self.flags_in(scope, id);
                if flags.has(SymbolFlags::DEF_COMP_ITER) && flags.has(SymbolFlags::DEF_LOCAL) {
                    let shown = &self.ast[id];
                    let msg = format!("assignment expression cannot rebind comprehension iteration variable '{shown}'");
                    return self.error(target, msg);
                }
                continue;
            }
            let place = match self.table[scope].r#type {
                ScopeType::Function => {
                    let is_global = self.flags_in(scope, id).has(SymbolFlags::DEF_GLOBAL);
                    let flag = if is_global { SymbolFlags::DEF_GLOBAL } else { SymbolFlags::DEF_NONLOCAL };
                    self.add_def(id, flag, target)?;
                    self.record_directive(id, target);
                    return self.add_def_in(scope, id, SymbolFlags::DEF_LOCAL, target.into());
                }
                ScopeType::Module => {
                    self.add_def(id, SymbolFlags::DEF_GLOBAL, target)?;
                    self.record_directive(id, target);
                    return self.add_def_in(scope, id, SymbolFlags::DEF_GLOBAL, target.into());
                }
                // Annotations that become text are not scopes to the names in them.
                ScopeType::Annotation => continue,
                ScopeType::Class => "in a class body",
                ScopeType::TypeParameters => "within the definition of a generic",
                ScopeType::TypeAlias => "in a type alias",
                ScopeType::TypeVariable => "in a TypeVar bound",
            };
            let msg = format!("assignment expression within a comprehension cannot be used {place}");
            return self.error(target, msg);
        }
        Ok(())
    }

    /// CPython: `symtable_handle_comprehension`. The first iterable is evaluated outside and comes in as `.0`.
    fn visit_comprehension(
        &mut self,
        expr: ExprId,
        kind: Kind,
        generators: List<ComprehensionId>,
        elt: ExprId,
        value: Option<ExprId>,
    ) -> Result {
        let ast = self.ast;
        let Some((&outermost, inner)) = ast[generators].split_first() else { return Ok(()) };
        let outermost = ast[outermost];
        self.visit_iterable(outermost.iter)?;
        let name = match kind {
            Kind::List => "listcomp",
            Kind::Set => "setcomp",
            Kind::Dict => "dictcomp",
            Kind::Generator => "genexpr",
        };
        let location = self.location(expr);
        self.enter(name, ScopeType::Function, ScopeKey::Node(expr.into()), location);
        self.current().comprehension = Some(kind);
        self.current().coroutine = outermost.is_async;
        self.add_made_up(".0", SymbolFlags::DEF_PARAM, expr)?;
        self.visit_comp_target(outermost.target)?;
        self.visit_exprs(outermost.ifs)?;
        for &generator in inner {
            let Comprehension { target, iter, ifs, is_async } = ast[generator];
            self.visit_comp_target(target)?;
            self.visit_iterable(iter)?;
            self.visit_exprs(ifs)?;
            self.current().coroutine |= is_async;
        }
        self.visit_optional(value)?;
        self.visit_expr(elt)?;
        let is_generator = kind == Kind::Generator;
        self.current().generator = is_generator;
        let is_async = self.current().coroutine && !is_generator;
        self.exit();
        self.current().coroutine |= is_async;
        Ok(())
    }

    fn visit_comp_target(&mut self, target: ExprId) -> Result {
        self.state().in_comp_target = true;
        self.visit_expr(target)?;
        self.state().in_comp_target = false;
        Ok(())
    }

    fn visit_iterable(&mut self, iter: ExprId) -> Result {
        self.state().comp_iterables += 1;
        self.visit_expr(iter)?;
        self.state().comp_iterables -= 1;
        Ok(())
    }
}
