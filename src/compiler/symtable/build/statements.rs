//! What statements, parameters, imports and patterns do to names.

use super::{Builder, Result};
use crate::base::Name;
use crate::compiler::symtable::table::{ScopeId, ScopeKey, ScopeType, SymbolFlags};
use crate::frontend::ast::*;

const DEF_LOCAL: u32 = SymbolFlags::DEF_LOCAL;
const DEF_PARAM: u32 = SymbolFlags::DEF_PARAM;
const DEF_GLOBAL: u32 = SymbolFlags::DEF_GLOBAL;
const DEF_NONLOCAL: u32 = SymbolFlags::DEF_NONLOCAL;
const DEF_ANNOT: u32 = SymbolFlags::DEF_ANNOT;
const DEF_IMPORT: u32 = SymbolFlags::DEF_IMPORT;
const USE: u32 = SymbolFlags::USE;

/// The parts of a function definition, `async` or not.
#[derive(Clone, Copy)]
struct Function {
    name: Name,
    args: ArgumentsId,
    body: List<StmtId>,
    decorator_list: List<ExprId>,
    returns: Option<ExprId>,
    type_params: List<TypeParamId>,
    is_async: bool,
}

impl Builder<'_> {
    pub(super) fn visit_stmts(&mut self, stmts: List<StmtId>) -> Result {
        let ast = self.ast;
        ast[stmts].iter().try_for_each(|&stmt| self.visit_stmt(stmt))
    }

    fn visit_stmt(&mut self, stmt: StmtId) -> Result {
        self.deepen()?;
        match self.ast[stmt] {
            Stmt::FunctionDef { name, args, body, decorator_list, returns, type_params, .. } => {
                let function = Function { name, args, body, decorator_list, returns, type_params, is_async: false };
                self.visit_function(stmt, function)?;
            }
            Stmt::AsyncFunctionDef { name, args, body, decorator_list, returns, type_params, .. } => {
                let function = Function { name, args, body, decorator_list, returns, type_params, is_async: true };
                self.visit_function(stmt, function)?;
            }
            Stmt::ClassDef { .. } => self.visit_class(stmt)?,
            Stmt::TypeAlias { name, type_params, value } => self.visit_type_alias(stmt, name, type_params, value)?,
            Stmt::Return { value } => {
                if let Some(value) = value {
                    self.visit_expr(value)?;
                    self.current().returns_value = true;
                }
            }
            Stmt::Delete { targets } => self.visit_exprs(targets)?,
            Stmt::Assign { targets, value, .. } => {
                self.visit_exprs(targets)?;
                self.visit_expr(value)?;
            }
            Stmt::AnnAssign { target, annotation, value, simple } => {
                self.visit_annotated_target(stmt, target, value.is_some(), simple)?;
                self.visit_annotation(annotation)?;
                self.visit_optional(value)?;
            }
            Stmt::AugAssign { target, value, .. } => {
                self.visit_expr(target)?;
                self.visit_expr(value)?;
            }
            Stmt::For { target, iter, body, orelse, .. } | Stmt::AsyncFor { target, iter, body, orelse, .. } => {
                self.visit_expr(target)?;
                self.visit_expr(iter)?;
                self.visit_stmts(body)?;
                self.visit_stmts(orelse)?;
            }
            Stmt::While { test, body, orelse } | Stmt::If { test, body, orelse } => {
                self.visit_expr(test)?;
                self.visit_stmts(body)?;
                self.visit_stmts(orelse)?;
            }
            Stmt::With { items, body, .. } | Stmt::AsyncWith { items, body, .. } => {
                let ast = self.ast;
                for &item in &ast[items] {
                    self.visit_expr(ast[item].context_expr)?;
                    self.visit_optional(ast[item].optional_vars)?;
                }
                self.visit_stmts(body)?;
            }
            Stmt::Match { subject, cases } => {
                self.visit_expr(subject)?;
                let ast = self.ast;
                for &case in &ast[cases] {
                    self.visit_pattern(ast[case].pattern)?;
                    self.visit_optional(ast[case].guard)?;
                    self.visit_stmts(ast[case].body)?;
                }
            }
            Stmt::Raise { exc, cause } => {
                self.visit_optional(exc)?;
                self.visit_optional(cause)?;
            }
            Stmt::Try { body, handlers, orelse, finalbody } | Stmt::TryStar { body, handlers, orelse, finalbody } => {
                self.visit_stmts(body)?;
                let ast = self.ast;
                for &handler in &ast[handlers] {
                    self.visit_handler(handler)?;
                }
                self.visit_stmts(orelse)?;
                self.visit_stmts(finalbody)?;
            }
            Stmt::Assert { test, msg } => {
                self.visit_expr(test)?;
                self.visit_optional(msg)?;
            }
            Stmt::Import { names } | Stmt::ImportFrom { names, .. } => {
                let ast = self.ast;
                ast[names].iter().try_for_each(|&alias| self.visit_alias(alias))?;
            }
            Stmt::Global { names } => self.visit_declaration(stmt, names, DEF_GLOBAL)?,
            Stmt::Nonlocal { names } => self.visit_declaration(stmt, names, DEF_NONLOCAL)?,
            Stmt::Expr { value } => self.visit_expr(value)?,
            Stmt::Pass {} | Stmt::Break {} | Stmt::Continue {} => {}
        }
        self.depth -= 1;
        Ok(())
    }

    fn visit_function(&mut self, stmt: StmtId, function: Function) -> Result {
        self.add_def(function.name, DEF_LOCAL, stmt)?;
        self.visit_defaults(function.args)?;
        self.visit_exprs(function.decorator_list)?;
        let is_generic = !function.type_params.is_empty();
        if is_generic {
            self.enter_function_type_params(stmt, function.name, function.args)?;
            self.visit_type_params(function.type_params)?;
        }
        self.visit_annotations(stmt, function.args, function.returns)?;
        let location = self.location(stmt);
        self.enter_named(function.name, ScopeType::Function, ScopeKey::Node(stmt.into()), location);
        self.current().coroutine = function.is_async;
        self.visit_parameters(function.args)?;
        self.visit_stmts(function.body)?;
        self.exit();
        if is_generic {
            self.exit();
        }
        Ok(())
    }

    fn visit_class(&mut self, stmt: StmtId) -> Result {
        let Stmt::ClassDef { name, bases, keywords, body, decorator_list, type_params } = self.ast[stmt] else {
            return Ok(());
        };
        self.add_def(name, DEF_LOCAL, stmt)?;
        self.visit_exprs(decorator_list)?;
        let private = self.private;
        let is_generic = !type_params.is_empty();
        if is_generic {
            self.enter_class_type_params(stmt, name)?;
            self.private = Some(name);
            self.current().mangles_only = Some(self.current_id());
            self.visit_type_params(type_params)?;
        }
        self.visit_exprs(bases)?;
        self.visit_keywords(keywords)?;
        let location = self.location(stmt);
        self.enter_named(name, ScopeType::Class, ScopeKey::Node(stmt.into()), location);
        self.private = Some(name);
        if is_generic {
            self.add_made_up("__type_params__", DEF_LOCAL, stmt)?;
            self.add_made_up(".type_params", USE, stmt)?;
        }
        self.visit_stmts(body)?;
        self.exit();
        if is_generic {
            self.exit();
        }
        self.private = private;
        Ok(())
    }

    /// `target: annotation [= value]`. A name that is not bare (`(x): int`) is bound only by a value.
    fn visit_annotated_target(&mut self, stmt: StmtId, target: ExprId, has_value: bool, simple: bool) -> Result {
        let Expr::Name { id, .. } = self.ast[target] else { return self.visit_expr(target) };
        let flags = self.flags(id);
        if simple && flags.has(DEF_GLOBAL | DEF_NONLOCAL) && self.current_id() != ScopeId::MODULE {
            let declaration = if flags.has(DEF_GLOBAL) { "global" } else { "nonlocal" };
            return self.error(stmt, format!("annotated name '{}' can't be {declaration}", &self.ast[id]));
        }
        if simple {
            self.add_def(id, DEF_ANNOT | DEF_LOCAL, target)?;
        } else if has_value {
            self.add_def(id, DEF_LOCAL, target)?;
        }
        Ok(())
    }

    /// `global` and `nonlocal`: nothing may have happened to the names before.
    fn visit_declaration(&mut self, stmt: StmtId, names: List<Name>, flag: u32) -> Result {
        let word = if flag == DEF_GLOBAL { "global" } else { "nonlocal" };
        let ast = self.ast;
        for &ident in &ast[names] {
            let flags = self.flags(ident);
            if flags.has(DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT) {
                let shown = &ast[ident];
                let msg = if flags.has(DEF_PARAM) {
                    format!("name '{shown}' is parameter and {word}")
                } else if flags.has(USE) {
                    format!("name '{shown}' is used prior to {word} declaration")
                } else if flags.has(DEF_ANNOT) {
                    format!("annotated name '{shown}' can't be {word}")
                } else {
                    format!("name '{shown}' is assigned to before {word} declaration")
                };
                return self.error(stmt, msg);
            }
            self.add_def(ident, flag, stmt)?;
            self.record_directive(ident, stmt);
        }
        Ok(())
    }

    fn visit_handler(&mut self, handler: ExceptHandlerId) -> Result {
        let ExceptHandler { r#type, name, body } = self.ast[handler];
        self.visit_optional(r#type)?;
        if let Some(name) = name {
            self.add_def(name, DEF_LOCAL, handler)?;
        }
        self.visit_stmts(body)
    }

    /// `import a.b` binds `a`; `from a import *` binds nothing that is known here.
    fn visit_alias(&mut self, alias: AliasId) -> Result {
        let Alias { name, asname } = self.ast[alias];
        let full = asname.unwrap_or(name);
        let text = &self.ast[full];
        if text == "*" {
            return match self.current().r#type {
                ScopeType::Module => Ok(()),
                _ => self.error(alias, "import * only allowed at module level"),
            };
        }
        let bound = match text.split_once('.') {
            Some((package, _)) => self.table.names.intern(package),
            None => full,
        };
        self.add_def(bound, DEF_IMPORT, alias)
    }

    /// Defaults are evaluated where the function is defined.
    pub(super) fn visit_defaults(&mut self, args: ArgumentsId) -> Result {
        let Arguments { defaults, kw_defaults, .. } = self.ast[args];
        self.visit_exprs(defaults)?;
        let ast = self.ast;
        ast[kw_defaults].iter().try_for_each(|&default| self.visit_optional(default))
    }

    pub(super) fn visit_parameters(&mut self, args: ArgumentsId) -> Result {
        let ast = self.ast;
        let Arguments { posonlyargs, args, kwonlyargs, vararg, kwarg, .. } = ast[args];
        for list in [posonlyargs, args, kwonlyargs] {
            for &arg in &ast[list] {
                self.add_def(ast[arg].arg, DEF_PARAM, arg)?;
            }
        }
        if let Some(arg) = vararg {
            self.add_def(ast[arg].arg, DEF_PARAM, arg)?;
            self.current().varargs = true;
        }
        if let Some(arg) = kwarg {
            self.add_def(ast[arg].arg, DEF_PARAM, arg)?;
            self.current().varkeywords = true;
        }
        Ok(())
    }

    /// Annotations of parameters share one scope when they become text; that of the result has its own.
    fn visit_annotations(&mut self, stmt: StmtId, args: ArgumentsId, returns: Option<ExprId>) -> Result {
        if self.annotations_are_text {
            let location = self.location(stmt);
            self.enter("_annotation", ScopeType::Annotation, ScopeKey::Annotation(stmt.into()), location);
        }
        let ast = self.ast;
        let Arguments { posonlyargs, args, kwonlyargs, vararg, kwarg, .. } = ast[args];
        let positional = ast[posonlyargs].iter().chain(&ast[args]);
        for &arg in positional.chain(&vararg).chain(&kwarg).chain(&ast[kwonlyargs]) {
            self.visit_optional(ast[arg].annotation)?;
        }
        if self.annotations_are_text {
            self.exit();
        }
        match returns {
            Some(returns) => self.visit_annotation(returns),
            None => Ok(()),
        }
    }

    fn visit_annotation(&mut self, annotation: ExprId) -> Result {
        if !self.annotations_are_text {
            return self.visit_expr(annotation);
        }
        let location = self.location(annotation);
        self.enter("_annotation", ScopeType::Annotation, ScopeKey::Annotation(annotation.into()), location);
        self.visit_expr(annotation)?;
        self.exit();
        Ok(())
    }

    fn visit_patterns(&mut self, patterns: List<PatternId>) -> Result {
        let ast = self.ast;
        ast[patterns].iter().try_for_each(|&pattern| self.visit_pattern(pattern))
    }

    fn visit_pattern(&mut self, pattern: PatternId) -> Result {
        self.deepen()?;
        match self.ast[pattern] {
            Pattern::MatchValue { value } => self.visit_expr(value)?,
            Pattern::MatchSingleton { .. } => {}
            Pattern::MatchSequence { patterns } | Pattern::MatchOr { patterns } => self.visit_patterns(patterns)?,
            Pattern::MatchMapping { keys, patterns, rest } => {
                self.visit_exprs(keys)?;
                self.visit_patterns(patterns)?;
                self.add_capture(rest, pattern)?;
            }
            Pattern::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.visit_expr(cls)?;
                self.visit_patterns(patterns)?;
                self.visit_patterns(kwd_patterns)?;
            }
            Pattern::MatchStar { name } => self.add_capture(name, pattern)?,
            Pattern::MatchAs { pattern: inner, name } => {
                if let Some(inner) = inner {
                    self.visit_pattern(inner)?;
                }
                self.add_capture(name, pattern)?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn add_capture(&mut self, name: Option<Name>, pattern: PatternId) -> Result {
        name.map_or(Ok(()), |name| self.add_def(name, DEF_LOCAL, pattern))
    }
}
