//! Command line to subcommand or workbench to exit status.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use pylens::cli::arguments::WorkbenchArguments;
use pylens::tui::{self, TuiOptions};
use pylens::{base::Profile, cli};

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    ExitCode::from(match arguments.command {
        Some(command) => cli::run(command),
        None => workbench(arguments.workbench),
    })
}

fn workbench(arguments: WorkbenchArguments) -> u8 {
    let Some(file) = arguments.file else {
        // Writing help can only fail where nobody reads it.
        let _ = cli::Arguments::command().print_help();
        return cli::EXIT_USAGE;
    };
    let options = TuiOptions {
        file,
        profile: Profile::from(arguments.python),
        level: arguments.level.level(),
        theme: arguments.theme,
        layout: arguments.layout,
        poll: arguments.poll,
        bottom_margin: arguments.bottom_margin,
    };
    if let Some(target) = arguments.export {
        return match tui::export(options, arguments.size, &arguments.press, &target) {
            Ok(()) => 0,
            Err(problem) => cli::complain(problem),
        };
    }
    tui::run(options).unwrap_or_else(|error| cli::complain(format!("the workbench needs a terminal: {error}")))
}
