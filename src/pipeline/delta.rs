//! What changed from one revision of a file to the next, in one line and in numbers.
//!
//! Each stage is compared as a sequence of short keys (a token's text, a node's constructor, an instruction without its
//! position), so that moving code down by a line changes nothing here.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

use super::Artifacts;
use crate::base::Constant;
use crate::bytecode::argrepr::argrepr;
use crate::bytecode::decode::decode;
use crate::bytecode::opcode::OpcodeFlags;
use crate::bytecode::{Code, CodeConst, Opcode};
use crate::frontend::ast::{Ast, Field, NodeId};

/// How long a comparison of much may look for the smallest difference before it settles for any.
const PATIENCE: Duration = Duration::from_millis(5);

/// Until when the smallest difference between `items` on both sides together is looked for. Of little it is found in any
/// case, however busy the machine is.
pub fn deadline(items: usize, patience: Duration) -> Option<Instant> {
    const LITTLE: usize = 2000;
    (items > LITTLE).then(|| Instant::now() + patience)
}

/// The summary of a revision with the same tokens.
pub const NOTHING: &str = "only blanks or comments changed";

/// Items that went and came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub removed: usize,
    pub added: usize,
}

/// The difference between two revisions; a stage that failed in either is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Delta {
    pub tokens: Count,
    pub nodes: Count,
    pub instructions: Count,
    /// Whether the first did not compile and the second does.
    pub compiles_again: bool,
    /// Changes made by the AST optimizer, before and after.
    pub folded: (usize, usize),
    /// The greatest stack size of all code objects, before and after.
    pub stacksize: (u32, u32),
    /// Bytes of the `.pyc`, before and after.
    pub pyc: (usize, usize),
}

impl Delta {
    pub fn between(old: &Artifacts, new: &Artifacts) -> Self {
        let compiles = |artifacts: &Artifacts| artifacts.compiled.out.ready().is_some();
        let mut delta = Self { compiles_again: !compiles(old) && compiles(new), ..Self::default() };
        if let (Some(before), Some(after)) = (token_keys(old), token_keys(new)) {
            delta.tokens = count(&before, &after);
        }
        if let (Some(before), Some(after)) = (old.ast.out.ready(), new.ast.out.ready()) {
            delta.nodes = count(&node_keys(before), &node_keys(after));
        }
        if let (Some(before), Some(after)) = (old.folded.out.ready(), new.folded.out.ready()) {
            delta.folded = (before.changes.len(), after.changes.len());
        }
        if let (Some(before), Some(after)) = (old.compiled.out.ready(), new.compiled.out.ready()) {
            let (mut old_keys, mut new_keys) = (Vec::new(), Vec::new());
            delta.stacksize =
                (instruction_keys(&before.code, &mut old_keys), instruction_keys(&after.code, &mut new_keys));
            delta.instructions = count(&old_keys, &new_keys);
        }
        if let (Some(before), Some(after)) = (old.pyc.out.ready(), new.pyc.out.ready()) {
            delta.pyc = (before.bytes.len(), after.bytes.len());
        }
        delta
    }

    /// One line, such as `AST 3 nodes, bytecode −2 +1, stack 4→3`; says so when nothing that matters changed.
    pub fn summary(&self) -> String {
        if self.compiles_again {
            return "it compiles now".to_owned();
        }
        let mut parts = Vec::new();
        if self.nodes != Count::default() {
            let changed = self.nodes.removed.max(self.nodes.added);
            parts.push(format!("AST {changed} node{}", if changed == 1 { "" } else { "s" }));
        }
        if self.instructions != Count::default() {
            parts.push(format!("bytecode −{} +{}", self.instructions.removed, self.instructions.added));
        }
        if self.stacksize.0 != self.stacksize.1 {
            parts.push(format!("stack {}→{}", self.stacksize.0, self.stacksize.1));
        }
        if self.folded.1 > self.folded.0 {
            parts.push(format!("{} more folded", self.folded.1 - self.folded.0));
        } else if self.folded.0 > self.folded.1 {
            parts.push(format!("{} fewer folded", self.folded.0 - self.folded.1));
        }
        if self.pyc.0 != self.pyc.1 {
            parts.push(format!(".pyc {}→{} bytes", self.pyc.0, self.pyc.1));
        }
        if !parts.is_empty() {
            return parts.join(", ");
        }
        if self.tokens == Count::default() {
            return NOTHING.to_owned();
        }
        "other tokens, the same tree".to_owned()
    }
}

fn count<T: PartialEq + Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Count {
    let mut found = Count::default();
    let deadline = deadline(old.len() + new.len(), PATIENCE);
    for operation in capture_diff_slices_deadline(Algorithm::Myers, old, new, deadline) {
        match operation.tag() {
            DiffTag::Equal => {}
            _ => {
                found.removed += operation.old_range().len();
                found.added += operation.new_range().len();
            }
        }
    }
    found
}

/// Kinds and texts, without comments and blank lines.
fn token_keys(artifacts: &Artifacts) -> Option<Vec<&str>> {
    use crate::frontend::tokenizer::TokenKind;
    let source = artifacts.source.out.ready()?;
    let tokens = artifacts.tokens.out.ready()?;
    let kept = tokens.tokens.iter().filter(|token| !matches!(token.kind, TokenKind::COMMENT | TokenKind::NL));
    Some(
        kept.map(|token| match &source.text[token.span.range()] {
            "" => token.kind.name(),
            text => text,
        })
        .collect(),
    )
}

/// Every node in the order of the source: constructor and what it holds besides nodes.
fn node_keys(ast: &Ast) -> Vec<String> {
    let mut keys = Vec::new();
    let mut pending: Vec<NodeId> = ast.root.iter().map(|&root| root.into()).collect();
    while let Some(node) = pending.pop() {
        let mut key = ast.type_name(node).to_owned();
        let first = pending.len();
        ast.fields(node, &mut |_, field| match field {
            Field::Node(child) => pending.push(child),
            Field::List(list) => pending.extend(list.ids(ast).into_iter().flatten()),
            Field::Name(name) => key += &ast[name],
            Field::Names(names) => ast[names].iter().for_each(|&name| key += &ast[name]),
            Field::Const(value) => key += &format!("{:?}", ast[value]),
            Field::None => {}
            other => key += &format!("{other:?}"),
        });
        pending[first..].reverse();
        keys.push(key);
    }
    keys
}

/// An instruction by what it means: a name that is new moves the numbers of all behind it, and a jump has another length
/// when something is added in between.
fn instruction_key(code: &Code, opcode: Opcode, arg: Option<i32>) -> String {
    let Some(arg) = arg.filter(|_| !opcode.has(OpcodeFlags::JUMP)) else { return opcode.to_string() };
    let constant = usize::try_from(arg).ok().filter(|_| opcode.has(OpcodeFlags::CONST));
    match constant.and_then(|index| code.consts.get(index)) {
        // Its text says the line, which moves.
        Some(CodeConst::Code(inner)) => format!("{opcode} {}", inner.qualname.to_display()),
        _ => format!("{opcode} {}", argrepr(code, opcode, arg, None).unwrap_or_else(|| arg.to_string())),
    }
}

/// Appends a key for every instruction of `code` and of the code inside it; gives the greatest stack size.
fn instruction_keys(code: &Code, keys: &mut Vec<String>) -> u32 {
    let mut stacksize = code.stacksize;
    for instr in decode(&code.code) {
        keys.push(instruction_key(code, instr.opcode, instr.arg));
    }
    for constant in &code.consts {
        match constant {
            CodeConst::Code(inner) => stacksize = stacksize.max(instruction_keys(inner, keys)),
            CodeConst::Value(Constant::None) => {}
            CodeConst::Value(value) => keys.push(crate::base::repr::constant(value)),
        }
    }
    stacksize
}
