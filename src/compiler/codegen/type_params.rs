//! Type parameters, their bounds and defaults, and the `type` statement.

use super::builder::UnitKind;
use super::emit::intrinsic;
use super::scopes::FunctionParts;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name};
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::symtable::ScopeKey;
use crate::frontend::ast::{Expr, ExprId, List, StmtId, TypeParam, TypeParamId};

impl Codegen<'_> {
    /// `<generic parameters of f>`: the name of the code that makes type parameters.
    pub(super) fn type_params_name(&mut self, of: Name) -> Name {
        let name = format!("<generic parameters of {}>", &self.names[of]);
        self.names.intern(&name)
    }

    /// Makes the type parameters, binds each to its name, and leaves a tuple of them. CPython: `compiler_type_params`.
    pub(super) fn type_params(&mut self, params: List<TypeParamId>) -> Emit {
        let ast = self.ast;
        let mut seen_default = false;
        for &param in &ast[params] {
            self.with_origin(param, |c| c.type_param(param, &mut seen_default))?;
        }
        if let Some(&first) = ast[params].first() {
            self.op_arg(self.loc(first), Opcode::BUILD_TUPLE, params.len() as u32);
        }
        Ok(())
    }

    fn type_param(&mut self, param: TypeParamId, seen_default: &mut bool) -> Emit {
        let loc = self.loc(param);
        let (name, default) = match self.ast[param] {
            TypeParam::TypeVar { name, default_value, .. }
            | TypeParam::TypeVarTuple { name, default_value }
            | TypeParam::ParamSpec { name, default_value } => (name, default_value),
        };
        self.load_name_const(loc, name);
        let mut allow_starred = false;
        match self.ast[param] {
            TypeParam::TypeVar { bound: Some(bound), .. } => {
                self.evaluated_later(bound, name, ScopeKey::Bound(param.into()), false)?;
                let kind = match self.ast[bound] {
                    Expr::Tuple { .. } => intrinsic::TYPEVAR_WITH_CONSTRAINTS,
                    _ => intrinsic::TYPEVAR_WITH_BOUND,
                };
                self.op_arg(loc, Opcode::CALL_INTRINSIC_2, kind);
            }
            TypeParam::TypeVar { bound: None, .. } => {
                self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::TYPEVAR);
            }
            TypeParam::TypeVarTuple { .. } => {
                allow_starred = true;
                self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::TYPEVARTUPLE);
            }
            TypeParam::ParamSpec { .. } => self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::PARAMSPEC),
        }
        match default {
            Some(default) => {
                *seen_default = true;
                self.evaluated_later(default, name, ScopeKey::Default(param.into()), allow_starred)?;
                self.op_arg(loc, Opcode::CALL_INTRINSIC_2, intrinsic::SET_TYPEPARAM_DEFAULT);
            }
            None if *seen_default => {
                let name = &self.names[name];
                let msg = format!("non-default type parameter '{name}' follows default type parameter");
                return self.error(loc, msg);
            }
            None => {}
        }
        self.op_arg(loc, Opcode::COPY, 1);
        self.store_name(loc, name)
    }

    /// A function that gives a bound or default when somebody asks for it.
    ///
    /// CPython: `compiler_type_param_bound_or_default`.
    fn evaluated_later(&mut self, expr: ExprId, name: Name, key: ScopeKey, allow_starred: bool) -> Emit {
        let loc = self.loc(expr);
        self.enter_scope(name, UnitKind::TypeParams, key, loc.lineno)?;
        match self.ast[expr] {
            Expr::Starred { value, .. } if allow_starred => {
                self.expr(value)?;
                self.op_arg(loc, Opcode::UNPACK_SEQUENCE, 1);
            }
            _ => self.expr(expr)?,
        }
        self.op(loc, Opcode::RETURN_VALUE);
        let finished = self.finish_function_scope(true)?;
        self.make_closure(loc, finished, FunctionParts::default())
    }

    /// `type X[T] = value`. CPython: `compiler_typealias`.
    pub(super) fn type_alias(
        &mut self,
        stmt: StmtId,
        target: ExprId,
        params: List<TypeParamId>,
        value: ExprId,
    ) -> Emit {
        let loc = self.loc(stmt);
        let Expr::Name { id: name, .. } = self.ast[target] else {
            return Err(self.internal("the name of a type alias is a name"));
        };
        if params.is_empty() {
            self.load_name_const(loc, name);
            self.load_none(loc);
            self.type_alias_body(stmt, name, value)?;
        } else {
            let scope_name = self.type_params_name(name);
            self.enter_scope(scope_name, UnitKind::TypeParams, ScopeKey::TypeParams(stmt.into()), loc.lineno)?;
            self.load_name_const(loc, name);
            self.type_params(params)?;
            self.type_alias_body(stmt, name, value)?;
            let finished = self.finish_function_scope(false)?;
            self.call_without_arguments(loc, finished)?;
        }
        self.store_name(loc, name)
    }

    /// CPython: `compiler_typealias_body`.
    fn type_alias_body(&mut self, stmt: StmtId, name: Name, value: ExprId) -> Emit {
        let loc = self.loc(stmt);
        self.enter_scope(name, UnitKind::Function, ScopeKey::Node(stmt.into()), loc.lineno)?;
        // The first constant is None: the function that gives the value has no docstring.
        self.add_const(CodeConst::Value(Constant::None));
        self.expr(value)?;
        self.op(loc, Opcode::RETURN_VALUE);
        let finished = self.finish_function_scope(false)?;
        self.make_closure(loc, finished, FunctionParts::default())?;
        self.op_arg(loc, Opcode::BUILD_TUPLE, 3);
        self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::TYPEALIAS);
        Ok(())
    }

    /// Runs code of type parameters at once.
    pub(super) fn call_without_arguments(&mut self, loc: Location, finished: super::scopes::Finished) -> Emit {
        self.make_closure(loc, finished, FunctionParts::default())?;
        self.op(loc, Opcode::PUSH_NULL);
        self.op_arg(loc, Opcode::CALL, 0);
        Ok(())
    }
}
