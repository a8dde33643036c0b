//! `co_linetable`: the location of every code unit (PEP 626 and 657).
//!
//! A table is a row of entries. An entry covers 1 to 8 code units; its first byte has the top bit set and holds a form
//! (4 bits) and the number of units less one (3 bits). The other bytes depend on the form:
//!
//! | form | bytes | meaning |
//! |---|---|---|
//! | 0–9 | 1 | same line; start column below 80 (its upper bits are the form) and end column less than 16 beyond |
//! | 10–12 | 2 | 0, 1 or 2 lines further; start and end column below 128 |
//! | 13 | varint | signed line difference; no columns |
//! | 14 | varints | signed line difference, number of lines, start and end column each plus one |
//! | 15 | 0 | no location |
//!
//! Varints are groups of 6 bits, the lowest first; 0x40 says that another follows. Lines count from `co_firstlineno`.

use std::ops::Range;

use super::CodeUnit;
use crate::base::Location;

const FORM_ONE_LINE: u8 = 10;
const FORM_NO_COLUMNS: u8 = 13;
const FORM_LONG: u8 = 14;
const FORM_NONE: u8 = 15;

/// The most code units that an entry can cover.
const MAX_UNITS: u32 = 8;

/// Writes a table from runs of code units with the same location.
pub fn encode(runs: impl IntoIterator<Item = (Location, u32)>, firstlineno: i32) -> Vec<u8> {
    let mut writer = Writer::new(firstlineno);
    for (loc, units) in runs {
        writer.run(loc, units);
    }
    writer.table
}

/// A table that is being written.
pub struct Writer {
    pub table: Vec<u8>,
    /// The line of the last entry that has one.
    line: i32,
}

impl Writer {
    pub fn new(firstlineno: i32) -> Self {
        Self { table: Vec::with_capacity(64), line: firstlineno }
    }

    /// Writes as many entries as so many code units of one location need.
    pub fn run(&mut self, loc: Location, mut units: u32) {
        while units > MAX_UNITS {
            self.entry(loc, MAX_UNITS);
            units -= MAX_UNITS;
        }
        if units > 0 {
            self.entry(loc, units);
        }
    }

    /// CPython: `write_location_info_entry`.
    fn entry(&mut self, loc: Location, units: u32) {
        let first = |form: u8| 0x80 | form << 3 | (units - 1) as u8;
        let table = &mut self.table;
        if loc.is_none() {
            table.push(first(FORM_NONE));
            return;
        }
        let Location { lineno, end_lineno, col_offset, end_col_offset } = loc;
        let line_delta = lineno.wrapping_sub(std::mem::replace(&mut self.line, lineno));
        let one_line = end_lineno == lineno;
        if col_offset < 0 || end_col_offset < 0 {
            if one_line || end_lineno < 0 {
                table.push(first(FORM_NO_COLUMNS));
                write_signed_varint(table, line_delta);
                return;
            }
        } else if one_line {
            let width = end_col_offset - col_offset;
            if line_delta == 0 && col_offset < 80 && (0..16).contains(&width) {
                table.extend([first((col_offset >> 3) as u8), ((col_offset & 7) << 4 | width) as u8]);
                return;
            }
            if (0..3).contains(&line_delta) && col_offset < 128 && end_col_offset < 128 {
                table.extend([first(FORM_ONE_LINE + line_delta as u8), col_offset as u8, end_col_offset as u8]);
                return;
            }
        }
        table.push(first(FORM_LONG));
        write_signed_varint(table, line_delta);
        write_varint(table, end_lineno.wrapping_sub(lineno) as u32);
        write_varint(table, col_offset.wrapping_add(1) as u32);
        write_varint(table, end_col_offset.wrapping_add(1) as u32);
    }
}

fn write_varint(table: &mut Vec<u8>, mut value: u32) {
    while value >= 64 {
        table.push(0x40 | (value & 0x3f) as u8);
        value >>= 6;
    }
    table.push(value as u8);
}

fn write_signed_varint(table: &mut Vec<u8>, value: i32) {
    let magnitude = value.unsigned_abs() << 1;
    write_varint(table, if value < 0 { magnitude | 1 } else { magnitude });
}

/// An entry of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineEntry {
    pub start: CodeUnit,
    pub end: CodeUnit,
    pub loc: Location,
    /// The form, 0 to 15.
    pub form: u8,
    /// The bytes of the table that hold the entry.
    pub bytes: Range<usize>,
}

/// Reads a table; a table cut short gives what its bytes say, the missing ones being zero.
pub fn entries(table: &[u8], firstlineno: i32) -> Entries<'_> {
    Entries { table, at: 0, unit: 0, line: firstlineno }
}

#[derive(Clone, Debug)]
pub struct Entries<'a> {
    table: &'a [u8],
    at: usize,
    unit: u32,
    line: i32,
}

impl Entries<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.table.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    fn varint(&mut self) -> u32 {
        let mut value = 0u32;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            value |= u32::from(byte & 0x3f).checked_shl(shift).unwrap_or(0);
            shift += 6;
            if byte & 0x40 == 0 {
                return value;
            }
        }
    }

    fn signed_varint(&mut self) -> i32 {
        let value = self.varint();
        let magnitude = (value >> 1) as i32;
        if value & 1 != 0 { magnitude.wrapping_neg() } else { magnitude }
    }

    /// The location in the bytes behind the first byte of an entry.
    fn location(&mut self, form: u8) -> Location {
        match form {
            FORM_NONE => Location::NONE,
            FORM_LONG => {
                self.line = self.line.wrapping_add(self.signed_varint());
                let end_lineno = self.line.wrapping_add(self.varint() as i32);
                let col_offset = (self.varint() as i32).wrapping_sub(1);
                let end_col_offset = (self.varint() as i32).wrapping_sub(1);
                Location::new(self.line, end_lineno, col_offset, end_col_offset)
            }
            FORM_NO_COLUMNS => {
                self.line = self.line.wrapping_add(self.signed_varint());
                Location::new(self.line, self.line, -1, -1)
            }
            FORM_ONE_LINE.. => {
                self.line = self.line.wrapping_add(i32::from(form - FORM_ONE_LINE));
                let (start, end) = (self.byte(), self.byte());
                Location::new(self.line, self.line, i32::from(start), i32::from(end))
            }
            _ => {
                let byte = i32::from(self.byte());
                let start = i32::from(form) << 3 | byte >> 4;
                Location::new(self.line, self.line, start, start + (byte & 15))
            }
        }
    }
}

impl Iterator for Entries<'_> {
    type Item = LineEntry;

    fn next(&mut self) -> Option<LineEntry> {
        if self.at >= self.table.len() {
            return None;
        }
        let from = self.at;
        let first = self.byte();
        let form = first >> 3 & 15;
        let loc = self.location(form);
        let start = CodeUnit(self.unit);
        self.unit += u32::from(first & 7) + 1;
        let bytes = from..self.at.min(self.table.len());
        Some(LineEntry { start, end: CodeUnit(self.unit), loc, form, bytes })
    }
}

/// `co_positions()`: the location of each code unit.
pub fn positions(table: &[u8], firstlineno: i32) -> impl Iterator<Item = Location> + '_ {
    entries(table, firstlineno).flat_map(|entry| (entry.start.0..entry.end.0).map(move |_| entry.loc))
}

/// `co_lines()`: runs of code units of one line; `None` where there is no line.
pub fn lines(table: &[u8], firstlineno: i32) -> Vec<(Range<CodeUnit>, Option<i32>)> {
    let mut runs: Vec<(Range<CodeUnit>, Option<i32>)> = Vec::new();
    for entry in entries(table, firstlineno) {
        let line = (!entry.loc.is_none()).then_some(entry.loc.lineno);
        match runs.last_mut() {
            Some((range, last)) if *last == line => range.end = entry.end,
            _ => runs.push((entry.start..entry.end, line)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(runs: &[(Location, u32)], firstlineno: i32) {
        let table = encode(runs.iter().copied(), firstlineno);
        let expected: Vec<Location> =
            runs.iter().flat_map(|&(loc, units)| std::iter::repeat_n(loc, units as usize)).collect();
        assert_eq!(positions(&table, firstlineno).collect::<Vec<_>>(), expected);
        let covered: usize = entries(&table, firstlineno).map(|entry| entry.bytes.len()).sum();
        assert_eq!(covered, table.len());
    }

    #[test]
    fn every_form_round_trips() {
        let runs = [
            (Location::new(1, 1, 0, 15), 3),
            (Location::new(1, 1, 79, 94), 9),
            (Location::new(1, 1, 80, 94), 1),
            (Location::new(3, 3, 127, 127), 1),
            (Location::new(2, 2, 4, 5), 1),
            (Location::new(2, 9, 128, 3), 20),
            (Location::new(700, 700, -1, -1), 1),
            (Location::NONE, 8),
            (Location::new(0, 1, 0, 0), 1),
        ];
        round_trip(&runs, 1);
        round_trip(&runs, 500);
    }

    #[test]
    fn random_tables_round_trip() {
        let mut state = 7u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((state >> 33) % below) as i32
        };
        for _ in 0..200 {
            let runs: Vec<(Location, u32)> = (0..50)
                .map(|_| {
                    let line = random(40) + 1;
                    let loc = match random(5) {
                        0 => Location::NONE,
                        1 => Location::new(line, line, -1, -1),
                        2 => Location::new(line, line + random(100), random(300), random(300)),
                        _ => Location::new(line, line, random(150), random(150)),
                    };
                    (loc, random(30) as u32 + 1)
                })
                .collect();
            round_trip(&runs, random(50));
        }
    }

    #[test]
    fn a_cut_or_random_table_does_not_panic() {
        let table = encode([(Location::new(9, 12, 300, 2), 5)], 1);
        for end in 0..table.len() {
            entries(&table[..end], 1).for_each(drop);
        }
        let noise: Vec<u8> = (0..1000u32).map(|n| (n.wrapping_mul(2654435761) >> 24) as u8).collect();
        entries(&noise, i32::MAX).for_each(drop);
        lines(&noise, i32::MIN);
    }

    #[test]
    fn lines_merge_neighbours() {
        let table = encode([(Location::new(1, 1, 0, 1), 2), (Location::new(1, 1, 2, 3), 1), (Location::NONE, 1)], 1);
        let expected = [(CodeUnit(0)..CodeUnit(3), Some(1)), (CodeUnit(3)..CodeUnit(4), None)];
        assert_eq!(lines(&table, 1), expected);
    }
}
