//! Errors and warnings, one a row, with their places; the exception that ended the program.

use super::{ItemRef, Listing, Role, Row};
use crate::base::{Diagnostic, Severity};
use crate::frontend::source::Source;
use crate::pipeline::session::moment::Uncaught;

/// The exception that ended the program, with its traceback; Enter on it leads to the step that raised it.
pub fn uncaught(uncaught: &Uncaught) -> Vec<Row> {
    let lines: Vec<&str> = uncaught.traceback.lines().collect();
    let place = uncaught.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
    let message = uncaught.message();
    let head = Row::text(Role::Position, format!("{place:<8}"))
        .with(Role::Error, message.to_owned())
        .with(Role::Dim, "  (run, uncaught)")
        .key(UNCAUGHT);
    let traceback = lines.into_iter().map(|line| Row::text(Role::Dim, format!("        {line}")));
    std::iter::once(head).chain(traceback).map(|row| row.item(ItemRef::Step(uncaught.step))).collect()
}

/// The key of the row about an exception that ended the program.
pub const UNCAUGHT: &str = "uncaught";

pub fn listing(problems: &[Diagnostic], source: Option<&Source>) -> Listing {
    if problems.is_empty() {
        return Listing::note("no errors, no warnings");
    }
    let rows = problems.iter().enumerate().map(|(index, problem)| {
        let place = match (problem.lineno, problem.offset) {
            (Some(line), Some(column)) => format!("{line}:{column}"),
            (Some(line), None) => line.to_string(),
            _ => "-".into(),
        };
        let role = if problem.severity == Severity::Error { Role::Error } else { Role::Warning };
        let mut row = Row::text(Role::Position, format!("{place:<8}"))
            .with(role, format!("{}: ", problem.kind.name()))
            .with(Role::Text, problem.msg.clone())
            .with(Role::Dim, format!("  ({:?})", problem.stage).to_lowercase())
            .item(ItemRef::Problem(index as u32));
        let line = problem.lineno.and_then(|line| u32::try_from(line).ok());
        row.span = source.zip(line).and_then(|(source, line)| super::source::span_of_line(source, line));
        row
    });
    Listing::new(rows.collect())
}
