//! Errors and warnings of the compiler, as CPython prints them on standard error, and as JSON.

use serde_json::{Value, json};

use crate::base::{Diagnostic, Severity, Stage};
use crate::frontend::source::Source;

/// An error or warning as CPython prints it; `name` is the name of the file.
///
/// CPython shows the line of a warning only if it can read the file again: give `source` where that is so.
pub fn text(problem: &Diagnostic, name: &str, source: Option<&Source>) -> String {
    match problem.severity {
        Severity::Error => error_text(problem, name),
        Severity::Warning => warning_text(problem, name, source),
    }
}

/// An uncaught exception of the compiler, as Python's `traceback` module prints it.
pub fn error_text(error: &Diagnostic, name: &str) -> String {
    let mut text = String::new();
    let mut suffix = String::new();
    if is_syntax_error(error) {
        match error.lineno {
            Some(line) => {
                text += &format!("  File \"{name}\", line {line}\n");
                text += &error_lines(error).into_iter().map(|line| format!("    {line}\n")).collect::<String>();
            }
            // CPython raises these before it knows of a file.
            None if error.stage == Stage::Decode => {}
            None => suffix = format!(" ({name})"),
        }
    }
    let msg = if error.msg.is_empty() && is_syntax_error(error) { "<no detail available>" } else { &error.msg };
    match msg {
        "" => text += &format!("{}\n", error.kind.name()),
        msg => text += &format!("{}: {msg}{suffix}\n", error.kind.name()),
    }
    text
}

fn is_syntax_error(error: &Diagnostic) -> bool {
    use crate::base::ErrorKind::{IndentationError, SyntaxError, TabError};
    matches!(error.kind, SyntaxError | IndentationError | TabError)
}

/// The source line without its indentation, and the line of carets under it.
pub fn error_lines(error: &Diagnostic) -> Vec<String> {
    let Some(text) = &error.text else { return Vec::new() };
    let line: Vec<char> = text.trim_end_matches('\n').chars().collect();
    let spaces = line.iter().take_while(|c| matches!(c, ' ' | '\n' | '\x0c')).count();
    let shown: String = line[spaces..].iter().collect();
    let Some(mut offset) = error.offset else { return vec![shown] };
    let beyond = line.len() as i64 + 1;
    let mut end = match error.end_offset {
        _ if error.lineno != error.end_lineno => beyond,
        None | Some(0) => offset,
        Some(end) => end,
    };
    let length = text.chars().count() as i64;
    if length > 0 && offset > length {
        offset = beyond;
    }
    if length > 0 && end > length {
        end = beyond;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    // From offsets that count from 1 in the whole line to columns that count from 0 in the line shown.
    let (column, end_column) = (offset - 1 - spaces as i64, end - 1 - spaces as i64);
    let Ok(column) = usize::try_from(column) else { return vec![shown] };
    // Tabs are kept, so that the carets stand where the text stands.
    let blanks = line[spaces..].iter().map(|&c| if c.is_whitespace() { c } else { ' ' });
    let mut carets: String = blanks.take(column).collect();
    carets.extend(std::iter::repeat_n('^', end_column.saturating_sub(column as i64).max(0) as usize));
    vec![shown, carets]
}

fn warning_text(warning: &Diagnostic, name: &str, source: Option<&Source>) -> String {
    let line = warning.lineno.unwrap_or(1);
    let mut text = format!("{name}:{line}: {}: {}\n", warning.kind.name(), warning.msg);
    let shown = source.filter(|source| !source.name.starts_with('<')).and_then(|source| line_of(source, line));
    if let Some(shown) = shown.filter(|shown| !shown.is_empty()) {
        text += &format!("  {shown}\n");
    }
    text
}

fn line_of(source: &Source, line: i64) -> Option<&str> {
    source.text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?).map(str::trim)
}

/// `{severity, type, msg, lineno, offset, end_lineno, end_offset, text, stage}`.
pub fn json(problem: &Diagnostic) -> Value {
    json!({
        "severity": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "type": problem.kind.name(),
        "msg": problem.msg,
        "lineno": problem.lineno,
        "offset": problem.offset,
        "end_lineno": problem.end_lineno,
        "end_offset": problem.end_offset,
        "text": problem.text,
        "stage": problem.stage.name(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ErrorKind;

    fn error(text: &str, offset: i64, end: i64) -> Diagnostic {
        Diagnostic {
            lineno: Some(1),
            end_lineno: Some(1),
            offset: Some(offset),
            end_offset: Some(end),
            text: Some(text.to_owned()),
            ..Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "invalid syntax")
        }
    }

    #[test]
    fn carets_stand_under_the_offending_text() {
        let shown = error_text(&error("    x = = 1\n", 9, 10), "x.py");
        let expected = "  File \"x.py\", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn tabs_stay_in_front_of_carets() {
        assert_eq!(error_lines(&error("\tx = (\n", 1, -1)), ["\tx = (", "^"]);
        assert_eq!(error_lines(&error("\tx = 1 1\n", 6, 9)), ["\tx = 1 1", "\t    ^^^"]);
    }

    #[test]
    fn an_error_that_ends_on_a_later_line_is_marked_to_the_end_of_its_own() {
        let error = Diagnostic { end_lineno: Some(2), ..error("f(a for a\n", 3, 4) };
        assert_eq!(error_lines(&error), ["f(a for a", "  ^^^^^^^"]);
    }

    #[test]
    fn errors_without_a_line_name_the_file_once_it_is_decoded() {
        let error = Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "too much");
        assert_eq!(error_text(&error, "x.py"), "SyntaxError: too much (x.py)\n");
        let error = Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, "encoding problem: x");
        assert_eq!(error_text(&error, "x.py"), "SyntaxError: encoding problem: x\n");
        let memory = Diagnostic::new(Stage::Parser, ErrorKind::MemoryError, "");
        assert_eq!(error_text(&memory, "x.py"), "MemoryError\n");
    }
}
