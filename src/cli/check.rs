//! `pylens check`: is there anything that CPython would say about this file?

use super::arguments::CheckArguments;
use super::output::{print, print_error};
use super::{EXIT_PYTHON_ERROR, complain, stages};
use crate::pipeline::{Failure, Options};
use crate::view;

/// Nothing is printed when all is well. Warnings alone leave the status 0, as running the file would.
pub fn run(arguments: &CheckArguments) -> u8 {
    let options = Options {
        profile: arguments.input.common.python.into(),
        level: arguments.level.level(),
        mode: arguments.mode.into(),
        record: false,
        ..Options::default()
    };
    let artifacts = match stages::artifacts(&arguments.input, options) {
        Ok(artifacts) => artifacts,
        Err(status) => return status,
    };
    if let Some(bug) = artifacts.internal_error() {
        return complain(bug);
    }
    let error = match artifacts.failure() {
        Some(Failure::Python(error)) => Some(error),
        _ => None,
    };
    let problems = artifacts.warnings.iter().chain(error);
    if arguments.json {
        let list: serde_json::Value = problems.map(view::errors::json).collect();
        print(&format!("{list:#}\n"));
    } else {
        for problem in problems {
            let source = artifacts.source.out.ready().map(|source| &**source);
            print_error(&view::errors::text(problem, &artifacts.input.name, source));
        }
    }
    if error.is_some() { EXIT_PYTHON_ERROR } else { 0 }
}
