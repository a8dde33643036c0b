//! The run over time: its notable steps as rows, and the depth of the call stack as a chart.

use crate::pipeline::session::moment::{Event, Stretch, Trace, What};
use crate::view::{Column, ItemRef, Listing, Role, Row};

const COLUMNS: &[Column] = &[Column::new("step", 0), Column::new("line", 1), Column::new("event", 0)];

/// Calls, returns, output, exceptions and breakpoints, in the order of their steps.
pub fn timeline(trace: &Trace, step: u64) -> Listing {
    let width = trace.steps.to_string().len();
    let row = |event: &Event| {
        let line = event.line.map_or(String::new(), |line| format!("line {line}"));
        let (mark, role, words) = match &event.what {
            What::Call(name) => ("┌", Role::Function, format!("{name} is called")),
            What::Return(name) => ("└", Role::Dim, format!("{name} returns")),
            What::Resume(name) => ("┌", Role::Function, format!("{name} goes on")),
            What::Create(name, object) => ("└", Role::Dim, format!("{name} returns {object}")),
            What::Yield(name) => ("└", Role::Dim, format!("{name} yields")),
            What::Unwound(name) => ("└", Role::Error, format!("{name} is left by the exception")),
            What::Wrote => ("▪", Role::Text, "output".into()),
            What::Raised => ("✗", Role::Error, "exception".into()),
            What::Breakpoint(words) => ("●", Role::Warning, words.clone()),
            What::End => ("■", Role::Dim, "the end".into()),
        };
        let role = if event.step > step { Role::Dim } else { role };
        Row::new()
            .cell(0, Role::Position, format!("{:>width$} ", event.step))
            .cell(1, Role::Position, format!("{line:<9} "))
            .cell(2, role, format!("{mark} {words}"))
            .item(ItemRef::Step(event.step))
    };
    let rows: Vec<Row> = trace.events.iter().map(row).collect();
    if rows.is_empty() {
        return Listing::note("nothing notable has happened yet: s goes on");
    }
    Listing::table(COLUMNS, rows)
}

/// A column of the chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bar {
    /// The first step it stands for.
    pub step: u64,
    /// Height in eighths of a row.
    pub eighths: u16,
    pub mark: Option<&'static str>,
    pub role: Role,
    /// Whether the program stands here.
    pub is_here: bool,
}

/// The chart of the depth, `width` columns wide and `height` rows high.
pub fn chart(trace: &Trace, step: u64, width: usize, height: usize) -> Vec<Bar> {
    let depths = &trace.depths;
    if depths.is_empty() || width == 0 {
        return Vec::new();
    }
    let columns = width.min(depths.len());
    let deepest = depths.iter().map(|stretch| stretch.deepest).max().unwrap_or(1).max(1);
    let part = |column: usize| -> &[Stretch] {
        &depths[column * depths.len() / columns..(column + 1) * depths.len() / columns]
    };
    (0..columns)
        .map(|column| {
            let part = part(column);
            let depth = part.iter().map(|stretch| stretch.deepest).max().unwrap_or(0);
            let any = |holds: fn(&Stretch) -> bool| part.iter().any(holds);
            let (mark, role) = match () {
                () if any(|stretch| stretch.stops) => (Some("●"), Role::Warning),
                () if any(|stretch| stretch.raised) => (Some("✗"), Role::Error),
                () if any(|stretch| stretch.wrote) => (Some("▪"), Role::Text),
                () => (None, Role::Dim),
            };
            let start = part.first().map_or(0, |stretch| stretch.steps.start);
            let end = part.last().map_or(0, |stretch| stretch.steps.end);
            let eighths = u32::from(depth) * 8 * height as u32 / u32::from(deepest);
            let eighths = if depth > 0 { eighths.max(1) } else { 0 };
            Bar { step: start, eighths: eighths as u16, mark, role, is_here: (start..end).contains(&step) }
        })
        .collect()
}
