//! Attributes, and `super().name` without making a `super` object.

use super::builder::UnitKind;
use super::{Codegen, Emit};
use crate::base::{Location, Name};
use crate::bytecode::Opcode;
use crate::compiler::symtable::NameScope;
use crate::frontend::ast::{Expr, ExprContext, ExprId};

impl Codegen<'_> {
    /// The `Attribute` case of CPython's `compiler_visit_expr`.
    pub(super) fn attribute(&mut self, expr: ExprId, value: ExprId, attr: Name, ctx: ExprContext) -> Emit {
        let loc = self.loc(expr);
        if ctx == ExprContext::Load && self.can_optimize_super(value, attr) {
            let has_args = self.load_super_args(value)?;
            let opcode = if has_args { Opcode::LOAD_SUPER_ATTR } else { Opcode::LOAD_ZERO_SUPER_ATTR };
            self.op_name(loc, opcode, attr);
            self.op(self.attribute_location(loc, expr), Opcode::NOP);
            return Ok(());
        }
        if ctx == ExprContext::Store {
            self.note_static_attribute(value, attr);
        }
        self.expr(value)?;
        let loc = self.attribute_location(loc, expr);
        match ctx {
            ExprContext::Load => self.op_name(loc, Opcode::LOAD_ATTR, attr),
            ExprContext::Store => {
                self.check_name(loc, attr, ctx)?;
                self.op_name(loc, Opcode::STORE_ATTR, attr);
            }
            ExprContext::Del => self.op_name(loc, Opcode::DELETE_ATTR, attr),
        }
        Ok(())
    }

    /// `self.attr = …` in a function adds to the `__static_attributes__` of the nearest class around it.
    ///
    /// CPython: `compiler_maybe_add_static_attribute_to_class`.
    fn note_static_attribute(&mut self, object: ExprId, attr: Name) {
        if !matches!(self.ast[object], Expr::Name { id, .. } if id == self.known.self_) {
            return;
        }
        let Some((_, outer)) = self.units.split_last_mut() else { return };
        if let Some(class) = outer.iter_mut().rev().find(|unit| unit.kind == UnitKind::Class) {
            class.static_attributes.push(attr);
        }
    }

    /// Where an attribute access counts as standing: if the expression spans lines, at the attribute's name.
    ///
    /// CPython: `update_start_location_to_match_attr`.
    pub(super) fn attribute_location(&self, loc: Location, attribute: ExprId) -> Location {
        let Expr::Attribute { attr, .. } = self.ast[attribute] else { return loc };
        let end = self.loc(attribute);
        if loc.lineno == end.end_lineno {
            return loc;
        }
        let length = self.names[attr].chars().count() as i32;
        let mut moved = Location { lineno: end.end_lineno, ..loc };
        if length <= end.end_col_offset {
            moved.col_offset = end.end_col_offset - length;
        } else {
            // A name that the parser normalised may be longer than what is written.
            moved.col_offset = -1;
            moved.end_col_offset = -1;
        }
        moved.end_lineno = moved.end_lineno.max(moved.lineno);
        if moved.lineno == moved.end_lineno {
            moved.end_col_offset = moved.end_col_offset.max(moved.col_offset);
        }
        moved
    }

    /// Whether `value.attr` is `super().attr` or `super(a, b).attr`, with the builtin `super` as far as one can see.
    ///
    /// CPython: `can_optimize_super_call`.
    pub(super) fn can_optimize_super(&self, value: ExprId, attr: Name) -> bool {
        let ast = self.ast;
        let Expr::Call { func, args, keywords } = ast[value] else { return false };
        let Expr::Name { id, .. } = ast[func] else { return false };
        if id != self.known.super_ || attr == self.known.class || !keywords.is_empty() {
            return false;
        }
        let is_builtin =
            self.symbol(id).scope() == Some(NameScope::GlobalImplicit) && self.module_symbol(id).scope().is_none();
        if !is_builtin {
            return false;
        }
        match args.len() {
            2 => !ast[args].iter().any(|&arg| matches!(ast[arg], Expr::Starred { .. })),
            // The zero-argument form needs a first parameter and the class.
            0 => {
                let unit = self.current();
                let has_parameter = unit.argcount + unit.posonlyargcount > 0;
                has_parameter && self.reference(self.known.class) == Some(NameScope::Free)
            }
            _ => false,
        }
    }

    /// Pushes `super`, the class and the object; says whether the call names these. CPython: `load_args_for_super`.
    pub(super) fn load_super_args(&mut self, call: ExprId) -> Emit<bool> {
        let ast = self.ast;
        let loc = self.loc(call);
        let Expr::Call { func, args, .. } = ast[call] else {
            return Err(self.internal("only calls of super have arguments"));
        };
        self.with_origin(func, |c| c.load_name(c.loc(func), c.known.super_))?;
        if args.len() == 2 {
            self.exprs(&ast[args])?;
            return Ok(true);
        }
        self.load_name(loc, self.known.class)?;
        let Some(first) = self.current().varnames.first() else {
            return Err(self.internal("super() without arguments needs a parameter"));
        };
        self.load_name(loc, first)?;
        Ok(false)
    }
}
