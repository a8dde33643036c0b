//! `pylens tokens`, `ast`, `scopes`, `dis`, `passes`, `code`: one stage each, as text or JSON.

use super::arguments::{
    AstArguments, CodeArguments, ColorChoice, DisArguments, InputArguments, InstructionStage, PassesArguments,
    ScopesArguments, TokensArguments,
};
use super::output::{self, print, print_error};
use super::{EXIT_PYTHON_ERROR, complain, input};
use crate::base::OptimizeLevel;
use crate::frontend::source::{Reader, Source};
use crate::pipeline::{Artifacts, Failure, Options, Out, build, on_deep_stack};
use crate::view::{self, Listing};

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

/// As [`print_stage`], of a listing.
fn list_stage<T>(
    artifacts: &Artifacts,
    out: &Out<T>,
    color: ColorChoice,
    listing: impl FnOnce(&T) -> Listing + Send,
) -> u8
where
    T: Send + Sync,
{
    match out.ready() {
        Some(value) => {
            output::listing(&on_deep_stack(|| listing(value)), color);
            0
        }
        None => report_failure(artifacts),
    }
}

/// Prints the error that stopped the pipeline, as CPython prints it.
pub fn report_failure(artifacts: &Artifacts) -> u8 {
    match artifacts.failure() {
        Some(Failure::Python(error)) => {
            print_error(&view::errors::error_text(error, &artifacts.input.name));
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

pub fn tokens(arguments: &TokensArguments) -> u8 {
    let color = arguments.input.common.color;
    let input = match input::read_input(&arguments.input) {
        Ok(input) => input,
        Err(problem) => return complain(problem),
    };
    // Of null bytes the tokenize module says what running the file says.
    let reader = if input.bytes.contains(&0) { Reader::Run } else { Reader::Compile };
    let source = Source::decode(&input.name, &input.bytes, reader);
    if arguments.json {
        return match source.and_then(|source| view::tokens::json(&source)) {
            Ok(list) => {
                print(&format!("{list:#}\n"));
                0
            }
            Err(error) => {
                print_error(&view::tokens::error_text(&error, &input.name));
                EXIT_PYTHON_ERROR
            }
        };
    }
    let shown = source.and_then(|source| Ok((view::tokens::text(&source)?, source)));
    match shown {
        Ok((_, source)) if color.is_on() => {
            let tokens = crate::frontend::tokenizer::tokenize(&source);
            output::listing(&view::tokens::listing(&source, &tokens), color);
            0
        }
        Ok((text, _)) => {
            print(&text);
            0
        }
        Err(error) => {
            print_error(&view::tokens::error_text(&error, &input.name));
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
        let color = arguments.input.common.color;
        if arguments.json {
            let lines = attributes.then_some(&source.lines);
            let rows = |ast: &_| format!("{:#}\n", view::tree::json(ast, lines));
            return match arguments.optimize {
                Some(_) => print_stage(artifacts, &artifacts.folded.out, |folded| rows(&folded.ast)),
                None => print_stage(artifacts, &artifacts.ast.out, rows),
            };
        }
        if color.is_on() {
            // Without colours the text is written in one go: the rows of a large tree take much memory.
            let listing = |ast: &_| view::ast::listing(ast, &source.lines, attributes, view::ItemRef::Node);
            return match arguments.optimize {
                Some(_) => list_stage(artifacts, &artifacts.folded.out, color, |folded| listing(&folded.ast)),
                None => list_stage(artifacts, &artifacts.ast.out, color, listing),
            };
        }
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
    let color = arguments.input.common.color;
    let shown = view::dis::DisOptions {
        caches: arguments.show_caches,
        offsets: arguments.show_offsets,
        positions: arguments.show_positions,
    };
    match input::read_pyc(&arguments.input) {
        Err(problem) => return complain(problem),
        Ok(Some(_)) if arguments.stage != InstructionStage::Final => {
            return complain("a .pyc file holds the final instructions only: leave --stage out");
        }
        Ok(Some(code)) if arguments.json => {
            print(&on_deep_stack(|| format!("{:#}\n", view::dis::json(&code))));
            return 0;
        }
        Ok(Some(code)) => {
            output::listing(&on_deep_stack(|| view::dis::whole(&code, shown)), color);
            return 0;
        }
        Ok(None) => {}
    }
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        if arguments.json {
            return print_stage(artifacts, &artifacts.compiled.out, |compiled| {
                let json = match arguments.stage {
                    InstructionStage::Final => view::dis::json(&compiled.code),
                    InstructionStage::Pseudo => view::units::every(compiled, view::units::pseudo).json(),
                    InstructionStage::Optimized => view::units::every(compiled, view::units::optimized).json(),
                };
                format!("{json:#}\n")
            });
        }
        list_stage(artifacts, &artifacts.compiled.out, color, |compiled| match arguments.stage {
            InstructionStage::Final => view::dis::whole(&compiled.code, shown),
            InstructionStage::Pseudo => view::units::every(compiled, view::units::pseudo),
            InstructionStage::Optimized => view::units::every(compiled, view::units::optimized),
        })
    })
}

pub fn passes(arguments: &PassesArguments) -> u8 {
    let color = arguments.input.common.color;
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        if arguments.json {
            return print_stage(artifacts, &artifacts.compiled.out, |compiled| {
                format!("{:#}\n", view::passes::json(compiled))
            });
        }
        if arguments.graph {
            return print_stage(artifacts, &artifacts.compiled.out, view::graph::text);
        }
        list_stage(artifacts, &artifacts.compiled.out, color, |compiled| {
            view::units::every(compiled, view::units::passes)
        })
    })
}

pub fn code(arguments: &CodeArguments) -> u8 {
    let show = |code: &crate::bytecode::Code| {
        if arguments.json {
            print(&on_deep_stack(|| view::code::json_text(&view::code::json(code)) + "\n"));
        } else {
            output::listing(&on_deep_stack(|| view::code::whole(code)), arguments.input.common.color);
        }
        0
    };
    match input::read_pyc(&arguments.input) {
        Err(problem) => return complain(problem),
        Ok(Some(code)) => return show(&code),
        Ok(None) => {}
    }
    run_stage(artifacts(&arguments.input, options(&arguments.input, arguments.level.level())), |artifacts| {
        match artifacts.compiled.out.ready() {
            Some(compiled) => show(&compiled.code),
            None => report_failure(artifacts),
        }
    })
}
