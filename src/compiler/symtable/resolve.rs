//! Second pass: what each name means in each scope.
//!
//! Bindings flow inwards: a scope hands the names bound in it and around it to its children. Free names flow outwards:
//! a name free in a child and local here becomes a cell here. CPython: `symtable_analyze`.
//!
//! ```python
//! def outer():        # x: CELL, because inner needs it
//!     x = 1
//!     def inner():
//!         return x    # x: FREE
//! ```

use super::build::Result;
use super::names_set::NameSet;
use super::table::{NameScope, ScopeId, ScopeType, SymbolFlags, SymbolTable};
use crate::base::{Name, Stage};
use crate::compiler::error::syntax_error;
use crate::frontend::ast::Ast;
use crate::frontend::source::Source;

/// Resolves every symbol of a table that the first pass built.
pub(super) fn resolve(source: &Source, ast: &Ast, table: &mut SymbolTable) -> Result {
    if table.is_empty() {
        return Ok(());
    }
    let class_cells = ["__class__", "__classdict__"].map(|name| table.names.intern(name));
    let mut resolver = Resolver { source, ast, table, class_cells };
    let module =
        Around { bound: None, free: NameSet::default(), global: NameSet::default(), type_params: NameSet::default() };
    resolver.analyze_block(ScopeId::MODULE, module, None).map(|_| ())
}

struct Resolver<'a> {
    source: &'a Source,
    ast: &'a Ast,
    table: &'a mut SymbolTable,
    /// `__class__` and `__classdict__`.
    class_cells: [Name; 2],
}

/// What a scope learns from those around it; its own copies, which it may change.
struct Around {
    /// Names bound in enclosing function-like scopes; `None` in the module.
    bound: Option<NameSet>,
    /// Names found free so far; what is free in the scope is added.
    free: NameSet,
    /// Names that enclosing scopes declare global.
    global: NameSet,
    /// Those bound names that are type parameters, to which `nonlocal` may not refer.
    type_params: NameSet,
}

/// The scopes found for the names of one block.
#[derive(Default)]
struct Found {
    scopes: Vec<(Name, NameScope)>,
    local: NameSet,
}

impl Resolver<'_> {
    /// Resolves the names of a block and of everything inside it. CPython: `analyze_block`.
    ///
    /// `class` is the class body whose names the block sees, if it is a type scope in one. The result holds the names
    /// that are free in the block, and those that were free before.
    fn analyze_block(&mut self, id: ScopeId, mut around: Around, class: Option<ScopeId>) -> Result<NameSet> {
        let r#type = self.table[id].r#type;
        let is_class = r#type == ScopeType::Class;
        // The names of a class are not visible in its methods, so its children get what was known before.
        let before = is_class.then(|| (around.bound.clone(), around.global.clone()));
        let symbols: Vec<_> = self.table[id].symbols.iter().collect();
        let mut found = Found { scopes: Vec::with_capacity(symbols.len()), ..Found::default() };
        for (name, flags) in symbols {
            let scope = self.analyze_name(id, name, flags, &mut around, &mut found.local, class)?;
            found.scopes.push((name, scope));
        }
        let (inner_bound, inner_global) = self.visible_inside(r#type, before, &around, &found);

        let mut free = NameSet::default();
        let mut inlined_cells = NameSet::default();
        for child in self.table[id].children.clone() {
            let inner = Around {
                bound: Some(inner_bound.clone()),
                free: free.clone(),
                global: inner_global.clone(),
                type_params: around.type_params.clone(),
            };
            let seen_class = match self.table[child].can_see_class_scope {
                true if is_class => Some(id),
                true => class,
                false => None,
            };
            let mut child_free = self.analyze_block(child, inner, seen_class)?;
            if self.is_inlined(id, child) {
                self.inline_comprehension(id, child, &mut found, &mut child_free, &mut inlined_cells);
                self.table.scopes[child.index()].comp_inlined = true;
            }
            free.insert_all(&child_free);
            let child = &self.table[child];
            let child_free = child.free || child.child_free;
            self.table.scopes[id.index()].child_free |= child_free;
        }
        self.splice_inlined_children(id);

        if r#type.is_function_like() {
            analyze_cells(&mut found, &mut free, &inlined_cells);
        } else if is_class {
            let [class_cell, classdict_cell] = self.class_cells.map(|name| free.remove(name));
            let scope = &mut self.table.scopes[id.index()];
            scope.needs_class_closure = class_cell;
            scope.needs_classdict = classdict_cell;
        }
        self.update_symbols(id, &found, around.bound.as_ref(), &free, &inlined_cells);
        around.free.insert_all(&free);
        Ok(around.free)
    }

    /// Decides what a name means, from what its scope does to it and what is around. CPython: `analyze_name`.
    fn analyze_name(
        &mut self,
        id: ScopeId,
        name: Name,
        flags: SymbolFlags,
        around: &mut Around,
        local: &mut NameSet,
        class: Option<ScopeId>,
    ) -> Result<NameScope> {
        if flags.has(SymbolFlags::DEF_GLOBAL) {
            if flags.has(SymbolFlags::DEF_NONLOCAL) {
                return self.error_at_directive(id, name, |name| format!("name '{name}' is nonlocal and global"));
            }
            around.global.insert(name);
            if let Some(bound) = &mut around.bound {
                bound.remove(name);
            }
            return Ok(NameScope::GlobalExplicit);
        }
        if flags.has(SymbolFlags::DEF_NONLOCAL) {
            let Some(bound) = &around.bound else {
                return self
                    .error_at_directive(id, name, |_| "nonlocal declaration not allowed at module level".into());
            };
            if !bound.contains(name) {
                return self.error_at_directive(id, name, |name| format!("no binding for nonlocal '{name}' found"));
            }
            if around.type_params.contains(name) {
                return self.error_at_directive(id, name, |name| {
                    format!("nonlocal binding not allowed for type parameter '{name}'")
                });
            }
            self.table.scopes[id.index()].free = true;
            around.free.insert(name);
            return Ok(NameScope::Free);
        }
        if flags.is_bound() {
            local.insert(name);
            around.global.remove(name);
            if flags.has(SymbolFlags::DEF_TYPE_PARAM) {
                around.type_params.insert(name);
            } else {
                around.type_params.remove(name);
            }
            return Ok(NameScope::Local);
        }
        // A type scope in a class looks a name that the class binds up in the class and in the globals at run time, and
        // never in a function around the class.
        let class_flags = class.and_then(|class| self.table[class].symbols.get(name)).unwrap_or_default();
        if class_flags.has(SymbolFlags::DEF_GLOBAL) {
            return Ok(NameScope::GlobalExplicit);
        }
        if class_flags.is_bound() && !class_flags.has(SymbolFlags::DEF_NONLOCAL) {
            return Ok(NameScope::GlobalImplicit);
        }
        let scope = &mut self.table.scopes[id.index()];
        if around.bound.as_ref().is_some_and(|bound| bound.contains(name)) {
            scope.free = true;
            around.free.insert(name);
            return Ok(NameScope::Free);
        }
        if !around.global.contains(name) && scope.nested {
            scope.free = true;
        }
        Ok(NameScope::GlobalImplicit)
    }

    /// The bound and global names that children of a block see.
    fn visible_inside(
        &self,
        r#type: ScopeType,
        before: Option<(Option<NameSet>, NameSet)>,
        around: &Around,
        found: &Found,
    ) -> (NameSet, NameSet) {
        if let Some((bound, global)) = before {
            let mut bound = bound.unwrap_or_default();
            for cell in self.class_cells {
                bound.insert(cell);
            }
            return (bound, global);
        }
        let mut bound = around.bound.clone().unwrap_or_default();
        if r#type.is_function_like() {
            bound.insert_all(&found.local);
        }
        (bound, around.global.clone())
    }

    /// Whether a child is a comprehension that runs inside its parent's code: all but generator expressions, and those
    /// in type scopes that see a class.
    fn is_inlined(&self, parent: ScopeId, child: ScopeId) -> bool {
        let child = &self.table[child];
        child.comprehension.is_some() && !child.generator && !self.table[parent].can_see_class_scope
    }

    /// Merges the symbols of a comprehension into the scope around it.
    fn inline_comprehension(
        &mut self,
        id: ScopeId,
        comprehension: ScopeId,
        found: &mut Found,
        comp_free: &mut NameSet,
        inlined_cells: &mut NameSet,
    ) {
        let is_class = self.table[id].r#type == ScopeType::Class;
        let [class_cell, _] = self.class_cells;
        let mut drops_class_cell = false;
        for (name, flags) in self.table[comprehension].symbols.iter().collect::<Vec<_>>() {
            if flags.has(SymbolFlags::DEF_PARAM) {
                continue; // The iterable, `.0`.
            }
            let Some(mut scope) = flags.scope() else { continue };
            if scope == NameScope::Cell || flags.has(SymbolFlags::DEF_COMP_CELL) {
                inlined_cells.insert(name);
            }
            // A class body has no cell `__class__` yet while it runs.
            if scope == NameScope::Free && is_class && name == class_cell {
                scope = NameScope::GlobalImplicit;
                comp_free.remove(name);
                drops_class_cell = true;
            }
            match self.table[id].symbols.get(name) {
                None => {
                    let symbols = &mut self.table.scopes[id.index()].symbols;
                    symbols.set(name, SymbolFlags(flags.without_scope()));
                    found.scopes.push((name, scope));
                }
                // What was free in the comprehension and is local here is now simply local, unless a scope inside the
                // comprehension needs it in a cell.
                Some(known) => {
                    if known.is_bound() && !is_class && !self.is_free_in_any_child(comprehension, name) {
                        comp_free.remove(name);
                    }
                }
            }
        }
        if drops_class_cell {
            self.table.scopes[comprehension.index()].symbols.remove(class_cell);
        }
    }

    fn is_free_in_any_child(&self, id: ScopeId, name: Name) -> bool {
        self.table[id].children.iter().any(|&child| self.table[child].scope_of(name) == Some(NameScope::Free))
    }

    /// Puts the children of inlined comprehensions in the place of these.
    fn splice_inlined_children(&mut self, id: ScopeId) {
        let children = std::mem::take(&mut self.table.scopes[id.index()].children);
        let mut spliced = Vec::with_capacity(children.len());
        for child in children {
            match self.table[child].comp_inlined {
                true => spliced.extend_from_slice(&self.table[child].children),
                false => spliced.push(child),
            }
        }
        self.table.scopes[id.index()].children = spliced;
    }

    /// Writes the scopes found into the symbols, and adds the names that only pass through on their way outwards.
    fn update_symbols(
        &mut self,
        id: ScopeId,
        found: &Found,
        bound: Option<&NameSet>,
        free: &NameSet,
        inlined_cells: &NameSet,
    ) {
        let scope = &mut self.table.scopes[id.index()];
        for &(name, resolved) in &found.scopes {
            let mut flags = scope.symbols.get(name).unwrap_or_default().0;
            if inlined_cells.contains(name) {
                flags |= SymbolFlags::DEF_COMP_CELL;
            }
            scope.symbols.set(name, SymbolFlags(flags | resolved.number() << SymbolFlags::SCOPE_OFFSET));
        }
        let sees_class = scope.r#type == ScopeType::Class || scope.can_see_class_scope;
        for name in free.iter() {
            match scope.symbols.get(name) {
                // Free in a method, and also a name of the class.
                Some(flags) if sees_class => {
                    scope.symbols.set(name, SymbolFlags(flags.0 | SymbolFlags::DEF_FREE_CLASS))
                }
                Some(_) => {}
                None if bound.is_some_and(|bound| !bound.contains(name)) => {}
                None => {
                    let flags = NameScope::Free.number() << SymbolFlags::SCOPE_OFFSET;
                    scope.symbols.set(name, SymbolFlags(flags));
                }
            }
        }
    }

    /// An error at the place where `name` was declared.
    fn error_at_directive<T>(&self, id: ScopeId, name: Name, msg: impl FnOnce(&str) -> String) -> Result<T> {
        let directive = self.table[id].directives.iter().find(|directive| directive.name == name);
        // The module's globals may come from declarations in other scopes.
        let location = directive.map_or(self.table[id].location, |directive| {
            self.source.lines.location(self.ast.node_span(directive.node))
        });
        Err(syntax_error(self.source, Stage::Symtable, location, msg(&self.table.names[name])).into())
    }
}

/// Makes the local names that inner scopes need cells, and ends their way outwards.
fn analyze_cells(found: &mut Found, free: &mut NameSet, inlined_cells: &NameSet) {
    for (name, scope) in &mut found.scopes {
        if *scope == NameScope::Local && (free.contains(*name) || inlined_cells.contains(*name)) {
            *scope = NameScope::Cell;
            free.remove(*name);
        }
    }
}
