//! What corresponds to what, across all stages of a revision.
//!
//! Edges are kept between neighbouring stages only: token and node by their spans, optimized node and node by origin,
//! instruction and node by the node that made it, final instruction and pseudo-instructions by the log of the passes,
//! bytes and instructions by the place of `co_code`. [`Links::project`] walks them from any item to any stage; it is a
//! function of values and changes nothing.

use hashbrown::{HashMap, HashSet};
use smallvec::{SmallVec, smallvec};

use super::artifacts::{Artifacts, Compiled, UnitArtifact};
use super::spans::SpanIndex;
use super::{ItemRef, StageId};
use crate::base::Span;
use crate::bytecode::decode::{Instruction, decode};
use crate::bytecode::linetable;
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::fold::Folded;
use crate::compiler::unit::{InstrId, UnitId};
use crate::frontend::ast::{Ast, Field, NodeClass, NodeId};
use crate::pyc::Bytes;
use crate::pyc::tree::{FieldValue, Tree, Value};

/// Items that a walk gives at most: whoever selects a whole module does not read its instructions one by one, and a key
/// must show its effect within a frame.
pub const MOST: usize = 2000;

/// The edges of one revision.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Nodes of the tree, those around others first.
    nodes: Vec<NodeId>,
    /// Their numbers in `nodes` by their spans.
    spans: SpanIndex,
    parents: HashMap<NodeId, NodeId>,
    /// Nodes that the optimized tree still has.
    folded: HashSet<NodeId>,
    /// Node of the tree, and an instruction that it made.
    instructions: Vec<(NodeId, UnitId, InstrId)>,
    /// Their numbers by the span of the node.
    made: SpanIndex,
    units: Vec<UnitLinks>,
}

/// The edges of one code object.
#[derive(Clone, Debug)]
struct UnitLinks {
    /// The node of the tree that made each pseudo-instruction, by [`InstrId`].
    makers: Box<[Option<NodeId>]>,
    /// Final instructions in the order of the code.
    finals: Box<[FinalInstr]>,
    /// The pseudo-instructions that each of them comes from.
    origins: Lists,
    /// What became of each pseudo-instruction, by [`InstrId`]: code units of opcodes.
    descendants: Lists,
    /// Where `co_code` lies in the `.pyc`.
    bytes: Option<ByteRange>,
    /// Where each constant lies in the `.pyc`; a reference to an earlier object is where the reference is.
    consts: Vec<ByteRange>,
}

#[derive(Clone, Debug)]
struct FinalInstr {
    /// First code unit (extended arguments included) and the one behind the caches.
    start: u32,
    end: u32,
    /// The code unit of the opcode, by which [`ItemRef::Instr`] names the instruction.
    at: u32,
}

/// A short list of numbers for each of many things, one behind the other.
#[derive(Clone, Debug)]
struct Lists {
    /// Where each list begins in `numbers`, and where the last one ends.
    starts: Box<[u32]>,
    numbers: Box<[u32]>,
}

impl Lists {
    fn new<I: IntoIterator<Item = u32>>(lists: impl IntoIterator<Item = I>) -> Self {
        let mut numbers = Vec::new();
        let mut starts = vec![0];
        for list in lists {
            numbers.extend(list);
            starts.push(numbers.len() as u32);
        }
        Self { starts: starts.into(), numbers: numbers.into() }
    }

    fn get(&self, index: usize) -> &[u32] {
        match self.starts.get(index..index + 2) {
            Some(&[start, end]) => &self.numbers[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// An instruction comes from one or two.
type Origins = SmallVec<[InstrId; 2]>;

impl Links {
    pub fn new(artifacts: &Artifacts) -> Self {
        let mut links = Self::default();
        let Some(ast) = artifacts.ast.out.ready() else { return links };
        let (found, parents) = nodes(ast);
        links.spans = SpanIndex::new(found.iter().zip(0..).map(|(&(span, _), number)| (span, number)));
        links.nodes = found.into_iter().map(|(_, node)| node).collect();
        links.parents = parents;
        let (Some(compiled), Some(folded)) = (artifacts.compiled.out.ready(), artifacts.folded.out.ready()) else {
            return links;
        };
        links.folded = nodes(&folded.ast).0.into_iter().map(|(_, node)| node).collect();
        links.units = compiled.units.iter().map(|unit| UnitLinks::new(unit, folded)).collect();
        for (unit, made) in links.units.iter().enumerate() {
            let makers = made.makers.iter().enumerate().filter_map(|(id, node)| Some(((*node)?, id)));
            links.instructions.extend(makers.map(|(node, id)| (node, UnitId(unit as u32), InstrId(id as u32))));
        }
        let made = links.instructions.iter().zip(0..);
        links.made = SpanIndex::new(made.map(|(&(node, ..), number)| (ast.node_span(node), number)));
        if let Some(pyc) = artifacts.pyc.out.ready() {
            for (id, range, consts) in code_ranges(&pyc.tree, compiled) {
                let unit = &mut links.units[id.0 as usize];
                if unit.bytes.is_none() {
                    (unit.bytes, unit.consts) = (Some(range), consts);
                }
            }
        }
        links
    }

    /// The smallest node whose text contains `span`.
    pub fn node_around(&self, span: Span) -> Option<NodeId> {
        // Of nodes with the same span the innermost comes last.
        self.spans.smallest_around(span).map(|(_, number)| self.nodes[number as usize])
    }

    /// A node with all around it, the outermost first.
    pub fn path(&self, node: NodeId) -> Vec<NodeId> {
        let mut path = vec![node];
        let mut at = node;
        while let Some(&parent) = self.parents.get(&at) {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }

    /// The source text that an item stands for.
    pub fn span(&self, artifacts: &Artifacts, item: ItemRef) -> Option<Span> {
        match item {
            ItemRef::Line(line) => {
                let source = artifacts.source.out.ready()?;
                let start = source.lines.line_start(line)?;
                let end = source.lines.line_start(line + 1).unwrap_or(source.text.len() as u32);
                Some(Span::new(start, end))
            }
            ItemRef::Token(number) => Some(artifacts.tokens.out.ready()?.tokens.get(number as usize)?.span),
            // An item of another revision may name a node that this one does not have.
            ItemRef::Node(node) if self.has(node) => Some(artifacts.ast.out.ready()?.node_span(node)),
            ItemRef::Folded(node) if self.folded.contains(&node) => {
                Some(artifacts.folded.out.ready()?.ast.node_span(node))
            }
            ItemRef::Pseudo(..)
            | ItemRef::Instr(..)
            | ItemRef::Const(..)
            | ItemRef::Name(..)
            | ItemRef::Bytes(..)
            | ItemRef::Code(_) => {
                let node = self.node(artifacts, item)?;
                // What stands for the module as a whole, its last return, is not meant to select all of the text.
                if node.class() == NodeClass::Mod && !matches!(item, ItemRef::Code(_)) {
                    let (unit, at) = self.finals(artifacts, item).next()?;
                    return location(artifacts, unit, at);
                }
                self.span(artifacts, ItemRef::Node(node))
            }
            _ => None,
        }
    }

    /// The items of stage `to` that correspond to `item`, in the order of that stage.
    pub fn project(&self, artifacts: &Artifacts, item: ItemRef, to: StageId) -> Vec<ItemRef> {
        let is_of_many = matches!(item, ItemRef::Code(_) | ItemRef::Node(_) | ItemRef::Const(..) | ItemRef::Name(..));
        if item.stage() == to && !is_of_many {
            return vec![item];
        }
        match to {
            StageId::Source | StageId::Run => Vec::new(),
            StageId::Tokens => self.span(artifacts, item).map(|span| tokens_in(artifacts, span)).unwrap_or_default(),
            StageId::Ast => self.node(artifacts, item).map(ItemRef::Node).into_iter().collect(),
            StageId::Folded => self.folded(artifacts, item),
            StageId::Scopes => Vec::new(),
            StageId::Code => self.finals(artifacts, item).map(|(unit, at)| ItemRef::Instr(unit, at)).collect(),
            StageId::Pyc => {
                let finals = self.finals(artifacts, item);
                let bytes = finals.flat_map(|(unit, at)| {
                    let constant = self.constant_bytes(artifacts, unit, at).map(|(range, _)| range);
                    [self.bytes_of(unit, at), constant]
                });
                let mut bytes: Vec<ItemRef> = bytes.flatten().map(|(start, end)| ItemRef::Bytes(start, end)).collect();
                bytes.sort_unstable();
                bytes.dedup();
                bytes
            }
        }
    }

    /// The pseudo-instructions that correspond to an item, before any pass.
    pub fn pseudo(&self, artifacts: &Artifacts, item: ItemRef) -> Vec<ItemRef> {
        match item {
            ItemRef::Pseudo(..) => vec![item],
            ItemRef::Instr(unit, at) => {
                self.origins(unit, at).iter().map(|&id| ItemRef::Pseudo(unit, InstrId(id))).collect()
            }
            _ => self.made_by(artifacts, item).map(|(unit, id)| ItemRef::Pseudo(unit, id)).collect(),
        }
    }

    /// The node of the tree that an item belongs to.
    fn node(&self, artifacts: &Artifacts, item: ItemRef) -> Option<NodeId> {
        let original = |node| artifacts.folded.out.ready().map(|folded| folded.origin(node));
        match item {
            ItemRef::Node(node) => Some(node).filter(|&node| self.has(node)),
            ItemRef::Folded(node) => original(node).filter(|&node| self.has(node)),
            ItemRef::Line(_) | ItemRef::Token(_) => self.node_around(trimmed(artifacts, self.span(artifacts, item)?)),
            ItemRef::Pseudo(unit, id) => self.maker(unit, id),
            ItemRef::Instr(unit, at) => self.origins(unit, at).iter().find_map(|&id| self.maker(unit, InstrId(id))),
            ItemRef::Code(unit) => {
                let unit = artifacts.compiled.out.ready()?.unit(unit)?;
                original(unit.unit.node?)
            }
            ItemRef::Bytes(..) | ItemRef::Const(..) | ItemRef::Name(..) => {
                let (unit, at) = self.finals(artifacts, item).next()?;
                self.node(artifacts, ItemRef::Instr(unit, at))
            }
            _ => None,
        }
    }

    fn has(&self, node: NodeId) -> bool {
        self.parents.contains_key(&node) || self.nodes.first() == Some(&node)
    }

    fn maker(&self, unit: UnitId, id: InstrId) -> Option<NodeId> {
        *self.units.get(unit.0 as usize)?.makers.get(id.0 as usize)?
    }

    /// A node inside something that was folded is gone; what stands for it is the node around it that is left.
    fn folded(&self, artifacts: &Artifacts, item: ItemRef) -> Vec<ItemRef> {
        let node = self.node(artifacts, item).and_then(|node| self.standing(node));
        node.map(ItemRef::Folded).into_iter().collect()
    }

    /// The node itself, or the nearest around it that the optimized tree has.
    fn standing(&self, node: NodeId) -> Option<NodeId> {
        let mut node = Some(node);
        while let Some(gone) = node.filter(|node| !self.folded.contains(node)) {
            node = self.parents.get(&gone).copied();
        }
        node
    }

    /// The pseudo-instructions that an item made, or that made it.
    fn made_by(&self, artifacts: &Artifacts, item: ItemRef) -> impl Iterator<Item = (UnitId, InstrId)> {
        let mut found = Vec::new();
        // What was folded away went into the instructions of what it was folded into.
        let node = self.node(artifacts, item).map(|node| self.standing(node).unwrap_or(node));
        if let (Some(node), Some(ast)) = (node, artifacts.ast.out.ready()) {
            let span = ast.node_span(node);
            let made = self.made.inside(span).map(|(_, number)| self.instructions[number as usize]);
            let own = made.filter(|&(maker, ..)| maker == node || !span.is_empty());
            found.extend(own.map(|(_, unit, id)| (unit, id)).take(MOST));
            if found.is_empty() && !span.is_empty() {
                self.made_in_its_name(artifacts, node, span, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }

    /// What the node around made of a part of it, as `total += n` loads and stores `total`: the instructions that stand for
    /// the characters of the part.
    fn made_in_its_name(&self, artifacts: &Artifacts, node: NodeId, span: Span, found: &mut Vec<(UnitId, InstrId)>) {
        let Some(&around) = self.parents.get(&node) else { return };
        let Some(ast) = artifacts.ast.out.ready() else { return };
        let made = self.made.inside(ast.node_span(around)).map(|(_, number)| self.instructions[number as usize]);
        for (_, unit, id) in made.filter(|&(maker, ..)| maker == around).take(MOST) {
            let mut finals = Vec::new();
            self.descendants(unit, id, &mut finals);
            if finals.iter().any(|&(unit, at)| location(artifacts, unit, at) == Some(span)) {
                found.push((unit, id));
            }
        }
    }

    /// The final instructions that correspond to an item.
    fn finals(&self, artifacts: &Artifacts, item: ItemRef) -> impl Iterator<Item = (UnitId, u32)> {
        let mut found = Vec::new();
        match item {
            ItemRef::Instr(unit, at) => found.push((unit, at)),
            ItemRef::Bytes(start, end) => match self.instr_at_byte(start, end) {
                Some(instr) => found.push(instr),
                None => found.extend(self.users_of_constant(artifacts, (start, end))),
            },
            ItemRef::Const(unit, _) | ItemRef::Name(unit, _) => {
                let code = artifacts.compiled.out.ready().and_then(|compiled| compiled.unit(unit));
                let code = code.map_or(&[][..], |artifact| &artifact.assembled.code.code);
                let users = decode(code).filter(|found| operand(unit, found) == Some(item));
                found.extend(users.map(|found| (unit, found.at.0)));
            }
            ItemRef::Pseudo(unit, id) => self.descendants(unit, id, &mut found),
            _ => self.made_by(artifacts, item).for_each(|(unit, id)| self.descendants(unit, id, &mut found)),
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }

    fn descendants(&self, unit: UnitId, id: InstrId, found: &mut Vec<(UnitId, u32)>) {
        let links = self.units.get(unit.0 as usize);
        let ats = links.map_or(&[][..], |links| links.descendants.get(id.0 as usize));
        found.extend(ats.iter().map(|&at| (unit, at)));
    }

    fn final_at(&self, unit: UnitId, at: u32) -> Option<&FinalInstr> {
        let (links, index) = self.place_of(unit, at)?;
        links.finals.get(index)
    }

    fn place_of(&self, unit: UnitId, at: u32) -> Option<(&UnitLinks, usize)> {
        let links = self.units.get(unit.0 as usize)?;
        let index = links.finals.partition_point(|instr| instr.end <= at);
        links.finals.get(index).filter(|instr| instr.start <= at).map(|_| (links, index))
    }

    /// The pseudo-instructions that a final instruction comes from.
    fn origins(&self, unit: UnitId, at: u32) -> &[u32] {
        self.place_of(unit, at).map_or(&[], |(links, index)| links.origins.get(index))
    }

    /// The bytes of an instruction in the `.pyc`, extended arguments and caches included.
    pub fn bytes_of(&self, unit: UnitId, at: u32) -> Option<(u32, u32)> {
        let (start, _) = self.units.get(unit.0 as usize)?.bytes?;
        let instr = self.final_at(unit, at)?;
        Some((start + 2 * instr.start, start + 2 * instr.end))
    }

    /// The constants and names of code objects that the instructions of an item use.
    pub fn operands(&self, artifacts: &Artifacts, item: ItemRef) -> Vec<ItemRef> {
        if matches!(item, ItemRef::Const(..) | ItemRef::Name(..)) {
            return vec![item];
        }
        let Some(compiled) = artifacts.compiled.out.ready() else { return Vec::new() };
        let used = self.finals(artifacts, item).filter_map(|(unit, at)| {
            let instr = self.final_at(unit, at)?;
            let units = 2 * instr.start as usize..2 * instr.end as usize;
            let found = decode(compiled.unit(unit)?.assembled.code.code.get(units)?).next()?;
            operand(unit, &found)
        });
        let mut used: Vec<ItemRef> = used.collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// The code object that an item belongs to.
    pub fn unit_of(&self, artifacts: &Artifacts, item: ItemRef) -> Option<UnitId> {
        match item {
            ItemRef::Pseudo(unit, _) | ItemRef::Instr(unit, _) | ItemRef::Code(unit) => Some(unit),
            ItemRef::Const(unit, _) | ItemRef::Name(unit, _) => Some(unit),
            _ => self.finals(artifacts, item).next().map(|(unit, _)| unit),
        }
    }

    /// The code object whose `co_code` lies in these bytes of the `.pyc`, and where it begins.
    pub fn code_in(&self, bytes: &Bytes) -> Option<(UnitId, u32)> {
        // Code objects lie in the file in another order than units are numbered; there are few enough to look at all.
        let inside = |links: &UnitLinks| links.bytes.filter(|&(start, end)| bytes.start <= start && end <= bytes.end);
        self.units.iter().zip(0..).find_map(|(links, unit)| Some((UnitId(unit), inside(links)?.0)))
    }

    /// Where the constant that an instruction loads lies in the `.pyc`, and its index.
    pub fn constant_bytes(&self, artifacts: &Artifacts, unit: UnitId, at: u32) -> Option<(ByteRange, u32)> {
        let instr = self.final_at(unit, at)?;
        let code = &artifacts.compiled.out.ready()?.unit(unit)?.assembled.code;
        let units = code.code.get(2 * instr.start as usize..2 * instr.end as usize)?;
        let found = decode(units).find(|found| found.opcode.has(OpcodeFlags::CONST))?;
        let index = u32::try_from(found.arg?).ok()?;
        Some((*self.units.get(unit.0 as usize)?.consts.get(index as usize)?, index))
    }

    /// The instructions that load the constant of which these are the bytes.
    fn users_of_constant(&self, artifacts: &Artifacts, bytes: (u32, u32)) -> Vec<(UnitId, u32)> {
        let Some(compiled) = artifacts.compiled.out.ready() else { return Vec::new() };
        let found = self
            .units
            .iter()
            .zip(0..)
            .find_map(|(links, unit)| Some((UnitId(unit), links.consts.iter().position(|&range| range == bytes)?)));
        let Some((unit, index)) = found else { return Vec::new() };
        let Some(artifact) = compiled.unit(unit) else { return Vec::new() };
        let loads = decode(&artifact.assembled.code.code)
            .filter(|found| found.opcode.has(OpcodeFlags::CONST) && found.arg == i32::try_from(index).ok());
        loads.map(|found| (unit, found.at.0)).collect()
    }

    fn instr_at_byte(&self, start: u32, end: u32) -> Option<(UnitId, u32)> {
        let (number, first) = self.units.iter().enumerate().find_map(|(number, links)| {
            let (first, last) = links.bytes?;
            (first <= start && end <= last).then_some((number, first))
        })?;
        let unit = UnitId(number as u32);
        let instr = self.final_at(unit, (start - first) / 2)?;
        Some((unit, instr.at))
    }
}

/// The constant or name that an instruction takes.
fn operand(unit: UnitId, instruction: &Instruction) -> Option<ItemRef> {
    let index = u32::try_from(instruction.arg?).ok()?;
    match instruction.opcode {
        opcode if opcode.has(OpcodeFlags::CONST) => Some(ItemRef::Const(unit, index)),
        opcode if opcode.has(OpcodeFlags::NAME) => Some(ItemRef::Name(unit, index >> opcode.flags_below_name())),
        _ => None,
    }
}

/// Where an instruction stands as its code object says.
fn location(artifacts: &Artifacts, unit: UnitId, at: u32) -> Option<Span> {
    let code = &artifacts.compiled.out.ready()?.unit(unit)?.assembled.code;
    let found = linetable::positions(&code.linetable, code.firstlineno).nth(at as usize)?;
    let lines = &artifacts.source.out.ready()?.lines;
    let offset = |line: i32, column: i32| Some(lines.line_start(line.try_into().ok()?)? + u32::try_from(column).ok()?);
    let start = offset(found.lineno, found.col_offset)?;
    let end = offset(found.end_lineno, found.end_col_offset)?;
    (found.lineno > 0 && start <= end).then(|| Span::new(start, end))
}

/// Without the blanks around: a line's indentation and newline belong to no node.
fn trimmed(artifacts: &Artifacts, span: Span) -> Span {
    let Some(source) = artifacts.source.out.ready() else { return span };
    let text = &source.text[span.range()];
    let start = span.start + (text.len() - text.trim_start().len()) as u32;
    let end = span.end - (text.len() - text.trim_end().len()) as u32;
    if start <= end { Span::new(start, end) } else { span }
}

fn tokens_in(artifacts: &Artifacts, span: Span) -> Vec<ItemRef> {
    let Some(tokens) = artifacts.tokens.out.ready() else { return Vec::new() };
    let first = tokens.tokens.partition_point(|token| token.span.start < span.start);
    let inside = tokens.tokens[first..].iter().take_while(|token| token.span.start < span.end).enumerate();
    // A DEDENT in front of a statement is the end of what was before it.
    let inside = inside.filter(|(_, token)| !token.span.is_empty());
    inside.take(MOST).map(|(offset, _)| ItemRef::Token((first + offset) as u32)).collect()
}

impl UnitLinks {
    fn new(artifact: &UnitArtifact, folded: &Folded) -> Self {
        let origins = &artifact.unit.sequence.origins;
        let makers: Box<[_]> = origins.iter().map(|node| node.map(|node| folded.origin(node))).collect();
        let ancestors = ancestors(artifact);
        let placed = &artifact.assembled.placed;
        let mut descendants: Vec<SmallVec<[u32; 2]>> = vec![SmallVec::new(); makers.len()];
        let none = Origins::new();
        let origins = |id: InstrId| ancestors.get(id.0 as usize).unwrap_or(&none).iter().map(|origin| origin.0);
        for placed in placed {
            origins(placed.id).for_each(|origin| descendants[origin as usize].push(placed.at.0));
        }
        let finals =
            placed.iter().map(|placed| FinalInstr { start: placed.start.0, end: placed.end.0, at: placed.at.0 });
        let origins = Lists::new(placed.iter().map(|placed| origins(placed.id)));
        Self {
            makers,
            finals: finals.collect(),
            origins,
            descendants: Lists::new(descendants),
            bytes: None,
            consts: Vec::new(),
        }
    }
}

/// The pseudo-instructions behind every instruction, by [`InstrId`]: an instruction that a pass made or changed takes over
/// those of the instructions it was made from.
fn ancestors(artifact: &UnitArtifact) -> Vec<Origins> {
    let count = artifact.unit.sequence.origins.len() as u32;
    let mut ancestors: Vec<Origins> = (0..count).map(|id| smallvec![InstrId(id)]).collect();
    let passes = artifact.optimized.log.iter().flat_map(|log| &log.passes);
    for change in passes.flat_map(|record| &record.changes) {
        let id = change.id().0 as usize;
        if id >= ancestors.len() {
            ancestors.resize_with(id + 1, Origins::new);
        }
        for source in change.sources() {
            let inherited = ancestors.get(source.0 as usize).cloned().unwrap_or_default();
            ancestors[id].extend(inherited);
        }
        ancestors[id].sort_unstable();
        ancestors[id].dedup();
    }
    ancestors
}

/// All reachable nodes with their spans, outer ones before inner ones, and the parent of each.
fn nodes(ast: &Ast) -> (Vec<(Span, NodeId)>, HashMap<NodeId, NodeId>) {
    let mut found = Vec::new();
    let mut parents = HashMap::new();
    let mut pending: Vec<NodeId> = ast.root.iter().map(|&root| root.into()).collect();
    while let Some(node) = pending.pop() {
        found.push((ast.node_span(node), node));
        let first = pending.len();
        ast.fields(node, &mut |_, field| match field {
            Field::Node(child) => pending.push(child),
            Field::List(list) => pending.extend(list.ids(ast).into_iter().flatten()),
            _ => {}
        });
        parents.extend(pending[first..].iter().map(|&child| (child, node)));
        pending[first..].reverse();
    }
    found.sort_by_key(|&(span, _)| (span.start, std::cmp::Reverse(span.end)));
    (found, parents)
}

/// First byte and the one behind the last.
type ByteRange = (u32, u32);

/// Where the `co_code` of every code object and each of its constants lie.
fn code_ranges(tree: &Tree, compiled: &Compiled) -> Vec<(UnitId, ByteRange, Vec<ByteRange>)> {
    let mut found = Vec::new();
    let mut pending = vec![(tree.root, compiled.module())];
    while let Some((node, unit)) = pending.pop() {
        let Value::Code(fields) = tree.value(node) else { continue };
        let object = |name: &str| {
            fields.iter().find(|field| field.name == name).and_then(|field| match field.value {
                FieldValue::Object(node) => Some(tree.value(node)),
                FieldValue::Int(_) => None,
            })
        };
        if let Some(Value::Bytes(range)) = object("co_code") {
            let consts = match object("co_consts") {
                Some(Value::Tuple(items)) => items.iter().map(|&item| tree.node(item).bytes.clone()).collect(),
                _ => Vec::new(),
            };
            let consts = consts.into_iter().map(|bytes: Bytes| (bytes.start, bytes.end)).collect();
            found.push((unit, (range.start, range.end), consts));
        }
        let Some(artifact) = compiled.unit(unit) else { continue };
        let codes = artifact.assembled.code.children().filter_map(|code| compiled.unit_of(code));
        if let Some(Value::Tuple(items)) = object("co_consts") {
            let items = items.iter().filter(|&&item| matches!(tree.value(item), Value::Code(_)));
            pending.extend(items.copied().zip(codes));
        }
    }
    found
}
