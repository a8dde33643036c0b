//! Inlined comprehensions (PEP 709): their variables are locals of the scope around, which gets its own values back
//! afterwards.

use super::{Codegen, UnitBuilder};
use crate::base::{Location, Name};
use crate::bytecode::Opcode;
use crate::compiler::symtable::{NameScope, Scope, ScopeType, SymbolFlags};
use crate::compiler::unit::Label;

/// What the scope around must get back.
pub(super) struct Inlined {
    /// Locals whose values are on the stack.
    saved_locals: Vec<Name>,
    /// Symbols as they were.
    saved_symbols: Vec<(Name, SymbolFlags)>,
    /// Names that became fast locals for the time being.
    hidden: Vec<Name>,
    /// Of the code that restores the locals: after an exception, and after the last item.
    labels: Option<(Label, Label)>,
}

impl Codegen<'_> {
    /// Makes room for the variables of a comprehension whose outermost iterator is on the stack.
    ///
    /// CPython: `push_inlined_comprehension_state`.
    pub(super) fn begin_inlined(&mut self, loc: Location, inner: &Scope) -> Inlined {
        let outer_type = self.scope().r#type;
        let is_function_like = outer_type.is_function_like();
        let in_class = outer_type == ScopeType::Class && self.current().inlined_comprehensions == 0;
        self.unit().inlined_comprehensions += 1;
        let mut state =
            Inlined { saved_locals: Vec::new(), saved_symbols: Vec::new(), hidden: Vec::new(), labels: None };
        for (name, flags) in inner.symbols.iter() {
            let outer_flags = self.symbol(name);
            let (meaning, outer_meaning) = (flags.scope(), outer_flags.scope());
            // What is free inside is whatever it is outside. A cell inside that is free outside stays free.
            let is_same = meaning == outer_meaning
                || meaning == Some(NameScope::Free)
                || meaning == Some(NameScope::Cell) && outer_meaning == Some(NameScope::Free);
            if !is_same || in_class {
                self.unit().shadowed.insert(name, flags);
                state.saved_symbols.push((name, outer_flags));
            }
            // An assignment expression may bind a name of the scope around, which is not isolated.
            let is_bound = flags.has(SymbolFlags::DEF_LOCAL) && !flags.has(SymbolFlags::DEF_NONLOCAL);
            if !is_bound && !in_class {
                continue;
            }
            if !is_function_like && self.unit().hide(name) {
                state.hidden.push(name);
            }
            let position = self.varname(name);
            self.op_arg(loc, Opcode::LOAD_FAST_AND_CLEAR, position);
            if meaning == Some(NameScope::Cell) {
                let free = outer_meaning == Some(NameScope::Free);
                let position = self.current().deref_position(name, free);
                self.op_arg(loc, Opcode::MAKE_CELL, position.unwrap_or_default());
            }
            state.saved_locals.push(name);
        }
        if !state.saved_locals.is_empty() {
            // The iterator comes to the top again. The same swap at the end brings the saved values back in order.
            self.op_arg(loc, Opcode::SWAP, state.saved_locals.len() as u32 + 1);
            let (cleanup, end) = (self.new_label(), self.new_label());
            state.labels = Some((cleanup, end));
            self.op_jump(loc, Opcode::SETUP_FINALLY, cleanup);
        }
        state
    }

    /// CPython: `pop_inlined_comprehension_state`.
    pub(super) fn end_inlined(&mut self, loc: Location, state: Inlined) {
        let unit = self.unit();
        unit.inlined_comprehensions -= 1;
        unit.shadowed.extend(state.saved_symbols.iter().copied());
        if let Some((cleanup, end)) = state.labels {
            let none = Location::NONE;
            self.op(none, Opcode::POP_BLOCK);
            self.op_jump(none, Opcode::JUMP_NO_INTERRUPT, end);
            // After an exception the unfinished result goes, too.
            self.place(cleanup);
            self.op_arg(none, Opcode::SWAP, 2);
            self.op(none, Opcode::POP_TOP);
            self.restore_locals(loc, &state.saved_locals);
            self.op_arg(none, Opcode::RERAISE, 0);
            self.place(end);
            self.restore_locals(loc, &state.saved_locals);
        }
        for name in state.hidden {
            self.unit().fasthidden.insert(name, false);
        }
    }

    /// CPython: `restore_inlined_comprehension_locals`.
    fn restore_locals(&mut self, loc: Location, saved: &[Name]) {
        self.op_arg(loc, Opcode::SWAP, saved.len() as u32 + 1);
        for &name in saved.iter().rev() {
            let position = self.varname(name);
            self.op_arg(loc, Opcode::STORE_FAST_MAYBE_NULL, position);
        }
    }

    fn varname(&mut self, name: Name) -> u32 {
        let mangled = self.mangle(name);
        self.unit().varnames.add(mangled)
    }
}

impl UnitBuilder {
    /// Makes a name a fast local; says whether it was none.
    fn hide(&mut self, name: Name) -> bool {
        match self.fasthidden.insert(name, true) {
            Some(was_hidden) => !was_hidden,
            None => {
                self.fasthidden_order.push(name);
                true
            }
        }
    }
}
