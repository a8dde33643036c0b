//! The source: a row a line, coloured, with what is wrong under the line where it is wrong.

use super::{Column, ItemRef, Listing, Packed, Role, Row, measure, syntax::Syntax};
use crate::base::{Diagnostic, Severity, Span};
use crate::frontend::source::Source;

/// Line numbers, then the code. Problems without a line stand in front.
pub fn listing(source: &Source, syntax: &Syntax, problems: &[Diagnostic]) -> Listing {
    let mut rows = Vec::new();
    each(source, syntax, problems, |row| rows.push(row));
    Listing::table(COLUMNS, rows)
}

/// [`listing`], packed row by row.
pub fn packed(source: &Source, syntax: &Syntax, problems: &[Diagnostic]) -> Packed {
    let mut packed = Packed::new(COLUMNS, false);
    each(source, syntax, problems, |row| packed.push(&row));
    packed.shrunk()
}

const COLUMNS: &[Column] = &[Column::new("line", 1), Column::new("code", 0)];

fn each(source: &Source, syntax: &Syntax, problems: &[Diagnostic], mut push: impl FnMut(Row)) {
    let highlights = syntax.highlights();
    let digits = line_count(source).to_string().len().max(2);
    for problem in problems.iter().filter(|problem| line_of(source, problem).is_none()) {
        push(message(problem, 0));
    }
    let mut next = 0;
    for line in 1..=line_count(source) {
        let span = line_span(source, line);
        // A piece that spans lines (a docstring) is needed again for the next of them.
        while highlights.get(next).is_some_and(|(piece, _)| piece.end <= span.start) {
            next += 1;
        }
        let mut row = Row::new().cell(0, Role::Position, format!("{line:>digits$} "));
        code(&mut row, &source.text, span, &highlights[next..]);
        push(row.item(ItemRef::Line(line)).span(span));
        for problem in problems.iter().filter(|problem| line_of(source, problem) == Some(line)) {
            explanation(source, problem, span, digits + 1).into_iter().for_each(&mut push);
        }
    }
}

/// Text that could not be decoded, as far as it can be shown, under the reason.
pub fn undecodable(bytes: &[u8], problem: &Diagnostic) -> Listing {
    let text = String::from_utf8_lossy(bytes);
    let mut rows = vec![message(problem, 0)];
    rows.extend(text.lines().take(10_000).map(|line| Row::text(Role::Dim, line.to_owned())));
    Listing::new(rows)
}

/// Bytes of the row's text in front of the code: the line number with its blank.
pub fn code_offset(row: &Row) -> usize {
    row.segments.iter().take_while(|segment| segment.column == 0).map(|segment| segment.text.len()).sum()
}

/// Lines to show: nothing is behind a final newline.
fn line_count(source: &Source) -> u32 {
    let lines = source.lines.line_count() as u32;
    if lines > 1 && source.text.ends_with('\n') { lines - 1 } else { lines }
}

fn line_span(source: &Source, line: u32) -> Span {
    let start = source.lines.line_start(line).unwrap_or(0);
    let end = source.lines.line_start(line + 1).map_or(source.text.len() as u32, |next| next - 1);
    Span::new(start, end.max(start))
}

/// The text of a line without its newline and indentation; `None` for lines that are not there.
pub fn span_of_line(source: &Source, line: u32) -> Option<Span> {
    if line == 0 || line > line_count(source) {
        return None;
    }
    let span = line_span(source, line);
    let indent = source.text[span.range()].len() - source.text[span.range()].trim_start().len();
    Some(Span::new(span.start + indent as u32, span.end))
}

fn line_of(source: &Source, problem: &Diagnostic) -> Option<u32> {
    let line = u32::try_from(problem.lineno?).ok()?;
    // CPython reports an unexpected end of file on a line that is not there.
    (line > 0).then(|| line.min(line_count(source)))
}

fn code(row: &mut Row, text: &str, line: Span, pieces: &[(Span, Role)]) {
    let mut at = line.start;
    for &(piece, role) in pieces {
        if piece.start >= line.end {
            break;
        }
        let start = piece.start.max(at);
        let end = piece.end.min(line.end);
        if start >= end {
            continue;
        }
        row.push(1, Role::Text, slice(text, at, start));
        row.push(1, role, slice(text, start, end));
        at = end;
    }
    row.push(1, Role::Text, slice(text, at, line.end));
}

fn slice(text: &str, start: u32, end: u32) -> String {
    text.get(start as usize..end as usize).unwrap_or_default().to_owned()
}

/// The carets and the message under the line of a problem.
fn explanation(source: &Source, problem: &Diagnostic, line: Span, margin: usize) -> Vec<Row> {
    let text = &source.text[line.range()];
    let Some(offset) = problem.offset.filter(|&offset| offset > 0) else {
        return vec![message(problem, margin)];
    };
    let start = column_of_code_point(text, offset as usize - 1);
    let same_line = problem.end_lineno == problem.lineno;
    let end = match problem.end_offset.filter(|&end| same_line && end > offset) {
        Some(end) => column_of_code_point(text, end as usize - 1),
        None => start + 1,
    };
    let carets = format!("{:start$}{}", "", "^".repeat((end - start).clamp(1, 200)));
    vec![below(margin).cell(1, role(problem), carets), message(problem, margin)]
}

fn column_of_code_point(text: &str, index: usize) -> usize {
    let offset = text.char_indices().nth(index).map_or(text.len(), |(offset, _)| offset);
    measure::column_of(text, offset)
}

fn message(problem: &Diagnostic, margin: usize) -> Row {
    below(margin).cell(1, role(problem), format!("{}: {}", problem.kind.name(), problem.msg))
}

/// A row under the code: without a line number, and not gone where line numbers are.
fn below(margin: usize) -> Row {
    Row::new().cell(0, Role::Position, " ".repeat(margin))
}

fn role(problem: &Diagnostic) -> Role {
    match problem.severity {
        Severity::Error => Role::Error,
        Severity::Warning => Role::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ErrorKind, Stage};

    fn problem(line: i64, offset: i64, end: i64) -> Diagnostic {
        Diagnostic {
            lineno: Some(line),
            offset: Some(offset),
            end_lineno: Some(line),
            end_offset: Some(end),
            ..Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "invalid syntax")
        }
    }

    fn shown(text: &str, problems: &[Diagnostic]) -> String {
        let source = Source::from_text("x.py", text);
        listing(&source, &Syntax::parse(&source.text, None), problems).to_text()
    }

    #[test]
    fn carets_stand_under_the_error_also_behind_tabs_and_wide_characters() {
        assert_eq!(shown("x = = 1\n", &[problem(1, 5, 6)]), " 1 x = = 1\n       ^\n   SyntaxError: invalid syntax\n");
        assert_eq!(
            shown("日\t= =\n", &[problem(1, 5, 6)]),
            " 1 日\t= =\n             ^\n   SyntaxError: invalid syntax\n"
        );
    }

    #[test]
    fn what_is_wrong_stays_where_line_numbers_do_not_fit() {
        let source = Source::from_text("x.py", "x = 'abc");
        let listing = listing(&source, &Syntax::parse(&source.text, None), &[problem(1, 5, 6)]);
        for width in [12, 53, 200] {
            let columns = listing.visible_columns(width);
            let shown = |row: &Row| row.segments.iter().any(|segment| columns & (1 << segment.column) != 0);
            assert!(listing.rows.iter().all(shown), "{width}");
        }
        assert_eq!(listing.visible_columns(53) & 1, 1, "there is room for line numbers");
    }

    #[test]
    fn every_line_is_there_once() {
        assert_eq!(shown("", &[]), " 1\n");
        assert_eq!(shown("a\n\n'''b\nc'''", &[]), " 1 a\n 2\n 3 '''b\n 4 c'''\n");
    }

    #[test]
    fn rows_know_their_text() {
        let source = Source::from_text("x.py", "a = 'é'\nb\n");
        let listing = listing(&source, &Syntax::parse(&source.text, None), &[]);
        for row in &listing.rows {
            let span = row.span.expect("a line has a span");
            let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
            assert_eq!(&text[code_offset(row)..], &source.text[span.range()]);
        }
    }
}
