//! The walk over the tree, children before parents.

use super::Folder;
use crate::base::{Diagnostic, Stage};
use crate::compiler::recursion;
use crate::frontend::ast::*;

type Result = std::result::Result<(), Box<Diagnostic>>;

impl Folder {
    pub(super) fn fold_module(&mut self) -> Result {
        let Some(root) = self.root else { return Ok(()) };
        match self.folded.ast[root] {
            Mod::Module { body, .. } => self.fold_body(body),
            Mod::Interactive { body } => self.fold_stmts(body),
            Mod::Expression { body } => self.fold_expr(body),
        }
    }

    fn deepen(&mut self) -> Result {
        self.depth += 1;
        if self.depth > recursion::LIMIT { Err(recursion::error(Stage::Fold).into()) } else { Ok(()) }
    }

    /// The body of a module, class or function, which may begin with a docstring.
    fn fold_body(&mut self, body: List<StmtId>) -> Result {
        let had_docstring = crate::compiler::future::has_docstring(self, body);
        self.fold_stmts(body)?;
        if !had_docstring {
            self.hide_string_statement(body);
        }
        Ok(())
    }

    fn fold_list<T: Item>(&mut self, list: List<T>, fold: impl Fn(&mut Self, T) -> Result) -> Result {
        (0..list.len()).try_for_each(|index| {
            let item = self.folded.ast[list][index];
            fold(self, item)
        })
    }

    fn fold_stmts(&mut self, stmts: List<StmtId>) -> Result {
        self.fold_list(stmts, Self::fold_stmt)
    }

    fn fold_exprs(&mut self, exprs: List<ExprId>) -> Result {
        self.fold_list(exprs, Self::fold_expr)
    }

    fn fold_optional(&mut self, expr: Option<ExprId>) -> Result {
        expr.map_or(Ok(()), |expr| self.fold_expr(expr))
    }

    fn fold_annotation(&mut self, annotation: Option<ExprId>) -> Result {
        if self.options.future_annotations { Ok(()) } else { self.fold_optional(annotation) }
    }

    fn fold_stmt(&mut self, stmt: StmtId) -> Result {
        self.deepen()?;
        match self.folded.ast[stmt] {
            Stmt::FunctionDef { args, body, decorator_list, returns, type_params, .. }
            | Stmt::AsyncFunctionDef { args, body, decorator_list, returns, type_params, .. } => {
                self.fold_list(type_params, Self::fold_type_param)?;
                self.fold_arguments(args)?;
                self.fold_body(body)?;
                self.fold_exprs(decorator_list)?;
                self.fold_annotation(returns)?;
            }
            Stmt::ClassDef { bases, keywords, body, decorator_list, type_params, .. } => {
                self.fold_list(type_params, Self::fold_type_param)?;
                self.fold_exprs(bases)?;
                self.fold_list(keywords, Self::fold_keyword)?;
                self.fold_body(body)?;
                self.fold_exprs(decorator_list)?;
            }
            Stmt::Return { value } => self.fold_optional(value)?,
            Stmt::Delete { targets } => self.fold_exprs(targets)?,
            Stmt::Assign { targets, value, .. } => {
                self.fold_exprs(targets)?;
                self.fold_expr(value)?;
            }
            Stmt::AugAssign { target, value, .. } => {
                self.fold_expr(target)?;
                self.fold_expr(value)?;
            }
            Stmt::AnnAssign { target, annotation, value, .. } => {
                self.fold_expr(target)?;
                self.fold_annotation(Some(annotation))?;
                self.fold_optional(value)?;
            }
            Stmt::TypeAlias { name, type_params, value } => {
                self.fold_expr(name)?;
                self.fold_list(type_params, Self::fold_type_param)?;
                self.fold_expr(value)?;
            }
            Stmt::For { target, iter, body, orelse, .. } => {
                self.fold_expr(target)?;
                self.fold_expr(iter)?;
                self.fold_stmts(body)?;
                self.fold_stmts(orelse)?;
                self.fold_iterable(iter);
            }
            // Unlike `for`, `async for` keeps its iterable: a list literal is no asynchronous iterable anyway.
            Stmt::AsyncFor { target, iter, body, orelse, .. } => {
                self.fold_expr(target)?;
                self.fold_expr(iter)?;
                self.fold_stmts(body)?;
                self.fold_stmts(orelse)?;
            }
            Stmt::While { test, body, orelse } | Stmt::If { test, body, orelse } => {
                self.fold_expr(test)?;
                self.fold_stmts(body)?;
                self.fold_stmts(orelse)?;
            }
            Stmt::With { items, body, .. } | Stmt::AsyncWith { items, body, .. } => {
                self.fold_list(items, Self::fold_with_item)?;
                self.fold_stmts(body)?;
            }
            Stmt::Raise { exc, cause } => {
                self.fold_optional(exc)?;
                self.fold_optional(cause)?;
            }
            Stmt::Try { body, handlers, orelse, finalbody } | Stmt::TryStar { body, handlers, orelse, finalbody } => {
                self.fold_stmts(body)?;
                self.fold_list(handlers, Self::fold_handler)?;
                self.fold_stmts(orelse)?;
                self.fold_stmts(finalbody)?;
            }
            Stmt::Assert { test, msg } => {
                self.fold_expr(test)?;
                self.fold_optional(msg)?;
            }
            Stmt::Expr { value } => self.fold_expr(value)?,
            Stmt::Match { subject, cases } => {
                self.fold_expr(subject)?;
                self.fold_list(cases, Self::fold_match_case)?;
            }
            Stmt::Import { .. }
            | Stmt::ImportFrom { .. }
            | Stmt::Global { .. }
            | Stmt::Nonlocal { .. }
            | Stmt::Pass {}
            | Stmt::Break {}
            | Stmt::Continue {} => {}
        }
        self.depth -= 1;
        Ok(())
    }

    fn fold_expr(&mut self, expr: ExprId) -> Result {
        self.deepen()?;
        match self.folded.ast[expr] {
            Expr::BoolOp { values, .. } | Expr::JoinedStr { values } => self.fold_exprs(values)?,
            Expr::BinOp { left, right, .. } => {
                self.fold_expr(left)?;
                self.fold_expr(right)?;
                self.fold_binop(expr);
            }
            Expr::UnaryOp { operand, .. } => {
                self.fold_expr(operand)?;
                self.fold_unaryop(expr);
            }
            Expr::Lambda { args, body } => {
                self.fold_arguments(args)?;
                self.fold_expr(body)?;
            }
            Expr::IfExp { test, body, orelse } => {
                self.fold_expr(test)?;
                self.fold_expr(body)?;
                self.fold_expr(orelse)?;
            }
            Expr::Dict { keys, values } => {
                self.fold_list(keys, Self::fold_optional)?;
                self.fold_exprs(values)?;
            }
            Expr::Set { elts } | Expr::List { elts, .. } => self.fold_exprs(elts)?,
            Expr::ListComp { elt, generators }
            | Expr::SetComp { elt, generators }
            | Expr::GeneratorExp { elt, generators } => {
                self.fold_expr(elt)?;
                self.fold_list(generators, Self::fold_comprehension)?;
            }
            Expr::DictComp { key, value, generators } => {
                self.fold_expr(key)?;
                self.fold_expr(value)?;
                self.fold_list(generators, Self::fold_comprehension)?;
            }
            Expr::Await { value }
            | Expr::YieldFrom { value }
            | Expr::Attribute { value, .. }
            | Expr::Starred { value, .. }
            | Expr::NamedExpr { value, .. } => self.fold_expr(value)?,
            Expr::Yield { value } => self.fold_optional(value)?,
            Expr::Compare { left, ops, comparators } => {
                self.fold_expr(left)?;
                self.fold_exprs(comparators)?;
                self.fold_compare(ops, comparators);
            }
            Expr::Call { func, args, keywords } => {
                self.fold_expr(func)?;
                self.fold_exprs(args)?;
                self.fold_list(keywords, Self::fold_keyword)?;
            }
            Expr::FormattedValue { value, format_spec, .. } => {
                self.fold_expr(value)?;
                self.fold_optional(format_spec)?;
            }
            Expr::Subscript { value, slice, .. } => {
                self.fold_expr(value)?;
                self.fold_expr(slice)?;
                self.fold_subscript(expr);
            }
            Expr::Slice { lower, upper, step } => {
                self.fold_optional(lower)?;
                self.fold_optional(upper)?;
                self.fold_optional(step)?;
            }
            Expr::Tuple { elts, .. } => {
                self.fold_exprs(elts)?;
                self.fold_tuple(expr);
            }
            Expr::Name { .. } => self.fold_name(expr),
            Expr::Constant { .. } => {}
        }
        self.depth -= 1;
        Ok(())
    }

    fn fold_keyword(&mut self, keyword: KeywordId) -> Result {
        self.fold_expr(self.folded.ast[keyword].value)
    }

    fn fold_comprehension(&mut self, comprehension: ComprehensionId) -> Result {
        let Comprehension { target, iter, ifs, .. } = self.folded.ast[comprehension];
        self.fold_expr(target)?;
        self.fold_expr(iter)?;
        self.fold_exprs(ifs)?;
        self.fold_iterable(iter);
        Ok(())
    }

    fn fold_arguments(&mut self, arguments: ArgumentsId) -> Result {
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kw_defaults, kwarg, defaults } =
            self.folded.ast[arguments];
        self.fold_list(posonlyargs, Self::fold_arg)?;
        self.fold_list(args, Self::fold_arg)?;
        vararg.map_or(Ok(()), |arg| self.fold_arg(arg))?;
        self.fold_list(kwonlyargs, Self::fold_arg)?;
        self.fold_list(kw_defaults, Self::fold_optional)?;
        kwarg.map_or(Ok(()), |arg| self.fold_arg(arg))?;
        self.fold_exprs(defaults)
    }

    fn fold_arg(&mut self, arg: ArgId) -> Result {
        self.fold_annotation(self.folded.ast[arg].annotation)
    }

    fn fold_with_item(&mut self, item: WithItemId) -> Result {
        let WithItem { context_expr, optional_vars } = self.folded.ast[item];
        self.fold_expr(context_expr)?;
        self.fold_optional(optional_vars)
    }

    fn fold_handler(&mut self, handler: ExceptHandlerId) -> Result {
        let ExceptHandler { r#type, body, .. } = self.folded.ast[handler];
        self.fold_optional(r#type)?;
        self.fold_stmts(body)
    }

    fn fold_match_case(&mut self, case: MatchCaseId) -> Result {
        let MatchCase { pattern, guard, body } = self.folded.ast[case];
        self.fold_pattern(pattern)?;
        self.fold_optional(guard)?;
        self.fold_stmts(body)
    }

    /// In patterns only signed and complex numbers can change.
    fn fold_pattern(&mut self, pattern: PatternId) -> Result {
        self.deepen()?;
        match self.folded.ast[pattern] {
            Pattern::MatchValue { value } => self.fold_expr(value)?,
            Pattern::MatchSingleton { .. } | Pattern::MatchStar { .. } => {}
            Pattern::MatchSequence { patterns } | Pattern::MatchOr { patterns } => {
                self.fold_list(patterns, Self::fold_pattern)?;
            }
            Pattern::MatchMapping { keys, patterns, .. } => {
                self.fold_exprs(keys)?;
                self.fold_list(patterns, Self::fold_pattern)?;
            }
            Pattern::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.fold_expr(cls)?;
                self.fold_list(patterns, Self::fold_pattern)?;
                self.fold_list(kwd_patterns, Self::fold_pattern)?;
            }
            Pattern::MatchAs { pattern, .. } => pattern.map_or(Ok(()), |pattern| self.fold_pattern(pattern))?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn fold_type_param(&mut self, param: TypeParamId) -> Result {
        match self.folded.ast[param] {
            TypeParam::TypeVar { bound, default_value, .. } => {
                self.fold_optional(bound)?;
                self.fold_optional(default_value)
            }
            TypeParam::ParamSpec { default_value, .. } | TypeParam::TypeVarTuple { default_value, .. } => {
                self.fold_optional(default_value)
            }
        }
    }
}
