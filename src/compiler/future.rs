//! Future statements: which features a module asks for at its beginning.
//!
//! Runs before the optimizer, which must know whether annotations become strings. CPython: `_PyFuture_FromAST`.

use crate::base::{Constant, Diagnostic, Location, Profile, Stage};
use crate::bytecode::code::CodeFlags;
use crate::compiler::error::{syntax_error, syntax_error_at};
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
pub fn future(source: &Source, ast: &Ast, profile: Profile) -> Result<Future, Diagnostic> {
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
            // 3.13.0 points at the statement, later versions at the name.
            let error = |msg: String| match profile {
                Profile::V3_13_0 => syntax_error_at(source, Stage::Future, location, msg),
                Profile::V3_13 => syntax_error(source, Stage::Future, source.lines.location(ast.span(alias)), msg),
            };
            let feature = &ast[ast[alias].name];
            future.features |= match feature {
                "annotations" => CodeFlags::FUTURE_ANNOTATIONS,
                "barry_as_FLUFL" => CodeFlags::FUTURE_BARRY_AS_BDFL,
                _ if MANDATORY.contains(&feature) => 0,
                "braces" => return Err(error("not a chance".to_owned())),
                _ => {
                    let shown = &feature[..floor_char_boundary(feature, SHOWN_BYTES)];
                    return Err(error(format!("future feature {shown} is not defined")));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::parser::{Mode, parse_source};
    use crate::frontend::tokenizer::tokenize;

    #[test]
    fn later_versions_point_at_the_feature() {
        let source = Source::from_text("test", "from __future__ import (annotations, nope)\n");
        let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.expect("valid syntax");
        let place = |profile| {
            let error = future(&source, &ast, profile).expect_err("no such feature");
            (error.offset, error.end_offset)
        };
        assert_eq!(place(Profile::V3_13_0), (Some(1), None));
        assert_eq!(place(Profile::V3_13), (Some(38), Some(42)));
    }
}
