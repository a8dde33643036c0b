//! The command line: subcommands and options in one table, from which clap makes parser and help.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::base::{OptimizeLevel, Profile};
use crate::frontend::parser::Mode;

/// Shows a Python file going through the whole of CPython 3.13: tokens, trees, scopes, bytecode, .pyc, execution.
///
/// Without a subcommand the workbench opens on FILE and follows every save.
#[derive(Parser, Debug)]
#[command(name = "pylens", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub workbench: WorkbenchArguments,
}

/// What the workbench opens, and how it looks.
#[derive(Args, Debug)]
pub struct WorkbenchArguments {
    /// The Python file to show and to follow
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub level: LevelArguments,
    /// The CPython to be: 3.13 means 3.13.1 and later
    #[arg(long, value_name = "VERSION", default_value = "3.13", value_enum)]
    pub python: PythonVersion,
    /// A theme by name
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// A layout by name: default, compile, optimize, cache, run, lecture
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Look for changes at intervals instead of waiting for the system's events
    #[arg(long)]
    pub poll: bool,
    /// Rows at the bottom of the screen that stay empty
    #[arg(long, value_name = "ROWS", default_value_t = 0)]
    pub bottom_margin: u16,
    /// Draw the screen into a .svg, .ansi or .txt file instead of opening it
    #[arg(long, value_name = "PICTURE", requires = "file")]
    pub export: Option<PathBuf>,
    /// Columns and rows of the picture
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "120x40", value_parser = screen_size)]
    pub size: (u16, u16),
    /// Keys to press before the picture is taken, such as "s s 0 h"
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true)]
    pub press: String,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Print the tokens, as `python3.13 -m tokenize -e FILE` does
    Tokens(InputArguments),
    /// Print the syntax tree, as ast.dump does
    Ast(AstArguments),
    /// Print every scope and what each name in it is
    Scopes(ScopesArguments),
    /// Print the bytecode, as `python3.13 -m dis FILE` does, or the instructions of an earlier stage
    Dis(DisArguments),
    /// Print what each optimizing pass changed, and why
    Passes(PassesArguments),
    /// Print every field of every code object
    Code(CodeArguments),
    /// Write the .pyc of a Python file, or explain one
    Pyc(PycArguments),
    /// Compile and print what is wrong, as CPython does
    Check(CheckArguments),
    /// Run a program in the virtual machine
    Run(RunArguments),
}

fn screen_size(text: &str) -> Result<(u16, u16), String> {
    let size = text.split_once('x').and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    size.filter(|&(columns, rows)| columns > 0 && rows > 0 && columns <= 1000 && rows <= 1000)
        .ok_or_else(|| "expected columns and rows of at most 1000, such as 120x40".to_owned())
}

/// Which Python source to read, and which CPython to be.
#[derive(Args, Debug, Clone)]
pub struct InputArguments {
    /// The Python file; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "code")]
    pub file: Option<PathBuf>,
    /// Python source given on the command line
    #[arg(short = 'c', value_name = "CODE", conflicts_with = "file")]
    pub code: Option<String>,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Args, Debug, Clone, Copy)]
pub struct CommonArguments {
    /// The CPython to be: 3.13 means 3.13.1 and later
    #[arg(long, value_name = "VERSION", default_value = "3.13", value_enum)]
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
    #[arg(short = 'O', action = ArgAction::Count)]
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

/// The mode argument of `compile()`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompileMode {
    Exec,
    Eval,
    Single,
}

impl From<CompileMode> for Mode {
    fn from(mode: CompileMode) -> Self {
        match mode {
            CompileMode::Exec => Mode::Exec,
            CompileMode::Eval => Mode::Eval,
            CompileMode::Single => Mode::Single,
        }
    }
}

#[derive(Args, Debug)]
pub struct AstArguments {
    #[command(flatten)]
    pub input: InputArguments,
    /// The tree behind the AST optimizer, at this level
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub optimize: Option<u8>,
    /// Leave out line numbers and columns
    #[arg(long)]
    pub no_attributes: bool,
    /// What the source is: a module, an expression, or one interactive statement
    #[arg(long, value_enum, default_value = "exec")]
    pub mode: CompileMode,
}

#[derive(Args, Debug)]
pub struct ScopesArguments {
    #[command(flatten)]
    pub input: InputArguments,
    /// As JSON: the scopes in order, with the answers of the symtable module for each symbol
    #[arg(long)]
    pub json: bool,
}

/// How far the instructions have come.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionStage {
    /// As code generation made them, before any pass
    Pseudo,
    /// Behind the passes, before the assembler
    Optimized,
    /// The bytecode
    Final,
}

#[derive(Args, Debug)]
pub struct DisArguments {
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub level: LevelArguments,
    /// How far the instructions have come
    #[arg(long, value_enum, default_value = "final")]
    pub stage: InstructionStage,
    /// Show inline caches
    #[arg(short = 'C', long)]
    pub show_caches: bool,
    /// Show the byte offset of each instruction
    #[arg(long)]
    pub show_offsets: bool,
    /// Show where in the source each instruction comes from
    #[arg(long)]
    pub show_positions: bool,
}

#[derive(Args, Debug)]
pub struct PassesArguments {
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub level: LevelArguments,
    /// The control-flow graph instead: basic blocks and their edges, before the passes and behind them
    #[arg(long)]
    pub graph: bool,
}

#[derive(Args, Debug)]
pub struct CodeArguments {
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub level: LevelArguments,
    /// As JSON: bytes in hexadecimal, constants as Python writes them
    #[arg(long)]
    pub json: bool,
}

/// How an import will find out whether the .pyc still fits its source.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidationMode {
    Timestamp,
    CheckedHash,
    UncheckedHash,
}

#[derive(Args, Debug)]
pub struct PycArguments {
    /// The Python file; with --inspect the .pyc file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where to write; without it the place in which CPython would look
    #[arg(short = 'o', value_name = "OUT", conflicts_with = "inspect")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub level: LevelArguments,
    /// How an import finds out whether the file still fits its source; without it timestamp, or checked-hash if
    /// SOURCE_DATE_EPOCH is set
    #[arg(long, value_enum)]
    pub invalidation_mode: Option<InvalidationMode>,
    /// Explain a .pyc file of CPython 3.8 to 3.14, byte by byte
    #[arg(long)]
    pub inspect: bool,
    /// As JSON (with --inspect)
    #[arg(long, requires = "inspect")]
    pub json: bool,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Args, Debug)]
pub struct CheckArguments {
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub level: LevelArguments,
    /// What the source is: a module, an expression, or one interactive statement
    #[arg(long, value_enum, default_value = "exec")]
    pub mode: CompileMode,
    /// Errors and warnings as a JSON list
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
#[command(trailing_var_arg = true)]
pub struct RunArguments {
    /// Python source given on the command line
    #[arg(short = 'c', value_name = "CODE")]
    pub code: Option<String>,
    #[command(flatten)]
    pub level: LevelArguments,
    #[command(flatten)]
    pub common: CommonArguments,
    /// The Python file (- for standard input) and its arguments
    #[arg(value_name = "FILE ARGS", required_unless_present = "code", allow_hyphen_values = true)]
    pub program: Vec<String>,
}
