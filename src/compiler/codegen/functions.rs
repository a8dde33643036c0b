//! Functions and lambdas: defaults, decorators, bodies.

use super::builder::UnitKind;
use super::emit::intrinsic;
use super::fblocks::BlockKind;
use super::scopes::FunctionParts;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name, OptimizeLevel};
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::future::has_docstring;
use crate::compiler::symtable::ScopeKey;
use crate::frontend::ast::{ArgId, Arguments, ArgumentsId, Expr, ExprContext, ExprId, List, Stmt, StmtId, TypeParamId};

/// The fields of a `FunctionDef` or `AsyncFunctionDef`.
#[derive(Clone, Copy)]
pub(super) struct FunctionDef {
    pub(super) stmt: StmtId,
    pub(super) is_async: bool,
    pub(super) name: Name,
    pub(super) args: ArgumentsId,
    pub(super) body: List<StmtId>,
    pub(super) decorators: List<ExprId>,
    pub(super) returns: Option<ExprId>,
    pub(super) type_params: List<TypeParamId>,
}

impl Codegen<'_> {
    /// CPython: `compiler_function`.
    pub(super) fn function(&mut self, def: FunctionDef) -> Emit {
        let loc = self.loc(def.stmt);
        self.check_parameter_names(def.args)?;
        self.decorators(def.decorators)?;
        let firstlineno = self.first_line(loc, def.decorators);
        let mut parts = self.default_arguments(loc, def.args)?;
        if def.type_params.is_empty() {
            parts.annotations = self.signature_annotations(loc, def.args, def.returns)?;
            self.function_body(def, parts, firstlineno)?;
        } else {
            self.generic_function(def, parts, firstlineno)?;
        }
        self.apply_decorators(def.decorators);
        self.store_name(loc, def.name)
    }

    /// A function with type parameters is made by an inner function that first makes these; defaults, which see no type
    /// parameter, are its arguments.
    fn generic_function(&mut self, def: FunctionDef, mut parts: FunctionParts, firstlineno: i32) -> Emit {
        let loc = self.loc(def.stmt);
        let passed = u32::from(parts.defaults) + u32::from(parts.kwdefaults);
        if passed == 2 {
            self.op_arg(loc, Opcode::SWAP, 2);
        }
        let name = self.type_params_name(def.name);
        self.enter_scope(name, UnitKind::TypeParams, ScopeKey::TypeParams(def.stmt.into()), firstlineno)?;
        self.type_params(def.type_params)?;
        for position in 0..passed {
            self.op_arg(loc, Opcode::LOAD_FAST, position);
        }
        parts.annotations = self.signature_annotations(loc, def.args, def.returns)?;
        self.function_body(def, parts, firstlineno)?;
        self.op_arg(loc, Opcode::SWAP, 2);
        self.op_arg(loc, Opcode::CALL_INTRINSIC_2, intrinsic::SET_FUNCTION_TYPE_PARAMS);
        self.unit().argcount = passed;
        let finished = self.finish_function_scope(false)?;
        self.make_closure(loc, finished, FunctionParts::default())?;
        if passed > 0 {
            // The first argument takes the place of the "self or NULL" under it.
            self.op_arg(loc, Opcode::SWAP, passed + 1);
            self.op_arg(loc, Opcode::CALL, passed - 1);
        } else {
            self.op(loc, Opcode::PUSH_NULL);
            self.op_arg(loc, Opcode::CALL, 0);
        }
        Ok(())
    }

    /// The code object of a function and the function object. CPython: `compiler_function_body`.
    fn function_body(&mut self, def: FunctionDef, parts: FunctionParts, firstlineno: i32) -> Emit {
        let kind = if def.is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        self.enter_scope(def.name, kind, ScopeKey::Node(def.stmt.into()), firstlineno)?;
        let has_docstring = has_docstring(self.ast, def.body);
        // The first constant is the docstring, or None: so the function object finds it.
        let docstring = match self.docstring(def.body) {
            Some(docstring) if has_docstring && self.input.level < OptimizeLevel::OO => self.clean_doc(&docstring)?,
            _ => Constant::None,
        };
        self.add_const(CodeConst::Value(docstring));
        self.count_parameters(def.args);

        let start = self.new_label();
        self.place(start);
        let is_generator = self.scope().coroutine || self.scope().generator;
        if is_generator {
            self.push_fblock(Location::NONE, BlockKind::StopIteration, Some(start), None)?;
        }
        let ast = self.ast;
        for &stmt in &ast[def.body][usize::from(has_docstring)..] {
            self.stmt(stmt)?;
        }
        if is_generator {
            self.wrap_in_stopiteration_handler();
            self.pop_fblock();
        }
        let finished = self.finish_function_scope(true)?;
        self.make_closure(self.loc(def.stmt), finished, parts)
    }

    /// CPython: `compiler_lambda`.
    pub(super) fn lambda(&mut self, expr: ExprId, args: ArgumentsId, body: ExprId) -> Emit {
        self.check_parameter_names(args)?;
        let loc = self.loc(expr);
        let parts = self.default_arguments(loc, args)?;
        self.enter_scope(self.known.lambda, UnitKind::Lambda, ScopeKey::Node(expr.into()), loc.lineno)?;
        // The first constant is None: a lambda has no docstring.
        self.add_const(CodeConst::Value(Constant::None));
        self.count_parameters(args);
        self.expr(body)?;
        let is_generator = self.scope().generator;
        if !is_generator {
            self.op(self.loc(body), Opcode::RETURN_VALUE);
        }
        let finished = self.finish_function_scope(!is_generator)?;
        self.make_closure(loc, finished, parts)
    }

    /// A generator that is left by `StopIteration` raises `RuntimeError` instead.
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.new_label();
        self.insert_first(Location::NONE, Opcode::SETUP_CLEANUP, handler);
        self.load_none(Location::NONE);
        self.op(Location::NONE, Opcode::RETURN_VALUE);
        self.place(handler);
        self.op_arg(Location::NONE, Opcode::CALL_INTRINSIC_1, intrinsic::STOPITERATION_ERROR);
        self.op_arg(Location::NONE, Opcode::RERAISE, 1);
    }

    fn count_parameters(&mut self, args: ArgumentsId) {
        let Arguments { args, posonlyargs, kwonlyargs, .. } = self.ast[args];
        let unit = self.unit();
        unit.argcount = args.len() as u32;
        unit.posonlyargcount = posonlyargs.len() as u32;
        unit.kwonlyargcount = kwonlyargs.len() as u32;
    }

    /// CPython: `compiler_check_debug_args`.
    fn check_parameter_names(&mut self, args: ArgumentsId) -> Emit {
        let ast = self.ast;
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = ast[args];
        let in_order = ast[posonlyargs].iter().chain(&ast[args]).chain(&vararg).chain(&ast[kwonlyargs]).chain(&kwarg);
        for &arg in in_order {
            self.check_name(self.loc(arg), ast[arg].arg, ExprContext::Store)?;
        }
        Ok(())
    }

    /// Pushes the tuple of positional defaults and the dict of keyword-only ones, if there are any.
    ///
    /// CPython: `compiler_default_arguments`.
    fn default_arguments(&mut self, loc: Location, args: ArgumentsId) -> Emit<FunctionParts> {
        let ast = self.ast;
        let Arguments { defaults, kwonlyargs, kw_defaults, .. } = ast[args];
        if !defaults.is_empty() {
            self.exprs(&ast[defaults])?;
            self.op_arg(loc, Opcode::BUILD_TUPLE, defaults.len() as u32);
        }
        let kwdefaults = self.keyword_only_defaults(loc, &ast[kwonlyargs], &ast[kw_defaults])?;
        Ok(FunctionParts { defaults: !defaults.is_empty(), kwdefaults, annotations: false })
    }

    /// CPython: `compiler_kwonlydefaults`.
    fn keyword_only_defaults(&mut self, loc: Location, args: &[ArgId], defaults: &[Option<ExprId>]) -> Emit<bool> {
        let mut keys = Vec::new();
        for (&arg, &default) in args.iter().zip(defaults) {
            if let Some(default) = default {
                let mangled = self.mangle(self.ast[arg].arg);
                keys.push(self.name_const(mangled));
                self.expr(default)?;
            }
        }
        let count = keys.len() as u32;
        if count > 0 {
            self.load_const(loc, Constant::Tuple(keys.into()));
            self.op_arg(loc, Opcode::BUILD_CONST_KEY_MAP, count);
        }
        Ok(count > 0)
    }

    pub(super) fn decorators(&mut self, decorators: List<ExprId>) -> Emit {
        let ast = self.ast;
        self.exprs(&ast[decorators])
    }

    /// Calls the decorators, the innermost first.
    pub(super) fn apply_decorators(&mut self, decorators: List<ExprId>) {
        let ast = self.ast;
        for &decorator in ast[decorators].iter().rev() {
            let loc = self.loc(decorator);
            self.with_origin(decorator, |c| c.op_arg(loc, Opcode::CALL, 0));
        }
    }

    /// The line of the first decorator, or of the definition.
    pub(super) fn first_line(&self, loc: Location, decorators: List<ExprId>) -> i32 {
        self.ast[decorators].first().map_or(loc.lineno, |&decorator| self.loc(decorator).lineno)
    }

    /// The string that a body begins with. CPython: `_PyAST_GetDocString`.
    pub(super) fn docstring(&self, body: List<StmtId>) -> Option<Constant> {
        let &first = self.ast[body].first()?;
        let Stmt::Expr { value } = self.ast[first] else { return None };
        match self.ast[value] {
            Expr::Constant { value, .. } => match &self.ast[value] {
                docstring @ Constant::Str(_) => Some(docstring.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}
