//! Comprehensions and generator expressions.
//!
//! A generator expression is a function of its own, which gets the outermost iterator as its argument `.0` and is called
//! at once. The other comprehensions are inlined where [`super::inlining`] can isolate their variables (PEP 709).

use super::builder::UnitKind;
use super::fblocks::BlockKind;
use super::scopes::FunctionParts;
use super::{Codegen, Emit};
use crate::base::{Location, Name, Profile};
use crate::bytecode::Opcode;
use crate::compiler::symtable::ScopeKey;
use crate::compiler::unit::Label;
use crate::frontend::ast::{Comprehension, ComprehensionId, Expr, ExprId, List};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Generator,
    List,
    Set,
    Dict,
}

/// A comprehension, of whichever type.
#[derive(Clone, Copy)]
struct Parts<'a> {
    kind: Kind,
    generators: &'a [ComprehensionId],
    /// The item, or the key of a dict item.
    elt: ExprId,
    /// The value of a dict item.
    value: Option<ExprId>,
}

impl<'a> Codegen<'a> {
    /// CPython: `compiler_comprehension`.
    pub(super) fn comprehension(&mut self, expr: ExprId) -> Emit {
        let key = ScopeKey::Node(expr.into());
        let Some(scope_id) = self.symbols.scope_id(key) else {
            return Err(self.internal("a comprehension has a scope"));
        };
        let Some((parts, name)) = self.comprehension_parts(expr) else {
            return Err(self.internal("only comprehensions are compiled as such"));
        };
        let Some(&outermost) = parts.generators.first() else {
            return Err(self.internal("a comprehension has a generator"));
        };
        let scope = &self.symbols[scope_id];
        let outer_kind = self.current().kind;
        let loc = self.loc(expr);
        let state = if scope.comp_inlined {
            self.outermost_iterator(outermost)?;
            Some(self.begin_inlined(loc, scope))
        } else {
            self.enter_scope(name, UnitKind::Comprehension, key, loc.lineno)?;
            None
        };
        let is_async = scope.coroutine && parts.kind != Kind::Generator;
        if is_async && !matches!(outer_kind, UnitKind::AsyncFunction | UnitKind::Comprehension) {
            return self.error(loc, "asynchronous comprehension outside of an asynchronous function");
        }
        let build = match parts.kind {
            Kind::Generator => None,
            Kind::List => Some(Opcode::BUILD_LIST),
            Kind::Set => Some(Opcode::BUILD_SET),
            Kind::Dict => Some(Opcode::BUILD_MAP),
        };
        if let Some(build) = build {
            self.op_arg(loc, build, 0);
            if state.is_some() {
                self.op_arg(loc, Opcode::SWAP, 2);
            }
        }
        self.generator(loc, parts, 0, 0, state.is_some())?;
        if let Some(state) = state {
            self.end_inlined(loc, state);
            return Ok(());
        }
        match parts.kind {
            Kind::Generator => self.wrap_in_stopiteration_handler(),
            _ => self.op(loc, Opcode::RETURN_VALUE),
        }
        let finished = self.finish_function_scope(true)?;
        self.make_closure(loc, finished, FunctionParts::default())?;
        self.outermost_iterator(outermost)?;
        self.op_arg(loc, Opcode::CALL, 0);
        if is_async {
            self.op_arg(loc, Opcode::GET_AWAITABLE, 0);
            self.load_none(loc);
            self.yield_from(loc, true);
        }
        Ok(())
    }

    fn comprehension_parts(&self, expr: ExprId) -> Option<(Parts<'a>, Name)> {
        let ast = self.ast;
        let (kind, generators, elt, value, name) = match ast[expr] {
            Expr::GeneratorExp { elt, generators } => (Kind::Generator, generators, elt, None, self.known.genexpr),
            Expr::ListComp { elt, generators } => (Kind::List, generators, elt, None, self.known.listcomp),
            Expr::SetComp { elt, generators } => (Kind::Set, generators, elt, None, self.known.setcomp),
            Expr::DictComp { key, value, generators } => {
                (Kind::Dict, generators, key, Some(value), self.known.dictcomp)
            }
            _ => return None,
        };
        Some((Parts { kind, generators: &ast[generators], elt, value }, name))
    }

    /// Evaluated in the scope around the comprehension. CPython: `compiler_comprehension_iter`.
    fn outermost_iterator(&mut self, generator: ComprehensionId) -> Emit {
        let Comprehension { iter, is_async, .. } = self.ast[generator];
        self.with_origin(generator, |c| {
            c.expr(iter)?;
            c.op(c.loc(iter), if is_async { Opcode::GET_AITER } else { Opcode::GET_ITER });
            Ok(())
        })
    }

    /// The loop of one `for` clause, with those behind it inside. `depth` counts the iterators on the stack above the
    /// result. CPython: `compiler_comprehension_generator`.
    fn generator(&mut self, loc: Location, parts: Parts<'a>, index: usize, depth: u32, on_stack: bool) -> Emit {
        let Some(&generator) = parts.generators.get(index) else {
            return Err(self.internal("there is no such generator"));
        };
        let outer = self.origin.replace(generator.into());
        let result = if self.ast[generator].is_async {
            self.async_generator(loc, parts, index, depth, on_stack)
        } else {
            self.sync_generator(loc, parts, index, depth, on_stack)
        };
        self.origin = outer;
        result
    }

    /// CPython: `compiler_sync_comprehension_generator`.
    fn sync_generator(&mut self, loc: Location, parts: Parts<'a>, index: usize, depth: u32, on_stack: bool) -> Emit {
        let Comprehension { target, iter, ifs, .. } = self.ast[parts.generators[index]];
        let (start, if_cleanup, anchor) = (self.new_label(), self.new_label(), self.new_label());
        let iter_loc = self.loc(iter);
        let single = if index > 0 { self.single_item(iter) } else { None };
        if let Some(item) = single {
            // `for y in [f(x)]` is an assignment.
            self.expr(item)?;
        } else {
            if index == 0 {
                if !on_stack {
                    self.load_outermost(loc);
                }
            } else {
                self.expr(iter)?;
                self.op(iter_loc, Opcode::GET_ITER);
            }
            // The argument of a generator might have been replaced from outside by something that is no iterator. Later
            // versions make sure of it in every clause, be it that it was made an iterator just before.
            if self.input.profile != Profile::V3_13_0 {
                self.op(iter_loc, Opcode::GET_ITER);
            }
            self.place(start);
            self.op_jump(iter_loc, Opcode::FOR_ITER, anchor);
        }
        let depth = depth + u32::from(single.is_none());
        self.expr(target)?;
        self.conditions(loc, ifs, if_cleanup)?;
        let elt_loc = self.next_or_item(loc, parts, index, depth)?;
        self.place(if_cleanup);
        if single.is_none() {
            self.op_jump(elt_loc, Opcode::JUMP, start);
            self.place(anchor);
            // Tools that watch the program rely on END_FOR being the first instruction behind the loop.
            self.op(Location::NONE, Opcode::END_FOR);
            self.op(Location::NONE, Opcode::POP_TOP);
        }
        Ok(())
    }

    /// CPython: `compiler_async_comprehension_generator`.
    fn async_generator(&mut self, loc: Location, parts: Parts<'a>, index: usize, depth: u32, on_stack: bool) -> Emit {
        let Comprehension { target, iter, ifs, .. } = self.ast[parts.generators[index]];
        let (start, except, if_cleanup) = (self.new_label(), self.new_label(), self.new_label());
        if index > 0 {
            self.expr(iter)?;
            self.op(self.loc(iter), Opcode::GET_AITER);
        } else if !on_stack {
            self.load_outermost(loc);
        }
        self.place(start);
        self.push_fblock(loc, BlockKind::AsyncComprehensionGenerator, Some(start), None)?;
        self.await_next(loc, except);
        self.expr(target)?;
        self.conditions(loc, ifs, if_cleanup)?;
        let elt_loc = self.next_or_item(loc, parts, index, depth + 1)?;
        self.place(if_cleanup);
        self.op_jump(elt_loc, Opcode::JUMP, start);
        self.pop_fblock();
        self.place(except);
        self.op(loc, Opcode::END_ASYNC_FOR);
        Ok(())
    }

    /// The implicit argument `.0`.
    fn load_outermost(&mut self, loc: Location) {
        self.unit().argcount = 1;
        self.op_arg(loc, Opcode::LOAD_FAST, 0);
    }

    fn single_item(&self, iter: ExprId) -> Option<ExprId> {
        let (Expr::List { elts, .. } | Expr::Tuple { elts, .. }) = self.ast[iter] else { return None };
        match self.ast[elts] {
            [item] if !matches!(self.ast[item], Expr::Starred { .. }) => Some(item),
            _ => None,
        }
    }

    fn conditions(&mut self, loc: Location, ifs: List<ExprId>, skip: Label) -> Emit {
        let ast = self.ast;
        ast[ifs].iter().try_for_each(|&condition| self.jump_if(loc, condition, skip, false))
    }

    /// The inner clauses, or the item that the innermost one makes. Gives the place of the item.
    fn next_or_item(&mut self, loc: Location, parts: Parts<'a>, index: usize, depth: u32) -> Emit<Location> {
        let elt_loc = self.loc(parts.elt);
        if index + 1 < parts.generators.len() {
            self.generator(loc, parts, index + 1, depth, false)?;
            return Ok(elt_loc);
        }
        self.expr(parts.elt)?;
        match (parts.kind, parts.value) {
            (Kind::Dict, Some(value)) => {
                self.expr(value)?;
                let end = self.loc(value);
                let item_loc = Location { end_lineno: end.end_lineno, end_col_offset: end.end_col_offset, ..elt_loc };
                self.op_arg(item_loc, Opcode::MAP_ADD, depth + 1);
                return Ok(item_loc);
            }
            (Kind::Generator, _) => {
                self.yield_value(elt_loc);
                self.op(elt_loc, Opcode::POP_TOP);
            }
            (Kind::Set, _) => self.op_arg(elt_loc, Opcode::SET_ADD, depth + 1),
            (Kind::List | Kind::Dict, _) => self.op_arg(elt_loc, Opcode::LIST_APPEND, depth + 1),
        }
        Ok(elt_loc)
    }
}
