//! `.pyc` files: every byte with its meaning, the bytes themselves, and what an import would do with them.

use std::path::Path;

use serde_json::json;

use super::cache::{Alternative, alternative_rows, alternatives, verdict_rows};
use super::dis::{self, DisOptions};
use super::dis_versions::{self, leaf_repr};
use super::{Column, ItemRef, Listing, Role, Row, Segment};
use crate::bytecode::argrepr::argrepr;
use crate::bytecode::decode::decode;
use crate::bytecode::{Code, CodeUnit, versions};
use crate::pyc::foreign::listing_weight;
use crate::pyc::header::{Header, MAGIC_3_13, version_of_magic};
use crate::pyc::load::code_of;
use crate::pyc::parts::{Part, PartKind, header_parts, object_parts};
use crate::pyc::reader::{CodeLayout, read_partial};
use crate::pyc::tree::{Tree, Value};
use crate::pyc::verdict::{Situation, Verdict, judge};
use crate::pyc::{Bytes, MarshalError};

/// Bytes on a row of the hexadecimal listing.
pub const BYTES_PER_ROW: usize = 16;

/// Deeper parts are indented no further.
const MAX_INDENT: usize = 40;

/// The longest value that a row shows whole.
const MAX_VALUE: usize = 200;

/// Bytes of text that a listing of instructions may have.
const MAX_LISTING: u64 = 256 << 20;

/// A file taken apart: as much as could be read.
pub struct Inspection {
    pub parts: Vec<Part>,
    pub error: Option<MarshalError>,
    pub verdict: Verdict,
    pub alternatives: Vec<Alternative>,
    pub tree: Option<Tree>,
    /// The CPython that wrote it: 13 for 3.13.
    pub minor: Option<u8>,
}

/// Takes a `.pyc` of CPython 3.8 to 3.14 apart.
pub fn inspect(data: &[u8], situation: &Situation<'_>, file_name: &str) -> Inspection {
    let verdict = judge(data, situation);
    let alternatives = alternatives(data, situation, file_name);
    let mut found = Inspection { parts: Vec::new(), error: None, verdict, alternatives, tree: None, minor: None };
    let Some(header) = Header::read(data) else { return found };
    found.parts = header_parts(&header);
    let minor = version_of_magic(header.magic).and_then(|version| version.strip_prefix("3.")?.parse().ok());
    let Some(minor) = minor.filter(|minor| *minor >= 8) else { return found };
    found.minor = Some(minor);
    (found.tree, found.error) = read_partial(data, Header::LEN as u32, CodeLayout::of_minor(minor));
    if let Some(tree) = &found.tree {
        found.parts.extend(marshal_parts(tree, data));
    }
    found
}

impl Inspection {
    /// What there is to list, unless the file was made to overflow every screen.
    fn listable(&self, data: &[u8]) -> Option<&Tree> {
        let (tree, minor) = (self.tree.as_ref()?, self.minor?);
        (listing_weight(tree, data, minor) <= MAX_LISTING).then_some(tree)
    }

    /// The instructions, if the version has an opcode table.
    pub fn disassembly(&self, data: &[u8]) -> Option<String> {
        let tree = self.listable(data)?;
        match self.minor? {
            13 => Some(dis::text(&*code_of(tree, data).ok()?, DisOptions::default())),
            minor => Some(dis_versions::listing(tree, data, versions::table(minor)?).to_text()),
        }
    }

    fn disassembly_json(&self, data: &[u8]) -> Option<serde_json::Value> {
        let tree = self.listable(data)?;
        match self.minor? {
            13 => Some(dis::json(&*code_of(tree, data).ok()?)),
            minor => Some(dis_versions::json(tree, data, versions::table(minor)?)),
        }
    }
}

/// The parts of marshalled data, with values as Python writes them.
pub fn marshal_parts(tree: &Tree, data: &[u8]) -> Vec<Part> {
    let describe = |value: &Value| leaf_repr(value, data).map(shorten);
    object_parts(tree, &describe)
}

fn shorten(text: String) -> String {
    if text.chars().count() <= MAX_VALUE { text } else { text.chars().take(MAX_VALUE).chain(['…']).collect() }
}

/// Every part on a row: offset, length, name, value, place in the reference table.
pub fn parts_listing(parts: &[Part]) -> Listing {
    let columns = [
        Column::new("offset", 1),
        Column::new("length", 2),
        Column::new("name", 0),
        Column::new("value", 0),
        Column::new("reference", 3),
    ];
    let rows = parts
        .iter()
        .map(|part| {
            let indent = "  ".repeat(usize::from(part.depth).min(MAX_INDENT));
            let row = Row::new()
                .cell(0, Role::Position, format!("{:6} ", part.bytes.start))
                .cell(1, Role::Dim, format!("{:5}  ", part.bytes.len()))
                .cell(2, Role::Text, indent)
                .with(Role::Field, format!("{} ", part.name))
                .cell(3, role(part.kind), part.value.clone());
            let row = match part.ref_index {
                Some(index) => row.cell(4, Role::Dim, format!("  ← reference {index}")),
                None => row,
            };
            row.item(ItemRef::Bytes(part.bytes.start, part.bytes.end)).depth(part.depth.into())
        })
        .collect();
    Listing::table(&columns, rows)
}

/// The columns of [`part_rows`].
pub const PART_COLUMNS: &[Column] = &[
    Column::new("offset", 2),
    Column::new("length", 3),
    Column::new("bytes", 1),
    Column::new("name", 0),
    Column::new("value", 0),
];

/// The column of [`PART_COLUMNS`] that says what the bytes are.
pub const PART_NAME: u8 = 3;

/// The column of [`PART_COLUMNS`] that says what they mean.
pub const PART_VALUE: u8 = 4;

/// Bytes that a row of [`part_rows`] has room for.
const FIRST_BYTES: usize = 4;

/// Every part with its first bytes, as [`PART_COLUMNS`]; below `co_code` stand its instructions. `code_in` gives the code
/// object whose instructions lie in some bytes, and where the first of them lies.
pub fn part_rows<'a>(
    parts: &[Part],
    data: &[u8],
    code_in: &dyn Fn(&Bytes) -> Option<(&'a Code, u32)>,
    push: &mut dyn FnMut(Row),
) {
    let row = |bytes: &Bytes, depth: usize| {
        Row::new()
            .cell(0, Role::Position, format!("{:6} ", bytes.start))
            .cell(1, Role::Dim, format!("{:5}  ", bytes.len()))
            .cell(2, Role::Bytes, first_bytes(data.get(bytes.start as usize..bytes.end as usize).unwrap_or_default()))
            .cell(PART_NAME, Role::Text, "  ".repeat(depth.min(MAX_INDENT)))
            .item(ItemRef::Bytes(bytes.start, bytes.end))
    };
    for part in parts {
        let depth = usize::from(part.depth);
        let mut own = row(&part.bytes, depth).cell(PART_NAME, Role::Field, format!("{} ", part.name));
        own.push(4, role(part.kind), part.value.clone());
        if let Some(index) = part.ref_index {
            own.push(4, Role::Dim, format!("  ← reference {index}"));
        }
        push(own);
        // Looking for the code object takes time: only where there is one.
        let found = if part.kind == PartKind::Instructions { code_in(&part.bytes) } else { None };
        let Some((code, start)) = found else { continue };
        for instruction in decode(&code.code) {
            let place = |unit: CodeUnit| start + unit.byte_offset();
            let opcode = instruction.opcode;
            let mut own = row(&(place(instruction.start)..place(instruction.end())), depth + 1);
            own.push(PART_NAME, dis::opcode_role(opcode), format!("{} ", opcode.name()));
            if let Some(arg) = instruction.arg {
                own.push(4, Role::Argument, arg.to_string());
                let words = match instruction.jump_target() {
                    Some(target) => Some(format!("to {}", place(target))),
                    None => argrepr(code, opcode, arg, None).filter(|words| !words.is_empty()),
                };
                if let Some(words) = words {
                    own.push(4, Role::Punctuation, " (");
                    own.push(4, dis::argument_role(opcode), shorten(words));
                    own.push(4, Role::Punctuation, ")");
                }
            }
            push(own);
        }
    }
}

/// `95 00 53 00 `, with `…` behind the first ones where there are more.
fn first_bytes(bytes: &[u8]) -> String {
    let shown = if bytes.len() > FIRST_BYTES { FIRST_BYTES - 1 } else { bytes.len() };
    let mut text: String = bytes[..shown].iter().map(|byte| format!("{byte:02x} ")).collect();
    if bytes.len() > shown {
        text.push('…');
    }
    format!("{text:<width$}", width = 3 * FIRST_BYTES + 1)
}

/// Some bytes from `start` on, `in_row` of them on each of at most `most` rows, the printable ones as text behind.
pub fn hex_rows(bytes: &[u8], start: u32, in_row: usize, most: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = bytes
        .chunks(in_row)
        .take(most)
        .zip((start..).step_by(in_row))
        .map(|(chunk, offset)| {
            let digits: String = chunk.iter().map(|byte| format!("{byte:02x} ")).collect();
            let text = chunk.iter().map(printable).collect::<String>();
            Row::text(Role::Position, format!("{offset:>6}  "))
                .with(Role::Bytes, format!("{digits:<width$}", width = 3 * in_row))
                .with(Role::Dim, format!(" {text}"))
        })
        .collect();
    let more = bytes.len().saturating_sub(in_row * most);
    if let Some(last) = rows.last_mut().filter(|_| more > 0) {
        last.push(0, Role::Dim, format!("  … {more} more"));
    }
    rows
}

fn printable(&byte: &u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '·' }
}

fn role(kind: PartKind) -> Role {
    match kind {
        PartKind::Header | PartKind::Number => Role::Number,
        PartKind::Code => Role::Node,
        PartKind::Instructions | PartKind::Table => Role::Bytes,
        PartKind::Constant => Role::Value,
        PartKind::Name => Role::Identifier,
        PartKind::Container | PartKind::Reference => Role::Dim,
    }
}

/// The bytes, sixteen a row, with the printable ones as text.
pub fn hex_listing(data: &[u8]) -> Listing {
    let columns = [Column::new("offset", 1), Column::new("bytes", 0), Column::new("text", 2)];
    let rows = data
        .chunks(BYTES_PER_ROW)
        .enumerate()
        .map(|(number, bytes)| {
            let start = number * BYTES_PER_ROW;
            let mut row = Row::new().cell(0, Role::Position, format!("{start:06x}  "));
            for (index, byte) in bytes.iter().enumerate() {
                let gap = if index == BYTES_PER_ROW / 2 - 1 { "  " } else { " " };
                row.push(1, Role::Bytes, format!("{byte:02x}{gap}"));
            }
            let missing = BYTES_PER_ROW - bytes.len();
            row.push(1, Role::Bytes, " ".repeat(3 * missing + usize::from(bytes.len() < BYTES_PER_ROW / 2)));
            row.push(2, Role::Dim, format!(" {}", bytes.iter().map(printable).collect::<String>()));
            row.item(ItemRef::Bytes(start as u32, (start + bytes.len()) as u32))
        })
        .collect();
    Listing::table(&columns, rows)
}

/// `pylens pyc --inspect` in rows.
pub fn inspection_listing(path: &Path, data: &[u8], inspection: &Inspection) -> Listing {
    let size = format!(" ({} bytes)", data.len());
    let mut rows = vec![Row::text(Role::Heading, path.display().to_string()).with(Role::Dim, size)];
    rows.extend(verdict_rows(&inspection.verdict));
    let heading = |text: &'static str| [Row::new(), Row::text(Role::Heading, text)];
    rows.extend(heading("What would change that:"));
    rows.extend(alternative_rows(&inspection.alternatives));
    rows.extend(heading("Bytes:"));
    let parts = parts_listing(&inspection.parts);
    // The indentation of a tree is its depth; here the rows stand beside others.
    rows.extend(parts.rows.into_iter().map(|mut row| {
        if parts.tree {
            let indent = " ".repeat(2 * usize::from(row.depth).min(MAX_INDENT));
            row.segments.insert(0, Segment { text: indent.into(), role: Role::Text, column: 0 });
        }
        row
    }));
    if let Some(error) = &inspection.error {
        rows.push(Row::text(Role::Error, format!("CPython cannot read it: {error}")));
    }
    if let Some(listing) = inspection.disassembly(data) {
        rows.extend(heading("Instructions:"));
        rows.extend(listing.lines().map(|line| Row::text(Role::Text, line.to_owned())));
    }
    Listing::new(rows)
}

/// `pylens pyc --inspect` as text.
pub fn inspection_text(path: &Path, data: &[u8], inspection: &Inspection) -> String {
    inspection_listing(path, data, inspection).to_text()
}

/// `pylens pyc --inspect --json`.
pub fn inspection_json(path: &Path, data: &[u8], inspection: &Inspection) -> serde_json::Value {
    let header = Header::read(data);
    json!({
        "path": path.display().to_string(),
        "size": data.len(),
        "magic": header.map(|header| u16::from_le_bytes([header.magic[0], header.magic[1]])),
        "version": header.and_then(|header| version_of_magic(header.magic)),
        "is_3_13": header.is_some_and(|header| header.magic == MAGIC_3_13),
        "flags": header.map(|header| header.flags),
        "verdict": inspection.verdict.word(),
        "reason": inspection.verdict.reason(),
        "consequence": inspection.verdict.consequence(),
        "error": inspection.error.as_ref().map(ToString::to_string),
        "alternatives": inspection.alternatives.iter().map(|alternative| json!({
            "what": alternative.what,
            "outcome": alternative.outcome,
        })).collect::<Vec<_>>(),
        "dis": inspection.disassembly_json(data),
        "parts": inspection.parts.iter().map(|part| json!({
            "start": part.bytes.start,
            "end": part.bytes.end,
            "depth": part.depth,
            "name": part.name,
            "value": part.value,
            "ref": part.ref_index,
        })).collect::<Vec<_>>(),
    })
}

/// The row of the hexadecimal listing, and the columns on it, of a byte.
pub fn hex_position(byte: u32) -> (usize, usize) {
    let column = byte as usize % BYTES_PER_ROW;
    (byte as usize / BYTES_PER_ROW, column * 3 + usize::from(column >= BYTES_PER_ROW / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_part_are_cut_where_they_are_many() {
        assert_eq!(first_bytes(&[0x95, 0]).trim_end(), "95 00");
        assert_eq!(first_bytes(&[1, 2, 3, 4]).trim_end(), "01 02 03 04");
        assert_eq!(first_bytes(&[1, 2, 3, 4, 5]).trim_end(), "01 02 03 …");
        let rows = hex_rows(b"0123456789", 40, 4, 2);
        let rows: Vec<String> = rows.iter().map(Row::plain).collect();
        assert_eq!(rows, ["    40  30 31 32 33  0123", "    44  34 35 36 37  4567  … 2 more"]);
    }

    #[test]
    fn bytes_stand_in_sixteen_columns() {
        let text = hex_listing(b"0123456789abcdefXY\n").to_text();
        assert_eq!(
            text,
            "000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n\
             000010  58 59 0a                                          XY·\n"
        );
        assert_eq!(hex_position(17), (1, 3));
        assert_eq!(hex_position(8), (0, 25));
        assert_eq!(crate::view::measure::width(text.lines().next().unwrap()), 74);
    }
}
