//! `pylens tokens`, `ast`, `scopes`, `dis`, `passes`, `code`: one stage each, as text or JSON.

use super::arguments::{
    AstArguments, CodeArguments, DisArguments, InputArguments, InstructionStage, PassesArguments, ScopesArguments,
};
use super::{EXIT_PYTHON_ERROR, complain, input, print};
use crate::base::OptimizeLevel;
use crate::frontend::source::{Reader, Source};
use crate::pipeline::{Artifacts, Failure, Options, Out, build, on_deep_stack};
use crate::view;

/// Builds all stages, or says why the source cannot be had.
pub fn artifacts(arguments: &InputArguments, options: Options) -> Result<Artifacts, u8> {
    let input = input::read_input(arguments).map_err(complain)?;
    Ok(on_deep_stack(|| build(input, options)))
}

/// Prints what a stage made, or the error that kept it from being made.
fn print_stage<T>(artifacts: &Artifacts, out: &Out<T>, text: impl FnOnce(&T) -> String + Send) -> u8
where
    T: Send + Sync,
{
    match out.ready() {
        Some(value) => {
            print(&on_deep_stack(|| text(value)));
            0
        }
        None => report_failure(artifacts),
    }
}

/// Prints the error that stopped the pipeline, as CPython prints it.
pub fn report_failure(artifacts: &Artifacts) -> u8 {
    match artifacts.failure() {
        Some(Failure::Python(error)) => {
            eprint!("{}", view::errors::error_text(error, &artifacts.input.name));
            EXIT_PYTHON_ERROR
        }
        Some(Failure::Internal(bug)) => complain(bug),
        None => complain("nothing failed, and yet there is nothing to show"),
    }
}

fn run_stage(result: Result<Artifacts, u8>, show: impl FnOnce(&Artifacts) -> u8) -> u8 {
    result.map_or_else(|status| status, |artifacts| show(&artifacts))
}

fn options(arguments: &InputArguments, level: OptimizeLevel) -> Options {
    Options { profile: arguments.common.python.into(), level, ..Options::default() }
}

pub fn tokens(arguments: &InputArguments) -> u8 {
    let input = match input::read_input(arguments) {
        Ok(input) => input,
        Err(problem) => return complain(problem),
    };
    // Of null bytes the tokenize module says what running the file says.
    let reader = if input.bytes.contains(&0) { Reader::Run } else { Reader::Compile };
    let source = Source::decode(&input.name, &input.bytes, reader);
    let shown = source.and_then(|source| view::tokens::text(&source));
    match shown {
        Ok(text) => {
            print(&text);
            0
        }
        Err(error) => {
            eprint!("{}", view::tokens::error_text(&error, &input.name));
            EXIT_PYTHON_ERROR
        }
    }
}

pub fn ast(arguments: &AstArguments) -> u8 {
    let level = match arguments.optimize {
        Some(1) => OptimizeLevel::O,
        Some(2) => OptimizeLevel::OO,
        _ => OptimizeLevel::None,
    };
    let options = Options { mode: arguments.mode.into(), ..options(&arguments.input, level) };
    run_stage(artifacts(&arguments.input, options), |artifacts| {
        let Some(source) = artifacts.source.out.ready() else { return report_failure(artifacts) };
        let attributes = !arguments.no_attributes;
        if arguments.optimize.is_some() {
            print_stage(artifacts, &artifacts.folded.out, |folded| {
                view::ast::text(&folded.ast, &source.lines, attributes)
            })
        } else {
            print_stage(artifacts, &artifacts.ast.out, |ast| view::ast::text(ast, &source.lines, attributes))
        }
    })
}

pub fn scopes(arguments: &ScopesArguments) -> u8 {
    run_stage(artifacts(&arguments.input, options(&arguments.input, OptimizeLevel::None)), |artifacts| {
        let Some(source) = artifacts.source.out.ready() else { return report_failure(artifacts) };
        print_stage(artifacts, &artifacts.scopes.out, |table| {
            if arguments.json {
                format!("{:#}\n", view::scopes::json(table))
            } else {
                view::scopes::text(source, table)
            }
        })
    })
}

pub fn dis(arguments: &DisArguments) -> u8 {
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        print_stage(artifacts, &artifacts.compiled.out, |compiled| match arguments.stage {
            InstructionStage::Final => {
                let options = view::dis::DisOptions {
                    caches: arguments.show_caches,
                    offsets: arguments.show_offsets,
                    positions: arguments.show_positions,
                };
                view::dis::text(&compiled.code, options)
            }
            InstructionStage::Pseudo => view::units::pseudo_text(compiled),
            InstructionStage::Optimized => view::units::optimized_text(compiled),
        })
    })
}

pub fn passes(arguments: &PassesArguments) -> u8 {
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        print_stage(artifacts, &artifacts.compiled.out, |compiled| match arguments.graph {
            true => view::graph::text(compiled),
            false => view::units::passes_text(compiled),
        })
    })
}

pub fn code(arguments: &CodeArguments) -> u8 {
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        print_stage(artifacts, &artifacts.compiled.out, |compiled| {
            if arguments.json {
                view::code::json_text(&view::code::json(&compiled.code)) + "\n"
            } else {
                view::code::text(&compiled.code)
            }
        })
    })
}
