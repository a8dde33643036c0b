//! `.pyc` files: the cache folder with a verdict on each file, every byte with its meaning, and the bytes themselves.

use std::path::Path;

use serde_json::json;

use super::{Column, ItemRef, Listing, Role, Row, Segment};
use crate::base::{Constant, StrConst, repr};
use crate::pipeline::cache::CacheFolder;
use crate::pyc::MarshalError;
use crate::pyc::cache::{SourceFacts, Verdict, judge};
use crate::pyc::header::{Header, MAGIC_3_13, version_of_magic};
use crate::pyc::parts::{Part, PartKind, header_parts, object_parts};
use crate::pyc::reader::{CodeLayout, read};
use crate::pyc::tree::{Tree, Value};

/// Bytes on a row of the hexadecimal listing.
pub const BYTES_PER_ROW: usize = 16;

/// The longest value that a row shows whole.
const MAX_VALUE: usize = 200;

/// A file taken apart: as much as could be read.
pub struct Inspection {
    pub parts: Vec<Part>,
    pub error: Option<MarshalError>,
    pub verdict: Verdict,
}

/// Takes a `.pyc` of CPython 3.8 to 3.14 apart.
pub fn inspect(data: &[u8], source: Option<SourceFacts>) -> Inspection {
    let verdict = judge(data, source);
    let Some(header) = Header::read(data) else {
        return Inspection { parts: Vec::new(), error: None, verdict };
    };
    let mut parts = header_parts(&header);
    let layout = match version_of_magic(header.magic) {
        Some("3.8" | "3.9" | "3.10") => CodeLayout::V3_8,
        Some("3.11" | "3.12" | "3.13" | "3.14") => CodeLayout::V3_11,
        _ => return Inspection { parts, error: None, verdict },
    };
    let error = match read(data, Header::LEN as u32, layout) {
        Ok(tree) => {
            parts.extend(marshal_parts(&tree, data));
            None
        }
        Err(error) => Some(error),
    };
    Inspection { parts, error, verdict }
}

/// The parts of marshalled data, with values as Python writes them.
pub fn marshal_parts(tree: &Tree, data: &[u8]) -> Vec<Part> {
    let describe = |value: &Value| {
        Some(shorten(match value {
            Value::None => "None".to_owned(),
            Value::Ellipsis => "Ellipsis".to_owned(),
            Value::StopIteration => "StopIteration".to_owned(),
            Value::Bool(value) => repr::constant(&Constant::Bool(*value)),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => repr::float(*value),
            Value::Complex { real, imag } => repr::complex(*real, *imag),
            Value::Str { text, interned } => {
                repr::constant(&Constant::Str(StrConst { text: text.clone(), interned: *interned }))
            }
            Value::Bytes(range) => {
                let shown = (range.end as usize).min(range.start as usize + MAX_VALUE);
                repr::bytes(&data[range.start as usize..shown])
            }
            _ => return None,
        }))
    };
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
            let indent = "  ".repeat(part.depth.into());
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
            let printable = |&byte: &u8| if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '·' };
            row.push(2, Role::Dim, format!(" {}", bytes.iter().map(printable).collect::<String>()));
            row.item(ItemRef::Bytes(start as u32, (start + bytes.len()) as u32))
        })
        .collect();
    Listing::table(&columns, rows)
}

/// What an import would do with a file, as rows.
pub fn verdict_rows(verdict: &Verdict) -> Vec<Row> {
    let word = match verdict {
        Verdict::Fresh(_) => Role::Good,
        Verdict::Stale(_) => Role::Warning,
        Verdict::Corrupt(_) => Role::Error,
    };
    vec![
        Row::text(word, verdict.word()).with(Role::Text, format!(": {}", verdict.reason())),
        Row::text(Role::Note, verdict.consequence()),
    ]
}

/// The cache folder: which file CPython would use at each level, what is there, and what it is worth.
pub fn cache_listing(folder: &CacheFolder) -> Listing {
    let mut rows = Vec::new();
    for expected in &folder.expected {
        let found = folder.files.iter().find(|file| file.path == expected.path);
        let flag = match expected.level.number() {
            0 => "     ",
            1 => "-O   ",
            _ => "-OO  ",
        };
        let name = expected.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let row = Row::text(Role::Flag, flag).with(Role::Text, format!("{name}  "));
        rows.push(match found.map(|file| &file.verdict) {
            Some(Ok(verdict)) => {
                let role = match verdict {
                    Verdict::Fresh(_) => Role::Good,
                    Verdict::Stale(_) => Role::Warning,
                    Verdict::Corrupt(_) => Role::Error,
                };
                row.with(role, verdict.word()).with(Role::Text, format!(": {}", verdict.reason()))
            }
            Some(Err(problem)) => row.with(Role::Error, "unreadable").with(Role::Text, format!(": {problem}")),
            None => row.with(Role::Dim, "absent: an import compiles the source and writes it"),
        });
    }
    for file in &folder.files {
        if folder.expected.iter().any(|expected| expected.path == file.path) {
            continue;
        }
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let version = file.version.map_or("of no known CPython".to_owned(), |version| format!("of CPython {version}"));
        let note = if file.considered { "" } else { ": 3.13 does not look at it" };
        rows.push(Row::text(Role::Dim, format!("     {name}  {version}{note}")));
    }
    if let Some(problem) = &folder.problem {
        rows.push(Row::text(Role::Error, format!("the folder cannot be read: {problem}")));
    }
    Listing::new(rows)
}

/// `pylens pyc --inspect` as text.
pub fn inspection_listing(path: &Path, data: &[u8], inspection: &Inspection) -> Listing {
    let size = format!(" ({} bytes)", data.len());
    let mut rows = vec![Row::text(Role::Heading, path.display().to_string()).with(Role::Dim, size)];
    rows.extend(verdict_rows(&inspection.verdict));
    let parts = parts_listing(&inspection.parts);
    if parts.tree {
        // The indentation of a tree is its depth; here the rows stand beside others.
        rows.extend(parts.rows.into_iter().map(|mut row| {
            let indent = " ".repeat(2 * usize::from(row.depth));
            row.segments.insert(0, Segment { text: indent.into(), role: Role::Text, column: 0 });
            row
        }));
    } else {
        rows.extend(parts.rows);
    }
    if let Some(error) = &inspection.error {
        rows.push(Row::text(Role::Error, format!("the rest cannot be read: {error}")));
    }
    Listing::new(rows)
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
