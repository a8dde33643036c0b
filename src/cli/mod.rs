//! The subcommands: every stage as text or JSON.
//!
//! [`arguments`] declares the command line; each family of subcommands has a file. All of them give back an exit status:
//! 0 when all is well, 1 when the Python file has an error, 2 when pylens was called wrongly or could not do its job.

pub mod arguments;
pub mod check;
pub mod input;
pub mod pyc;
pub mod run;
pub mod stages;

pub use arguments::{Arguments, Command};

/// Exit status when the Python file has an error.
pub const EXIT_PYTHON_ERROR: u8 = 1;

/// Exit status when pylens was called wrongly, or could not read or write what it was asked to.
pub const EXIT_USAGE: u8 = 2;

/// Runs a subcommand.
pub fn run(command: Command) -> u8 {
    match command {
        Command::Tokens(arguments) => stages::tokens(&arguments),
        Command::Ast(arguments) => stages::ast(&arguments),
        Command::Scopes(arguments) => stages::scopes(&arguments),
        Command::Dis(arguments) => stages::dis(&arguments),
        Command::Passes(arguments) => stages::passes(&arguments),
        Command::Code(arguments) => stages::code(&arguments),
        Command::Pyc(arguments) => pyc::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
    }
}

/// Prints text on standard output; a closed pipe is no error, since the reader has seen enough.
pub fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Says on standard error what went wrong with pylens' own job.
pub fn complain(problem: impl std::fmt::Display) -> u8 {
    eprintln!("pylens: {problem}");
    EXIT_USAGE
}
