//! Lists, tuples, sets and dicts.

use super::emit::intrinsic;
use super::equality::distinct;
use super::{Codegen, Emit};
use crate::base::{Constant, Location};
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, ExprId};

/// Not more values than this are piled on the stack; longer displays grow item by item.
pub(super) const STACK_USE_GUIDELINE: usize = 30;

/// The literals that are written as items between brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    List,
    /// Built as a list where it cannot be built at once.
    Tuple,
    Set,
}

impl Display {
    fn build(self) -> Opcode {
        if self == Display::Set { Opcode::BUILD_SET } else { Opcode::BUILD_LIST }
    }

    fn add(self) -> Opcode {
        if self == Display::Set { Opcode::SET_ADD } else { Opcode::LIST_APPEND }
    }

    fn extend(self) -> Opcode {
        if self == Display::Set { Opcode::SET_UPDATE } else { Opcode::LIST_EXTEND }
    }
}

impl Codegen<'_> {
    pub(super) fn display(&mut self, loc: Location, display: Display, elts: &[ExprId]) -> Emit {
        self.build_display(loc, display, elts, false, 0)
    }

    /// Builds a list, tuple or set of `pushed` values on the stack and the items; the `generic_base` of a class may come
    /// behind these. CPython: `starunpack_helper`.
    pub(super) fn build_display(
        &mut self,
        loc: Location,
        display: Display,
        elts: &[ExprId],
        generic_base: bool,
        pushed: usize,
    ) -> Emit {
        let count = elts.len() + usize::from(generic_base);
        if count > 2
            && !generic_base
            && let Some(items) = self.constant_items(elts.iter().copied().map(Some))
        {
            self.constant_display(loc, display, items, pushed);
            return Ok(());
        }
        let ast = self.ast;
        let is_big = count + pushed > STACK_USE_GUIDELINE;
        let has_star = elts.iter().any(|&elt| matches!(ast[elt], Expr::Starred { .. }));
        if !has_star && !is_big {
            self.exprs(elts)?;
            if generic_base {
                self.load_name(loc, self.known.generic_base)?;
            }
            let build = if display == Display::Tuple { Opcode::BUILD_TUPLE } else { display.build() };
            self.op_arg(loc, build, (count + pushed) as u32);
            return Ok(());
        }
        let mut is_built = is_big;
        if is_big {
            self.op_arg(loc, display.build(), pushed as u32);
        }
        for (index, &elt) in elts.iter().enumerate() {
            match ast[elt] {
                Expr::Starred { value, .. } => {
                    if !is_built {
                        self.op_arg(loc, display.build(), (index + pushed) as u32);
                        is_built = true;
                    }
                    self.expr(value)?;
                    self.op_arg(loc, display.extend(), 1);
                }
                _ => {
                    self.expr(elt)?;
                    if is_built {
                        self.op_arg(loc, display.add(), 1);
                    }
                }
            }
        }
        if generic_base {
            self.load_name(loc, self.known.generic_base)?;
            self.op_arg(loc, display.add(), 1);
        }
        if display == Display::Tuple {
            self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE);
        }
        Ok(())
    }

    fn constant_display(&mut self, loc: Location, display: Display, items: Vec<Constant>, pushed: usize) {
        if display == Display::Tuple && pushed == 0 {
            self.load_const(loc, Constant::Tuple(items.into()));
            return;
        }
        let folded = match display {
            Display::Set => Constant::FrozenSet(distinct(items).into()),
            Display::List | Display::Tuple => Constant::Tuple(items.into()),
        };
        self.op_arg(loc, display.build(), pushed as u32);
        self.load_const(loc, folded);
        self.op_arg(loc, display.extend(), 1);
        if display == Display::Tuple {
            self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE);
        }
    }

    /// The values of the expressions, if all are there and constants. CPython: `are_all_items_const`.
    fn constant_items(&self, exprs: impl Iterator<Item = Option<ExprId>>) -> Option<Vec<Constant>> {
        exprs
            .map(|expr| match self.ast[expr?] {
                Expr::Constant { value, .. } => Some(self.ast[value].clone()),
                _ => None,
            })
            .collect()
    }

    /// A dict display, in runs between `**` items. CPython: `compiler_dict`.
    pub(super) fn dict(&mut self, loc: Location, keys: &[Option<ExprId>], values: &[ExprId]) -> Emit {
        let mut has_dict = false;
        // First item of the current run.
        let mut start = 0;
        for (index, (key, &value)) in keys.iter().zip(values).enumerate() {
            if key.is_none() {
                if start < index {
                    self.dict_run(loc, &keys[start..index], &values[start..index], &mut has_dict)?;
                } else if !has_dict {
                    self.op_arg(loc, Opcode::BUILD_MAP, 0);
                }
                has_dict = true;
                start = index + 1;
                self.expr(value)?;
                self.op_arg(loc, Opcode::DICT_UPDATE, 1);
            } else if 2 * (index - start) > STACK_USE_GUIDELINE {
                self.dict_run(loc, &keys[start..=index], &values[start..=index], &mut has_dict)?;
                start = index + 1;
            }
        }
        if start < keys.len() {
            self.dict_run(loc, &keys[start..], &values[start..], &mut has_dict)?;
        }
        if !has_dict {
            self.op_arg(loc, Opcode::BUILD_MAP, 0);
        }
        Ok(())
    }

    /// A run of `key: value` items, which joins the dict on the stack if there is one.
    fn dict_run(&mut self, loc: Location, keys: &[Option<ExprId>], values: &[ExprId], has_dict: &mut bool) -> Emit {
        self.dict_of(loc, keys, values)?;
        if *has_dict {
            self.op_arg(loc, Opcode::DICT_UPDATE, 1);
        }
        *has_dict = true;
        Ok(())
    }

    /// CPython: `compiler_subdict`.
    fn dict_of(&mut self, loc: Location, keys: &[Option<ExprId>], values: &[ExprId]) -> Emit {
        let count = keys.len();
        let is_big = 2 * count > STACK_USE_GUIDELINE;
        if count > 1
            && !is_big
            && let Some(constants) = self.constant_items(keys.iter().copied())
        {
            self.exprs(values)?;
            self.load_const(loc, Constant::Tuple(constants.into()));
            self.op_arg(loc, Opcode::BUILD_CONST_KEY_MAP, count as u32);
            return Ok(());
        }
        if is_big {
            self.op_arg(loc, Opcode::BUILD_MAP, 0);
        }
        for (&key, &value) in keys.iter().zip(values) {
            if let Some(key) = key {
                self.expr(key)?;
            }
            self.expr(value)?;
            if is_big {
                self.op_arg(loc, Opcode::MAP_ADD, 1);
            }
        }
        if !is_big {
            self.op_arg(loc, Opcode::BUILD_MAP, count as u32);
        }
        Ok(())
    }
}
