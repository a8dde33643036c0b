//! Command line to subcommand or workbench to exit status.

use std::process::ExitCode;

use clap::Parser;
use pylens::cli;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match arguments.command {
        Some(command) => ExitCode::from(cli::run(command)),
        None => ExitCode::SUCCESS,
    }
}
