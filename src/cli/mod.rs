//! The subcommands: every stage as text or JSON.
//!
//! [`arguments`] declares the command line; each family of subcommands has a file. All of them give back an exit status:
//! 0 when all is well, 1 when the Python file has an error, 2 when pylens was called wrongly or could not do its job.

pub mod arguments;
pub mod check;
pub mod compile_all;
pub mod documents;
pub mod explain;
pub mod input;
pub mod output;
pub mod pyc;
pub mod run;
pub mod stages;
pub mod vs;

pub use arguments::{Arguments, Command};
pub use output::print;

/// Exit status when the Python file has an error.
pub const EXIT_PYTHON_ERROR: u8 = 1;

/// Exit status when pylens was called wrongly, or could not read or write what it was asked to.
pub const EXIT_USAGE: u8 = 2;

/// The subcommands that need what the workbench knows.
pub enum WorkbenchCommand {
    Lesson(Box<arguments::LessonArguments>),
    Vs(Box<arguments::VsArguments>),
    Config(arguments::ConfigArguments),
    Man,
}

/// Runs a subcommand that prints; those about the workbench are given back.
pub fn run(command: Command) -> Result<u8, WorkbenchCommand> {
    Ok(match command {
        Command::Tokens(arguments) => stages::tokens(&arguments),
        Command::Ast(arguments) => stages::ast(&arguments),
        Command::Scopes(arguments) => stages::scopes(&arguments),
        Command::Dis(arguments) => stages::dis(&arguments),
        Command::Passes(arguments) => stages::passes(&arguments),
        Command::Code(arguments) => stages::code(&arguments),
        Command::Pyc(arguments) => pyc::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Vs(arguments) if vs::is_for_a_screen(&arguments) => {
            return Err(WorkbenchCommand::Vs(Box::new(arguments)));
        }
        Command::Vs(arguments) => vs::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Completions(arguments) => documents::completions(&arguments),
        Command::Lesson(arguments) => return Err(WorkbenchCommand::Lesson(Box::new(arguments))),
        Command::Config(arguments) => return Err(WorkbenchCommand::Config(arguments)),
        Command::Man => return Err(WorkbenchCommand::Man),
    })
}

/// Says on standard error what went wrong with pylens' own job.
pub fn complain(problem: impl std::fmt::Display) -> u8 {
    output::print_error(&format!("pylens: {problem}\n"));
    EXIT_USAGE
}
