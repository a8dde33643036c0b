//! `pylens vs`: two files beside each other at every stage, printed; on a terminal the workbench shows them.

use std::io::IsTerminal;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::arguments::{ComparedStage, VsArguments};
use super::output::{self, print};
use super::{EXIT_PYTHON_ERROR, complain, input, stages};
use crate::pipeline::{Artifacts, Delta, Options, build, on_deep_stack};
use crate::view::dis::DisOptions;
use crate::view::{self, Listing, Role, Row, measure};

/// Equal rows shown around a difference.
const CONTEXT: usize = 2;
/// Columns where there is no terminal to ask.
const WIDTH: u16 = 120;

/// A stage in the order of the data: its name, and its rows for one file.
type Stage = (ComparedStage, &'static str, fn(&Artifacts) -> Option<Vec<Row>>);

const STAGES: &[Stage] = &[
    (ComparedStage::Source, "source", |a| {
        let source = a.source.out.ready()?;
        Some(source.text.lines().map(|line| Row::text(Role::Text, line.to_owned())).collect())
    }),
    (ComparedStage::Tokens, "tokens", |a| {
        let rows = view::tokens::listing(a.source.out.ready()?, a.tokens.out.ready()?).rows;
        Some(rows.into_iter().skip(1).map(without_positions).collect())
    }),
    (ComparedStage::Ast, "AST", |a| {
        Some(tree(view::ast::listing(a.ast.out.ready()?, &a.source.out.ready()?.lines, false, view::ItemRef::Node)))
    }),
    (ComparedStage::Folded, "optimized AST", |a| {
        let folded = a.folded.out.ready()?;
        Some(tree(view::ast::listing(&folded.ast, &a.source.out.ready()?.lines, false, view::ItemRef::Folded)))
    }),
    (ComparedStage::Scopes, "scopes", |a| {
        let source = a.source.out.ready()?;
        Some(tree(view::scopes::listing(source, &a.folded.out.ready()?.ast, a.scopes.out.ready()?)))
    }),
    (ComparedStage::Pseudo, "instructions before the passes", |a| {
        let rows = view::units::every(a.compiled.out.ready()?, view::units::pseudo).rows;
        Some(rows.into_iter().map(without_positions).collect())
    }),
    (ComparedStage::Bytecode, "bytecode", |a| {
        let rows = view::dis::whole(&a.compiled.out.ready()?.code, DisOptions::default()).rows;
        Some(rows.into_iter().map(without_positions).collect())
    }),
    (ComparedStage::Code, "code objects", |a| Some(view::code::whole(&a.compiled.out.ready()?.code).rows)),
    (ComparedStage::Pyc, ".pyc", |a| {
        // The header holds the time of the file, which says nothing about its content.
        let bytes = a.pyc.out.ready()?.bytes.get(16..)?;
        Some(view::pyc::hex_listing(bytes).rows)
    }),
];

/// Whether the workbench is to show the files: on a terminal, if nothing is asked for that only printing can give.
pub fn is_for_a_screen(arguments: &VsArguments) -> bool {
    let VsArguments { print, stage, full, width, json, .. } = arguments;
    let wants_text = *print || *json || *full || width.is_some() || !stage.is_empty();
    !wants_text && std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

pub fn run(arguments: &VsArguments) -> u8 {
    let read = |path: &std::path::Path| {
        let input = input::file_input(path).map_err(complain)?;
        let options =
            Options { profile: arguments.common.python.into(), level: arguments.level.level(), ..Options::default() };
        // Names of files would differ in every code object.
        let input = crate::pipeline::Input { name: "<file>".into(), ..input };
        Ok(on_deep_stack(|| build(input, options)))
    };
    let (a, b) = match (read(&arguments.a), read(&arguments.b)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(status), _) | (_, Err(status)) => return status,
    };
    on_deep_stack(|| compare(arguments, &a, &b))
}

fn compare(arguments: &VsArguments, a: &Artifacts, b: &Artifacts) -> u8 {
    let mut status = 0;
    for (artifacts, path) in [(a, &arguments.a), (b, &arguments.b)] {
        if let Some(error) = artifacts.error() {
            super::output::print_error(&view::errors::error_text(error, &path.to_string_lossy()));
            status = EXIT_PYTHON_ERROR;
        } else if artifacts.failure().is_some() {
            return stages::report_failure(artifacts);
        }
    }
    let wanted = |stage: ComparedStage| arguments.stage.is_empty() || arguments.stage.contains(&stage);
    let mut rows = vec![
        Row::text(Role::Heading, arguments.a.display().to_string())
            .with(Role::Dim, "  vs  ")
            .with(Role::Heading, arguments.b.display().to_string())
            .with(Role::Text, format!("  {}", Delta::between(a, b).summary())),
    ];
    let width = arguments.width.unwrap_or_else(terminal_width);
    let mut json = serde_json::Map::new();
    for (stage, name, of) in STAGES.iter().filter(|(stage, ..)| wanted(*stage)) {
        let (Some(left), Some(right)) = (of(a), of(b)) else { continue };
        let pairs = align(&left, &right);
        let removed = pairs.iter().filter(|pair| pair.0.is_some() && !pair.2).count();
        let added = pairs.iter().filter(|pair| pair.1.is_some() && !pair.2).count();
        if arguments.json {
            let text = |rows: &[Row], at: Option<usize>| at.map(|at| rows[at].plain());
            let changes: serde_json::Value = pairs
                .iter()
                .filter(|pair| !pair.2)
                .map(|pair| serde_json::json!({ "a": text(&left, pair.0), "b": text(&right, pair.1) }))
                .collect();
            json.insert((*name).to_owned(), changes);
            continue;
        }
        rows.push(Row::new());
        let counts = if removed + added == 0 { "the same".into() } else { format!("−{removed} +{added}") };
        rows.push(Row::text(Role::Heading, *name).with(Role::Dim, format!("  {counts}")));
        if removed + added > 0 || !arguments.stage.is_empty() {
            let side = Side { left: &left, right: &right, width: usize::from(width) };
            side.rows(&pairs, if arguments.full { usize::MAX } else { CONTEXT }, *stage, &mut rows);
        }
    }
    if arguments.json {
        print(&format!("{:#}\n", serde_json::Value::Object(json)));
    } else {
        output::listing(&Listing::new(rows), arguments.common.color);
    }
    status
}

/// A row of each file that stand beside each other, and whether they are equal.
type Pair = (Option<usize>, Option<usize>, bool);

/// Rows that are equal stand beside each other; those replaced stand beside what replaced them.
fn align(left: &[Row], right: &[Row]) -> Vec<Pair> {
    let texts = |rows: &[Row]| rows.iter().map(Row::plain).collect::<Vec<_>>();
    let (a, b) = (texts(left), texts(right));
    let mut pairs = Vec::new();
    for operation in capture_diff_slices(Algorithm::Patience, &a, &b) {
        let (old, new) = (operation.old_range(), operation.new_range());
        let equal = matches!(operation, DiffOp::Equal { .. });
        for offset in 0..old.len().max(new.len()) {
            let at = |range: &std::ops::Range<usize>| (offset < range.len()).then_some(range.start + offset);
            pairs.push((at(&old), at(&new), equal));
        }
    }
    pairs
}

struct Side<'a> {
    left: &'a [Row],
    right: &'a [Row],
    width: usize,
}

impl Side<'_> {
    /// The pairs beside each other, without the equal ones that are more than `context` rows from a difference.
    fn rows(&self, pairs: &[Pair], context: usize, _stage: ComparedStage, rows: &mut Vec<Row>) {
        let half = self.width.saturating_sub(3) / 2;
        let near = |at: usize| {
            let from = at.saturating_sub(context);
            pairs[from..at.saturating_add(context).saturating_add(1).min(pairs.len())].iter().any(|pair| !pair.2)
        };
        let mut skipped = 0;
        for (index, pair) in pairs.iter().enumerate() {
            if context != usize::MAX && !near(index) {
                skipped += 1;
                continue;
            }
            if std::mem::take(&mut skipped) > 0 {
                rows.push(Row::text(Role::Dim, "  …"));
            }
            let text = |side: &[Row], at: Option<usize>| {
                let text = at.map_or(String::new(), |at| side[at].plain());
                measure::pad(&measure::truncate(&text, half), half)
            };
            let (mark, before, behind) = match pair {
                (_, _, true) => (" ", Role::Text, Role::Text),
                (Some(_), Some(_), _) => ("~", Role::Removed, Role::Added),
                (Some(_), None, _) => ("-", Role::Removed, Role::Text),
                (None, ..) => ("+", Role::Text, Role::Added),
            };
            rows.push(
                Row::text(before, text(self.left, pair.0))
                    .with(Role::Changed, format!(" {mark} "))
                    .with(behind, text(self.right, pair.1)),
            );
        }
        if skipped > 0 {
            rows.push(Row::text(Role::Dim, "  …"));
        }
    }
}

/// The row without line numbers and positions, which differ wherever a line was put in further up.
fn without_positions(mut row: Row) -> Row {
    for segment in row.segments.iter_mut().filter(|segment| segment.role == Role::Position) {
        segment.text = "".into();
    }
    row
}

/// Rows that carry their indentation themselves.
fn tree(listing: Listing) -> Vec<Row> {
    let indent = |row: &Row| if listing.tree { 2 * usize::from(row.depth) } else { 0 };
    let rows = listing.rows.iter();
    rows.map(|row| Row::text(Role::Text, format!("{:width$}{}", "", row.plain(), width = indent(row)))).collect()
}

fn terminal_width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = || crossterm::terminal::size().ok().map(|(width, _)| width);
    let terminal = if std::io::stdout().is_terminal() { asked() } else { None };
    terminal.or(columns).unwrap_or(WIDTH).max(20)
}
