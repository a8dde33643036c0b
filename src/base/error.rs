//! What can be wrong: with the user's file (CPython's own exception, word for word), or with pylens.

/// The part of the pipeline that found a problem.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Stage {
    Decode,
    Tokenizer,
    Parser,
    Future,
    Fold,
    Symtable,
    Codegen,
    Flowgraph,
    Assemble,
    Run,
}

impl Stage {
    /// One word, as in JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Tokenizer => "tokenizer",
            Stage::Parser => "parser",
            Stage::Future => "future",
            Stage::Fold => "fold",
            Stage::Symtable => "symtable",
            Stage::Codegen => "compiler",
            Stage::Flowgraph => "flowgraph",
            Stage::Assemble => "assemble",
            Stage::Run => "run",
        }
    }
}

/// The class of exception that CPython's compiler raises, or of warning that it issues.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ErrorKind {
    SyntaxError,
    IndentationError,
    TabError,
    MemoryError,
    RecursionError,
    ValueError,
    OverflowError,
    UnicodeDecodeError,
    UnicodeEncodeError,
    SystemError,
    SyntaxWarning,
    DeprecationWarning,
}

impl ErrorKind {
    /// The name of the Python class.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::SyntaxError => "SyntaxError",
            ErrorKind::IndentationError => "IndentationError",
            ErrorKind::TabError => "TabError",
            ErrorKind::MemoryError => "MemoryError",
            ErrorKind::RecursionError => "RecursionError",
            ErrorKind::ValueError => "ValueError",
            ErrorKind::OverflowError => "OverflowError",
            ErrorKind::UnicodeDecodeError => "UnicodeDecodeError",
            ErrorKind::UnicodeEncodeError => "UnicodeEncodeError",
            ErrorKind::SystemError => "SystemError",
            ErrorKind::SyntaxWarning => "SyntaxWarning",
            ErrorKind::DeprecationWarning => "DeprecationWarning",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Severity {
    Error,
    Warning,
}

/// A problem of the user's file, with every field that CPython's exception has.
///
/// `lineno` counts from 1; `offset` and `end_offset` count code points from 1; `None` where CPython has `None`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub severity: Severity,
    pub kind: ErrorKind,
    pub msg: String,
    pub lineno: Option<i64>,
    pub offset: Option<i64>,
    pub end_lineno: Option<i64>,
    pub end_offset: Option<i64>,
    /// The source line CPython shows, usually with its newline.
    pub text: Option<String>,
    pub stage: Stage,
}

/// Stages that pass many results from hand to hand box their errors; at the end the box comes off.
impl From<Box<Diagnostic>> for Diagnostic {
    fn from(boxed: Box<Diagnostic>) -> Self {
        *boxed
    }
}

impl Diagnostic {
    /// An error without a position.
    pub fn new(stage: Stage, kind: ErrorKind, msg: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            kind,
            msg: msg.into(),
            lineno: None,
            offset: None,
            end_lineno: None,
            end_offset: None,
            text: None,
            stage,
        }
    }
}

/// A bug of pylens, shown as such and never dressed up as an error of the user's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InternalError {
    pub stage: Stage,
    pub what: String,
}

impl std::fmt::Display for InternalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "internal error in {:?}: {} (a bug of pylens, not of the file)", self.stage, self.what)
    }
}
