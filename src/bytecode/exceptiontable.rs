//! `co_exceptiontable`: which handler catches what is raised where.
//!
//! Each entry is four numbers: first code unit, number of code units, first code unit of the handler, and twice the
//! depth to which the stack is unwound, plus one if the place of the exception is pushed as well. A number is groups of
//! 6 bits, the highest first; 0x40 says that another follows, and 0x80 marks the first byte of an entry, so that one
//! can be found by bisection.

use std::ops::Range;

use super::CodeUnit;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionEntry {
    pub start: CodeUnit,
    pub end: CodeUnit,
    /// Where the handler starts.
    pub target: CodeUnit,
    /// Values left on the stack before the handler's own are pushed.
    pub depth: u32,
    /// Push the offset of the instruction that raised, too.
    pub lasti: bool,
}

/// CPython: `assemble_emit_exception_table_entry`.
pub fn encode(entries: &[ExceptionEntry]) -> Vec<u8> {
    let mut table = Vec::new();
    for entry in entries {
        let at = table.len();
        let length = entry.end.0 - entry.start.0;
        for value in [entry.start.0, length, entry.target.0, entry.depth << 1 | u32::from(entry.lasti)] {
            write_varint(&mut table, value);
        }
        table[at] |= 0x80;
    }
    table
}

fn write_varint(table: &mut Vec<u8>, value: u32) {
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            table.push(0x40 | (value >> shift & 0x3f) as u8);
        }
    }
    table.push((value & 0x3f) as u8);
}

/// Reads a table; an entry that is cut short is left out.
pub fn entries(table: &[u8]) -> Vec<ExceptionEntry> {
    entries_with_bytes(table).into_iter().map(|(entry, _)| entry).collect()
}

/// The entries with the bytes of the table that hold each.
pub fn entries_with_bytes(table: &[u8]) -> Vec<(ExceptionEntry, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut read = || {
        let from = at;
        let mut number = || {
            let mut value = 0u32;
            loop {
                let byte = *table.get(at)?;
                at += 1;
                value = value << 6 | u32::from(byte & 0x3f);
                if byte & 0x40 == 0 {
                    return Some(value);
                }
            }
        };
        let (start, length, target, depth_lasti) = (number()?, number()?, number()?, number()?);
        let entry = ExceptionEntry {
            start: CodeUnit(start),
            end: CodeUnit(start.saturating_add(length)),
            target: CodeUnit(target),
            depth: depth_lasti >> 1,
            lasti: depth_lasti & 1 != 0,
        };
        Some((entry, from..at))
    };
    while let Some(entry) = read() {
        found.push(entry);
    }
    found
}

/// The handler in force at a code unit.
pub fn handler_at(entries: &[ExceptionEntry], unit: CodeUnit) -> Option<&ExceptionEntry> {
    entries.iter().find(|entry| entry.start <= unit && unit < entry.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_tables_round_trip() {
        let mut state = 11u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((state >> 33) % below) as u32
        };
        for size in [10, 100, 5_000, 300_000, 20_000_000] {
            let entries: Vec<ExceptionEntry> = (0..40)
                .map(|_| {
                    let start = random(size);
                    ExceptionEntry {
                        start: CodeUnit(start),
                        end: CodeUnit(start + random(size)),
                        target: CodeUnit(random(size)),
                        depth: random(100),
                        lasti: random(2) == 1,
                    }
                })
                .collect();
            let table = encode(&entries);
            assert_eq!(super::entries(&table), entries);
            for end in 0..table.len() {
                super::entries(&table[..end]);
            }
        }
    }

    #[test]
    fn only_the_first_byte_of_an_entry_is_marked() {
        let entry =
            ExceptionEntry { start: CodeUnit(64), end: CodeUnit(70), target: CodeUnit(5000), depth: 2, lasti: true };
        assert_eq!(encode(&[entry]), [0xc1, 0x00, 0x06, 0x41, 0x4e, 0x08, 0x05]);
    }
}
