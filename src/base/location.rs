//! Source locations as CPython counts them.

/// First line, last line (from 1), first and last column (from 0, in UTF-8 bytes) of an instruction or node.
///
/// `-1` in a field means that CPython has no value there; [`Location::NONE`] has none at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    pub lineno: i32,
    pub end_lineno: i32,
    pub col_offset: i32,
    pub end_col_offset: i32,
}

impl Location {
    /// CPython's `NO_LOCATION`: an instruction that belongs to no place in the source.
    pub const NONE: Self = Self { lineno: -1, end_lineno: -1, col_offset: -1, end_col_offset: -1 };

    /// CPython's `NEXT_LOCATION`: the instruction takes the location of the one behind it.
    pub const NEXT: Self = Self { lineno: -2, end_lineno: -2, col_offset: -2, end_col_offset: -2 };

    pub const fn new(lineno: i32, end_lineno: i32, col_offset: i32, end_col_offset: i32) -> Self {
        Self { lineno, end_lineno, col_offset, end_col_offset }
    }

    /// Column 0 to column 0 of one line, as CPython uses for code that it makes up itself.
    pub const fn line_only(lineno: i32) -> Self {
        Self { lineno, end_lineno: lineno, col_offset: 0, end_col_offset: 0 }
    }

    pub fn is_none(self) -> bool {
        self.lineno == -1
    }
}
