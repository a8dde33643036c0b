//! Scopes: as `python -m symtable` prints them, as JSON with the answers of the `symtable` module, and as a tree for
//! people that also says which cell feeds which free variable.

use serde_json::{Value, json};

use super::{ItemRef, Listing, Role, Row};
use crate::base::{Name, repr};
use crate::compiler::symtable::{NameScope, Scope, ScopeId, ScopeType, SymbolFlags, SymbolTable};
use crate::frontend::ast::Ast;
use crate::frontend::source::Source;

/// What `python -m symtable FILE` prints.
pub fn text(source: &Source, table: &SymbolTable) -> String {
    let mut out = String::new();
    if !table.is_empty() {
        push_text(&mut out, source, table, ScopeId::MODULE, 0);
    }
    out
}

fn push_text(out: &mut String, source: &Source, table: &SymbolTable, id: ScopeId, level: usize) {
    let scope = &table[id];
    let indent = "    ".repeat(level);
    let nested = if scope.nested { "nested " } else { "" };
    let what = match scope.r#type {
        ScopeType::Module => format!("from file {}", repr::str(&source.name)),
        _ => repr::str(&table.names[scope.name]),
    };
    *out += &format!("{indent}symbol table for {nested}{} {what}:\n", scope.r#type.name());
    for (name, flags) in scope.symbols.iter() {
        let kind = flags.scope().map_or("0", NameScope::name).to_lowercase();
        let name = repr::str(&table.names[name]);
        *out += &format!("    {indent}{kind} symbol {name}: {}\n", shown_flags(flags).join(", "));
    }
    out.push('\n');
    for &child in &scope.children {
        push_text(out, source, table, child, level + 1);
    }
}

/// The flags that `python -m symtable` shows, in its order.
fn shown_flags(flags: SymbolFlags) -> Vec<&'static str> {
    const SHOWN: [(u32, &str); 8] = [
        (SymbolFlags::USE, "use"),
        (SymbolFlags::DEF_GLOBAL, "def_global"),
        (SymbolFlags::DEF_NONLOCAL, "def_nonlocal"),
        (SymbolFlags::DEF_LOCAL, "def_local"),
        (SymbolFlags::DEF_PARAM, "def_param"),
        (SymbolFlags::DEF_IMPORT, "def_import"),
        // Shown only for a name that is bound in all three ways.
        (SymbolFlags::DEF_BOUND, "def_bound"),
        (SymbolFlags::DEF_ANNOT, "def_annot"),
    ];
    SHOWN.iter().filter(|(bits, _)| flags.0 & bits == *bits).map(|&(_, name)| name).collect()
}

/// A symbol with the answers of `symtable.Symbol`.
#[derive(Clone, Copy)]
pub struct Symbol<'a> {
    table: &'a SymbolTable,
    scope: &'a Scope,
    pub name: Name,
    pub flags: SymbolFlags,
}

impl<'a> Symbol<'a> {
    /// The symbols of a scope, in their order.
    pub fn all(table: &'a SymbolTable, id: ScopeId) -> impl ExactSizeIterator<Item = Symbol<'a>> {
        let scope = &table[id];
        scope.symbols.iter().map(move |(name, flags)| Symbol { table, scope, name, flags })
    }

    /// What is bound in a module is local and global. `symtable` knows a module by its name, which others may have too.
    fn is_bound_in_module(self) -> bool {
        &self.table.names[self.scope.name] == "top" && self.flags.is_bound()
    }

    pub fn is_referenced(self) -> bool {
        self.flags.has(SymbolFlags::USE)
    }

    pub fn is_parameter(self) -> bool {
        self.flags.has(SymbolFlags::DEF_PARAM)
    }

    pub fn is_global(self) -> bool {
        matches!(self.flags.scope(), Some(NameScope::GlobalImplicit | NameScope::GlobalExplicit))
            || self.is_bound_in_module()
    }

    pub fn is_nonlocal(self) -> bool {
        self.flags.has(SymbolFlags::DEF_NONLOCAL)
    }

    pub fn is_declared_global(self) -> bool {
        self.flags.scope() == Some(NameScope::GlobalExplicit)
    }

    pub fn is_local(self) -> bool {
        matches!(self.flags.scope(), Some(NameScope::Local | NameScope::Cell)) || self.is_bound_in_module()
    }

    pub fn is_annotated(self) -> bool {
        self.flags.has(SymbolFlags::DEF_ANNOT)
    }

    pub fn is_free(self) -> bool {
        self.flags.scope() == Some(NameScope::Free)
    }

    pub fn is_imported(self) -> bool {
        self.flags.has(SymbolFlags::DEF_IMPORT)
    }

    pub fn is_assigned(self) -> bool {
        self.flags.has(SymbolFlags::DEF_LOCAL)
    }

    /// Whether a function or class of that name is defined here.
    pub fn is_namespace(self) -> bool {
        self.scope.children.iter().any(|&child| self.table[child].name == self.name)
    }

    fn to_json(self, id: ScopeId) -> Value {
        let provider = self.table.provider(id, self.name).map(|provider| provider.index());
        json!({
            "name": &self.table.names[self.name],
            "scope": self.flags.scope().map(NameScope::name),
            "flags": self.flags.0,
            "is_referenced": self.is_referenced(),
            "is_parameter": self.is_parameter(),
            "is_global": self.is_global(),
            "is_nonlocal": self.is_nonlocal(),
            "is_declared_global": self.is_declared_global(),
            "is_local": self.is_local(),
            "is_annotated": self.is_annotated(),
            "is_free": self.is_free(),
            "is_imported": self.is_imported(),
            "is_assigned": self.is_assigned(),
            "is_namespace": self.is_namespace(),
            "cell_of": provider,
        })
    }
}

/// Every scope, the module first, each followed by the scopes inside it.
///
/// `id`, `parent` and `cell_of` are numbers of scopes; `cell_of` is the scope whose variable a free one is. The rest is
/// what `symtable.SymbolTable` and `symtable.Symbol` answer.
pub fn json(table: &SymbolTable) -> Value {
    let mut scopes = Vec::new();
    if !table.is_empty() {
        push_json(&mut scopes, table, ScopeId::MODULE, None);
    }
    Value::Array(scopes)
}

fn push_json(scopes: &mut Vec<Value>, table: &SymbolTable, id: ScopeId, parent: Option<ScopeId>) {
    let scope = &table[id];
    let mut value = json!({
        "id": id.index(),
        "parent": parent.map(ScopeId::index),
        "type": scope.r#type.name(),
        "name": &table.names[scope.name],
        "lineno": scope.location.lineno,
        "is_optimized": scope.r#type == ScopeType::Function,
        "is_nested": scope.nested,
        "has_children": !scope.children.is_empty(),
        "symbols": Symbol::all(table, id).map(|symbol| symbol.to_json(id)).collect::<Vec<_>>(),
    });
    let names = |test: &dyn Fn(Symbol) -> bool| -> Value {
        Symbol::all(table, id).filter(|&symbol| test(symbol)).map(|symbol| &table.names[symbol.name]).collect()
    };
    match scope.r#type {
        ScopeType::Function => {
            let in_scopes = |scopes: &'static [NameScope]| {
                names(&move |symbol| symbol.flags.scope().is_some_and(|scope| scopes.contains(&scope)))
            };
            value["parameters"] = names(&|symbol| symbol.is_parameter());
            value["locals"] = in_scopes(&[NameScope::Local, NameScope::Cell]);
            value["globals"] = in_scopes(&[NameScope::GlobalImplicit, NameScope::GlobalExplicit]);
            value["nonlocals"] = names(&|symbol| symbol.is_nonlocal());
            value["frees"] = in_scopes(&[NameScope::Free]);
        }
        ScopeType::Class => value["methods"] = methods(table, scope),
        _ => {}
    }
    scopes.push(value);
    for &child in &scope.children {
        push_json(scopes, table, child, Some(id));
    }
}

/// `symtable.Class.get_methods()`: functions, generic ones too, whose name is local in the class.
fn methods(table: &SymbolTable, class: &Scope) -> Value {
    let is_genexp = |scope: &Scope| {
        &table.names[scope.name] == "genexpr" && scope.varnames.iter().any(|&name| &table.names[name] == ".0")
    };
    let mut found: Vec<&str> = Vec::new();
    for &child in &class.children {
        let child = &table[child];
        if class.scope_of(child.name) != Some(NameScope::Local) {
            continue;
        }
        let is_method = match child.r#type {
            ScopeType::Function => !is_genexp(child),
            ScopeType::TypeParameters => child.children.iter().any(|&inner| {
                let inner = &table[inner];
                inner.name == child.name && inner.r#type == ScopeType::Function
            }),
            _ => false,
        };
        let name = &table.names[child.name];
        if is_method && !found.contains(&name) {
            found.push(name);
        }
    }
    found.into()
}

/// The rows of the scopes pane: each scope, its names, then the scopes inside it. Inlined comprehensions are shown where
/// they stand in the source, though CPython has merged them into the scope around.
pub fn listing(source: &Source, ast: &Ast, table: &SymbolTable) -> Listing {
    let mut rows = Vec::new();
    if !table.is_empty() {
        push_rows(&mut rows, source, ast, table, ScopeId::MODULE, 0, "");
    }
    Listing::tree(rows)
}

fn push_rows(
    rows: &mut Vec<Row>,
    source: &Source,
    ast: &Ast,
    table: &SymbolTable,
    id: ScopeId,
    depth: usize,
    path: &str,
) {
    let scope = &table[id];
    let path = format!("{path}/{} {}", scope.r#type.name(), &table.names[scope.name]);
    rows.push(
        scope_row(source, table, scope)
            .depth(depth)
            .item(ItemRef::Scope(id.index() as u32))
            .span(ast.node_span(scope.key.node()))
            .key(path.clone()),
    );
    let width = scope.symbols.iter().map(|(name, _)| table.names[name].chars().count()).max().unwrap_or(0);
    for (index, symbol) in Symbol::all(table, id).enumerate() {
        let name = &table.names[symbol.name];
        let mut row = symbol_row(table, id, symbol, width)
            .depth(depth + 1)
            .item(ItemRef::Symbol(id.index() as u32, index as u32))
            .key(format!("{path}.{name}"));
        let mut occurrences = table.occurrences(id, symbol.name);
        let first = occurrences.find(|occurrence| occurrence.defines());
        if let Some(occurrence) = first.or_else(|| table.occurrences(id, symbol.name).next()) {
            row = row.span(ast.node_span(occurrence.node));
        }
        rows.push(row);
    }
    for (child, _) in table.iter().filter(|(_, inner)| inner.parent == Some(id)) {
        push_rows(rows, source, ast, table, child, depth + 1, &path);
    }
}

fn scope_row(source: &Source, table: &SymbolTable, scope: &Scope) -> Row {
    let mut row = Row::new().with(Role::Keyword, scope.r#type.name());
    row = match scope.r#type {
        ScopeType::Module => row.with(Role::Text, format!(" {}", source.name)),
        ScopeType::Class => row.with(Role::Class, format!(" {}", &table.names[scope.name])),
        _ => row.with(Role::Function, format!(" {}", &table.names[scope.name])),
    };
    if scope.location.lineno > 0 {
        row = row.with(Role::Position, format!(" line {}", scope.location.lineno));
    }
    let facts = [
        (scope.nested, "nested"),
        (scope.coroutine, "coroutine"),
        (scope.generator, "generator"),
        (scope.varargs, "*args"),
        (scope.varkeywords, "**kwargs"),
        (scope.comp_inlined, "inlined"),
        (scope.child_free, "has free variables inside"),
        (scope.needs_class_closure, "makes __class__"),
        (scope.needs_classdict, "makes __classdict__"),
        (scope.can_see_class_scope, "sees the class"),
    ];
    let facts: Vec<_> = facts.into_iter().filter(|(holds, _)| *holds).map(|(_, fact)| fact).collect();
    row.with(Role::Flag, if facts.is_empty() { String::new() } else { format!("  {}", facts.join(", ")) })
}

fn symbol_row(table: &SymbolTable, id: ScopeId, symbol: Symbol, width: usize) -> Row {
    let name = &table.names[symbol.name];
    let (role, kind) = match symbol.flags.scope() {
        Some(NameScope::Local) => (Role::Local, "local"),
        Some(NameScope::GlobalExplicit) => (Role::Global, "global, declared"),
        Some(NameScope::GlobalImplicit) => (Role::Global, "global"),
        Some(NameScope::Free) => (Role::Free, "free"),
        Some(NameScope::Cell) => (Role::Cell, "cell"),
        None => (Role::Dim, "unknown"),
    };
    let facts = [
        (symbol.is_parameter(), "parameter"),
        (symbol.is_imported(), "imported"),
        (symbol.is_assigned(), "assigned"),
        (symbol.is_annotated(), "annotated"),
        (symbol.is_nonlocal(), "nonlocal"),
        (symbol.is_referenced(), "used"),
        (symbol.flags.has(SymbolFlags::DEF_TYPE_PARAM), "type parameter"),
        (symbol.flags.has(SymbolFlags::DEF_COMP_ITER), "iteration variable"),
        (symbol.flags.has(SymbolFlags::DEF_COMP_CELL), "cell of an inlined comprehension"),
        (symbol.flags.has(SymbolFlags::DEF_FREE_CLASS), "free in a method"),
        (symbol.is_namespace(), "defines a scope"),
    ];
    let facts: Vec<_> = facts.into_iter().filter(|(holds, _)| *holds).map(|(_, fact)| fact).collect();
    let row = Row::new().with(role, format!("{name:width$}  {kind:16}")).with(Role::Flag, facts.join(", "));
    match table.provider(id, symbol.name) {
        Some(provider) => row.with(Role::Note, format!("  from {}", described(table, provider))),
        None => row,
    }
}

/// `function outer, line 3`
fn described(table: &SymbolTable, id: ScopeId) -> String {
    let scope = &table[id];
    format!("{} {}, line {}", scope.r#type.name(), &table.names[scope.name], scope.location.lineno)
}
