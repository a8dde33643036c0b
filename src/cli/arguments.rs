//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::{OptimizeLevel, Profile};

/// Shows a Python file going through the whole of CPython 3.13: tokens, trees, scopes, bytecode, .pyc, execution.
#[derive(Parser, Debug)]
#[command(name = "pylens", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    Pyc(PycArguments),
}

/// Which Python source to read.
#[derive(Args, Debug, Clone)]
pub struct InputArguments {
    /// The Python file; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "code")]
    pub file: Option<PathBuf>,
    /// Python source given on the command line
    #[arg(short = 'c', value_name = "CODE", conflicts_with = "file")]
    pub code: Option<String>,
    #[command(flatten)]
    pub profile: ProfileArguments,
}

#[derive(Args, Debug, Clone)]
pub struct ProfileArguments {
    /// The CPython to be: 3.13 means 3.13.1 and later
    #[arg(long = "python", value_name = "VERSION", default_value = "3.13", value_enum)]
    pub python: PythonVersion,
    /// Colours in the output
    #[arg(long, value_name = "WHEN", default_value = "auto", value_enum)]
    pub color: ColorChoice,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonVersion {
    #[value(name = "3.13")]
    V3_13,
    #[value(name = "3.13.0")]
    V3_13_0,
}

impl From<PythonVersion> for Profile {
    fn from(version: PythonVersion) -> Self {
        match version {
            PythonVersion::V3_13 => Profile::V3_13,
            PythonVersion::V3_13_0 => Profile::V3_13_0,
        }
    }
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// `-O` and `-OO`, as Python has them.
#[derive(Args, Debug, Clone, Copy)]
pub struct LevelArguments {
    /// Optimize: -O drops assertions, -OO docstrings too
    #[arg(short = 'O', action = clap::ArgAction::Count)]
    optimize: u8,
}

impl LevelArguments {
    pub fn level(self) -> OptimizeLevel {
        match self.optimize {
            0 => OptimizeLevel::None,
            1 => OptimizeLevel::O,
            _ => OptimizeLevel::OO,
        }
    }
}

/// Write the .pyc of a Python file, or explain one
#[derive(Args, Debug)]
pub struct PycArguments {
    /// The Python file; with --inspect the .pyc file
    #[arg(value_name = "FILE", required = true)]
    pub file: PathBuf,
    /// Explain a .pyc file of CPython 3.8 to 3.14, byte by byte
    #[arg(long)]
    pub inspect: bool,
    /// As JSON (with --inspect)
    #[arg(long, requires = "inspect")]
    pub json: bool,
}
