//! The stages one after the other: a tree in, a code object out, with as much of what was made on the way as is wanted.
//!
//! [`compile`] runs all of it; a caller that has run the stages up to the scopes itself goes on with [`compile_units`].

use std::borrow::Cow;
use std::sync::Arc;

use super::assemble::{self, Assembled};
use super::codegen::{self, Input};
use super::constants::ConstCache;
use super::flowgraph::{self, OptimizedUnit, PassLog};
use super::fold::{FoldOptions, Folded, fold};
use super::future::{self, Future};
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
    pub keep: Keep,
}

/// How much of the way from tree to code object is kept; less is faster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Keep {
    /// The code object.
    Code,
    /// Every unit with the instructions it was made of, and where each of them went.
    Units,
    /// What each pass changed, too, but not the graphs between them; [`Compiled::log`] makes those again when asked.
    Changes,
    /// All of it.
    Passes,
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

/// One code object, step by step.
#[derive(Clone, Debug)]
pub struct UnitArtifact {
    /// As code generation made it.
    pub unit: Unit,
    /// With the log of the passes, if that was to be kept.
    pub optimized: OptimizedUnit,
    /// The code object, and where each instruction went.
    pub assembled: Assembled,
}

/// The code objects of a file, with the steps that led to them.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// In the order in which code generation finished them; [`UnitId`]s index it. The module is the last. Empty with
    /// [`Keep::Code`].
    pub units: Vec<UnitArtifact>,
    /// The text of every name, those that code generation made up included.
    pub names: Names,
    pub code: Arc<Code>,
    /// The version that it was compiled for.
    pub profile: Profile,
}

impl Compiled {
    pub fn unit(&self, id: UnitId) -> Option<&UnitArtifact> {
        self.units.get(id.0 as usize)
    }

    pub fn module(&self) -> UnitId {
        UnitId((self.units.len() as u32).saturating_sub(1))
    }

    /// The module first, each code object followed by those inside it, in the order in which code generation met them,
    /// which is that of the constants; with the depth of each.
    pub fn in_order(&self) -> Vec<(UnitId, usize)> {
        let mut found = Vec::new();
        let mut pending = vec![(self.module(), 0)];
        while let Some((id, depth)) = pending.pop() {
            let Some(artifact) = self.unit(id) else { continue };
            found.push((id, depth));
            pending.extend(artifact.unit.nested.iter().rev().map(|&child| (child, depth + 1)));
        }
        found
    }

    /// What each pass did to a unit, with the graphs between them; `None` if that was not recorded.
    pub fn log(&self, id: UnitId) -> Option<Cow<'_, PassLog>> {
        let artifact = self.unit(id)?;
        let log = artifact.optimized.log.as_ref()?;
        if artifact.optimized.blocks.is_some() {
            return Some(Cow::Borrowed(log));
        }
        let options = flowgraph::Options { profile: self.profile, record: true };
        let unit = &artifact.unit;
        let again = flowgraph::optimize(unit, unit.consts.clone(), options, &mut ConstCache::new()).ok()?;
        again.log.map(Cow::Owned)
    }

    /// The unit that a code object was made from.
    pub fn unit_of(&self, code: &Arc<Code>) -> Option<UnitId> {
        let same = |unit: &UnitArtifact| Arc::ptr_eq(&unit.assembled.code, code);
        self.units.iter().position(same).map(|index| UnitId(index as u32))
    }
}

/// Everything that compilation made, up to its end or to the first error.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// `None` if an earlier stage failed, or this one.
    pub folded: Option<Arc<Folded>>,
    pub symbols: Option<Arc<SymbolTable>>,
    /// In CPython's order.
    pub warnings: Vec<Diagnostic>,
    pub result: Result<Compiled, Failure>,
}

/// Compiles a tree. CPython: `_PyAST_Compile`.
///
/// Deep trees need a deep stack: some hundred bytes for each of up to 10,000 levels and stage.
pub fn compile(source: &Source, ast: Ast, options: &CompileOptions) -> Compilation {
    compile_with_features(source, ast, options, 0)
}

/// [`compile`] with features (bits of `co_flags`) that the code around asked for, as `exec` hands them on.
pub fn compile_with_features(source: &Source, ast: Ast, options: &CompileOptions, features: u32) -> Compilation {
    let (mut folded, mut symbols, mut warnings) = (None, None, Vec::new());
    let result = (|| {
        let mut future = future::future(source, &ast, options.profile)?;
        future.features |= features;
        let fold_options = FoldOptions { level: options.level, future_annotations: future.annotations() };
        let tree = &*folded.insert(Arc::new(fold(ast, fold_options)?));
        warnings.extend(tree.warnings.iter().cloned());
        let scopes = Arc::new(symtable::analyze(source, &tree.ast, tree.ast.names.clone(), future)?);
        let scopes = &*symbols.insert(scopes);
        compile_units(source, tree, scopes, future, options, &mut warnings)
    })();
    Compilation { folded, symbols, warnings, result }
}

/// Code generation and all behind it.
pub fn compile_units(
    source: &Source,
    folded: &Folded,
    symbols: &SymbolTable,
    future: Future,
    options: &CompileOptions,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Compiled, Failure> {
    let CompileOptions { profile, level, ref filename, keep } = *options;
    let input = Input { source, ast: &folded.ast, symbols, future, filename, profile, level };
    let flowgraph_options = flowgraph::Options { profile, record: keep >= Keep::Changes };
    let mut later = LaterStages { options: flowgraph_options, keep, finished: 0, units: Vec::new() };
    // Beside constants of the source there are code objects, names of keywords and what is folded.
    let mut constants = ConstCache::with_room(folded.ast.const_count() + symbols.len());
    let output = codegen::generate(input, &mut constants, &mut later);
    warnings.extend(output.warnings);
    let (_, code) = output.result?;
    Ok(Compiled { units: later.units, names: output.names, code, profile })
}

/// Flow graph and assembler for each code object that code generation finishes.
struct LaterStages {
    options: flowgraph::Options,
    keep: Keep,
    finished: u32,
    units: Vec<UnitArtifact>,
}

impl FinishUnit for LaterStages {
    fn finish(&mut self, mut unit: Unit, context: &mut FinishContext<'_>) -> Result<(UnitId, Arc<Code>), Diagnostic> {
        let id = UnitId(self.finished);
        self.finished += 1;
        let bug = |InternalError { stage, what }| Diagnostic::new(stage, ErrorKind::SystemError, what);
        let is_kept = self.keep > Keep::Code;
        let consts = if is_kept { unit.consts.clone() } else { std::mem::take(&mut unit.consts) };
        let mut optimized = flowgraph::optimize(&unit, consts, self.options, context.constants).map_err(bug)?;
        if !is_kept {
            let assembled = assemble::assemble(&unit, Cow::Owned(optimized), context).map_err(bug)?;
            return Ok((id, assembled.code));
        }
        let assembled = assemble::assemble(&unit, Cow::Borrowed(&optimized), context).map_err(bug)?;
        if self.keep == Keep::Changes {
            optimized.forget_graphs();
        }
        unit.sequence.instrs.shrink_to_fit();
        unit.sequence.labels.shrink_to_fit();
        unit.sequence.origins.shrink_to_fit();
        let code = assembled.code.clone();
        self.units.push(UnitArtifact { unit, optimized, assembled });
        Ok((id, code))
    }
}
