//! A syntax tree as plain data: what a program that makes trees by itself hands to the compiler.

use super::Constant;

#[derive(Clone, Debug)]
pub enum Tree {
    None,
    Int(i64),
    /// A name, a string that is no constant, or a node without fields such as `Load`.
    Text(String),
    Constant(Constant),
    List(Vec<Tree>),
    Node(Box<TreeNode>),
}

#[derive(Clone, Debug)]
pub struct TreeNode {
    /// The constructor's name in `Python.asdl`.
    pub class: String,
    /// Line, column, end line, end column, where nodes of the class have them.
    pub place: Option<[i64; 4]>,
    /// In the order of `Python.asdl`.
    pub fields: Vec<Tree>,
}
