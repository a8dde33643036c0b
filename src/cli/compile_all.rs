//! `pylens pyc --all`: cache files for whole trees of folders, as `python3.13 -m compileall` writes them.
//!
//! Files that are fresh already are left alone. Errors are listed as they are found, and stop nothing. On a terminal a bar
//! on standard error says how far it has come.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use super::arguments::PycArguments;
use super::{EXIT_PYTHON_ERROR, EXIT_USAGE, complain, pyc};
use crate::pipeline::batch::{self, Job, Outcome, Summary};
use crate::view;

/// Cells of the bar.
const BAR: usize = 30;

pub fn run(arguments: &PycArguments) -> u8 {
    let mut problems = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for path in &arguments.files {
        if !path.exists() {
            return complain(format!("{} does not exist", path.display()));
        }
        batch::python_files(path, &mut files, &mut problems);
    }
    for problem in &problems {
        eprintln!("pylens: {problem}");
    }
    let job = Job {
        profile: arguments.common.python.into(),
        level: arguments.level.level(),
        kind: pyc::header_kind(arguments),
        force: arguments.force,
        prefix: pyc::prefix(arguments),
        threads: match arguments.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        },
    };
    let total = files.len();
    let bar = std::io::stderr().is_terminal();
    let mut summary = Summary::default();
    batch::compile_all(&files, &job, |path, outcome| {
        summary.count(&outcome);
        if bar {
            eprint!("\r\x1b[K");
        }
        match &outcome {
            Outcome::Error(error) => eprint!("{}", view::errors::error_text(error, &path.to_string_lossy())),
            Outcome::Problem(problem) => eprintln!("pylens: {}: {problem}", path.display()),
            Outcome::Written | Outcome::Fresh => {}
        }
        if bar {
            let done = summary.total();
            let cells = (BAR * done).checked_div(total).unwrap_or(BAR);
            let line = format!("[{:<BAR$}] {done}/{total} {}", "#".repeat(cells), path.display());
            // A line that goes on in the next one could not be taken away again.
            let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
            eprint!("{}", view::measure::truncate(&line, width.saturating_sub(1)));
            let _ = std::io::stderr().flush();
        }
    });
    if bar {
        eprint!("\r\x1b[K");
    }
    summary.problems += problems.len();
    super::print(&format!("{summary}\n"));
    match summary {
        Summary { problems: 1.., .. } => EXIT_USAGE,
        Summary { errors: 1.., .. } => EXIT_PYTHON_ERROR,
        _ => 0,
    }
}
