//! Where the nodes live: one arena per node type, side by side in an [`Ast`].
//!
//! Nodes are small `Copy` values that name their children by id, so a tree is a handful of vectors: cloning is a memory
//! copy, dropping never recurses, and side tables are indexed by id. An id stays valid for the life of the tree and of
//! every clone of it; this is how the optimized tree knows which node each of its nodes came from.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::Index;

use super::build::Builder;
use super::nodes::*;
use crate::base::tree::Tree;
use crate::base::{Constant, LineCursor, LineIndex, Location, Names, Span};

/// A node of type `T` in an [`Ast`]; four bytes, also as an `Option`.
pub struct Id<T> {
    raw: NonZeroU32,
    node: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub fn from_index(index: usize) -> Self {
        let raw = u32::try_from(index + 1).ok().and_then(NonZeroU32::new).expect("a tree has fewer than 2^32 nodes");
        Self { raw, node: PhantomData }
    }

    pub fn index(self) -> usize {
        self.raw.get() as usize - 1
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.raw.cmp(&other.raw)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}
impl<T> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.index())
    }
}

/// A sequence of ids, names or optional ids, stored in the tree's list pool for `T`.
pub struct List<T> {
    start: u32,
    len: u32,
    item: PhantomData<fn() -> T>,
}

impl<T> List<T> {
    pub const EMPTY: Self = Self { start: 0, len: 0, item: PhantomData };

    pub fn len(self) -> usize {
        self.len as usize
    }

    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for List<T> {}
impl<T> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}
impl<T> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}..+{}]", self.start, self.len)
    }
}

/// Nodes of one type with their spans.
#[derive(Debug)]
pub struct Arena<T> {
    nodes: Vec<T>,
    spans: Vec<Span>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { nodes: Vec::new(), spans: Vec::new() }
    }
}

impl<T: Clone> Clone for Arena<T> {
    /// With room for some more: who clones a tree means to add to it.
    fn clone(&self) -> Self {
        Self { nodes: with_room(&self.nodes), spans: with_room(&self.spans) }
    }
}

fn with_room<T: Clone>(items: &[T]) -> Vec<T> {
    let mut copy = Vec::with_capacity(items.len() + items.len().div_ceil(16));
    copy.extend_from_slice(items);
    copy
}

impl<T> Arena<T> {
    fn reserve(&mut self, nodes: usize) {
        self.nodes.reserve(nodes);
        self.spans.reserve(nodes);
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// A node type: knows its arena and its place among the [`NodeClass`]es.
pub trait Node: Copy + 'static {
    const CLASS: NodeClass;
    fn arena(ast: &Ast) -> &Arena<Self>;
    fn arena_mut(ast: &mut Ast) -> &mut Arena<Self>;
    /// The constructor's name in `Python.asdl`, e.g. `BinOp`.
    fn type_name(self) -> &'static str;
    /// Calls `visit` with each field in the order of `Python.asdl`.
    fn fields(self, visit: &mut dyn FnMut(&'static str, Field));
    /// The node of that constructor, from its fields as plain data; `None` if they do not fit.
    fn build(class: &str, builder: &mut Builder, fields: &mut std::slice::Iter<Tree>) -> Option<Self>;
}

/// An item of a [`List`].
pub trait Item: Copy + 'static {
    fn pool(ast: &Ast) -> &Vec<Self>;
    fn pool_mut(ast: &mut Ast) -> &mut Vec<Self>;
}

/// A constant of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConstId(u32);

impl ConstId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Ast {
    /// An empty tree with room for what so many tokens usually mean.
    pub fn with_room(tokens: usize) -> Self {
        let mut ast = Self::default();
        Expr::arena_mut(&mut ast).reserve(tokens * 2 / 5);
        Stmt::arena_mut(&mut ast).reserve(tokens / 10);
        ast.consts.reserve(tokens / 9);
        ast.names.reserve(tokens / 12);
        ast
    }

    /// Puts a new node into the tree.
    pub fn add<T: Node>(&mut self, node: T, span: Span) -> Id<T> {
        let arena = T::arena_mut(self);
        let id = Id::from_index(arena.nodes.len());
        arena.nodes.push(node);
        arena.spans.push(span);
        id
    }

    /// Replaces a node in place; its id and span stay.
    pub fn set<T: Node>(&mut self, id: Id<T>, node: T) {
        T::arena_mut(self).nodes[id.index()] = node;
    }

    pub fn set_span<T: Node>(&mut self, id: Id<T>, span: Span) {
        T::arena_mut(self).spans[id.index()] = span;
    }

    /// The source text that the node stands for (also for nodes to which CPython gives no position).
    pub fn span<T: Node>(&self, id: Id<T>) -> Span {
        T::arena(self).spans[id.index()]
    }

    /// Where CPython says the node is: its span, but nowhere for nodes marked by [`Self::set_unlocated`].
    pub fn location(&self, lines: &LineIndex, node: impl Into<NodeId>) -> Location {
        let node = node.into();
        if self.is_unlocated(node) { Location::NONE } else { lines.location(self.node_span(node)) }
    }

    /// The same, with a memory of the node before.
    #[inline]
    pub fn location_from<T: Node>(&self, cursor: &mut LineCursor, lines: &LineIndex, id: Id<T>) -> Location {
        if self.is_unlocated(NodeId::from(id)) {
            return Location::NONE;
        }
        cursor.location(lines, self.span(id))
    }

    /// Marks a node that CPython makes without a position, as its optimizer does with the literal parts of a format
    /// string. The span stays, for views.
    pub fn set_unlocated(&mut self, node: impl Into<NodeId>) {
        self.unlocated.insert(node.into());
    }

    /// Most nodes are told by their number alone: the parser's come before the optimizer's.
    #[inline]
    fn is_unlocated(&self, node: NodeId) -> bool {
        self.unlocated.first().is_some_and(|&first| node >= first) && self.unlocated.contains(&node)
    }

    pub fn list<T: Item>(&mut self, items: &[T]) -> List<T> {
        let pool = T::pool_mut(self);
        let start = pool.len() as u32;
        pool.extend_from_slice(items);
        List { start, len: items.len() as u32, item: PhantomData }
    }

    pub fn add_const(&mut self, value: Constant) -> ConstId {
        self.consts.push(value);
        ConstId(self.consts.len() as u32 - 1)
    }

    /// Number of constants, those of unreachable nodes included.
    pub fn const_count(&self) -> usize {
        self.consts.len()
    }

    /// Number of nodes in the arena of `T`, unreachable ones included: ids run from 0 to this.
    pub fn count<T: Node>(&self) -> usize {
        T::arena(self).len()
    }
}

impl<T: Node> Index<Id<T>> for Ast {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &T::arena(self).nodes[id.index()]
    }
}

impl<T: Item> Index<List<T>> for Ast {
    type Output = [T];

    fn index(&self, list: List<T>) -> &[T] {
        &T::pool(self)[list.range()]
    }
}

impl Index<ConstId> for Ast {
    type Output = Constant;

    fn index(&self, id: ConstId) -> &Constant {
        &self.consts[id.index()]
    }
}

impl Index<crate::base::Name> for Ast {
    type Output = str;

    fn index(&self, name: crate::base::Name) -> &str {
        self.names.get(name)
    }
}

/// Any node of the tree: class in the upper four bits, index in the lower 28.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    const INDEX_BITS: u32 = 28;

    pub fn class(self) -> NodeClass {
        NodeClass::ALL[(self.0 >> Self::INDEX_BITS) as usize]
    }

    pub fn index(self) -> usize {
        (self.0 & ((1 << Self::INDEX_BITS) - 1)) as usize
    }

    /// Class and index as one number, for those who store many.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The node with these bits, if there is such a class.
    pub fn from_bits(bits: u32) -> Option<Self> {
        ((bits >> Self::INDEX_BITS) < NodeClass::ALL.len() as u32).then_some(NodeId(bits))
    }

    /// The typed id, if the node is of that type.
    pub fn as_id<T: Node>(self) -> Option<Id<T>> {
        (self.class() == T::CLASS).then(|| Id::from_index(self.index()))
    }
}

impl<T: Node> From<Id<T>> for NodeId {
    fn from(id: Id<T>) -> Self {
        NodeId((T::CLASS as u32) << Self::INDEX_BITS | id.index() as u32)
    }
}

impl std::fmt::Debug for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}#{}", self.class(), self.index())
    }
}

/// A value of type `V` for every node of a tree.
#[derive(Clone, Debug)]
pub struct NodeMap<V> {
    classes: Vec<Vec<V>>,
}

impl<V: Clone> NodeMap<V> {
    pub fn new(ast: &Ast, value: V) -> Self {
        let sizes = NodeClass::ALL.map(|class| ast.class_len(class));
        Self { classes: sizes.iter().map(|&size| vec![value.clone(); size]).collect() }
    }
}

impl<V, N: Into<NodeId>> Index<N> for NodeMap<V> {
    type Output = V;

    fn index(&self, id: N) -> &V {
        let id = id.into();
        &self.classes[id.class() as usize][id.index()]
    }
}

impl<V, N: Into<NodeId>> std::ops::IndexMut<N> for NodeMap<V> {
    fn index_mut(&mut self, id: N) -> &mut V {
        let id = id.into();
        &mut self.classes[id.class() as usize][id.index()]
    }
}

/// One file's tree: arenas, list pools, constants, names and the root.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    pub(super) arenas: Arenas,
    pub(super) pools: Pools,
    pub(super) consts: Vec<Constant>,
    pub names: Names,
    /// `None` only while the tree is being built.
    pub root: Option<ModId>,
    pub(super) unlocated: BTreeSet<NodeId>,
}
