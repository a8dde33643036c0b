//! Future statements: which features a module asks for at its beginning.
//!
//! Runs before the optimizer, which must know whether annotations become strings. CPython: `_PyFuture_FromAST`.

use crate::base::{Constant, Diagnostic, Location, Stage};
use crate::bytecode::code::CodeFlags;
use crate::compiler::error::syntax_error_at;
use crate::frontend::ast::{Ast, Expr, List, Mod, Stmt, StmtId};
use crate::frontend::source::Source;

/// What the future statements of a module say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Future {
    /// Bits of `co_flags`, which every code object of the module gets.
    pub features: u32,
    /// The last future statement; [`Location::NONE`] without one. A later one is out of place, which codegen reports.
    pub location: Location,
}

impl Default for Future {
    fn default() -> Self {
        Self { features: 0, location: Location::NONE }
    }
}

impl Future {
    /// `from __future__ import annotations`: annotations are not evaluated.
    pub fn annotations(self) -> bool {
        self.features & CodeFlags::FUTURE_ANNOTATIONS != 0
    }
}

/// Features that have come true: naming them changes nothing.
const MANDATORY: [&str; 8] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "generator_stop",
];

/// CPython shows this many bytes of an unknown feature's name.
const SHOWN_BYTES: usize = 100;

/// Reads the future statements. Only a docstring and other future statements may precede one.
pub fn future(source: &Source, ast: &Ast) -> Result<Future, Diagnostic> {
    let mut future = Future::default();
    let body = match ast.root.map(|root| ast[root]) {
        Some(Mod::Module { body, .. } | Mod::Interactive { body }) => body,
        Some(Mod::Expression { .. }) | None => return Ok(future),
    };
    let skipped = usize::from(has_docstring(ast, body));
    for &stmt in &ast[body][skipped..] {
        let Stmt::ImportFrom { module: Some(module), names, level: 0 } = ast[stmt] else { break };
        if &ast[module] != "__future__" {
            break;
        }
        let location = source.lines.location(ast.span(stmt));
        for &alias in &ast[names] {
            let feature = &ast[ast[alias].name];
            future.features |= match feature {
                "annotations" => CodeFlags::FUTURE_ANNOTATIONS,
                "barry_as_FLUFL" => CodeFlags::FUTURE_BARRY_AS_BDFL,
                _ if MANDATORY.contains(&feature) => 0,
                "braces" => return Err(syntax_error_at(source, Stage::Future, location, "not a chance")),
                _ => {
                    let shown = &feature[..floor_char_boundary(feature, SHOWN_BYTES)];
                    let msg = format!("future feature {shown} is not defined");
                    return Err(syntax_error_at(source, Stage::Future, location, msg));
                }
            };
        }
        future.location = location;
    }
    Ok(future)
}

/// Whether a body begins with a string that nothing but `__doc__` uses. CPython: `_PyAST_GetDocString`.
pub fn has_docstring(ast: &Ast, body: List<StmtId>) -> bool {
    let Some(&first) = ast[body].first() else { return false };
    let Stmt::Expr { value } = ast[first] else { return false };
    matches!(ast[value], Expr::Constant { value, .. } if matches!(ast[value], Constant::Str(_)))
}

/// The largest boundary between characters that is at most `limit`.
fn floor_char_boundary(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
