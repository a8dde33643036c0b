//! Expressions back to source, as CPython writes annotations under `from __future__ import annotations`.
//!
//! CPython: `_PyAST_ExprAsUnicode`. Not quite `ast.unparse`: here `lambda *a: 0` becomes `lambda*a: 0`, and f-strings
//! are written with the quotes that `repr` would choose.

use super::{
    Arg, ArgId, ArgumentsId, Ast, BoolOpKind, ComprehensionId, ConstId, Expr, ExprId, KeywordId, List, Operator,
    StringKind, UnaryOpKind,
};
use crate::base::{Constant, Text, repr};

/// The source of `expr`. The result may hold lone surrogates, in f-strings.
pub fn unparse(ast: &Ast, expr: ExprId) -> Text {
    let mut writer = Writer { ast, out: Vec::new() };
    writer.expr(expr, Level::Test);
    Text::from_wtf8(&writer.out).unwrap_or_else(|| String::from_utf8_lossy(&writer.out).into_owned().into())
}

/// How tightly an operator binds; an expression is put into parentheses where a tighter one is called for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// CPython's `PR_EXPR`: any operand of a comparison.
    const EXPR: Self = Level::BitOr;

    fn next(self) -> Self {
        use Level::*;
        match self {
            Tuple => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Arith,
            Arith => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

struct Writer<'a> {
    ast: &'a Ast,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn expr(&mut self, id: ExprId, level: Level) {
        let ast = self.ast;
        match ast[id] {
            Expr::BoolOp { op, values } => {
                let (text, own) = match op {
                    BoolOpKind::And => (" and ", Level::And),
                    BoolOpKind::Or => (" or ", Level::Or),
                };
                self.wrap(level > own, |w| w.separated(&ast[values], text, own.next()));
            }
            Expr::NamedExpr { target, value } => self.wrap(level > Level::Tuple, |w| {
                w.expr(target, Level::Atom);
                w.push(":=");
                w.expr(value, Level::Atom);
            }),
            Expr::BinOp { left, op, right } => {
                let own = binary_level(op);
                let right_associative = op == Operator::Pow;
                self.wrap(level > own, |w| {
                    w.expr(left, if right_associative { own.next() } else { own });
                    w.push(" ");
                    w.push(op.symbol());
                    w.push(" ");
                    w.expr(right, if right_associative { own } else { own.next() });
                });
            }
            Expr::UnaryOp { op, operand } => {
                let own = if op == UnaryOpKind::Not { Level::Not } else { Level::Factor };
                self.wrap(level > own, |w| {
                    w.push(op.symbol());
                    w.expr(operand, own);
                });
            }
            Expr::Lambda { args, body } => self.wrap(level > Level::Test, |w| {
                let positional = ast[args].posonlyargs.len() + ast[args].args.len() > 0;
                w.push(if positional { "lambda " } else { "lambda" });
                w.arguments(args);
                w.push(": ");
                w.expr(body, Level::Test);
            }),
            Expr::IfExp { test, body, orelse } => self.wrap(level > Level::Test, |w| {
                w.expr(body, Level::Test.next());
                w.push(" if ");
                w.expr(test, Level::Test.next());
                w.push(" else ");
                w.expr(orelse, Level::Test);
            }),
            Expr::Dict { keys, values } => {
                self.push("{");
                for (index, (&key, &value)) in ast[keys].iter().zip(&ast[values]).enumerate() {
                    self.comma(index);
                    match key {
                        Some(key) => {
                            self.expr(key, Level::Test);
                            self.push(": ");
                            self.expr(value, Level::Test);
                        }
                        None => {
                            self.push("**");
                            self.expr(value, Level::EXPR);
                        }
                    }
                }
                self.push("}");
            }
            Expr::Set { elts } => self.bracketed("{", elts, "}"),
            Expr::List { elts, .. } => self.bracketed("[", elts, "]"),
            Expr::Tuple { elts, .. } if elts.is_empty() => self.push("()"),
            Expr::Tuple { elts, .. } => self.wrap(level > Level::Tuple, |w| {
                w.separated(&ast[elts], ", ", Level::Test);
                if elts.len() == 1 {
                    w.push(",");
                }
            }),
            Expr::ListComp { elt, generators } => self.comprehension("[", elt, None, generators, "]"),
            Expr::SetComp { elt, generators } => self.comprehension("{", elt, None, generators, "}"),
            Expr::DictComp { key, value, generators } => self.comprehension("{", key, Some(value), generators, "}"),
            Expr::GeneratorExp { elt, generators } => self.comprehension("(", elt, None, generators, ")"),
            Expr::Await { value } => self.wrap(level > Level::Await, |w| {
                w.push("await ");
                w.expr(value, Level::Atom);
            }),
            Expr::Yield { value: None } => self.push("(yield)"),
            Expr::Yield { value: Some(value) } => {
                self.push("(yield ");
                self.expr(value, Level::Test);
                self.push(")");
            }
            Expr::YieldFrom { value } => {
                self.push("(yield from ");
                self.expr(value, Level::Test);
                self.push(")");
            }
            Expr::Compare { left, ops, comparators } => self.wrap(level > Level::Compare, |w| {
                w.expr(left, Level::Compare.next());
                for (op, &comparator) in ast[ops].iter().zip(&ast[comparators]) {
                    w.push(" ");
                    w.push(op.symbol());
                    w.push(" ");
                    w.expr(comparator, Level::Compare.next());
                }
            }),
            Expr::Call { func, args, keywords } => {
                self.expr(func, Level::Atom);
                if let (&[only], true) = (&ast[args], keywords.is_empty())
                    && matches!(ast[only], Expr::GeneratorExp { .. })
                {
                    return self.expr(only, Level::Test);
                }
                self.push("(");
                self.separated(&ast[args], ", ", Level::Test);
                for (index, &keyword) in ast[keywords].iter().enumerate() {
                    self.comma(args.len() + index);
                    self.keyword(keyword);
                }
                self.push(")");
            }
            Expr::FormattedValue { .. } | Expr::JoinedStr { .. } => self.fstring_element(id, false),
            Expr::Constant { value, kind } => {
                if kind == StringKind::U {
                    self.push("u");
                }
                self.constant(value);
            }
            Expr::Attribute { value, attr, .. } => {
                self.expr(value, Level::Atom);
                // `1 .real`, because `1.real` is a number and a name.
                let is_int = |value: ExprId| match ast[value] {
                    Expr::Constant { value, .. } => matches!(ast[value], Constant::Int(_)),
                    _ => false,
                };
                self.push(if is_int(value) { " ." } else { "." });
                self.push(&ast[attr]);
            }
            Expr::Subscript { value, slice, .. } => {
                self.expr(value, Level::Atom);
                self.push("[");
                self.expr(slice, Level::Tuple);
                self.push("]");
            }
            Expr::Starred { value, .. } => {
                self.push("*");
                self.expr(value, Level::EXPR);
            }
            Expr::Name { id, .. } => self.push(&ast[id]),
            Expr::Slice { lower, upper, step } => {
                if let Some(lower) = lower {
                    self.expr(lower, Level::Test);
                }
                self.push(":");
                if let Some(upper) = upper {
                    self.expr(upper, Level::Test);
                }
                if let Some(step) = step {
                    self.push(":");
                    self.expr(step, Level::Test);
                }
            }
        }
    }

    /// Writes in parentheses if `needed`.
    fn wrap(&mut self, needed: bool, write: impl FnOnce(&mut Self)) {
        if needed {
            self.push("(");
        }
        write(self);
        if needed {
            self.push(")");
        }
    }

    /// A comma in front of all but the first item.
    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.push(", ");
        }
    }

    fn separated(&mut self, exprs: &[ExprId], separator: &str, level: Level) {
        for (index, &expr) in exprs.iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            self.expr(expr, level);
        }
    }

    fn bracketed(&mut self, open: &str, elts: List<ExprId>, close: &str) {
        self.push(open);
        let ast = self.ast;
        self.separated(&ast[elts], ", ", Level::Test);
        self.push(close);
    }

    fn comprehension(
        &mut self,
        open: &str,
        elt: ExprId,
        value: Option<ExprId>,
        generators: List<ComprehensionId>,
        close: &str,
    ) {
        let ast = self.ast;
        self.push(open);
        self.expr(elt, Level::Test);
        if let Some(value) = value {
            self.push(": ");
            self.expr(value, Level::Test);
        }
        for &generator in &ast[generators] {
            let generator = ast[generator];
            self.push(if generator.is_async { " async for " } else { " for " });
            self.expr(generator.target, Level::Tuple);
            self.push(" in ");
            self.expr(generator.iter, Level::Test.next());
            for &condition in &ast[generator.ifs] {
                self.push(" if ");
                self.expr(condition, Level::Test.next());
            }
        }
        self.push(close);
    }

    fn keyword(&mut self, id: KeywordId) {
        let keyword = self.ast[id];
        match keyword.arg {
            Some(name) => {
                self.push(&self.ast[name]);
                self.push("=");
            }
            None => self.push("**"),
        }
        self.expr(keyword.value, Level::Test);
    }

    /// The parameters of a lambda.
    fn arguments(&mut self, id: ArgumentsId) {
        let ast = self.ast;
        let arguments = ast[id];
        let mut written = 0;
        let positional: Vec<ArgId> = ast[arguments.posonlyargs].iter().chain(&ast[arguments.args]).copied().collect();
        let without_default = positional.len() - arguments.defaults.len().min(positional.len());
        for (index, &arg) in positional.iter().enumerate() {
            self.comma(written);
            written += 1;
            self.arg(arg);
            if let Some(default) = index.checked_sub(without_default) {
                self.push("=");
                self.expr(ast[arguments.defaults][default], Level::Test);
            }
            if index + 1 == arguments.posonlyargs.len() {
                self.push(", /");
            }
        }
        if arguments.vararg.is_some() || !arguments.kwonlyargs.is_empty() {
            self.comma(written);
            written += 1;
            self.push("*");
            if let Some(vararg) = arguments.vararg {
                self.arg(vararg);
            }
        }
        for (&arg, &default) in ast[arguments.kwonlyargs].iter().zip(&ast[arguments.kw_defaults]) {
            self.comma(written);
            written += 1;
            self.arg(arg);
            if let Some(default) = default {
                self.push("=");
                self.expr(default, Level::Test);
            }
        }
        if let Some(kwarg) = arguments.kwarg {
            self.comma(written);
            self.push("**");
            self.arg(kwarg);
        }
    }

    fn arg(&mut self, id: ArgId) {
        let Arg { arg, annotation, .. } = self.ast[id];
        self.push(&self.ast[arg]);
        if let Some(annotation) = annotation {
            self.push(": ");
            self.expr(annotation, Level::Test);
        }
    }

    fn constant(&mut self, id: ConstId) {
        let ast = self.ast;
        match &ast[id] {
            Constant::Ellipsis => self.push("..."),
            Constant::Tuple(items) => {
                self.push("(");
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.push(&repr_without_inf(item));
                }
                self.push(if items.len() == 1 { ",)" } else { ")" });
            }
            value => self.push(&repr_without_inf(value)),
        }
    }

    /// A part of an f-string, or a whole one. Those in a format specification get no quotes.
    fn fstring_element(&mut self, id: ExprId, in_format_spec: bool) {
        let ast = self.ast;
        match ast[id] {
            Expr::Constant { value, .. } => {
                if let Constant::Str(text) = &ast[value] {
                    for &byte in text.text.as_wtf8() {
                        self.out.push(byte);
                        if matches!(byte, b'{' | b'}') {
                            self.out.push(byte);
                        }
                    }
                }
            }
            Expr::JoinedStr { values } => {
                let before = std::mem::take(&mut self.out);
                for &value in &ast[values] {
                    self.fstring_element(value, in_format_spec);
                }
                let body = std::mem::replace(&mut self.out, before);
                if in_format_spec {
                    self.out.extend_from_slice(&body);
                } else if let Some(body) = Text::from_wtf8(&body) {
                    self.push("f");
                    self.push(&repr::text(&body));
                }
            }
            Expr::FormattedValue { value, conversion, format_spec } => {
                let before = std::mem::take(&mut self.out);
                self.expr(value, Level::Test.next());
                let value = std::mem::replace(&mut self.out, before);
                // A space keeps the brace of a dict or set apart from the field's.
                self.push(if value.starts_with(b"{") { "{ " } else { "{" });
                self.out.extend_from_slice(&value);
                if let Some(letter) = u8::try_from(conversion).ok().filter(|&letter| letter > 0) {
                    self.out.extend_from_slice(&[b'!', letter]);
                }
                if let Some(format_spec) = format_spec {
                    self.push(":");
                    self.fstring_element(format_spec, true);
                }
                self.push("}");
            }
            _ => self.expr(id, Level::Test),
        }
    }
}

/// `repr`, with infinity as a number that is too large.
fn repr_without_inf(value: &Constant) -> String {
    let text = repr::constant(value);
    match value {
        Constant::Float(_) | Constant::Complex { .. } => text.replace("inf", "1e309"),
        _ => text,
    }
}

fn binary_level(op: Operator) -> Level {
    match op {
        Operator::Add | Operator::Sub => Level::Arith,
        Operator::Mult | Operator::MatMult | Operator::Div | Operator::Mod | Operator::FloorDiv => Level::Term,
        Operator::Pow => Level::Power,
        Operator::LShift | Operator::RShift => Level::Shift,
        Operator::BitOr => Level::BitOr,
        Operator::BitXor => Level::BitXor,
        Operator::BitAnd => Level::BitAnd,
    }
}
