//! First pass: opens a scope for every block and records what happens to each name in it.
//!
//! `statements`, `expressions` and `type_scopes` walk the tree; this file holds what they share: the stack of open
//! scopes and the recording of names. CPython: the `symtable_visit_*` functions and `symtable_add_def`.

mod expressions;
mod statements;
mod type_scopes;

use hashbrown::HashMap;

use super::mangle::mangle_name;
use super::table::{Directive, Occurrence, Scope, ScopeId, ScopeKey, ScopeType, SymbolFlags, SymbolTable, Symbols};
use crate::base::{Diagnostic, Location, Name, Names, Stage};
use crate::compiler::error::syntax_error;
use crate::compiler::future::Future;
use crate::compiler::recursion;
use crate::frontend::ast::{Ast, Mod, NodeId, Stmt};
use crate::frontend::source::Source;

/// An error is boxed because results are passed often and errors hardly ever.
pub(super) type Result<T = ()> = std::result::Result<T, Box<Diagnostic>>;

/// Runs the first pass: every scope with its symbols, none of them resolved.
pub(super) fn build(source: &Source, ast: &Ast, names: Names, future: Future) -> Result<SymbolTable> {
    // A scope for every ten statements is usual.
    let scopes = ast.count::<Stmt>() / 10 + 8;
    let mut builder = Builder {
        source,
        ast,
        annotations_are_text: future.annotations(),
        table: SymbolTable { scopes: Vec::with_capacity(scopes), keys: HashMap::with_capacity(scopes), names },
        states: Vec::with_capacity(scopes),
        stack: Vec::new(),
        private: None,
        super_: ast.names.find("super"),
        depth: 0,
    };
    builder.visit_module()?;
    Ok(builder.table)
}

struct Builder<'a> {
    source: &'a Source,
    ast: &'a Ast,
    annotations_are_text: bool,
    table: SymbolTable,
    /// What matters of each scope of the table only while it is open.
    states: Vec<State>,
    /// The open scopes, the innermost last.
    stack: Vec<ScopeId>,
    /// The class whose private names are mangled.
    private: Option<Name>,
    /// `super`, if the file has it.
    super_: Option<Name>,
    /// Levels of nodes around the one being visited.
    depth: u32,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// Inside the target of a comprehension's `for`.
    in_comp_target: bool,
    /// How many iterables of comprehensions are around; assignment expressions are not allowed there.
    comp_iterables: u32,
    /// What a type-variable scope is, for messages: `a TypeVar bound`.
    description: &'static str,
}

impl Builder<'_> {
    fn visit_module(&mut self) -> Result {
        let Some(root) = self.ast.root else { return Ok(()) };
        let module = Location::new(0, 0, 0, 0);
        self.enter("top", ScopeType::Module, ScopeKey::Node(root.into()), module);
        match self.ast[root] {
            Mod::Module { body, .. } | Mod::Interactive { body } => self.visit_stmts(body)?,
            Mod::Expression { body } => self.visit_expr(body)?,
        }
        self.exit();
        Ok(())
    }

    fn enter(&mut self, name: &str, r#type: ScopeType, key: ScopeKey, location: Location) -> ScopeId {
        let name = self.table.names.intern(name);
        self.enter_named(name, r#type, key, location)
    }

    /// Opens a scope inside the current one. CPython: `symtable_enter_block`.
    fn enter_named(&mut self, name: Name, r#type: ScopeType, key: ScopeKey, location: Location) -> ScopeId {
        let id = ScopeId::from_index(self.table.scopes.len());
        let parent = self.stack.last().copied();
        let outer = parent.map(|parent| &self.table[parent]);
        let mangles_only = outer.filter(|_| r#type != ScopeType::Class).and_then(|outer| outer.mangles_only);
        let scope = Scope {
            key,
            r#type,
            name,
            location,
            parent,
            children: Vec::new(),
            symbols: Symbols::default(),
            varnames: Vec::new(),
            directives: Vec::new(),
            occurrences: Vec::with_capacity(16),
            mangles_only,
            mangled_names: Vec::new(),
            comprehension: None,
            nested: outer.is_some_and(|outer| outer.nested || outer.is_function_like()),
            free: false,
            child_free: false,
            generator: false,
            coroutine: false,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            needs_class_closure: false,
            needs_classdict: false,
            comp_inlined: false,
            can_see_class_scope: false,
        };
        let comp_iterables = parent.map_or(0, |parent| self.states[parent.index()].comp_iterables);
        self.table.scopes.push(scope);
        self.table.keys.insert(key, id);
        self.states.push(State { comp_iterables, ..State::default() });
        self.stack.push(id);
        if let Some(parent) = parent.filter(|_| r#type != ScopeType::Annotation) {
            self.table.scopes[parent.index()].children.push(id);
        }
        id
    }

    fn exit(&mut self) {
        self.stack.pop();
    }

    fn current_id(&self) -> ScopeId {
        *self.stack.last().expect("a visit happens inside the module's scope")
    }

    fn current(&mut self) -> &mut Scope {
        let id = self.current_id();
        &mut self.table.scopes[id.index()]
    }

    fn state(&mut self) -> &mut State {
        let id = self.current_id();
        &mut self.states[id.index()]
    }

    /// Counts one more level of nodes.
    fn deepen(&mut self) -> Result {
        self.depth += 1;
        if self.depth > recursion::LIMIT { Err(recursion::error(Stage::Symtable).into()) } else { Ok(()) }
    }

    fn location(&self, node: impl Into<NodeId>) -> Location {
        self.source.lines.location(self.ast.node_span(node.into()))
    }

    fn error<T>(&self, node: impl Into<NodeId>, msg: impl Into<String>) -> Result<T> {
        Err(syntax_error(self.source, Stage::Symtable, self.location(node), msg).into())
    }

    /// The name under which `scope` knows `ident`; see [`SymbolTable::mangle`].
    fn mangle(&mut self, scope: ScopeId, ident: Name) -> Name {
        match self.table[scope].mangles_only {
            Some(owner) if !self.table[owner].mangled_names.contains(&ident) => ident,
            _ => mangle_name(&mut self.table.names, self.private, ident),
        }
    }

    /// What is known of `ident` in `scope`; nothing is zero.
    fn flags_in(&mut self, scope: ScopeId, ident: Name) -> SymbolFlags {
        let mangled = self.mangle(scope, ident);
        self.table[scope].symbols.get(mangled).unwrap_or_default()
    }

    fn flags(&mut self, ident: Name) -> SymbolFlags {
        self.flags_in(self.current_id(), ident)
    }

    /// Records that `node` does `flag` to `ident` in the current scope. CPython: `symtable_add_def`.
    fn add_def(&mut self, ident: Name, flag: u32, node: impl Into<NodeId>) -> Result {
        if flag & SymbolFlags::DEF_TYPE_PARAM != 0
            && let Some(owner) = self.current().mangles_only
        {
            self.table.scopes[owner.index()].mangled_names.push(ident);
        }
        self.add_def_in(self.current_id(), ident, flag, node.into())
    }

    /// As [`Self::add_def`], for a name that CPython makes up.
    fn add_made_up(&mut self, ident: &str, flag: u32, node: impl Into<NodeId>) -> Result {
        let ident = self.table.names.intern(ident);
        self.add_def(ident, flag, node)
    }

    /// As [`Self::add_def`], for any open scope. CPython: `symtable_add_def_helper`.
    fn add_def_in(&mut self, target: ScopeId, ident: Name, flag: u32, node: NodeId) -> Result {
        let name = self.mangle(self.current_id(), ident);
        let known = self.table[target].symbols.get(name).unwrap_or_default();
        let twice = |bit: u32| flag & bit != 0 && known.has(bit);
        let shown = || &self.table.names[ident];
        if twice(SymbolFlags::DEF_PARAM) {
            return self.error(node, format!("duplicate argument '{}' in function definition", shown()));
        }
        if twice(SymbolFlags::DEF_TYPE_PARAM) {
            return self.error(node, format!("duplicate type parameter '{}'", shown()));
        }
        let mut flags = known.0 | flag;
        if self.states[target.index()].in_comp_target {
            if flags & (SymbolFlags::DEF_GLOBAL | SymbolFlags::DEF_NONLOCAL) != 0 {
                let name = shown();
                let msg = format!("comprehension inner loop cannot rebind assignment expression target '{name}'");
                return self.error(node, msg);
            }
            flags |= SymbolFlags::DEF_COMP_ITER;
        }
        let scope = &mut self.table.scopes[target.index()];
        scope.symbols.set(name, SymbolFlags(flags));
        scope.occurrences.push(Occurrence { name, node, flags: SymbolFlags(flag) });
        if flag & SymbolFlags::DEF_PARAM != 0 {
            scope.varnames.push(name);
        } else if flag & SymbolFlags::DEF_GLOBAL != 0 {
            let globals = &mut self.table.scopes[ScopeId::MODULE.index()].symbols;
            let known = globals.get(name).unwrap_or_default();
            globals.set(name, SymbolFlags(known.0 | flag));
        }
        Ok(())
    }

    /// Remembers where a name was declared, for the errors of the second pass.
    fn record_directive(&mut self, ident: Name, node: impl Into<NodeId>) {
        let name = self.mangle(self.current_id(), ident);
        self.current().directives.push(Directive { name, node: node.into() });
    }
}
