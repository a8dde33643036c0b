//! Instructions of `.pyc` files of other CPythons, each row with the words of that version's `dis`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Column, ItemRef, Listing, Role, Row};
use crate::base::{Constant, StrConst, repr};
use crate::bytecode::exceptiontable;
use crate::bytecode::versions::{Referents, VersionTable};
use crate::pyc::foreign::{ForeignCode, code_objects};
use crate::pyc::tree::{FieldValue, NodeIndex, Tree, Value};

/// An instruction with all that is said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionRow {
    /// In bytes.
    pub offset: u32,
    pub name: String,
    pub arg: Option<u32>,
    pub words: String,
    pub target: Option<u32>,
    /// The line that begins here.
    pub line: Option<i32>,
}

/// The instructions of a code object.
pub fn rows(code: &ForeignCode<'_>, tree: &Tree, data: &[u8], table: &VersionTable) -> Vec<VersionRow> {
    let starts: BTreeMap<u32, Option<i32>> = code.line_starts.iter().copied().collect();
    let constant = |index: usize| code.consts.get(index).map(|&node| node_repr(tree, data, node));
    let name = |index: usize| code.names.get(index).cloned();
    let local = |index: usize| code.locals.get(index).cloned();
    let free = |index: usize| code.free.get(index).cloned();
    let referents = Referents { constant: &constant, name: &name, local: &local, free: &free };
    let row = |instruction: crate::bytecode::versions::VersionInstruction| VersionRow {
        offset: instruction.offset,
        name: table.name(instruction.opcode),
        arg: instruction.arg,
        words: table.argrepr(instruction, &referents).unwrap_or_default(),
        target: instruction.target,
        line: starts.get(&instruction.offset).copied().flatten(),
    };
    table.decode(code.code).into_iter().map(row).collect()
}

const COLUMNS: &[Column] = &[
    Column::new("line", 1),
    Column::new("label", 0),
    Column::new("offset", 2),
    Column::new("opcode", 0),
    Column::new("argument", 3),
    Column::new("meaning", 0),
];

/// All code objects of a file, the outermost first.
pub fn listing(tree: &Tree, data: &[u8], table: &VersionTable) -> Listing {
    let mut all = Vec::new();
    for code in code_objects(tree, data, table.minor) {
        let mut heading = Row::text(Role::Heading, format!("Disassembly of {}:", code_repr(&code)));
        let bytes = &tree.node(code.node).bytes;
        heading = heading.item(ItemRef::Bytes(bytes.start, bytes.end));
        all.extend([Row::new(), heading]);
        let rows = rows(&code, tree, data, table);
        let exceptions = exceptiontable::entries(code.exceptiontable);
        let bounds = exceptions.iter().flat_map(|entry| [entry.start, entry.end, entry.target]);
        let mut targets: Vec<u32> = rows.iter().filter_map(|row| row.target).collect();
        targets.extend(bounds.map(|unit| unit.byte_offset()));
        targets.sort_unstable();
        targets.dedup();
        let label = |target: u32| targets.binary_search(&target).map_or(0, |index| index + 1);
        for row in rows {
            let line = row.line.map(|line| line.to_string()).unwrap_or_default();
            let mark = targets.binary_search(&row.offset).map(|index| format!("L{}:", index + 1)).unwrap_or_default();
            let mut cells = Row::new()
                .cell(0, Role::Position, format!("{line:>5} "))
                .cell(1, Role::Label, format!("{mark:>6} "))
                .cell(2, Role::Dim, format!("{:>5}  ", row.offset))
                .cell(
                    3,
                    if row.target.is_some() { Role::OpcodeJump } else { Role::Opcode },
                    format!("{:<28}", row.name),
                );
            if let Some(arg) = row.arg {
                cells.push(4, Role::Argument, format!(" {arg:>5}"));
            }
            let words = row.target.map_or(row.words, |target| format!("to L{}", label(target)));
            if !words.is_empty() {
                cells.push(5, Role::Value, format!(" ({words})"));
            }
            all.push(cells);
        }
        for entry in exceptions {
            let [start, end, target] = [entry.start, entry.end, entry.target].map(|unit| label(unit.byte_offset()));
            let lasti = if entry.lasti { " lasti" } else { "" };
            all.push(Row::text(Role::Label, format!("  L{start} to L{end} -> L{target} [{}]{lasti}", entry.depth)));
        }
    }
    Listing::table(COLUMNS, all)
}

/// The same for programs: a list of code objects.
pub fn json(tree: &Tree, data: &[u8], table: &VersionTable) -> Json {
    let code = |code: ForeignCode<'_>| {
        let rows = rows(&code, tree, data, table).into_iter().map(|row| {
            json!({
                "offset": row.offset,
                "opname": row.name,
                "arg": row.arg,
                "argrepr": row.words,
                "jump_target": row.target,
                "line": row.line,
            })
        });
        json!({"name": code.name, "firstlineno": code.firstlineno, "instructions": rows.collect::<Vec<_>>()})
    };
    code_objects(tree, data, table.minor).into_iter().map(code).collect()
}

fn code_repr(code: &ForeignCode<'_>) -> String {
    format!("<code object {} at 0x0, file \"{}\", line {}>", code.name, code.filename, code.firstlineno)
}

/// Longer texts are cut: a few bytes may name one object many times.
const MAX_REPR: usize = 4000;

/// An object as Python's `repr` writes it.
pub fn node_repr(tree: &Tree, data: &[u8], node: NodeIndex) -> String {
    let mut out = String::new();
    write_repr(tree, data, node, 0, &mut out);
    out
}

fn write_repr(tree: &Tree, data: &[u8], node: NodeIndex, depth: usize, out: &mut String) {
    if depth > 50 || out.len() > MAX_REPR {
        return out.push('…');
    }
    let list = |items: &[NodeIndex], open: &str, close: &str, out: &mut String| {
        *out += open;
        for (number, &item) in items.iter().enumerate() {
            if number > 0 {
                *out += ", ";
            }
            if out.len() > MAX_REPR {
                out.push('…');
                break;
            }
            write_repr(tree, data, item, depth + 1, out);
        }
        *out += close;
    };
    match tree.value(node) {
        Value::Tuple(items) if items.len() == 1 => list(items, "(", ",)", out),
        Value::Tuple(items) => list(items, "(", ")", out),
        Value::List(items) => list(items, "[", "]", out),
        Value::Set(items) if items.is_empty() => *out += "set()",
        Value::Set(items) => list(items, "{", "}", out),
        Value::FrozenSet(items) if items.is_empty() => *out += "frozenset()",
        Value::FrozenSet(items) => list(items, "frozenset({", "})", out),
        Value::Slice(items) => list(items, "slice(", ")", out),
        Value::Code(fields) => {
            let text = |name: &str| match fields.iter().find(|field| field.name == name).map(|field| field.value) {
                Some(FieldValue::Object(object)) => match tree.value(object) {
                    Value::Str { text, .. } => text.to_display(),
                    _ => String::new(),
                },
                Some(FieldValue::Int(number)) => number.to_string(),
                None => String::new(),
            };
            let (name, file, line) = (text("co_name"), text("co_filename"), text("co_firstlineno"));
            *out += &format!("<code object {name} at 0x0, file \"{file}\", line {line}>");
        }
        Value::Dict(_) => *out += "{…}",
        value => *out += &leaf_repr(value, data).unwrap_or_default(),
    }
}

/// A value that holds no others, as Python's `repr` writes it.
pub fn leaf_repr(value: &Value, data: &[u8]) -> Option<String> {
    Some(match value {
        Value::None => "None".to_owned(),
        Value::Ellipsis => "Ellipsis".to_owned(),
        Value::StopIteration => "<class 'StopIteration'>".to_owned(),
        Value::Bool(value) => repr::constant(&Constant::Bool(*value)),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => repr::float(*value),
        Value::Complex { real, imag } => repr::complex(*real, *imag),
        Value::Str { text, interned } => {
            repr::constant(&Constant::Str(StrConst { text: text.clone(), interned: *interned }))
        }
        Value::Bytes(range) => {
            let shown = (range.end as usize).min(range.start as usize + MAX_REPR);
            repr::bytes(data.get(range.start as usize..shown).unwrap_or_default())
        }
        _ => return None,
    })
}
