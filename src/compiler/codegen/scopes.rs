//! Entering and leaving code objects: their symbols, qualified names, `co_flags` and closures.

use std::sync::Arc;

use super::builder::{UnitBuilder, UnitKind};
use super::{Codegen, Emit};
use crate::base::{Location, Name};
use crate::bytecode::{Code, CodeConst, CodeFlags, Opcode};
use crate::compiler::positions::NameTable;
use crate::compiler::symtable::{NameScope, Scope, ScopeKey, SymbolFlags, mangle_name};
use crate::compiler::unit::{FinishContext, InstrSequence, Unit, UnitId};

/// Arguments of `RESUME`: what is resumed.
pub(super) mod resume {
    pub const AT_FUNC_START: u32 = 0;
    pub const AFTER_YIELD: u32 = 1;
    pub const AFTER_YIELD_FROM: u32 = 2;
    pub const AFTER_AWAIT: u32 = 3;
}

/// Room for the instructions that most code objects have.
const USUAL_INSTRS: usize = 64;

/// What a function object is made with, besides its code. CPython: `MAKE_FUNCTION_*`.
#[derive(Clone, Copy, Default)]
pub(super) struct FunctionParts {
    /// A tuple of positional defaults is on the stack.
    pub(super) defaults: bool,
    /// A dict of keyword-only defaults.
    pub(super) kwdefaults: bool,
    /// A tuple of names and annotations.
    pub(super) annotations: bool,
}

/// Arguments of `SET_FUNCTION_ATTRIBUTE`.
mod function_attribute {
    pub const DEFAULTS: u32 = 1;
    pub const KWDEFAULTS: u32 = 2;
    pub const ANNOTATIONS: u32 = 4;
    pub const CLOSURE: u32 = 8;
}

/// A code object that is ready to become a constant of the unit around it.
pub(super) struct Finished {
    pub(super) code: Arc<Code>,
    pub(super) freevars: Vec<Name>,
}

impl Codegen<'_> {
    /// The scope of the current unit.
    pub(super) fn scope(&self) -> &Scope {
        &self.symbols[self.current().scope]
    }

    /// Begins a code object. CPython: `compiler_enter_scope`.
    pub(super) fn enter_scope(&mut self, name: Name, kind: UnitKind, key: ScopeKey, lineno: i32) -> Emit {
        let Some(scope_id) = self.symbols.scope_id(key) else {
            return Err(self.internal(format!("no scope for {key:?}")));
        };
        let scope = &self.symbols[scope_id];
        let mut cellvars = self.names_in_scope(scope, NameScope::Cell, SymbolFlags::DEF_COMP_CELL);
        if scope.needs_class_closure {
            cellvars.add(self.known.class);
        }
        if scope.needs_classdict {
            cellvars.add(self.known.classdict);
        }
        let unit = UnitBuilder {
            kind,
            scope: scope_id,
            name,
            qualname: self.qualname(name, kind),
            private: self.units.last().and_then(|outer| outer.private),
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            firstlineno: lineno,
            sequence: InstrSequence::with_capacity(USUAL_INSTRS),
            consts: Default::default(),
            names: NameTable::default(),
            varnames: scope.varnames.iter().copied().collect(),
            cellvars,
            freevars: self.names_in_scope(scope, NameScope::Free, SymbolFlags::DEF_FREE_CLASS),
            fasthidden: Default::default(),
            fasthidden_order: Vec::new(),
            fblocks: Vec::new(),
            inlined_comprehensions: 0,
            shadowed: Default::default(),
            static_attributes: Vec::new(),
            nested: Vec::new(),
            node: key.node(),
        };
        self.units.push(unit);
        // A module resumes on line 0, which no statement can have.
        let resume_line = if kind == UnitKind::Module { 0 } else { lineno };
        let resume = Location { lineno: resume_line, ..Location::line_only(lineno) };
        self.with_origin(key.node(), |c| c.op_arg(resume, Opcode::RESUME, resume::AT_FUNC_START));
        Ok(())
    }

    /// The names of a scope with some meaning or flag, sorted, so that code does not depend on hashing.
    ///
    /// CPython: `dictbytype`.
    fn names_in_scope(&self, scope: &Scope, meaning: NameScope, flag: u32) -> NameTable {
        let wanted = |flags: SymbolFlags| flags.scope() == Some(meaning) || flags.has(flag);
        let mut names: Vec<Name> =
            scope.symbols.iter().filter(|&(_, flags)| wanted(flags)).map(|(name, _)| name).collect();
        names.sort_unstable_by(|&a, &b| self.names[a].cmp(&self.names[b]));
        names.into_iter().collect()
    }

    /// `f.<locals>.C.method`: the way to a definition. CPython: `compiler_set_qualname`.
    fn qualname(&mut self, name: Name, kind: UnitKind) -> Name {
        let parent = match self.units.as_slice() {
            // The module, and what stands directly in it.
            [] | [_] => return name,
            // Type parameters do not show.
            [_, outer] if outer.kind == UnitKind::TypeParams => return name,
            [.., grandparent, outer] if outer.kind == UnitKind::TypeParams => grandparent,
            [.., parent] => parent,
        };
        if matches!(kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let mangled = mangle_name(&mut self.names, parent.private, name);
            let meaning = parent.shadowed.get(&mangled).copied().or_else(|| {
                let scope = &self.symbols[parent.scope];
                scope.symbols.get(mangled)
            });
            if meaning.and_then(SymbolFlags::scope) == Some(NameScope::GlobalExplicit) {
                return name;
            }
        }
        let locals = match parent.kind {
            UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda => ".<locals>",
            _ => "",
        };
        let qualname = format!("{}{locals}.{}", &self.names[parent.qualname], &self.names[name]);
        self.names.intern(&qualname)
    }

    /// Ends the current code object: the later stages run on it. `returns_none` says what it returns where control
    /// falls off its end: None, or what is on the stack. CPython: `optimize_and_assemble`, `compiler_exit_scope`.
    pub(super) fn finish_scope(&mut self, returns_none: bool) -> Emit<(UnitId, Arc<Code>, Vec<Name>)> {
        let node = self.current().node;
        self.with_origin(node, |c| {
            if returns_none {
                c.load_none(Location::NONE);
            }
            c.op(Location::NONE, Opcode::RETURN_VALUE);
        });
        let flags = self.code_flags();
        let Some(builder) = self.units.pop() else { return Err(self.internal("no scope to leave")) };
        let freevars = builder.freevars.as_slice().to_vec();
        let unit = Unit {
            name: builder.name,
            qualname: builder.qualname,
            argcount: builder.argcount + builder.posonlyargcount,
            posonlyargcount: builder.posonlyargcount,
            kwonlyargcount: builder.kwonlyargcount,
            flags,
            firstlineno: builder.firstlineno,
            sequence: builder.sequence,
            consts: builder.consts.values,
            names: builder.names.into_vec(),
            varnames: builder.varnames.into_vec(),
            cellvars: builder.cellvars.into_vec(),
            freevars: builder.freevars.into_vec(),
            fasthidden: builder.fasthidden_order,
            nested: builder.nested,
            node: Some(builder.node),
        };
        let mut context =
            FinishContext { names: &self.names, filename: self.input.filename, constants: self.constants };
        let (id, code) = self.sink.finish(unit, &mut context)?;
        if let Some(outer) = self.units.last_mut() {
            outer.nested.push(id);
        }
        Ok((id, code, freevars))
    }

    /// Ends a code object that a function is made from.
    pub(super) fn finish_function_scope(&mut self, returns_none: bool) -> Emit<Finished> {
        let (_, code, freevars) = self.finish_scope(returns_none)?;
        Ok(Finished { code, freevars })
    }

    /// CPython: `compute_code_flags`.
    fn code_flags(&self) -> u32 {
        let scope = self.scope();
        let mut flags = self.input.future.features;
        let mut set = |condition: bool, flag: u32| {
            if condition {
                flags |= flag;
            }
        };
        if scope.is_function_like() {
            set(true, CodeFlags::NEWLOCALS | CodeFlags::OPTIMIZED);
            set(scope.nested, CodeFlags::NESTED);
            set(scope.generator && !scope.coroutine, CodeFlags::GENERATOR);
            set(scope.generator && scope.coroutine, CodeFlags::ASYNC_GENERATOR);
            set(scope.varargs, CodeFlags::VARARGS);
            set(scope.varkeywords, CodeFlags::VARKEYWORDS);
        }
        set(scope.coroutine && !scope.generator, CodeFlags::COROUTINE);
        flags
    }

    /// Makes a function object of a code object, with the cells it needs and what is on the stack for it.
    ///
    /// CPython: `compiler_make_closure`.
    pub(super) fn make_closure(&mut self, loc: Location, finished: Finished, parts: FunctionParts) -> Emit {
        let has_closure = !finished.freevars.is_empty();
        for &name in &finished.freevars {
            let free = self.reference(name) != Some(NameScope::Cell);
            let Some(position) = self.current().deref_position(name, free) else {
                return Err(self.internal(format!("{} is no cell here", &self.names[name])));
            };
            self.op_arg(loc, Opcode::LOAD_CLOSURE, position);
        }
        if has_closure {
            self.op_arg(loc, Opcode::BUILD_TUPLE, finished.freevars.len() as u32);
        }
        self.load_code_const(loc, CodeConst::Code(finished.code));
        self.op(loc, Opcode::MAKE_FUNCTION);
        let attributes = [
            (has_closure, function_attribute::CLOSURE),
            (parts.annotations, function_attribute::ANNOTATIONS),
            (parts.kwdefaults, function_attribute::KWDEFAULTS),
            (parts.defaults, function_attribute::DEFAULTS),
        ];
        for (_, attribute) in attributes.into_iter().filter(|&(present, _)| present) {
            self.op_arg(loc, Opcode::SET_FUNCTION_ATTRIBUTE, attribute);
        }
        Ok(())
    }

    /// How an inner scope's free variable reaches this one. CPython: `get_ref_type`.
    pub(super) fn reference(&self, name: Name) -> Option<NameScope> {
        let implicit = name == self.known.class || name == self.known.classdict;
        if self.current().kind == UnitKind::Class && implicit {
            return Some(NameScope::Cell);
        }
        self.symbol(name).scope()
    }
}
