//! The command line: subcommands and options in one table, from which clap makes parser and help.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::base::{OptimizeLevel, Profile};
use crate::frontend::parser::Mode;
use crate::view::Format;

/// Shows a Python file going through the whole of CPython 3.13: tokens, trees, scopes, bytecode, .pyc, execution.
///
/// Without a subcommand the workbench opens on FILE and follows every save; without FILE it offers samples and lessons.
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
    /// The Python file to show and to follow, or a lesson; without one a list of samples and lessons opens
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
    /// When the program runs again after a save
    #[arg(long, value_name = "WHEN", value_parser = ["on-save", "ask", "never"])]
    pub rerun: Option<String>,
    /// Rows at the bottom of the screen that stay empty, since the back of a room does not see them
    #[arg(long, value_name = "ROWS")]
    pub bottom_margin: Option<u16>,
    /// Show the commands that keys give, for three seconds each
    #[arg(long)]
    pub show_keys: bool,
    /// Where to begin: code object, line, step, pane, such as 'f@12#step=340#pane=bytecode#zoom'
    #[arg(long, value_name = "PLACE")]
    pub at: Option<String>,
    /// Draw the screen into a .svg, .html, .md, .ansi or .txt file instead of opening it
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
    Tokens(TokensArguments),
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
    /// Compare two Python files at every stage: in the workbench on a terminal, else as text
    Vs(VsArguments),
    /// Explain an instruction, or list them all
    Explain(ExplainArguments),
    /// Play a lesson, or make pictures, a recording or a test of it
    Lesson(LessonArguments),
    /// Print the configuration with every default explained
    Config(ConfigArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page
    Man,
}

fn screen_size(text: &str) -> Result<(u16, u16), String> {
    let size = text.split_once('x').and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    size.filter(|&(columns, rows)| columns > 0 && rows > 0 && columns <= 1000 && rows <= 1000)
        .ok_or_else(|| "expected columns and rows of at most 1000, such as 120x40".to_owned())
}

/// The formats of pictures, from their table.
fn formats() -> impl TypedValueParser<Value = Format> {
    let all = Format::ALL.iter().map(|format| PossibleValue::new(format.extension()).help(format.doc()));
    PossibleValuesParser::new(all).try_map(|name| Format::of_extension(&name).ok_or("there is no such format"))
}

/// Which Python source to read, and which CPython to be.
#[derive(Args, Debug, Clone)]
pub struct InputArguments {
    /// The Python file; - for standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["code", "module"])]
    pub file: Option<PathBuf>,
    /// Python source given on the command line
    #[arg(short = 'c', value_name = "CODE", conflicts_with_all = ["file", "module"])]
    pub code: Option<String>,
    /// A module by name, from the current directory or PYTHONPATH
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "file")]
    pub module: Option<String>,
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
pub struct TokensArguments {
    #[command(flatten)]
    pub input: InputArguments,
    /// As JSON: type, text, start and end of each token
    #[arg(long)]
    pub json: bool,
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
    /// As JSON: nested objects, each with its `_type`, its fields under their names and its position
    #[arg(long)]
    pub json: bool,
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
    /// As JSON: every instruction of every code object
    #[arg(long)]
    pub json: bool,
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
    /// As JSON: for each code object the graph before the passes, and for each pass its changes and the graph behind it
    #[arg(long, conflicts_with = "graph")]
    pub json: bool,
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
    /// The Python file; with --inspect the .pyc file, with --all files and folders
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Where to write; without it the place in which CPython would look
    #[arg(short = 'o', value_name = "OUT", conflicts_with_all = ["inspect", "all"])]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub level: LevelArguments,
    /// How an import finds out whether the file still fits its source; without it timestamp, or checked-hash if
    /// SOURCE_DATE_EPOCH is set
    #[arg(long, value_enum)]
    pub invalidation_mode: Option<InvalidationMode>,
    /// Explain a .pyc file of CPython 3.8 to 3.14, byte by byte
    #[arg(long, conflicts_with = "all")]
    pub inspect: bool,
    /// As JSON (with --inspect)
    #[arg(long, requires = "inspect")]
    pub json: bool,
    /// Compile all Python files in the folders, except those whose .pyc is fresh
    #[arg(long)]
    pub all: bool,
    /// Compile fresh files, too (with --all)
    #[arg(long, short = 'f', requires = "all")]
    pub force: bool,
    /// Threads (with --all); 0 means as many as the machine has processors
    #[arg(long, short = 'j', value_name = "N", requires = "all", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// The folder for .pyc files, as of `python -X pycache_prefix=DIR`; without it PYTHONPYCACHEPREFIX
    #[arg(long, value_name = "DIR")]
    pub pycache_prefix: Option<PathBuf>,
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

/// A stage at which two files can be compared.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedStage {
    Source,
    Tokens,
    Ast,
    Folded,
    Scopes,
    Pseudo,
    Bytecode,
    Code,
    Pyc,
}

#[derive(Args, Debug)]
pub struct VsArguments {
    /// The first Python file
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The second Python file
    #[arg(value_name = "B")]
    pub b: PathBuf,
    #[command(flatten)]
    pub level: LevelArguments,
    #[command(flatten)]
    pub common: CommonArguments,
    /// A theme by name, for the workbench
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// A layout by name, for the workbench
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Where the workbench begins, such as 'f@12#pane=bytecode#zoom'
    #[arg(long, value_name = "PLACE")]
    pub at: Option<String>,
    /// Print, also on a terminal
    #[arg(long)]
    pub print: bool,
    /// Print only these stages; without it all that differ
    #[arg(long, value_enum, value_name = "STAGE", value_delimiter = ',')]
    pub stage: Vec<ComparedStage>,
    /// Print equal rows, too, not only those near a difference
    #[arg(long)]
    pub full: bool,
    /// Columns of the output; without it those of the terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
    /// As JSON: for each stage the rows that differ
    #[arg(long, conflicts_with = "full")]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct ExplainArguments {
    /// Names of instructions, such as LOAD_FAST; without any, all are listed
    #[arg(value_name = "OPCODE")]
    pub opcodes: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Colours in the output
    #[arg(long, value_name = "WHEN", default_value = "auto", value_enum)]
    pub color: ColorChoice,
}

#[derive(Args, Debug)]
pub struct LessonArguments {
    /// The lesson file, or the name of a lesson that comes with pylens
    #[arg(value_name = "LESSON")]
    pub file: PathBuf,
    /// Play it without a screen and say which expectations fail; exit status 1 if any does
    #[arg(long)]
    pub check: bool,
    /// Write a picture of every pause into this folder
    #[arg(long, value_name = "FOLDER")]
    pub pictures: Option<PathBuf>,
    /// Only these pauses
    #[arg(long, value_name = "NAME", requires = "pictures")]
    pub pause: Vec<String>,
    /// What the pictures are
    #[arg(long, value_parser = formats(), value_name = "FORMAT", value_delimiter = ',', default_value = "svg")]
    pub format: Vec<Format>,
    /// Write a terminal recording (asciicast v3)
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Columns and rows of pictures and recordings; without it what the lesson says
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = screen_size)]
    pub size: Option<(u16, u16)>,
    /// A theme by name; without it what the lesson says
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
}

#[derive(Args, Debug)]
pub struct ConfigArguments {
    /// Print every setting with its default as a comment (what happens without an option, too)
    #[arg(long)]
    pub print_default: bool,
    /// Print where the configuration file is looked for
    #[arg(long)]
    pub path: bool,
    /// Read the configuration and say what is wrong with it
    #[arg(long, conflicts_with = "path")]
    pub check: bool,
}

#[derive(Args, Debug)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
#[command(trailing_var_arg = true)]
pub struct RunArguments {
    /// Python source given on the command line
    #[arg(short = 'c', value_name = "CODE")]
    pub code: Option<String>,
    /// A module by name, from the current directory or PYTHONPATH
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "code")]
    pub module: Option<String>,
    /// Read the standard library from this folder instead of the one packed into pylens
    #[arg(long, value_name = "DIR")]
    pub stdlib: Option<PathBuf>,
    /// Native modules that are written in Python from this folder, to try changes of them
    #[arg(long, value_name = "DIR", hide = true)]
    pub natives: Option<PathBuf>,
    /// Let the program read files (below DIR)
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true, default_missing_value = "/")]
    pub allow_read: Vec<PathBuf>,
    /// Let the program write files (below DIR)
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true, default_missing_value = "/")]
    pub allow_write: Vec<PathBuf>,
    /// Let the program see the environment variables
    #[arg(long)]
    pub allow_env: bool,
    #[command(flatten)]
    pub level: LevelArguments,
    #[command(flatten)]
    pub common: CommonArguments,
    /// After the program, print its bytecode with the specialized instructions, as dis.dis(code, adaptive=True) does
    #[arg(long)]
    pub adaptive: bool,
    /// The Python file, a .pyc or - for standard input, and the program's arguments
    #[arg(value_name = "FILE ARGS", required_unless_present_any = ["code", "module"], allow_hyphen_values = true)]
    pub program: Vec<String>,
}
