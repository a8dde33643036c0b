//! The scopes of generics and `type` statements (PEP 695, PEP 696).
//!
//! ```python
//! class Box[T: (int, str) = int](Base): ...   # type parameters "Box" { type variable "T" twice, class "Box" }
//! type Pair[T] = tuple[T, T]                   # type parameters "Pair" { type alias "Pair" }
//! ```
//!
//! Directly in a class body these scopes see the class's names, so they use its namespace through `__classdict__`.

use super::{Builder, Result};
use crate::base::Name;
use crate::compiler::symtable::table::{ScopeKey, ScopeType, SymbolFlags};
use crate::frontend::ast::*;

impl Builder<'_> {
    /// Opens the scope of the brackets of a function. Defaults are evaluated outside and come in as parameters.
    pub(super) fn enter_function_type_params(&mut self, stmt: StmtId, name: Name, args: ArgumentsId) -> Result {
        self.enter_type_params(stmt, name)?;
        self.add_made_up(".defaults", SymbolFlags::DEF_PARAM, stmt)?;
        let ast = self.ast;
        if ast[ast[args].kw_defaults].iter().any(Option::is_some) {
            self.add_made_up(".kwdefaults", SymbolFlags::DEF_PARAM, stmt)?;
        }
        Ok(())
    }

    /// Opens the scope of the brackets of a class, in which its bases are evaluated too.
    pub(super) fn enter_class_type_params(&mut self, stmt: StmtId, name: Name) -> Result {
        self.enter_type_params(stmt, name)?;
        for made_up in [".type_params", ".generic_base"] {
            self.add_made_up(made_up, SymbolFlags::DEF_LOCAL, stmt)?;
            self.add_made_up(made_up, SymbolFlags::USE, stmt)?;
        }
        Ok(())
    }

    /// CPython: `symtable_enter_type_param_block`.
    fn enter_type_params(&mut self, stmt: StmtId, name: Name) -> Result {
        let in_class = self.current().r#type == ScopeType::Class;
        let location = self.location(stmt);
        self.enter_named(name, ScopeType::TypeParameters, ScopeKey::TypeParams(stmt.into()), location);
        self.see_class_scope(in_class, stmt)
    }

    /// Lets the current scope look names up in the class around, if it is one.
    fn see_class_scope(&mut self, in_class: bool, node: impl Into<NodeId>) -> Result {
        if in_class {
            self.current().can_see_class_scope = true;
            self.add_made_up("__classdict__", SymbolFlags::USE, node)?;
        }
        Ok(())
    }

    pub(super) fn visit_type_alias(
        &mut self,
        stmt: StmtId,
        target: ExprId,
        type_params: List<TypeParamId>,
        value: ExprId,
    ) -> Result {
        self.visit_expr(target)?;
        let Expr::Name { id: name, .. } = self.ast[target] else { return Ok(()) };
        let in_class = self.current().r#type == ScopeType::Class;
        let is_generic = !type_params.is_empty();
        if is_generic {
            self.enter_type_params(stmt, name)?;
            self.visit_type_params(type_params)?;
        }
        let location = self.location(stmt);
        self.enter_named(name, ScopeType::TypeAlias, ScopeKey::Node(stmt.into()), location);
        self.see_class_scope(in_class, value)?;
        self.visit_expr(value)?;
        self.exit();
        if is_generic {
            self.exit();
        }
        Ok(())
    }

    pub(super) fn visit_type_params(&mut self, type_params: List<TypeParamId>) -> Result {
        let ast = self.ast;
        ast[type_params].iter().try_for_each(|&param| self.visit_type_param(param))
    }

    fn visit_type_param(&mut self, param: TypeParamId) -> Result {
        self.deepen()?;
        let (name, bound, default, default_description) = match self.ast[param] {
            TypeParam::TypeVar { name, bound, default_value } => (name, bound, default_value, "a TypeVar default"),
            TypeParam::ParamSpec { name, default_value } => (name, None, default_value, "a ParamSpec default"),
            TypeParam::TypeVarTuple { name, default_value } => (name, None, default_value, "a TypeVarTuple default"),
        };
        self.add_def(name, SymbolFlags::DEF_TYPE_PARAM | SymbolFlags::DEF_LOCAL, param)?;
        if let Some(bound) = bound {
            let description = match self.ast[bound] {
                Expr::Tuple { .. } => "a TypeVar constraint",
                _ => "a TypeVar bound",
            };
            self.visit_lazily(ScopeKey::Bound(param.into()), name, bound, description)?;
        }
        if let Some(default) = default {
            self.visit_lazily(ScopeKey::Default(param.into()), name, default, default_description)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// A bound or default, evaluated in a scope of its own when somebody asks for it.
    ///
    /// CPython: `symtable_visit_type_param_bound_or_default`.
    fn visit_lazily(&mut self, key: ScopeKey, name: Name, value: ExprId, description: &'static str) -> Result {
        let in_class = self.current().can_see_class_scope;
        let location = self.location(value);
        self.enter_named(name, ScopeType::TypeVariable, key, location);
        self.state().description = description;
        self.see_class_scope(in_class, value)?;
        self.visit_expr(value)?;
        self.exit();
        Ok(())
    }
}
