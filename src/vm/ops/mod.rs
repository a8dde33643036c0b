//! What the opcodes do. A handler is a method `op_…` of [`super::Vm`]; operands stay on the stack until the work is done,
//! so that nothing the work runs can free them.

mod arith;
mod attrs;
mod build;
mod calls;
mod classes;
mod control;
mod errors;
pub mod generators;
mod imports;
mod intrinsics;
mod items;
mod matching;
mod specials;
mod variables;

use super::object::Obj;
use super::{PyResult, Vm};

impl Vm {
    /// Runs `work` in a scope; its result, counted for the stack, replaces the top `popped` cells.
    #[inline]
    pub(in crate::vm) fn replace_top(
        &mut self,
        popped: usize,
        work: impl FnOnce(&mut Vm) -> PyResult<Obj>,
    ) -> PyResult<()> {
        let mark = self.mark();
        let result = work(self)?;
        self.incref(result);
        self.release(mark);
        let height = self.stack.len() - popped;
        self.drop_stack_to(height);
        self.stack.push(result);
        Ok(())
    }

    /// Runs `work` in a scope, then drops the top `popped` cells.
    #[inline]
    pub(in crate::vm) fn consume_top(
        &mut self,
        popped: usize,
        work: impl FnOnce(&mut Vm) -> PyResult<()>,
    ) -> PyResult<()> {
        let mark = self.mark();
        work(self)?;
        self.release(mark);
        let height = self.stack.len() - popped;
        self.drop_stack_to(height);
        Ok(())
    }

    /// Runs `work` in a scope and pushes its result.
    #[inline]
    pub(in crate::vm) fn push_result(&mut self, work: impl FnOnce(&mut Vm) -> PyResult<Obj>) -> PyResult<()> {
        self.replace_top(0, work)
    }
}
