//! Pseudo-instructions from the optimized tree and its scopes.
//!
//! In go a tree and a [`SymbolTable`]; out comes one [`Unit`](crate::compiler::unit::Unit) per code object, inner ones
//! before the one around them. A unit is straight-line code with labels: no blocks yet, jumps name labels, handlers are
//! set up by pseudo-instructions, and nothing is optimized. CPython: the `compiler_*` functions of `compile.c`.
//!
//! | file | what it is about |
//! |---|---|
//! | [`builder`], [`emit`] | the unit being built; adding instructions, constants, names and labels to it |
//! | [`scopes`] | entering and leaving code objects, qualified names, `co_flags`, closures |
//! | [`names`] | which instruction loads, stores or deletes a name |
//! | [`functions`], [`annotations`], [`type_params`], [`classes`], [`docstring`] | definitions |
//! | [`statements`], [`assignments`], [`imports`] | simple statements |
//! | [`loops`], [`try_except`], [`try_star`], [`with`], [`fblocks`] | blocks, and leaving them early |
//! | [`patterns`] | `match` |
//! | [`expressions`], [`displays`], [`subscripts`], [`attributes`], [`calls`], [`yields`] | expressions |
//! | [`jumps`] | conditions, boolean operators, comparisons |
//! | [`comprehensions`], [`inlining`] | comprehensions and generator expressions |
//! | [`lint`] | the warnings about probable mistakes |
//!
//! Every instruction remembers the innermost node that made it ([`InstrSequence::origins`]).
//!
//! [`InstrSequence::origins`]: crate::compiler::unit::InstrSequence::origins

mod annotations;
mod assignments;
mod attributes;
mod builder;
mod calls;
mod classes;
mod comprehensions;
mod displays;
mod docstring;
mod emit;
mod equality;
mod expressions;
mod fblocks;
mod functions;
mod imports;
mod inlining;
mod jumps;
mod lint;
mod loops;
mod names;
mod patterns;
mod scopes;
mod statements;
mod subscripts;
mod try_except;
mod try_star;
mod type_params;
mod with;
mod yields;

use std::cell::Cell;
use std::sync::Arc;

use self::annotations::has_annotations;
use self::builder::{UnitBuilder, UnitKind};
use self::names::KnownNames;
use super::constants::ConstCache;
use super::error;
use super::future::Future;
use super::symtable::{ScopeKey, SymbolTable};
use super::unit::{FinishUnit, UnitId};
use crate::base::{Diagnostic, ErrorKind, LineCursor, Location, Names, OptimizeLevel, Profile, Severity, Stage, Text};
use crate::bytecode::{Code, Opcode};
use crate::frontend::ast::{Ast, Id, Mod, Node, NodeId};
use crate::frontend::source::Source;

/// What code is made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub source: &'a Source,
    /// The optimized tree.
    pub ast: &'a Ast,
    pub symbols: &'a SymbolTable,
    pub future: Future,
    /// `co_filename`.
    pub filename: &'a Text,
    pub profile: Profile,
    pub level: OptimizeLevel,
}

/// What came of it. The units went to the [`FinishUnit`] on the way.
pub struct Output {
    /// The module's unit and code object, or the first error.
    pub result: Result<(UnitId, Arc<Code>), Diagnostic>,
    /// In the order in which CPython issues them; those before an error are here too.
    pub warnings: Vec<Diagnostic>,
    /// The names of the symbol table, extended by those that code generation made up.
    pub names: Names,
}

/// Generates the code of a file, handing each code object's unit to `sink` as soon as it is complete.
pub fn generate(input: Input<'_>, constants: &mut ConstCache, sink: &mut dyn FinishUnit) -> Output {
    let mut names = input.symbols.names.clone();
    let known = KnownNames::new(&mut names);
    let mut codegen = Codegen {
        input,
        ast: input.ast,
        symbols: input.symbols,
        names,
        known,
        constants,
        sink,
        units: Vec::new(),
        interactive: false,
        cursor: Cell::default(),
        origin: None,
        warnings: Vec::new(),
    };
    let result = codegen.module().map_err(|error| *error);
    Output { result, warnings: codegen.warnings, names: codegen.names }
}

/// The result of generating code for something: an error stops everything. It is boxed because results are passed often and
/// errors hardly ever.
type Emit<T = ()> = Result<T, Box<Diagnostic>>;

/// The state of code generation. CPython: `struct compiler`.
struct Codegen<'a> {
    input: Input<'a>,
    ast: &'a Ast,
    symbols: &'a SymbolTable,
    names: Names,
    known: KnownNames,
    constants: &'a mut ConstCache,
    sink: &'a mut dyn FinishUnit,
    /// The code objects being made, outermost first; code goes to the last.
    units: Vec<UnitBuilder>,
    /// The module is a single statement of the interactive loop, which prints its value.
    interactive: bool,
    /// Nodes are asked for mostly in the order of the source.
    cursor: Cell<LineCursor>,
    /// The node whose code is being made.
    origin: Option<NodeId>,
    warnings: Vec<Diagnostic>,
}

impl Codegen<'_> {
    /// CPython: `compiler_mod`, `compiler_codegen`.
    fn module(&mut self) -> Emit<(UnitId, Arc<Code>)> {
        let Some(root) = self.ast.root else { return Err(self.internal("the tree has no root")) };
        let key = ScopeKey::Node(root.into());
        self.enter_scope(self.known.module, UnitKind::Module, key, 1)?;
        let start = Location::line_only(1);
        let returns_none = match self.ast[root] {
            Mod::Module { body, .. } => {
                self.body(start, body)?;
                true
            }
            Mod::Interactive { body } => {
                self.interactive = true;
                if has_annotations(self.ast, body) {
                    self.op(start, Opcode::SETUP_ANNOTATIONS);
                }
                self.stmts(body)?;
                true
            }
            Mod::Expression { body } => {
                self.expr(body)?;
                false
            }
        };
        let (unit, code, _) = self.finish_scope(returns_none)?;
        Ok((unit, code))
    }

    /// Where a node stands in the source.
    fn loc<T: Node>(&self, id: Id<T>) -> Location {
        let mut cursor = self.cursor.get();
        let loc = self.ast.location_from(&mut cursor, &self.input.source.lines, id);
        self.cursor.set(cursor);
        loc
    }

    /// Runs `emit` with `node` as the origin of the instructions it makes.
    fn with_origin<T>(&mut self, node: impl Into<NodeId>, emit: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.origin.replace(node.into());
        let result = emit(self);
        self.origin = outer;
        result
    }

    /// A `SyntaxError`. CPython: `compiler_error`.
    fn error<T>(&self, location: Location, msg: impl Into<String>) -> Emit<T> {
        Err(error::syntax_error(self.input.source, Stage::Codegen, location, msg).into())
    }

    /// Issues a `SyntaxWarning`. CPython: `compiler_warn`.
    ///
    /// The fields beyond the line are those of the `SyntaxError` that takes its place under `-W error`.
    fn warn(&mut self, location: Location, msg: String) {
        let error = error::syntax_error(self.input.source, Stage::Codegen, location, msg);
        self.warnings.push(Diagnostic { severity: Severity::Warning, kind: ErrorKind::SyntaxWarning, ..error });
    }

    /// Something that the stages before should have made impossible.
    fn internal(&self, what: impl Into<String>) -> Box<Diagnostic> {
        Diagnostic::new(Stage::Codegen, ErrorKind::SystemError, what).into()
    }
}
