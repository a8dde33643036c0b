//! Which instruction loads, stores or deletes a name.

use super::{Codegen, Emit};
use crate::base::{Location, Name, Names};
use crate::bytecode::Opcode;
use crate::compiler::symtable::{NameScope, ScopeType, SymbolFlags};
use crate::frontend::ast::ExprContext;

/// Names that the compiler itself uses.
#[derive(Clone, Copy)]
pub(super) struct KnownNames {
    pub(super) annotations: Name,
    pub(super) class: Name,
    pub(super) classcell: Name,
    pub(super) classdict: Name,
    pub(super) classdictcell: Name,
    pub(super) debug: Name,
    pub(super) dictcomp: Name,
    pub(super) doc: Name,
    pub(super) empty: Name,
    pub(super) firstlineno: Name,
    pub(super) generic_base: Name,
    pub(super) genexpr: Name,
    pub(super) join: Name,
    pub(super) lambda: Name,
    pub(super) listcomp: Name,
    pub(super) module: Name,
    pub(super) module_attr: Name,
    pub(super) name: Name,
    pub(super) qualname: Name,
    pub(super) r#return: Name,
    pub(super) self_: Name,
    pub(super) setcomp: Name,
    pub(super) static_attributes: Name,
    pub(super) super_: Name,
    pub(super) type_params: Name,
    pub(super) type_params_attr: Name,
}

impl KnownNames {
    pub(super) fn new(names: &mut Names) -> Self {
        let mut name = |text| names.intern(text);
        Self {
            annotations: name("__annotations__"),
            class: name("__class__"),
            classcell: name("__classcell__"),
            classdict: name("__classdict__"),
            classdictcell: name("__classdictcell__"),
            debug: name("__debug__"),
            dictcomp: name("<dictcomp>"),
            doc: name("__doc__"),
            empty: name(""),
            firstlineno: name("__firstlineno__"),
            generic_base: name(".generic_base"),
            genexpr: name("<genexpr>"),
            join: name("join"),
            lambda: name("<lambda>"),
            listcomp: name("<listcomp>"),
            module: name("<module>"),
            module_attr: name("__module__"),
            name: name("__name__"),
            qualname: name("__qualname__"),
            r#return: name("return"),
            self_: name("self"),
            setcomp: name("<setcomp>"),
            static_attributes: name("__static_attributes__"),
            super_: name("super"),
            type_params: name(".type_params"),
            type_params_attr: name("__type_params__"),
        }
    }
}

/// Where a name lives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Fast,
    Global,
    Deref {
        free: bool,
    },
    /// Looked up in the namespace dict, then in globals and builtins.
    Name,
}

impl Codegen<'_> {
    /// The name as the current scope knows it.
    pub(super) fn mangle(&mut self, name: Name) -> Name {
        let unit = self.units.last().expect("code is generated inside a scope");
        self.symbols.mangle(&mut self.names, unit.scope, unit.private, name)
    }

    /// What is known of a (mangled) name in the current scope.
    pub(super) fn symbol(&self, name: Name) -> SymbolFlags {
        self.symbol_of(self.units.len() - 1, name)
    }

    /// What is known of a name in the module.
    pub(super) fn module_symbol(&self, name: Name) -> SymbolFlags {
        self.symbol_of(0, name)
    }

    fn symbol_of(&self, unit: usize, name: Name) -> SymbolFlags {
        let unit = &self.units[unit];
        let shadowed = unit.shadowed.get(&name).copied();
        shadowed.or_else(|| self.symbols[unit.scope].symbols.get(name)).unwrap_or_default()
    }

    /// `__debug__` is a constant. CPython: `forbidden_name`.
    pub(super) fn check_name(&self, loc: Location, name: Name, ctx: ExprContext) -> Emit {
        match ctx {
            ExprContext::Store if name == self.known.debug => self.error(loc, "cannot assign to __debug__"),
            ExprContext::Del if name == self.known.debug => self.error(loc, "cannot delete __debug__"),
            _ => Ok(()),
        }
    }

    /// CPython: `compiler_nameop` with `Load`.
    pub(super) fn load_name(&mut self, loc: Location, name: Name) -> Emit {
        self.name_op(loc, name, ExprContext::Load)
    }

    pub(super) fn store_name(&mut self, loc: Location, name: Name) -> Emit {
        self.name_op(loc, name, ExprContext::Store)
    }

    pub(super) fn delete_name(&mut self, loc: Location, name: Name) -> Emit {
        self.name_op(loc, name, ExprContext::Del)
    }

    /// CPython: `compiler_nameop`.
    pub(super) fn name_op(&mut self, loc: Location, name: Name, ctx: ExprContext) -> Emit {
        self.check_name(loc, name, ctx)?;
        let mangled = self.mangle(name);
        let meaning = self.symbol(mangled).scope();
        match self.place_of(mangled, meaning) {
            Place::Fast => {
                let opcode = match ctx {
                    ExprContext::Load => Opcode::LOAD_FAST,
                    ExprContext::Store => Opcode::STORE_FAST,
                    ExprContext::Del => Opcode::DELETE_FAST,
                };
                let position = self.unit().varnames.add(mangled);
                self.op_arg(loc, opcode, position);
            }
            Place::Deref { free } => {
                let opcode = match ctx {
                    ExprContext::Load => self.begin_deref_load(loc)?,
                    ExprContext::Store => Opcode::STORE_DEREF,
                    ExprContext::Del => Opcode::DELETE_DEREF,
                };
                let Some(position) = self.current().deref_position(mangled, free) else {
                    return Err(self.internal(format!("{} has no cell", &self.names[mangled])));
                };
                self.op_arg(loc, opcode, position);
            }
            Place::Global => {
                let opcode = match ctx {
                    ExprContext::Load => self.begin_global_load(loc, meaning)?,
                    ExprContext::Store => Opcode::STORE_GLOBAL,
                    ExprContext::Del => Opcode::DELETE_GLOBAL,
                };
                self.name_position_op(loc, opcode, mangled);
            }
            Place::Name => {
                let opcode = match ctx {
                    // Inside an inlined comprehension a class body's names are out of sight.
                    ExprContext::Load if self.is_inlined_in_class() => Opcode::LOAD_GLOBAL,
                    ExprContext::Load => Opcode::LOAD_NAME,
                    ExprContext::Store => Opcode::STORE_NAME,
                    ExprContext::Del => Opcode::DELETE_NAME,
                };
                self.name_position_op(loc, opcode, mangled);
            }
        }
        Ok(())
    }

    fn place_of(&self, mangled: Name, meaning: Option<NameScope>) -> Place {
        let function_like = self.scope().is_function_like();
        match meaning {
            Some(NameScope::Free) => Place::Deref { free: true },
            Some(NameScope::Cell) => Place::Deref { free: false },
            Some(NameScope::Local) if function_like => Place::Fast,
            Some(NameScope::Local) if self.current().fasthidden.get(&mangled) == Some(&true) => Place::Fast,
            Some(NameScope::GlobalImplicit) if function_like => Place::Global,
            Some(NameScope::GlobalExplicit) => Place::Global,
            _ => Place::Name,
        }
    }

    fn is_inlined_in_class(&self) -> bool {
        self.scope().r#type == ScopeType::Class && self.current().inlined_comprehensions > 0
    }

    /// The opcode that loads a cell, after what it needs on the stack: class bodies, and type scopes that see one, look
    /// into the class namespace first.
    fn begin_deref_load(&mut self, loc: Location) -> Emit<Opcode> {
        if self.scope().r#type == ScopeType::Class && self.current().inlined_comprehensions == 0 {
            self.op(loc, Opcode::LOAD_LOCALS);
            return Ok(Opcode::LOAD_FROM_DICT_OR_DEREF);
        }
        if self.scope().can_see_class_scope {
            self.load_classdict(loc)?;
            return Ok(Opcode::LOAD_FROM_DICT_OR_DEREF);
        }
        Ok(Opcode::LOAD_DEREF)
    }

    fn begin_global_load(&mut self, loc: Location, meaning: Option<NameScope>) -> Emit<Opcode> {
        if self.scope().can_see_class_scope && meaning == Some(NameScope::GlobalImplicit) {
            self.load_classdict(loc)?;
            return Ok(Opcode::LOAD_FROM_DICT_OR_GLOBALS);
        }
        Ok(Opcode::LOAD_GLOBAL)
    }

    fn load_classdict(&mut self, loc: Location) -> Emit {
        let Some(position) = self.current().deref_position(self.known.classdict, true) else {
            return Err(self.internal("__classdict__ is not free here"));
        };
        self.op_arg(loc, Opcode::LOAD_DEREF, position);
        Ok(())
    }

    /// An instruction with a name that is mangled already.
    fn name_position_op(&mut self, loc: Location, opcode: Opcode, mangled: Name) {
        let position = self.unit().names.add(mangled);
        let oparg = if opcode == Opcode::LOAD_GLOBAL { position << 1 } else { position };
        self.op_arg(loc, opcode, oparg);
    }
}
