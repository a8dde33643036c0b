//! Code objects of any CPython from 3.8 to 3.14, as far as a listing of their instructions needs them.
//!
//! In: the tree of a file. Out: for each code object its bytes, names and line starts, whatever the version. Fields of the
//! wrong type, as a damaged file may have them, count as empty.

use std::collections::HashSet;

use super::tree::{FieldValue, NodeIndex, Tree, Value};
use crate::bytecode::opcode::OpcodeFlags;
use crate::bytecode::versions::{self, Operand};
use crate::bytecode::{decode, linetable};

/// A code object of some version.
#[derive(Clone, Debug)]
pub struct ForeignCode<'a> {
    /// The node that holds it.
    pub node: NodeIndex,
    pub name: String,
    pub filename: String,
    pub firstlineno: i32,
    pub code: &'a [u8],
    pub consts: &'a [NodeIndex],
    pub names: Vec<String>,
    /// What arguments for locals index.
    pub locals: Vec<String>,
    /// What arguments for cells and free variables index.
    pub free: Vec<String>,
    /// From 3.11.
    pub exceptiontable: &'a [u8],
    /// Byte offsets at which another line starts; `None` where there is no line (from 3.13).
    pub line_starts: Vec<(u32, Option<i32>)>,
}

/// All code objects, each followed by those among its constants; one that is referred to twice comes once.
pub fn code_objects<'a>(tree: &'a Tree, data: &'a [u8], minor: u8) -> Vec<ForeignCode<'a>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut pending = vec![tree.root];
    while let Some(index) = pending.pop() {
        let index = tree.object(index);
        if !matches!(tree.node(index).value, Value::Code(_)) || !seen.insert(index) {
            continue;
        }
        let code = Reader { tree, data, minor }.code(index);
        pending.extend(code.consts.iter().rev());
        found.push(code);
    }
    found
}

struct Reader<'a> {
    tree: &'a Tree,
    data: &'a [u8],
    minor: u8,
}

impl<'a> Reader<'a> {
    fn code(&self, node: NodeIndex) -> ForeignCode<'a> {
        let int = |name: &str| match self.field(node, name) {
            Some(FieldValue::Int(value)) => value,
            _ => 0,
        };
        let (code, firstlineno) = (self.bytes(node, "co_code"), int("co_firstlineno"));
        let (locals, free) = if self.minor >= 11 {
            let all = self.texts(node, "co_localsplusnames");
            (all.clone(), all)
        } else {
            let mut free = self.texts(node, "co_cellvars");
            free.extend(self.texts(node, "co_freevars"));
            (self.texts(node, "co_varnames"), free)
        };
        ForeignCode {
            node,
            name: self.text(node, "co_name"),
            filename: self.text(node, "co_filename"),
            firstlineno,
            code,
            consts: self.tuple(node, "co_consts"),
            names: self.texts(node, "co_names"),
            locals,
            free,
            exceptiontable: self.bytes(node, "co_exceptiontable"),
            line_starts: match self.minor {
                ..=9 => lnotab_starts(self.bytes(node, "co_lnotab"), firstlineno, code.len() as u32),
                10 => starts(old_lines(self.bytes(node, "co_lnotab"), firstlineno), false),
                minor => {
                    let runs = linetable::lines(self.bytes(node, "co_linetable"), firstlineno);
                    starts(runs.into_iter().map(|(units, line)| (units.start.byte_offset(), line)), minor >= 13)
                }
            },
        }
    }

    fn field(&self, node: NodeIndex, name: &str) -> Option<FieldValue> {
        match &self.tree.node(node).value {
            Value::Code(fields) => fields.iter().find(|field| field.name == name).map(|field| field.value),
            _ => None,
        }
    }

    fn value(&self, node: NodeIndex, name: &str) -> Option<&'a Value> {
        match self.field(node, name)? {
            FieldValue::Object(object) => Some(self.tree.value(object)),
            FieldValue::Int(_) => None,
        }
    }

    fn bytes(&self, node: NodeIndex, name: &str) -> &'a [u8] {
        match self.value(node, name) {
            Some(Value::Bytes(range)) => self.data.get(range.start as usize..range.end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    fn text(&self, node: NodeIndex, name: &str) -> String {
        match self.value(node, name) {
            Some(Value::Str { text, .. }) => text.to_display(),
            _ => String::new(),
        }
    }

    fn tuple(&self, node: NodeIndex, name: &str) -> &'a [NodeIndex] {
        match self.value(node, name) {
            Some(Value::Tuple(items)) => items,
            _ => &[],
        }
    }

    fn texts(&self, node: NodeIndex, name: &str) -> Vec<String> {
        let text = |&item: &NodeIndex| match self.tree.value(item) {
            Value::Str { text, .. } => text.to_display(),
            _ => String::new(),
        };
        self.tuple(node, name).iter().map(text).collect()
    }
}

/// `co_lnotab` of 3.8 and 3.9: pairs of bytes, distances in code and in lines.
fn lnotab_starts(table: &[u8], firstlineno: i32, length: u32) -> Vec<(u32, Option<i32>)> {
    let mut found = Vec::new();
    let (mut at, mut line, mut last) = (0u32, firstlineno, None);
    for pair in table.chunks_exact(2) {
        let (units, lines) = (u32::from(pair[0]), i32::from(pair[1] as i8));
        if units > 0 {
            if last != Some(line) {
                found.push((at, Some(line)));
                last = Some(line);
            }
            at = at.saturating_add(units);
            if at >= length {
                return found;
            }
        }
        line = line.wrapping_add(lines);
    }
    if last != Some(line) {
        found.push((at, Some(line)));
    }
    found
}

/// `co_linetable` of 3.10: pairs of bytes, the length of a run of code and the distance of its line; -128: no line.
fn old_lines(table: &[u8], firstlineno: i32) -> impl Iterator<Item = (u32, Option<i32>)> + '_ {
    let (mut end, mut line) = (0u32, firstlineno);
    table.chunks_exact(2).filter_map(move |pair| {
        let (length, lines) = (u32::from(pair[0]), i32::from(pair[1] as i8));
        let start = end;
        end = end.saturating_add(length);
        if lines == -128 {
            return (length > 0).then_some((start, None));
        }
        line = line.wrapping_add(lines);
        (length > 0).then_some((start, Some(line)))
    })
}

/// Offsets where the line changes; whether runs without a line count differs from version to version.
fn starts(runs: impl Iterator<Item = (u32, Option<i32>)>, none_counts: bool) -> Vec<(u32, Option<i32>)> {
    let mut last = None;
    let mut found = Vec::new();
    for (start, line) in runs {
        if (line.is_some() || none_counts) && last != Some(line) {
            last = Some(line);
            found.push((start, line));
        }
    }
    found
}

impl Tree {
    /// The node that holds the object itself, where a node is a reference.
    pub fn object(&self, index: NodeIndex) -> NodeIndex {
        match self.node(index).value {
            Value::Ref { target, .. } => target,
            _ => index,
        }
    }
}

/// Bytes that a listing of all instructions would take at most, roughly.
///
/// A few bytes can name one large object again and again, or nest references so that an object doubles at each level;
/// whoever lists the instructions of a file that nobody vouches for looks at this first.
pub fn listing_weight(tree: &Tree, data: &[u8], minor: u8) -> u64 {
    let sizes = expanded_sizes(tree);
    let size = |node: &NodeIndex| sizes[tree.object(*node).0 as usize];
    let mut total = 0u64;
    for code in code_objects(tree, data, minor) {
        let name = code.names.iter().chain(&code.locals).chain(&code.free).map(String::len).max().unwrap_or(0);
        let mut add = |constant: Option<usize>| {
            let constant = constant.and_then(|index| code.consts.get(index)).map_or(0, size);
            total = total.saturating_add(constant.max(name as u64)).saturating_add(80);
        };
        match versions::table(minor) {
            Some(table) => {
                for instruction in table.decode(code.code) {
                    let row = table.opcode(instruction.opcode);
                    let is_const = row.is_some_and(|row| row.operand() == Operand::Const);
                    add(instruction.arg.filter(|_| is_const).map(|arg| arg as usize));
                }
            }
            None => {
                for instruction in decode::decode(code.code) {
                    let is_const = instruction.opcode.generic().has(OpcodeFlags::CONST);
                    add(instruction.arg.filter(|_| is_const).and_then(|arg| usize::try_from(arg).ok()));
                }
            }
        }
    }
    total
}

/// The size of every object when what it refers to is written out in it, in bytes of the file.
fn expanded_sizes(tree: &Tree) -> Vec<u64> {
    let mut sizes: Vec<u64> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let sum = |items: &[NodeIndex], sizes: &[u64]| {
            let size = |item: &NodeIndex| sizes.get(item.0 as usize).copied().unwrap_or(1);
            items.iter().fold(2u64, |sum, item| sum.saturating_add(size(item)).saturating_add(2))
        };
        let size = match &node.value {
            // What a tuple or set holds stands before it in the vector.
            Value::Tuple(items) | Value::FrozenSet(items) => sum(items, &sizes),
            Value::Ref { target, .. } => sizes.get(target.0 as usize).copied().unwrap_or(1),
            // A code object is shown by its name, other containers cannot be constants.
            Value::Code(_) => 200,
            _ => 4 * node.bytes.len() as u64,
        };
        sizes.push(size);
    }
    sizes
}
