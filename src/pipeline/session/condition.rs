//! Conditions of breakpoints: Python expressions over what can be seen of the variables, evaluated here and not by the
//! program, so that looking changes nothing.
//!
//! They know numbers, strings, `True`, `False`, `None`, names, comparisons, `and`, `or`, `not`, `+ - * // %` and `len`.

use crate::base::{Constant, Int};
use crate::frontend::ast::{Ast, BoolOpKind, CmpOp, Expr, ExprId, Mod, Operator, UnaryOpKind};
use crate::frontend::parser::{Mode, parse};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::vm::inspect::{NamedValue, ValueView, VmView};

/// A condition, parsed.
pub struct Condition {
    ast: Ast,
    root: ExprId,
}

/// A value as far as conditions can see it.
#[derive(Clone, PartialEq, Debug)]
enum Seen {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    /// Anything else: its type and text.
    Other(String),
}

impl Condition {
    pub fn parse(text: &str) -> Result<Self, String> {
        let source = Source::from_text("<condition>", text);
        let ast = parse(&source, &tokenize(&source), Mode::Eval).map_err(|_| format!("{text:?} is no expression"))?;
        match ast.root.map(|root| ast[root]) {
            Some(Mod::Expression { body }) => Ok(Self { root: body, ast }),
            _ => Err(format!("{text}: not an expression")),
        }
    }

    /// Whether it holds in the innermost frame; a condition that cannot be told does not hold.
    pub fn holds(&self, view: &VmView) -> bool {
        self.value(self.root, view).is_some_and(|value| truth(&value))
    }

    fn value(&self, expr: ExprId, view: &VmView) -> Option<Seen> {
        Some(match self.ast[expr] {
            Expr::Constant { value, .. } => match &self.ast[value] {
                Constant::None => Seen::None,
                Constant::Bool(value) => Seen::Bool(*value),
                Constant::Int(Int::Small(value)) => Seen::Int(*value),
                Constant::Float(value) => Seen::Float(*value),
                Constant::Str(text) => Seen::Str(text.text.to_string_lossy()),
                _ => return None,
            },
            Expr::Name { id, .. } => variable(&self.ast[id], view)?,
            Expr::UnaryOp { op: UnaryOpKind::Not, operand } => Seen::Bool(!truth(&self.value(operand, view)?)),
            Expr::UnaryOp { op: UnaryOpKind::USub, operand } => match self.value(operand, view)? {
                Seen::Int(value) => Seen::Int(value.checked_neg()?),
                Seen::Float(value) => Seen::Float(-value),
                _ => return None,
            },
            Expr::BoolOp { op, values } => {
                let mut last = None;
                for &part in &self.ast[values] {
                    let value = self.value(part, view)?;
                    let decided = truth(&value) == (op == BoolOpKind::Or);
                    last = Some(value);
                    if decided {
                        break;
                    }
                }
                last?
            }
            Expr::BinOp { left, op, right } => arithmetic(self.value(left, view)?, op, self.value(right, view)?)?,
            Expr::Compare { left, ops, comparators } => {
                let mut left = self.value(left, view)?;
                let mut holds = true;
                for (&op, &right) in self.ast[ops].iter().zip(&self.ast[comparators]) {
                    let right = self.value(right, view)?;
                    holds &= compare(&left, op, &right)?;
                    left = right;
                }
                Seen::Bool(holds)
            }
            Expr::Call { func, args, .. } => {
                let (Expr::Name { id, .. }, [argument]) = (self.ast[func], &self.ast[args]) else { return None };
                match (&self.ast[id], self.value(*argument, view)?) {
                    ("len", Seen::Str(text)) => Seen::Int(text.chars().count() as i64),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }
}

/// The value of a name as the innermost frame sees it.
fn variable(name: &str, view: &VmView) -> Option<Seen> {
    let frame = view.frames.last()?;
    let groups = [&frame.locals, &frame.cells, &frame.free, &frame.namespace, &view.globals];
    let named = |group: &&Vec<NamedValue>| group.iter().find(|variable| variable.name == name).cloned();
    let found = groups.iter().find_map(named)?;
    Some(seen(&found.value?))
}

fn seen(value: &ValueView) -> Seen {
    let text = value.text.as_str();
    match value.type_name.as_str() {
        "NoneType" => Seen::None,
        "bool" => Seen::Bool(text == "True"),
        "int" => text.parse().map_or_else(|_| Seen::Other(text.into()), Seen::Int),
        "float" => text.parse().map_or_else(|_| Seen::Other(text.into()), Seen::Float),
        "str" => match literal(text) {
            Some(text) => Seen::Str(text),
            None => Seen::Other(text.into()),
        },
        _ => Seen::Other(text.into()),
    }
}

/// The string that a repr stands for.
fn literal(text: &str) -> Option<String> {
    let source = Source::from_text("<value>", text);
    let ast = parse(&source, &tokenize(&source), Mode::Eval).ok()?;
    let Some(Mod::Expression { body }) = ast.root.map(|root| ast[root]) else { return None };
    let Expr::Constant { value, .. } = ast[body] else { return None };
    match &ast[value] {
        Constant::Str(text) => Some(text.text.to_string_lossy()),
        _ => None,
    }
}

fn truth(value: &Seen) -> bool {
    match value {
        Seen::None => false,
        Seen::Bool(value) => *value,
        Seen::Int(value) => *value != 0,
        Seen::Float(value) => *value != 0.0,
        Seen::Str(text) => !text.is_empty(),
        Seen::Other(text) => !matches!(text.as_str(), "[]" | "{}" | "()" | "set()"),
    }
}

fn number(value: &Seen) -> Option<f64> {
    match value {
        Seen::Int(value) => Some(*value as f64),
        Seen::Float(value) => Some(*value),
        Seen::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    }
}

fn arithmetic(left: Seen, op: Operator, right: Seen) -> Option<Seen> {
    if let (Seen::Int(a), Seen::Int(b)) = (&left, &right) {
        let value = match op {
            Operator::Add => a.checked_add(*b)?,
            Operator::Sub => a.checked_sub(*b)?,
            Operator::Mult => a.checked_mul(*b)?,
            Operator::FloorDiv => a.checked_div_euclid(*b).filter(|_| *b > 0)?,
            Operator::Mod => a.checked_rem_euclid(*b).filter(|_| *b > 0)?,
            _ => return None,
        };
        return Some(Seen::Int(value));
    }
    if let (Seen::Str(a), Operator::Add, Seen::Str(b)) = (&left, op, &right) {
        return Some(Seen::Str(format!("{a}{b}")));
    }
    let (a, b) = (number(&left)?, number(&right)?);
    Some(Seen::Float(match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div => a / b,
        _ => return None,
    }))
}

fn compare(left: &Seen, op: CmpOp, right: &Seen) -> Option<bool> {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Seen::Int(a), Seen::Int(b)) => Some(a.cmp(b)),
        (Seen::Str(a), Seen::Str(b)) => Some(a.cmp(b)),
        _ => match (number(left), number(right)) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => None,
        },
    };
    let equal = order.map_or(left == right, |order| order == Ordering::Equal);
    Some(match op {
        CmpOp::Eq | CmpOp::Is => equal,
        CmpOp::NotEq | CmpOp::IsNot => !equal,
        CmpOp::Lt => order? == Ordering::Less,
        CmpOp::LtE => order? != Ordering::Greater,
        CmpOp::Gt => order? == Ordering::Greater,
        CmpOp::GtE => order? != Ordering::Less,
        CmpOp::In | CmpOp::NotIn => match (left, right) {
            (Seen::Str(part), Seen::Str(whole)) => whole.contains(part.as_str()) == (op == CmpOp::In),
            _ => return None,
        },
    })
}
