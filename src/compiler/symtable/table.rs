//! What the analysis produces: scopes with their symbols, and the ways to find them.

use hashbrown::HashMap;

use super::mangle::mangle_name;
use crate::base::{Location, Name, Names};
use crate::compiler::positions::NameTable;
use crate::frontend::ast::NodeId;

/// Number of a scope in its [`SymbolTable`], in the order in which CPython enters the blocks; the module is 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ScopeId(u32);

impl ScopeId {
    pub const MODULE: Self = ScopeId(0);

    pub(super) fn from_index(index: usize) -> Self {
        ScopeId(index as u32)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kind of block. CPython: `_Py_block_ty`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScopeType {
    Function,
    Class,
    Module,
    /// An annotation under `from __future__ import annotations`: visited for its errors, never evaluated. No scope
    /// names it as a child.
    Annotation,
    /// The value of a `type` statement.
    TypeAlias,
    /// The brackets of a generic function, class or alias, and what CPython evaluates inside them.
    TypeParameters,
    /// A bound, constraint tuple or default of one type parameter.
    TypeVariable,
}

impl ScopeType {
    /// As `symtable.SymbolTable.get_type()` spells it.
    pub fn name(self) -> &'static str {
        match self {
            ScopeType::Function => "function",
            ScopeType::Class => "class",
            ScopeType::Module => "module",
            ScopeType::Annotation => "annotation",
            ScopeType::TypeAlias => "type alias",
            ScopeType::TypeParameters => "type parameters",
            ScopeType::TypeVariable => "type variable",
        }
    }

    /// Whether names bound here live in fast locals and cells. CPython: `_PyST_IsFunctionLike`.
    pub fn is_function_like(self) -> bool {
        matches!(self, ScopeType::Function | ScopeType::TypeAlias | ScopeType::TypeParameters | ScopeType::TypeVariable)
    }
}

/// The kind of comprehension that a function scope stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comprehension {
    List,
    Dict,
    Set,
    Generator,
}

/// What a name means in a scope, once everything is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NameScope {
    Local,
    /// Declared by a `global` statement here.
    GlobalExplicit,
    /// Bound nowhere around: a global or a builtin.
    GlobalImplicit,
    /// Lives in a cell of an enclosing scope.
    Free,
    /// Local here, and used by an inner scope.
    Cell,
}

impl NameScope {
    /// CPython's number for it.
    pub fn number(self) -> u32 {
        match self {
            NameScope::Local => 1,
            NameScope::GlobalExplicit => 2,
            NameScope::GlobalImplicit => 3,
            NameScope::Free => 4,
            NameScope::Cell => 5,
        }
    }

    fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => NameScope::Local,
            2 => NameScope::GlobalExplicit,
            3 => NameScope::GlobalImplicit,
            4 => NameScope::Free,
            5 => NameScope::Cell,
            _ => return None,
        })
    }

    /// As `symtable` names the constant.
    pub fn name(self) -> &'static str {
        match self {
            NameScope::Local => "LOCAL",
            NameScope::GlobalExplicit => "GLOBAL_EXPLICIT",
            NameScope::GlobalImplicit => "GLOBAL_IMPLICIT",
            NameScope::Free => "FREE",
            NameScope::Cell => "CELL",
        }
    }
}

/// Everything CPython knows about a name in a scope, in the very bits of `ste_symbols`: what was seen of the name in the
/// lower twelve, the resolved [`NameScope`] above.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SymbolFlags(pub u32);

impl SymbolFlags {
    /// Named by a `global` statement.
    pub const DEF_GLOBAL: u32 = 1;
    /// Assigned to.
    pub const DEF_LOCAL: u32 = 1 << 1;
    pub const DEF_PARAM: u32 = 1 << 2;
    /// Named by a `nonlocal` statement.
    pub const DEF_NONLOCAL: u32 = 1 << 3;
    /// Read.
    pub const USE: u32 = 1 << 4;
    /// Free in a method, and bound or global in the class around it.
    pub const DEF_FREE_CLASS: u32 = 1 << 6;
    pub const DEF_IMPORT: u32 = 1 << 7;
    pub const DEF_ANNOT: u32 = 1 << 8;
    /// The iteration variable of a comprehension.
    pub const DEF_COMP_ITER: u32 = 1 << 9;
    pub const DEF_TYPE_PARAM: u32 = 1 << 10;
    /// A cell of a comprehension that was inlined here.
    pub const DEF_COMP_CELL: u32 = 1 << 11;
    /// Anything that makes the name a local one.
    pub const DEF_BOUND: u32 = Self::DEF_LOCAL | Self::DEF_PARAM | Self::DEF_IMPORT;

    /// First bit of the resolved scope.
    pub const SCOPE_OFFSET: u32 = 12;
    const SCOPE_MASK: u32 = 15;

    /// The names of the bits, as `_symtable` exports them.
    pub const NAMES: [(u32, &'static str); 11] = [
        (Self::DEF_GLOBAL, "DEF_GLOBAL"),
        (Self::DEF_LOCAL, "DEF_LOCAL"),
        (Self::DEF_PARAM, "DEF_PARAM"),
        (Self::DEF_NONLOCAL, "DEF_NONLOCAL"),
        (Self::USE, "USE"),
        (Self::DEF_FREE_CLASS, "DEF_FREE_CLASS"),
        (Self::DEF_IMPORT, "DEF_IMPORT"),
        (Self::DEF_ANNOT, "DEF_ANNOT"),
        (Self::DEF_COMP_ITER, "DEF_COMP_ITER"),
        (Self::DEF_TYPE_PARAM, "DEF_TYPE_PARAM"),
        (Self::DEF_COMP_CELL, "DEF_COMP_CELL"),
    ];

    /// Whether any of `bits` is set.
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }

    /// The resolved scope; `None` before the second pass.
    pub fn scope(self) -> Option<NameScope> {
        NameScope::from_number(self.0 >> Self::SCOPE_OFFSET & Self::SCOPE_MASK)
    }

    /// The bits below the scope.
    pub fn without_scope(self) -> u32 {
        self.0 & ((1 << Self::SCOPE_OFFSET) - 1)
    }

    pub fn is_bound(self) -> bool {
        self.has(Self::DEF_BOUND)
    }
}

/// Few scopes have more symbols.
const USUAL: usize = 12;

/// The symbols of a scope in the order in which CPython's dict holds them, found by (mangled) name.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    names: NameTable,
    /// By the positions of the names.
    flags: Vec<SymbolFlags>,
}

impl Symbols {
    pub fn get(&self, name: Name) -> Option<SymbolFlags> {
        self.names.position(name).map(|at| self.flags[at as usize])
    }

    /// Sets the flags of a name; a new name goes to the end.
    pub(super) fn set(&mut self, name: Name, flags: SymbolFlags) {
        match self.flags.get_mut(self.names.add(name) as usize) {
            Some(known) => *known = flags,
            None => {
                if self.flags.capacity() == 0 {
                    self.flags.reserve(USUAL);
                }
                self.flags.push(flags);
            }
        }
    }

    pub(super) fn remove(&mut self, name: Name) {
        if let Some(at) = self.names.remove(name) {
            self.flags.remove(at as usize);
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Name, SymbolFlags)> + '_ {
        self.names.as_slice().iter().copied().zip(self.flags.iter().copied())
    }

    pub fn len(&self) -> usize {
        self.flags.len()
    }

    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }
}

/// What finds a scope: the node that makes it, since one node may make several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScopeKey {
    /// The module, a function, class, lambda or comprehension, or the value of a `type` statement.
    Node(NodeId),
    /// The type parameters of a function, class or `type` statement.
    TypeParams(NodeId),
    /// The bound or constraints of a `TypeVar`.
    Bound(NodeId),
    /// The default of a type parameter.
    Default(NodeId),
    /// An annotation, or all annotations of the parameters of a function, under `from __future__ import annotations`.
    Annotation(NodeId),
}

impl ScopeKey {
    /// The node, without its part in the key.
    pub fn node(self) -> NodeId {
        match self {
            ScopeKey::Node(node)
            | ScopeKey::TypeParams(node)
            | ScopeKey::Bound(node)
            | ScopeKey::Default(node)
            | ScopeKey::Annotation(node) => node,
        }
    }
}

/// A place where the source mentions a name of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// Mangled, as in [`Scope::symbols`].
    pub name: Name,
    /// The `Name`, `arg`, `alias`, definition, `global` statement, handler, pattern or type parameter; for names that
    /// CPython makes up (`.0`, `__class__`), the node because of which it does.
    pub node: NodeId,
    /// The bits that this place adds to the symbol.
    pub flags: SymbolFlags,
}

impl Occurrence {
    /// Whether the name is bound here.
    pub fn defines(self) -> bool {
        self.flags.is_bound()
    }

    /// Whether the name is read here.
    pub fn uses(self) -> bool {
        self.flags.has(SymbolFlags::USE)
    }
}

/// A name in a `global` or `nonlocal` statement, or one that an assignment expression in a comprehension declares so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Directive {
    pub name: Name,
    pub node: NodeId,
}

/// One block. CPython: `PySTEntryObject`.
#[derive(Clone, Debug)]
pub struct Scope {
    pub key: ScopeKey,
    pub r#type: ScopeType,
    /// As written (`top` for the module, `lambda`, `genexpr`, `listcomp`, `setcomp`, `dictcomp`).
    pub name: Name,
    /// Of the definition, comprehension or annotation; the module's is all zero.
    pub location: Location,
    /// The scope around this one in the source.
    pub parent: Option<ScopeId>,
    /// In CPython's order: an inlined comprehension is not among them, the scopes inside it stand in its place.
    pub children: Vec<ScopeId>,
    pub symbols: Symbols,
    /// Parameters in the order in which CPython meets them: positional ones, keyword-only ones, `*args`, `**kwargs`.
    pub varnames: Vec<Name>,
    pub directives: Vec<Directive>,
    pub occurrences: Vec<Occurrence>,
    /// The type-parameter scope of a class that this is or is inside of, short of the class itself: there only the
    /// type parameters are mangled, see [`SymbolTable::mangle`].
    pub mangles_only: Option<ScopeId>,
    /// The type parameters of a class, unmangled, in its type-parameter scope. CPython: `ste_mangled_names`.
    pub mangled_names: Vec<Name>,
    pub comprehension: Option<Comprehension>,
    /// Inside a function, however far out.
    pub nested: bool,
    /// Has free variables (or, in a nested scope, implicit globals).
    pub free: bool,
    /// A child has free variables.
    pub child_free: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub varargs: bool,
    pub varkeywords: bool,
    pub returns_value: bool,
    /// A class whose methods use `__class__` or `super`.
    pub needs_class_closure: bool,
    /// A class in which a type scope looks names up.
    pub needs_classdict: bool,
    /// A comprehension that runs inside the code of its parent (PEP 709).
    pub comp_inlined: bool,
    /// A type scope directly in a class body, or inside such a scope.
    pub can_see_class_scope: bool,
}

impl Scope {
    /// What the (mangled) name means here.
    pub fn scope_of(&self, name: Name) -> Option<NameScope> {
        self.symbols.get(name)?.scope()
    }

    pub fn is_function_like(&self) -> bool {
        self.r#type.is_function_like()
    }
}

/// All scopes of a file. Built once by [`super::analyze`].
#[derive(Clone, Debug)]
pub struct SymbolTable {
    pub(super) scopes: Vec<Scope>,
    pub(super) keys: HashMap<ScopeKey, ScopeId>,
    /// The tree's names, extended by mangled and made-up ones.
    pub names: Names,
}

impl SymbolTable {
    pub fn module(&self) -> &Scope {
        &self[ScopeId::MODULE]
    }

    pub fn scope_id(&self, key: ScopeKey) -> Option<ScopeId> {
        self.keys.get(&key).copied()
    }

    /// CPython: `_PySymtable_Lookup`.
    pub fn lookup(&self, key: ScopeKey) -> Option<&Scope> {
        self.scope_id(key).map(|id| &self[id])
    }

    /// The scope of the module, function, class, lambda, comprehension or alias value that `node` is.
    pub fn of(&self, node: impl Into<NodeId>) -> Option<&Scope> {
        self.lookup(ScopeKey::Node(node.into()))
    }

    pub fn len(&self) -> usize {
        self.scopes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Every scope in the order in which the source opens them: inlined comprehensions and annotation scopes included.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ScopeId, &Scope)> {
        self.scopes.iter().enumerate().map(|(index, scope)| (ScopeId::from_index(index), scope))
    }

    /// The places that bind, declare or read a name of a scope.
    pub fn occurrences(&self, scope: ScopeId, name: Name) -> impl Iterator<Item = Occurrence> + '_ {
        self[scope].occurrences.iter().copied().filter(move |occurrence| occurrence.name == name)
    }

    /// The name under which `scope` knows `ident` inside class `class`. `names` extends the table's names.
    ///
    /// CPython: `_Py_MaybeMangle`.
    pub fn mangle(&self, names: &mut Names, scope: ScopeId, class: Option<Name>, ident: Name) -> Name {
        match self[scope].mangles_only {
            Some(owner) if !self[owner].mangled_names.contains(&ident) => ident,
            _ => mangle_name(names, class, ident),
        }
    }

    /// The scope that owns the variable which a free name of `scope` stands for: where its cell is made, or, for a
    /// comprehension that was inlined, where its local lives.
    pub fn provider(&self, scope: ScopeId, name: Name) -> Option<ScopeId> {
        if self[scope].scope_of(name) != Some(NameScope::Free) {
            return None;
        }
        let class_cell = matches!(self.names.get(name), "__class__" | "__classdict__");
        let mut inlined = self[scope].comp_inlined;
        let mut at = self[scope].parent;
        while let Some(id) = at {
            let outer = &self[id];
            match outer.scope_of(name) {
                Some(NameScope::Cell) => return Some(id),
                Some(NameScope::Local) if inlined => return Some(id),
                _ if class_cell && outer.r#type == ScopeType::Class => return Some(id),
                _ => {}
            }
            inlined &= outer.comp_inlined;
            at = outer.parent;
        }
        None
    }
}

impl std::ops::Index<ScopeId> for SymbolTable {
    type Output = Scope;

    fn index(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.index()]
    }
}
