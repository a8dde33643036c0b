//! Scopes in the lines of the recording.

use pylens::base::Diagnostic;
use pylens::compiler::symtable::{ScopeId, SymbolTable};

/// A scope in the lines of the recording.
fn lines(table: &SymbolTable, id: ScopeId, indent: usize, out: &mut String) {
    const PASSING_THROUGH: u32 = 0x4000;
    let scope = &table[id];
    let nested = if scope.nested { " nested" } else { "" };
    let varnames: Vec<&str> = scope.varnames.iter().map(|&name| &table.names[name]).collect();
    let (r#type, name, line) = (scope.r#type.name(), &table.names[scope.name], scope.location.lineno);
    *out += &format!("{:indent$}{type} {name} line {line}{nested} ({})\n", "", varnames.join(", "));
    let (mut through, mut symbols): (Vec<_>, Vec<_>) =
        scope.symbols.iter().partition(|(_, flags)| flags.0 == PASSING_THROUGH);
    through.sort_by_key(|&(name, _)| &table.names[name]);
    symbols.append(&mut through);
    for (name, flags) in symbols {
        *out += &format!("{:indent$}  {} {:#x}\n", "", &table.names[name], flags.0);
    }
    for &child in &scope.children {
        lines(table, child, indent + 2, out);
    }
}

/// The scopes of a file, or what is wrong with it.
pub fn shown(table: Result<SymbolTable, Diagnostic>) -> String {
    let number = |n: Option<i64>| n.map_or("None".to_owned(), |n| n.to_string());
    match table {
        Ok(table) => {
            let mut out = String::new();
            lines(&table, ScopeId::MODULE, 0, &mut out);
            out.trim_end().to_owned()
        }
        Err(Diagnostic { msg, lineno, offset, end_lineno, end_offset, .. }) => {
            let [line, column, end_line, end_column] = [lineno, offset, end_lineno, end_offset].map(number);
            format!("{msg} at {line},{column}-{end_line},{end_column}")
        }
    }
}
