//! The stages one after the other: a tree in, a code object out, with everything that was made on the way.

use std::sync::Arc;

use super::assemble::{self, PlacedInstr};
use super::codegen::{self, Input};
use super::constants::ConstCache;
use super::flowgraph::{self, OptimizedUnit};
use super::fold::{FoldOptions, Folded, fold};
use super::future;
use super::symtable::{self, SymbolTable};
use super::unit::{FinishContext, FinishUnit, Unit, UnitId};
use crate::base::{Diagnostic, ErrorKind, InternalError, Names, OptimizeLevel, Profile, Text};
use crate::bytecode::Code;
use crate::frontend::ast::Ast;
use crate::frontend::source::Source;

/// What the caller of [`compile`] chooses. The mode is that of the tree's root.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    pub profile: Profile,
    pub level: OptimizeLevel,
    /// `co_filename`.
    pub filename: Text,
    /// Keep every unit with what the stages made of it, and what each pass changed.
    pub record: bool,
}

/// Why there is no code object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// CPython would refuse the file, with this exception; its `stage` says where.
    Python(Diagnostic),
    /// A bug of pylens.
    Internal(InternalError),
}

impl From<Diagnostic> for Failure {
    /// `SystemError` is how the stages say that one before them broke a promise.
    fn from(error: Diagnostic) -> Self {
        match error.kind {
            ErrorKind::SystemError => Failure::Internal(InternalError { stage: error.stage, what: error.msg }),
            _ => Failure::Python(error),
        }
    }
}

/// A unit and what became of it.
#[derive(Clone, Debug)]
pub struct UnitRecord {
    /// As code generation made it.
    pub unit: Unit,
    /// With the log of the passes.
    pub optimized: Option<OptimizedUnit>,
    /// Where each instruction went.
    pub placed: Vec<PlacedInstr>,
    pub code: Option<Arc<Code>>,
}

/// Everything that compilation made, up to its end or to the first error.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// `None` if an earlier stage failed, or this one.
    pub folded: Option<Arc<Folded>>,
    pub symbols: Option<Arc<SymbolTable>>,
    /// By [`UnitId`]; empty without `record`. After an error those that were complete.
    pub units: Vec<UnitRecord>,
    /// Text of every name in `symbols` and `units`.
    pub names: Names,
    /// In CPython's order.
    pub warnings: Vec<Diagnostic>,
    pub code: Result<Arc<Code>, Failure>,
}

impl Compiled {
    /// The unit of the module, which is finished last.
    pub fn module(&self) -> Option<&UnitRecord> {
        self.code.as_ref().ok().and(self.units.last())
    }

    pub fn unit(&self, id: UnitId) -> Option<&UnitRecord> {
        self.units.get(id.0 as usize)
    }
}

/// Compiles a tree. CPython: `_PyAST_Compile`.
///
/// Deep trees need a deep stack: some hundred bytes for each of up to 10,000 levels and stage.
pub fn compile(source: &Source, ast: &Ast, options: &CompileOptions) -> Compiled {
    let mut compiled = Compiled {
        folded: None,
        symbols: None,
        units: Vec::new(),
        names: Names::new(),
        warnings: Vec::new(),
        code: Err(Failure::Internal(InternalError {
            stage: crate::base::Stage::Codegen,
            what: "nothing was compiled".into(),
        })),
    };
    compiled.code = run(source, ast, options, &mut compiled).map_err(Failure::from);
    compiled
}

fn run(source: &Source, ast: &Ast, options: &CompileOptions, made: &mut Compiled) -> Result<Arc<Code>, Diagnostic> {
    let future = future::future(source, ast)?;
    let level = options.level;
    let folded = Arc::new(fold(ast, FoldOptions { level, future_annotations: future.annotations() })?);
    made.warnings.extend(folded.warnings.iter().cloned());
    made.folded = Some(folded.clone());
    let symbols = Arc::new(symtable::analyze(source, &folded.ast, folded.ast.names.clone(), future)?);
    made.symbols = Some(symbols.clone());
    let input = Input {
        source,
        ast: &folded.ast,
        symbols: &symbols,
        future,
        filename: &options.filename,
        profile: options.profile,
        level,
    };
    let mut later_stages = LaterStages {
        options: flowgraph::Options { profile: options.profile, record: options.record },
        finished: 0,
        records: options.record.then_some(&mut made.units),
    };
    let output = codegen::generate(input, &mut ConstCache::new(), &mut later_stages);
    made.warnings.extend(output.warnings);
    made.names = output.names;
    output.result.map(|(_, code)| code)
}

/// Flow graph and assembler, with a record of what they do.
struct LaterStages<'a> {
    options: flowgraph::Options,
    finished: u32,
    records: Option<&'a mut Vec<UnitRecord>>,
}

impl FinishUnit for LaterStages<'_> {
    fn finish(&mut self, unit: Unit, context: &mut FinishContext<'_>) -> Result<(UnitId, Arc<Code>), Diagnostic> {
        let id = UnitId(self.finished);
        self.finished += 1;
        let optimized = flowgraph::optimize(&unit, self.options, context.constants);
        let assembled = match &optimized {
            Ok(optimized) => assemble::assemble(&unit, optimized, context),
            Err(error) => Err(error.clone()),
        };
        if let Some(records) = &mut self.records {
            let (placed, code) = match &assembled {
                Ok(assembled) => (assembled.placed.clone(), Some(assembled.code.clone())),
                Err(_) => (Vec::new(), None),
            };
            records.push(UnitRecord { unit, optimized: optimized.ok(), placed, code });
        }
        match assembled {
            Ok(assembled) => Ok((id, assembled.code)),
            Err(InternalError { stage, what }) => Err(Diagnostic::new(stage, ErrorKind::SystemError, what)),
        }
    }
}
