//! Code objects field by field.

use serde_json::{Value, json};

use super::dis::position;
use super::{ItemRef, Listing, Role, Row};
use crate::base::{Constant, Text, repr};
use crate::bytecode::argrepr::const_repr;
use crate::bytecode::{Code, CodeConst, CodeFlags, LocalKind, exceptiontable, linetable};
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
        numbered(index).with(Role::Identifier, name.to_string_lossy()).item(ItemRef::Name(unit, index as u32))
    }));
    section(&mut rows, "Locals, cells and free variables", code.localsplusnames.len());
    let locals = code.localsplusnames.iter().zip(&code.localspluskinds);
    rows.extend(locals.enumerate().map(|(index, (name, &kind))| {
        let role = match kind {
            _ if kind & LocalKind::FREE != 0 => Role::Free,
            _ if kind & LocalKind::CELL != 0 => Role::Cell,
            _ => Role::Local,
        };
        numbered(index).with(role, name.to_string_lossy()).with(Role::Dim, format!("  {}", kind_names(kind)))
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

fn fields(code: &Code) -> Vec<Row> {
    let text = |text: &Text| text.to_string_lossy();
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
pub fn text(code: &Code) -> String {
    let mut out = String::new();
    let mut todo = vec![code];
    while let Some(code) = todo.pop() {
        if !out.is_empty() {
            out.push('\n');
        }
        out += &listing(code, UnitId(0)).to_text();
        let children: Vec<&Code> = code.children().map(|child| &**child).collect();
        todo.extend(children.into_iter().rev());
    }
    out
}

/// Every `co_*` field, recursively: bytes in hexadecimal, constants both tagged with their type and by Python's repr.
pub fn json(code: &Code) -> Value {
    let texts = |names: &[Text]| names.iter().map(Text::to_string_lossy).collect::<Vec<_>>();
    let kind = |kind: u8| code.names_of_kind(kind).map(Text::to_string_lossy).collect::<Vec<_>>();
    json!({
        "name": code.name.to_string_lossy(),
        "qualname": code.qualname.to_string_lossy(),
        "filename": code.filename.to_string_lossy(),
        "argcount": code.argcount,
        "posonlyargcount": code.posonlyargcount,
        "kwonlyargcount": code.kwonlyargcount,
        "nlocals": code.nlocals(),
        "stacksize": code.stacksize,
        "flags": code.flags.0,
        "flag_names": flag_names(code.flags),
        "firstlineno": code.firstlineno,
        "code": hex(&code.code),
        "consts": code.consts.iter().map(const_json).collect::<Vec<_>>(),
        "consts_repr": code.consts.iter().map(const_repr).collect::<Vec<_>>(),
        "names": texts(&code.names),
        "varnames": kind(LocalKind::LOCAL),
        "cellvars": kind(LocalKind::CELL),
        "freevars": kind(LocalKind::FREE),
        "localsplusnames": texts(&code.localsplusnames),
        "localspluskinds": hex(&code.localspluskinds),
        "linetable": hex(&code.linetable),
        "exceptiontable": hex(&code.exceptiontable),
        "children": code.children().map(|child| json(child)).collect::<Vec<_>>(),
    })
}

fn const_json(constant: &CodeConst) -> Value {
    match constant {
        CodeConst::Value(value) => value_json(value),
        CodeConst::Code(code) => json!({"code": code.qualname.to_string_lossy(), "firstlineno": code.firstlineno}),
    }
}

/// A constant without ambiguity: the singletons by name, all others as an object whose key is the type.
pub fn value_json(value: &Constant) -> Value {
    let items = |items: &[Constant]| items.iter().map(value_json).collect::<Vec<_>>();
    match value {
        Constant::None | Constant::Ellipsis | Constant::Bool(_) => repr::constant(value).into(),
        Constant::Int(value) => {
            let big = value.to_big();
            json!({"int": format!("{big:#x}")})
        }
        Constant::Float(value) => json!({"float": float_hex(*value)}),
        Constant::Complex { real, imag } => json!({"complex": [float_hex(*real), float_hex(*imag)]}),
        Constant::Str(text) => match text.text.as_str() {
            Some(plain) if plain.bytes().all(|byte| (0x20..0x7f).contains(&byte)) => json!({"str": plain}),
            _ => json!({"str_wtf8": hex(text.text.as_wtf8())}),
        },
        Constant::Bytes(bytes) => json!({"bytes": hex(bytes)}),
        Constant::Tuple(elements) => json!({"tuple": items(elements)}),
        Constant::FrozenSet(elements) => json!({"frozenset": items(elements)}),
    }
}

/// `float.hex`: the exact value.
pub fn float_hex(value: f64) -> String {
    let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_in_hexadecimal() {
        for (value, expected) in [
            (1.5, "0x1.8000000000000p+0"),
            (-0.0, "-0x0.0p+0"),
            (5e-324, "0x0.0000000000001p-1022"),
            (f64::NEG_INFINITY, "-inf"),
            (1e300, "0x1.7e43c8800759cp+996"),
        ] {
            assert_eq!(float_hex(value), expected);
        }
    }

    #[test]
    fn unknown_flags_are_numbers() {
        assert_eq!(flag_names(CodeFlags(0x2000_0003)), ["OPTIMIZED", "NEWLOCALS", "0x20000000"]);
    }
}
