//! Errors that the compiler finds after parsing.

use crate::base::{Diagnostic, ErrorKind, Location, Stage};
use crate::frontend::source::Source;

/// A `SyntaxError` about the code at `location`.
///
/// Unlike the parser, CPython's compiler counts `offset` and `end_offset` in UTF-8 bytes (from 1).
pub fn syntax_error(source: &Source, stage: Stage, location: Location, msg: impl Into<String>) -> Diagnostic {
    Diagnostic {
        lineno: Some(location.lineno.into()),
        offset: Some(i64::from(location.col_offset) + 1),
        end_lineno: Some(location.end_lineno.into()),
        end_offset: Some(i64::from(location.end_col_offset) + 1),
        text: line_text(source, location.lineno),
        ..Diagnostic::new(stage, ErrorKind::SyntaxError, msg)
    }
}

/// A `SyntaxError` of which CPython records only where it begins.
pub fn syntax_error_at(source: &Source, stage: Stage, location: Location, msg: impl Into<String>) -> Diagnostic {
    Diagnostic {
        end_lineno: Some(location.lineno.into()),
        end_offset: None,
        ..syntax_error(source, stage, location, msg)
    }
}

/// A line of the source, with its newline. CPython's compiler looks for it in the file of that name, so that source which
/// comes from no file (`<string>`, `<stdin>`) has no line to show.
fn line_text(source: &Source, lineno: i32) -> Option<String> {
    if source.name.starts_with('<') && source.name.ends_with('>') {
        return None;
    }
    let line = u32::try_from(lineno).ok()?;
    let start = source.lines.line_start(line)? as usize;
    source.text.get(start..)?.split_inclusive('\n').next().map(str::to_owned)
}
