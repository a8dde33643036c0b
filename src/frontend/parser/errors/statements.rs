//! Whole files, simple statements and blocks.

use super::arguments::arguments;
use super::compound::*;
use super::expressions::*;
use super::functions::function_def_raw;
use super::invalid_statements::*;
use super::kind::kind;
use super::memory::Rule;
use super::notation::*;
use super::parser::Parser;
use super::primary::{identifier, name};
use super::targets::*;
use super::typing::{type_alias, type_params};
use crate::base::Name;
use crate::frontend::ast::{
    Alias, AliasId, ExprContext, ExprId, List, Mod, ModId, Operator, Stmt, StmtId, TypeComment, TypeIgnores,
};

pub fn file(p: &mut Parser) -> Option<ModId> {
    rule!(p at; [a=statements? "ENDMARKER" => module(p, at, a.unwrap_or_default())])
}

fn module(p: &mut Parser, at: usize, body: Vec<StmtId>) -> ModId {
    let node = Mod::Module { body: p.list(&body), type_ignores: TypeIgnores };
    add_mod(p, at, node)
}

fn add_mod(p: &mut Parser, _at: usize, node: Mod) -> ModId {
    let end = p.source.text.len() as u32;
    p.ast.add(node, crate::base::Span::new(0, end))
}

pub fn interactive(p: &mut Parser) -> Option<ModId> {
    rule!(p at; [a=statement_newline => { let body = p.list(&a); add_mod(p, at, Mod::Interactive { body }) }])
}

pub fn eval(p: &mut Parser) -> Option<ModId> {
    rule!(p at; [a=expressions "NEWLINE"* "ENDMARKER" => add_mod(p, at, Mod::Expression { body: a })])
}

pub fn statements(p: &mut Parser) -> Option<Vec<StmtId>> {
    rule!(p at; [a=statement+ => a.concat()])
}

fn statement(p: &mut Parser) -> Option<Vec<StmtId>> {
    rule!(p at; [a=compound_stmt => vec![a]] [simple_stmts])
}

fn statement_newline(p: &mut Parser) -> Option<Vec<StmtId>> {
    rule!(p at;
        [a=compound_stmt "NEWLINE" => vec![a]]
        [simple_stmts]
        ["NEWLINE" => vec![p.stmt(at, Stmt::Pass {})]]
        ["ENDMARKER" =>? None]
    )
}

pub fn simple_stmts(p: &mut Parser) -> Option<Vec<StmtId>> {
    rule!(p at;
        [a=simple_stmt !";" "NEWLINE" => vec![a]]
        [a=";".simple_stmt+ ";"? "NEWLINE" => a]
    )
}

fn simple_stmt(p: &mut Parser) -> Option<StmtId> {
    memo!(p at simple_stmt;
        [assignment]
        [&(p.soft("type")) type_alias]
        [e=star_expressions => p.stmt(at, Stmt::Expr { value: e })]
        [&"return" return_stmt]
        [&{ ["import"] ["from"] } import_stmt]
        [&"raise" raise_stmt]
        ["pass" => p.stmt(at, Stmt::Pass {})]
        [&"del" del_stmt]
        [&"yield" yield_stmt]
        [&"assert" assert_stmt]
        ["break" => p.stmt(at, Stmt::Break {})]
        ["continue" => p.stmt(at, Stmt::Continue {})]
        [&"global" global_stmt]
        [&"nonlocal" nonlocal_stmt]
    )
}

fn compound_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [&{ ["def"] ["@"] ["async"] } function_def]
        [&"if" if_stmt]
        [&{ ["class"] ["@"] } class_def]
        [&{ ["with"] ["async"] } with_stmt]
        [&{ ["for"] ["async"] } for_stmt]
        [&"try" try_stmt]
        [&"while" while_stmt]
        [match_stmt]
    )
}

fn assignment(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [a=name ":" b=expression c={ ["=" d=annotated_rhs => d] }? => {
            let target = p.with_context(a, ExprContext::Store);
            p.stmt(at, Stmt::AnnAssign { target, annotation: b, value: c, simple: true })
        }]
        [a={ ["(" b=single_target ")" => b] [single_subscript_attribute_target] }
            ":" b=expression c={ ["=" d=annotated_rhs => d] }? =>
            p.stmt(at, Stmt::AnnAssign { target: a, annotation: b, value: c, simple: false })]
        [a={ [z=star_targets "=" => z] }+ b={ [yield_expr] [star_expressions] } !"=" "TYPE_COMMENT"? => {
            let targets = p.list(&a);
            p.stmt(at, Stmt::Assign { targets, value: b, type_comment: TypeComment })
        }]
        [a=single_target b=augassign ~ c={ [yield_expr] [star_expressions] } =>
            p.stmt(at, Stmt::AugAssign { target: a, op: b, value: c })]
        [@invalid_assignment]
    )
}

pub fn annotated_rhs(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [yield_expr] [star_expressions])
}

pub fn augassign(p: &mut Parser) -> Option<Operator> {
    rule!(p at;
        ["+=" => Operator::Add]
        ["-=" => Operator::Sub]
        ["*=" => Operator::Mult]
        ["@=" => Operator::MatMult]
        ["/=" => Operator::Div]
        ["%=" => Operator::Mod]
        ["&=" => Operator::BitAnd]
        ["|=" => Operator::BitOr]
        ["^=" => Operator::BitXor]
        ["<<=" => Operator::LShift]
        [">>=" => Operator::RShift]
        ["**=" => Operator::Pow]
        ["//=" => Operator::FloorDiv]
    )
}

fn return_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; ["return" a=star_expressions? => p.stmt(at, Stmt::Return { value: a })])
}

fn raise_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        ["raise" a=expression b={ ["from" z=expression => z] }? => p.stmt(at, Stmt::Raise { exc: Some(a), cause: b })]
        ["raise" => p.stmt(at, Stmt::Raise { exc: None, cause: None })]
    )
}

fn global_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; ["global" a=",".name+ => { let names = names_of(p, &a); p.stmt(at, Stmt::Global { names }) }])
}

fn nonlocal_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; ["nonlocal" a=",".name+ => { let names = names_of(p, &a); p.stmt(at, Stmt::Nonlocal { names }) }])
}

/// The identifiers of `Name` nodes.
pub fn names_of(p: &mut Parser, nodes: &[ExprId]) -> List<Name> {
    let names: Vec<Name> = nodes.iter().map(|&node| identifier(p, node)).collect();
    p.list(&names)
}

fn del_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        ["del" a=del_targets &{ [";"] ["NEWLINE"] } => {
            let targets = p.list(&a);
            p.stmt(at, Stmt::Delete { targets })
        }]
        [@invalid_del_stmt]
    )
}

fn yield_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; [y=yield_expr => p.stmt(at, Stmt::Expr { value: y })])
}

fn assert_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        ["assert" a=expression b={ ["," z=expression => z] }? => p.stmt(at, Stmt::Assert { test: a, msg: b })]
    )
}

fn import_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; [@invalid_import] [import_name] [import_from])
}

fn import_name(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; ["import" a=dotted_as_names => { let names = p.list(&a); p.stmt(at, Stmt::Import { names }) }])
}

fn import_from(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        ["from" a={ ["." => 1] ["..." => 3] }* b=dotted_name "import" c=import_from_targets => {
            let level = a.iter().sum();
            let names = p.list(&c);
            p.stmt(at, Stmt::ImportFrom { module: Some(b), names, level })
        }]
        ["from" a={ ["." => 1] ["..." => 3] }+ "import" b=import_from_targets => {
            let names = p.list(&b);
            p.stmt(at, Stmt::ImportFrom { module: None, names, level: a.iter().sum() })
        }]
    )
}

fn import_from_targets(p: &mut Parser) -> Option<Vec<AliasId>> {
    rule!(p at;
        ["(" a=import_from_as_names ","? ")" => a]
        [a=import_from_as_names !"," => a]
        ["*" => {
            let star = p.ast.names.intern("*");
            vec![alias(p, at, star, None)]
        }]
        [@invalid_import_from_targets]
    )
}

fn alias(p: &mut Parser, at: usize, name: Name, asname: Option<ExprId>) -> AliasId {
    let asname = asname.map(|node| identifier(p, node));
    let span = p.span(at);
    p.ast.add(Alias { name, asname }, span)
}

pub fn import_from_as_names(p: &mut Parser) -> Option<Vec<AliasId>> {
    rule!(p at; [",".import_from_as_name+])
}

fn import_from_as_name(p: &mut Parser) -> Option<AliasId> {
    rule!(p at; [a=name b={ ["as" z=name => z] }? => {
        let name = identifier(p, a);
        alias(p, at, name, b)
    }])
}

fn dotted_as_names(p: &mut Parser) -> Option<Vec<AliasId>> {
    rule!(p at; [",".dotted_as_name+])
}

fn dotted_as_name(p: &mut Parser) -> Option<AliasId> {
    rule!(p at; [a=dotted_name b={ ["as" z=name => z] }? => alias(p, at, a, b)])
}

pub fn dotted_name(p: &mut Parser) -> Option<Name> {
    p.left_recursive(Rule::dotted_name, dotted_name_round)
}

fn dotted_name_round(p: &mut Parser) -> Option<Name> {
    rule!(p at;
        [a=dotted_name "." b=name => {
            let last = identifier(p, b);
            let joined = format!("{}.{}", &p.ast[a], &p.ast[last]);
            p.ast.names.intern(&joined)
        }]
        [a=name => identifier(p, a)]
    )
}

pub fn block(p: &mut Parser) -> Option<List<StmtId>> {
    memo!(p at block;
        ["NEWLINE" "INDENT" a=statements "DEDENT" => p.list(&a)]
        [a=simple_stmts => p.list(&a)]
        [@invalid_block]
    )
}

fn decorators(p: &mut Parser) -> Option<Vec<ExprId>> {
    rule!(p at; [{ ["@" f=named_expression "NEWLINE" => f] }+])
}

fn class_def(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [a=decorators b=class_def_raw => decorated(p, b, &a)]
        [class_def_raw]
    )
}

/// The definition with its decorators; its place stays.
pub fn decorated(p: &mut Parser, definition: StmtId, decorators: &[ExprId]) -> StmtId {
    let decorators = p.list(decorators);
    let mut node = p.ast[definition];
    match &mut node {
        Stmt::FunctionDef { decorator_list, .. }
        | Stmt::AsyncFunctionDef { decorator_list, .. }
        | Stmt::ClassDef { decorator_list, .. } => *decorator_list = decorators,
        _ => {}
    }
    p.ast.set(definition, node);
    definition
}

fn class_def_raw(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_class_def_raw]
        ["class" a=name t=type_params? b={ ["(" z=arguments? ")" => z] }? ":" c=block => {
            let name = identifier(p, a);
            let args = b.flatten().unwrap_or_default();
            let type_params = p.optional_list(t);
            p.stmt(at, Stmt::ClassDef {
                name, bases: args.args, keywords: args.keywords, body: c, decorator_list: List::EMPTY, type_params,
            })
        }]
    )
}

fn function_def(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [d=decorators f=function_def_raw => decorated(p, f, &d)]
        [function_def_raw]
    )
}
