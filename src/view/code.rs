//! Code objects field by field.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::dis::position;
use super::{ItemRef, Listing, Role, Row};
use crate::base::{Constant, Text, repr};
use crate::bytecode::argrepr::const_repr;
use crate::bytecode::decode::decode;
use crate::bytecode::opcode::OpcodeFlags;
use crate::bytecode::{Code, CodeConst, CodeFlags, LocalKind, Opcode, exceptiontable, linetable};
use crate::compiler::unit::UnitId;

/// Names of the flags that are set.
pub fn flag_names(flags: CodeFlags) -> Vec<String> {
    (0..32)
        .map(|bit| 1u32 << bit)
        .filter(|&flag| flags.has(flag))
        .map(|flag| match CodeFlags::NAMES.iter().find(|(known, _)| *known == flag) {
            Some((_, name)) => (*name).to_owned(),
            None => format!("{flag:#x}"),
        })
        .collect()
}

/// Names of the kinds of a local variable.
pub fn kind_names(kind: u8) -> String {
    let kinds = [
        (LocalKind::LOCAL, "local"),
        (LocalKind::CELL, "cell"),
        (LocalKind::FREE, "free"),
        (LocalKind::HIDDEN, "hidden"),
    ];
    let set = kinds.iter().filter(|(bit, _)| kind & bit != 0).map(|(_, word)| *word);
    set.collect::<Vec<_>>().join(" ")
}

/// All fields of one code object.
pub fn listing(code: &Code, unit: UnitId) -> Listing {
    let mut rows = fields(code);
    section(&mut rows, "Constants", code.consts.len());
    rows.extend(code.consts.iter().enumerate().map(|(index, constant)| {
        let role = if matches!(constant, CodeConst::Code(_)) { Role::TypeName } else { Role::Value };
        numbered(index).with(role, const_repr(constant)).item(ItemRef::Const(unit, index as u32))
    }));
    section(&mut rows, "Names", code.names.len());
    rows.extend(code.names.iter().enumerate().map(|(index, name)| {
        numbered(index).with(Role::Identifier, name.to_display()).item(ItemRef::Name(unit, index as u32))
    }));
    section(&mut rows, "Locals, cells and free variables", code.localsplusnames.len());
    let locals = code.localsplusnames.iter().zip(&code.localspluskinds);
    rows.extend(locals.enumerate().map(|(index, (name, &kind))| {
        let role = match kind {
            _ if kind & LocalKind::FREE != 0 => Role::Free,
            _ if kind & LocalKind::CELL != 0 => Role::Cell,
            _ => Role::Local,
        };
        numbered(index).with(role, name.to_display()).with(Role::Dim, format!("  {}", kind_names(kind)))
    }));
    let entries = linetable::entries(&code.linetable, code.firstlineno);
    section(&mut rows, "Line table", entries.clone().count());
    rows.extend(entries.map(|entry| {
        let bytes = hex(code.linetable.get(entry.bytes.clone()).unwrap_or_default());
        let (start, end) = (entry.start.byte_offset(), entry.end.byte_offset());
        Row::text(Role::Position, format!("{start:>8} to {end:<6} "))
            .with(Role::Text, format!("{:<16} ", position(entry.loc)))
            .with(Role::Dim, format!("form {:<2}  ", entry.form))
            .with(Role::Bytes, bytes)
    }));
    let entries = exceptiontable::entries_with_bytes(&code.exceptiontable);
    section(&mut rows, "Exception table", entries.len());
    rows.extend(entries.into_iter().map(|(entry, bytes)| {
        let (start, end) = (entry.start.byte_offset(), entry.end.byte_offset());
        let lasti = if entry.lasti { " lasti" } else { "" };
        Row::text(Role::Position, format!("{start:>8} to {end:<6} -> {:<6} ", entry.target.byte_offset()))
            .with(Role::Text, format!("{:<10} ", format!("[{}]{lasti}", entry.depth)))
            .with(Role::Bytes, hex(code.exceptiontable.get(bytes).unwrap_or_default()))
    }));
    Listing::new(rows)
}

/// Instructions that are named behind a constant or name.
const MOST_USERS: usize = 4;

/// The listing of a pane: behind each constant and name the instructions that use it.
pub fn with_users(mut listing: Listing, code: &Code) -> Listing {
    let mut users: BTreeMap<(bool, u32), Vec<(Opcode, u32)>> = BTreeMap::new();
    for found in decode(&code.code) {
        let Some(index) = found.arg.and_then(|arg| u32::try_from(arg).ok()) else { continue };
        let is_const = found.opcode.has(OpcodeFlags::CONST);
        if is_const || found.opcode.has(OpcodeFlags::NAME) {
            let user = (found.opcode, found.at.byte_offset());
            users.entry((is_const, index >> found.opcode.flags_below_name())).or_default().push(user);
        }
    }
    for row in &mut listing.rows {
        let key = match row.item {
            Some(ItemRef::Const(_, index)) => (true, index),
            Some(ItemRef::Name(_, index)) => (false, index),
            _ => continue,
        };
        let Some(users) = users.get(&key) else { continue };
        let mut words = String::new();
        let mut before = None;
        for &(opcode, at) in users.iter().take(MOST_USERS) {
            words += &if before == Some(opcode) { format!(", {at}") } else { format!("  ← {opcode} at {at}") };
            before = Some(opcode);
        }
        if users.len() > MOST_USERS {
            words += &format!(" and {} more", users.len() - MOST_USERS);
        }
        row.push(0, Role::Dim, words);
    }
    listing
}

fn fields(code: &Code) -> Vec<Row> {
    let text = |text: &Text| text.to_display();
    let flags = format!("{:#x} ({})", code.flags.0, flag_names(code.flags).join(", "));
    let count = |kind: u8| code.names_of_kind(kind).count();
    let fields = [
        ("Name", text(&code.name)),
        ("Qualified name", text(&code.qualname)),
        ("Filename", text(&code.filename)),
        ("First line", code.firstlineno.to_string()),
        ("Argument count", code.argcount.to_string()),
        ("Positional-only arguments", code.posonlyargcount.to_string()),
        ("Keyword-only arguments", code.kwonlyargcount.to_string()),
        ("Number of locals", code.nlocals().to_string()),
        ("Cells, free variables", format!("{}, {}", count(LocalKind::CELL), count(LocalKind::FREE))),
        ("Stack size", code.stacksize.to_string()),
        ("Flags", flags),
        ("Code", format!("{} bytes", code.code.len())),
    ];
    let row = |(name, value): (&str, String)| Row::text(Role::Field, format!("{name:<26} ")).with(Role::Value, value);
    fields.into_iter().map(row).collect()
}

fn section(rows: &mut Vec<Row>, name: &str, count: usize) {
    if count > 0 {
        rows.push(Row::text(Role::Heading, format!("{name}:")));
    }
}

fn numbered(index: usize) -> Row {
    Row::text(Role::Position, format!("{index:>4}: "))
}

/// All code objects, the outermost first.
pub fn whole(code: &Code) -> Listing {
    let mut rows = Vec::new();
    let mut todo = vec![code];
    while let Some(code) = todo.pop() {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.extend(listing(code, UnitId(0)).rows);
        let children: Vec<&Code> = code.children().map(|child| &**child).collect();
        todo.extend(children.into_iter().rev());
    }
    Listing::new(rows)
}

/// Every `co_*` field that Python shows, of the code object and of those inside it, the outermost first: bytes in
/// hexadecimal, constants by Python's repr, code objects among them by their qualified name.
pub fn json(code: &Code) -> Value {
    let mut objects = Vec::new();
    let mut todo = vec![code];
    while let Some(code) = todo.pop() {
        objects.push(object_json(code));
        let children: Vec<&Code> = code.children().map(|child| &**child).collect();
        todo.extend(children.into_iter().rev());
    }
    objects.into()
}

fn object_json(code: &Code) -> Value {
    let texts = |names: &[Text]| names.iter().map(Text::to_display).collect::<Vec<_>>();
    let kind = |kind: u8| code.names_of_kind(kind).map(Text::to_display).collect::<Vec<_>>();
    json!({
        "co_name": code.name.to_display(),
        "co_qualname": code.qualname.to_display(),
        "co_filename": code.filename.to_display(),
        "co_firstlineno": code.firstlineno,
        "co_argcount": code.argcount,
        "co_posonlyargcount": code.posonlyargcount,
        "co_kwonlyargcount": code.kwonlyargcount,
        "co_nlocals": code.nlocals(),
        "co_stacksize": code.stacksize,
        "co_flags": code.flags.0,
        "co_code": hex(&code.code),
        "co_consts": code.consts.iter().map(const_name).collect::<Vec<_>>(),
        "co_names": texts(&code.names),
        "co_varnames": kind(LocalKind::LOCAL),
        "co_cellvars": kind(LocalKind::CELL),
        "co_freevars": kind(LocalKind::FREE),
        "co_linetable": hex(&code.linetable),
        "co_exceptiontable": hex(&code.exceptiontable),
    })
}

/// A constant by its repr; the elements of a set, which have no order, sorted by theirs.
fn const_name(constant: &CodeConst) -> String {
    match constant {
        CodeConst::Code(code) => format!("code {}", code.qualname.to_display()),
        CodeConst::Value(Constant::FrozenSet(items)) => {
            let mut items: Vec<String> = items.iter().map(repr::constant).collect();
            items.sort();
            format!("frozenset({{{}}})", items.join(", "))
        }
        CodeConst::Value(value) => repr::constant(value),
    }
}

/// JSON as Python's `json.dumps(value, indent=1)` writes it: ASCII only, one blank for each level.
pub fn json_text(value: &Value) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Writing to memory cannot fail, and serde_json writes UTF-8.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    let mut out = String::with_capacity(bytes.len());
    for c in String::from_utf8_lossy(&bytes).chars() {
        if c == '\x7f' || !c.is_ascii() {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_flags_are_numbers() {
        assert_eq!(flag_names(CodeFlags(0x2000_0003)), ["OPTIMIZED", "NEWLOCALS", "0x20000000"]);
    }
}
