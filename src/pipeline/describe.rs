//! Earlier stages for programs that look at source text themselves (`ast.parse`, `tokenize`): the answer is an
//! expression, which the machine compiles and evaluates.

use crate::base::{Diagnostic, OptimizeLevel, Profile, repr};
use crate::compiler::fold::{FoldOptions, fold};
use crate::compiler::future::future;
use crate::compiler::symtable::{ScopeId, SymbolTable, analyze};
use crate::frontend::ast::Ast;
use crate::frontend::ast::dump::{Options, dump};
use crate::frontend::parser::{Mode, parse_source};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{TokenKind, tokenize, tokenize_liberally};

/// The tree as calls of `ast`'s classes, positions included; optimized for that level, if there is one.
pub fn tree(source: &Source, ast: Ast, level: Option<OptimizeLevel>) -> Result<String, Diagnostic> {
    let ast = match level {
        Some(level) => fold(ast, FoldOptions { level, future_annotations: false })?.ast,
        None => ast,
    };
    let options = Options { include_attributes: true, indent: None, show_empty: true };
    Ok(ast.root.map_or_else(|| "None".to_owned(), |root| dump(&ast, &source.lines, root.into(), options)))
}

/// The scopes as nested calls of `entry`, the module outermost.
pub fn scopes(source: &Source, mode: Mode, profile: Profile) -> Result<String, Diagnostic> {
    let (ast, _) = parse_source(source, &tokenize(source), mode);
    let ast = ast?;
    let future = future(source, &ast, profile)?;
    let table = analyze(source, &ast, ast.names.clone(), future)?;
    let mut out = String::new();
    write_scope(&table, ScopeId::MODULE, &mut out);
    Ok(out)
}

fn write_scope(table: &SymbolTable, id: ScopeId, out: &mut String) {
    let scope = &table[id];
    let quoted = |name| repr::str(table.names.get(name));
    let symbols: Vec<String> =
        scope.symbols.iter().map(|(name, flags)| format!("{}:{}", quoted(name), flags.0)).collect();
    let parameters: Vec<String> = scope.varnames.iter().map(|&name| quoted(name)).collect();
    out.push_str(&format!(
        "entry({},{},{},{},{},{{{}}},[{}],[",
        id.index(),
        quoted(scope.name),
        scope.r#type as u8,
        u8::from(scope.nested),
        scope.location.lineno,
        symbols.join(","),
        parameters.join(",")
    ));
    for &child in &scope.children {
        write_scope(table, child, out);
        out.push(',');
    }
    out.push_str("])");
}

/// The tokens as a list of tuples: type, text, start, end, line; and `None`, or the error behind them: name of the
/// exception, message, lines and columns. `extra`: also comments and the like, as `tokenize` wants them.
pub fn tokens(text: &str, extra: bool) -> String {
    let tokens = tokenize_liberally(text);
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let place = |offset: usize| {
        let line = starts.partition_point(|&start| start <= offset) - 1;
        (line + 1, text[starts[line]..offset].chars().count())
    };
    let line_of = |first: usize, last: usize| {
        let start = starts[first - 1];
        let end = starts.get(last).copied().unwrap_or(text.len());
        &text[start..end]
    };
    let line_count = text.lines().count();
    let lacks_newline = !text.is_empty() && !text.ends_with('\n');
    let mut out = String::from("([");
    for token in &tokens.tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        if !extra && matches!(token.kind, TokenKind::COMMENT | TokenKind::NL) {
            continue;
        }
        let at_end = start == text.len();
        let (mut from, mut to) = (place(start), place(end));
        let mut line = line_of(from.0, to.0.max(from.0));
        match token.kind {
            TokenKind::ENDMARKER | TokenKind::DEDENT if at_end => {
                from = (line_count + 1, 0);
                to = from;
                line = "";
            }
            TokenKind::NEWLINE | TokenKind::NL => {
                to = (from.0, from.1 + if at_end && lacks_newline { 1 } else { end - start });
                line = line_of(from.0, from.0);
            }
            _ => {}
        }
        // `tokenize` gives operators one type.
        let number = if extra && token.kind.is_operator() { TokenKind::OP as u8 } else { token.kind as u8 };
        out.push_str(&format!(
            "({number},{},({},{}),({},{}),{}),",
            repr::str(&text[start..end]),
            from.0,
            from.1,
            to.0,
            to.1,
            repr::str(line)
        ));
    }
    let number = |value: Option<i64>| value.map_or_else(|| "None".to_owned(), |value| value.to_string());
    match tokens.error {
        None => out.push_str("],None)"),
        Some(error) => out.push_str(&format!(
            "],('{:?}',{},{},{},{},{},{}))",
            error.kind,
            repr::str(&error.msg),
            number(error.lineno),
            number(error.offset),
            error.text.as_deref().map_or_else(|| "None".to_owned(), repr::str),
            number(error.end_lineno),
            number(error.end_offset)
        )),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_an_expression() {
        let out = tokens("a = 1\n", true);
        assert!(out.starts_with("([(1,'a',(1,0),(1,1),'a = 1\\n'),(55,'=',(1,2),(1,3),'a = 1\\n'),"), "{out}");
    }

    #[test]
    fn scopes_are_an_expression() {
        let source = Source::from_text("x", "def f(a): b = a");
        let out = scopes(&source, Mode::Exec, Profile::V3_13).unwrap_or_default();
        let inner = "entry(1,'f',0,0,1,{'a':4116,'b':4098},['a'],[])";
        assert_eq!(out, format!("entry(0,'top',2,0,0,{{'f':4098}},[],[{inner},])"));
    }

    #[test]
    fn a_tree_is_an_expression() {
        let source = Source::from_text("x", "a");
        let ast = parse_source(&source, &tokenize(&source), Mode::Eval).0.expect("a name is an expression");
        let out = tree(&source, ast, None).unwrap_or_default();
        assert!(out.starts_with("Expression(body=Name(id='a', ctx=Load(), lineno=1, col_offset=0"), "{out}");
    }
}
