//! Where a name is found: the local scope, those around it, the module, the builtins, in this order.

use super::{Listing, Role, Row};
use crate::base::{Name, Span};
use crate::compiler::symtable::{Comprehension, NameScope, ScopeId, ScopeType, SymbolFlags, SymbolTable};
use crate::frontend::ast::Ast;
use crate::vm::builtins::FUNCTIONS;
use crate::vm::object::statics::TYPE_TABLE;

/// The answer for the name that stands at `span`; nothing if no name of any scope stands there.
pub fn listing(ast: &Ast, table: &SymbolTable, word: &str, span: Span) -> Option<Listing> {
    let (scope, name) = occurrence(ast, table, word, span)?;
    let flags = table[scope].symbols.get(name)?;
    let mut rows = vec![
        Row::text(Role::Identifier, word.to_owned())
            .with(Role::Dim, " in ")
            .with(Role::Function, described(table, scope)),
    ];
    let answer = |place: &'static str, role: Role, words: String| {
        Row::text(Role::Strong, format!("{place:<9}")).with(Role::Text, "  ").with(role, words)
    };
    let here = flags.scope();
    let is_module = table[scope].r#type == ScopeType::Module;
    let bound_globally = table[ScopeId::MODULE].symbols.get(name).is_some_and(|flags| flags.is_bound());
    let local = match here {
        Some(NameScope::Cell) => Some("found here, in a cell: functions inside use it"),
        _ if is_module && flags.is_bound() => Some("found here: what a module binds is global"),
        Some(NameScope::Local) if !is_module && flags.has(SymbolFlags::DEF_PARAM) => Some("found here: a parameter"),
        Some(NameScope::Local) if table[scope].r#type == ScopeType::Function && bound_globally => {
            Some("found here: what a function assigns is local in all of it, whatever the module has")
        }
        Some(NameScope::Local) if table[scope].r#type == ScopeType::Function => {
            Some("found here: what a function assigns is local in all of it")
        }
        Some(NameScope::Local) if !is_module => Some("found here"),
        _ => None,
    };
    let declared = match here {
        Some(NameScope::GlobalExplicit) => "not asked: declared global",
        _ => "not bound here",
    };
    rows.push(match local {
        Some(words) => answer("Local", Role::Good, words.into()),
        None => answer("Local", Role::Dim, declared.into()),
    });
    if local.is_some() {
        return Some(Listing::new(rows));
    }
    let provider = table.provider(scope, name).filter(|_| here == Some(NameScope::Free));
    rows.push(match provider {
        Some(provider) => {
            answer("Enclosing", Role::Free, format!("free: its cell belongs to {}", described(table, provider)))
        }
        None if here == Some(NameScope::GlobalExplicit) => answer("Enclosing", Role::Dim, "not asked".into()),
        None => answer("Enclosing", Role::Dim, skipped(table, scope, name)),
    });
    if provider.is_some() {
        return Some(Listing::new(rows));
    }
    rows.push(match bound_globally {
        true => answer("Global", Role::Global, "found in the module".into()),
        false => answer("Global", Role::Dim, "the module does not bind it".into()),
    });
    if !bound_globally {
        rows.push(match is_builtin(word) {
            true => answer("Builtin", Role::Builtin, "found among the builtins".into()),
            false => answer("Builtin", Role::Warning, "no such builtin: NameError unless it is bound by then".into()),
        });
    }
    Some(Listing::new(rows))
}

/// Where the name at a place is bound first, in the scope that it belongs to.
pub fn definition(ast: &Ast, table: &SymbolTable, word: &str, span: Span) -> Option<Span> {
    let (scope, name) = occurrence(ast, table, word, span)?;
    let owner = match table[scope].symbols.get(name)?.scope() {
        Some(NameScope::Free) => table.provider(scope, name)?,
        Some(NameScope::GlobalExplicit | NameScope::GlobalImplicit) => ScopeId::MODULE,
        _ => scope,
    };
    let defines = table.occurrences(owner, name).find(|occurrence| occurrence.defines());
    defines.map(|occurrence| ast.node_span(occurrence.node))
}

/// The scope in which the name at a place is looked up: that of the smallest node that mentions it.
fn occurrence(ast: &Ast, table: &SymbolTable, word: &str, span: Span) -> Option<(ScopeId, Name)> {
    let mut found: Option<(u32, ScopeId, Name)> = None;
    for (id, scope) in table.iter() {
        if scope.parent.is_some() && !ast.node_span(scope.key.node()).encloses(span) {
            continue;
        }
        for occurrence in &scope.occurrences {
            let place = ast.node_span(occurrence.node);
            let is_it = place.encloses(span) && written(&table.names[occurrence.name]) == word;
            if is_it && found.is_none_or(|(size, ..)| place.len() <= size) {
                found = Some((place.len(), id, occurrence.name));
            }
        }
    }
    found.map(|(_, id, name)| (id, name))
}

/// A private name as the source has it: `_C__x` is `__x`.
fn written(name: &str) -> &str {
    match name.strip_prefix('_').and_then(|rest| rest.find("__").map(|at| &rest[at..])) {
        Some(private) if !name.starts_with("__") => private,
        _ => name,
    }
}

/// Why no scope around answers.
fn skipped(table: &SymbolTable, scope: ScopeId, name: Name) -> String {
    let mut around = table[scope].parent;
    let mut functions = 0;
    while let Some(id) = around {
        let outer = &table[id];
        if outer.r#type == ScopeType::Class && outer.symbols.get(name).is_some_and(|flags| flags.is_bound()) {
            return format!("{} binds it, but functions do not look into classes", described(table, id));
        }
        functions += usize::from(outer.r#type.is_function_like());
        around = outer.parent;
    }
    if functions == 0 { "no function around".into() } else { "no function around binds it".into() }
}

fn is_builtin(word: &str) -> bool {
    FUNCTIONS.iter().copied().flatten().any(|function| function.name == word)
        || TYPE_TABLE.iter().any(|row| row.name == word)
        || matches!(word, "__name__" | "__doc__" | "__file__" | "__builtins__" | "NotImplemented" | "Ellipsis")
}

/// What a comprehension is called by people; the symbol table calls each a function.
fn words(kind: Comprehension) -> &'static str {
    match kind {
        Comprehension::List => "list comprehension",
        Comprehension::Dict => "dict comprehension",
        Comprehension::Set => "set comprehension",
        Comprehension::Generator => "generator expression",
    }
}

/// `function outer, line 3`
fn described(table: &SymbolTable, id: ScopeId) -> String {
    let scope = &table[id];
    let line = scope.location.lineno;
    match (scope.r#type, scope.comprehension) {
        (ScopeType::Module, _) => "the module".into(),
        (_, Some(kind)) => format!("the {}, line {line}", words(kind)),
        (kind, None) => format!("{} {}, line {line}", kind.name(), &table.names[scope.name]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Input, Options, build, on_deep_stack};

    /// The answer for the last mention of a word.
    fn answer(text: &str, word: &str) -> Vec<String> {
        let input = Input { name: "x.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let (folded, table) =
            (artifacts.folded.out.ready().expect("a tree"), artifacts.scopes.out.ready().expect("scopes"));
        let start = text.rfind(word).expect("the word is there") as u32;
        let span = Span::new(start, start + word.len() as u32);
        let listing = listing(&folded.ast, table, word, span).expect("a name");
        listing.rows.iter().map(crate::view::Row::plain).collect()
    }

    #[test]
    fn each_place_can_be_the_answer() {
        let text = "def outer(y):\n    z = 1\n    def inner():\n        return z\n    return inner\n";
        assert_eq!(
            answer(text, "z"),
            [
                "z in function inner, line 3",
                "Local      not bound here",
                "Enclosing  free: its cell belongs to function outer, line 1"
            ]
        );
        assert!(answer("def f():\n    a = 1\n    return a\n", "a")[1].contains("found here"));
        assert!(answer("k = 1\ndef f():\n    return k\n", "k")[3].contains("found in the module"));
        assert!(answer("def f():\n    return len\n", "len")[4].contains("builtins"));
        assert!(answer("def f():\n    return nosuch\n", "nosuch")[4].contains("NameError"));
        assert!(
            answer("class C:\n    a = 1\n    def f(self):\n        return a\n", "a")[2]
                .contains("do not look into classes")
        );
    }
}
