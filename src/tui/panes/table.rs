//! The table of panes.

use crate::pipeline::StageId;

macro_rules! panes {
    ($($name:ident = $title:literal, $keys:literal, $stage:expr, $doc:literal;)*) => {
        /// A pane of the workbench.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub enum PaneId { $( #[doc = $doc] $name ),* }

        impl PaneId {
            pub const ALL: &[PaneId] = &[ $( PaneId::$name ),* ];

            pub fn title(self) -> &'static str {
                match self { $( PaneId::$name => $title ),* }
            }

            /// The keys that bring the pane to the front: a digit, or `0` and a letter.
            pub fn keys(self) -> &'static str {
                match self { $( PaneId::$name => $keys ),* }
            }

            /// The stage whose output the pane shows.
            pub fn stage(self) -> Option<StageId> {
                match self { $( PaneId::$name => $stage ),* }
            }

            /// One sentence for the help screen.
            pub fn doc(self) -> &'static str {
                match self { $( PaneId::$name => $doc ),* }
            }
        }
    };
}

panes! {
    Source = "Source", "1", Some(StageId::Source), "The file, as the tokenizer reads it; errors stand under their line.";
    Tokens = "Tokens", "2", Some(StageId::Tokens), "What the tokenizer cuts the source into, indentation and comments included.";
    Ast = "AST", "3", Some(StageId::Ast), "The tree that the parser makes of the tokens.";
    Scopes = "Scopes", "4", Some(StageId::Scopes), "For each name of each scope: local, global, free or cell.";
    Bytecode = "Bytecode", "5", Some(StageId::Code), "The instructions of each code object, as dis prints them.";
    Code = "Code object", "6", Some(StageId::Code), "Every co_* field: constants, names, flags, line and exception tables.";
    Frames = "Frames", "7", Some(StageId::Run), "The call stack, innermost first, with the variables of each frame.";
    Stack = "Value stack", "8", Some(StageId::Run), "The values that instructions push and pop.";
    Output = "Output", "9", Some(StageId::Run), "What the program has written.";
    Folded = "Optimized AST", "0 a", Some(StageId::Folded), "The tree after constants were computed and dead parts removed.";
    Pseudo = "Instructions before", "0 i", Some(StageId::Code), "The pseudo-instructions that code generation makes of the tree.";
    Passes = "Passes", "0 p", Some(StageId::Code), "What each pass of the peephole optimizer changed, and why.";
    Graph = "Graph", "0 g", Some(StageId::Code), "Basic blocks and the edges between them.";
    Pyc = ".pyc cache", "0 c", Some(StageId::Pyc), "The cache file byte by byte, and whether an import would use it.";
    Heap = "Heap", "0 h", Some(StageId::Run), "The objects that can be reached from the frames.";
    Modules = "Modules", "0 m", Some(StageId::Run), "What has been imported, by whom and from where.";
    Timeline = "Timeline", "0 t", Some(StageId::Run), "The depth of the call stack over time.";
    Problems = "Problems", "0 e", None, "Errors and warnings, with the stage that found them.";
}

impl PaneId {
    /// Panes that show code objects: all of them one below the other, or a chosen one.
    pub const OF_CODE: &[PaneId] = &[PaneId::Bytecode, PaneId::Pseudo, PaneId::Passes, PaneId::Graph, PaneId::Code];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_distinct() {
        let mut keys: Vec<_> = PaneId::ALL.iter().map(|pane| pane.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PaneId::ALL.len());
    }
}
