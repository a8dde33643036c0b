//! `a | b`.

use super::PatternContext;
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::codegen::{Codegen, Emit};
use crate::frontend::ast::PatternId;

impl Codegen<'_> {
    /// Every alternative gets its own copy of the subject, and must bind the same names as the first, whose order the
    /// others' values are brought into. CPython: `compiler_pattern_or`.
    pub(super) fn or_pattern(&mut self, loc: Location, patterns: &[PatternId], context: &mut PatternContext) -> Emit {
        let end = self.new_label();
        let mut control = Vec::new();
        for (index, &alternative) in patterns.iter().enumerate() {
            let is_last = index + 1 == patterns.len();
            let mut inner =
                PatternContext { allow_irrefutable: is_last && context.allow_irrefutable, ..Default::default() };
            let alternative_loc = self.loc(alternative);
            self.op_arg(alternative_loc, Opcode::COPY, 1);
            self.pattern(alternative, &mut inner)?;
            if index == 0 {
                control = inner.stores.clone();
            } else if inner.stores.len() != control.len() {
                return self.different_names(loc);
            }
            for wanted in (0..control.len()).rev() {
                let Some(found) = inner.stores.iter().position(|&name| name == control[wanted]) else {
                    return self.different_names(loc);
                };
                if found == wanted {
                    continue;
                }
                // Moves the names up to the wanted one behind those between the two places, as a block, in the list
                // and on the stack.
                let rotations = found + 1;
                let block: Vec<_> = inner.stores.drain(..rotations).collect();
                let at = wanted - found;
                inner.stores.splice(at..at, block);
                for _ in 0..rotations {
                    self.rotate(alternative_loc, wanted + 1);
                }
            }
            self.op_jump(alternative_loc, Opcode::JUMP, end);
            self.emit_fail_pop(alternative_loc, &mut inner);
        }
        // No alternative matched.
        self.op(loc, Opcode::POP_TOP);
        self.jump_to_fail_pop(loc, context, Opcode::JUMP);
        self.place(end);
        // The values go under the copy of the subject, what is in use, and the values that were there before.
        let depth = control.len() + 1 + context.on_top + context.stores.len();
        for name in control {
            self.rotate(loc, depth);
            self.check_duplicate(loc, name, context)?;
            context.stores.push(name);
        }
        self.op(loc, Opcode::POP_TOP);
        Ok(())
    }

    fn different_names(&self, loc: Location) -> Emit {
        self.error(loc, "alternative patterns bind different names")
    }
}
