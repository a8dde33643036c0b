//! The table of stages, in the order of the data.

macro_rules! stages {
    ($($(#[$doc:meta])* $variant:ident $name:literal $sentence:literal;)*) => {
        /// A stage of the pipeline.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub enum StageId { $($variant),* }

        impl StageId {
            pub const ALL: &[StageId] = &[ $( StageId::$variant ),* ];

            /// One word, for the line on top of the screen.
            pub fn name(self) -> &'static str {
                match self { $( StageId::$variant => $name ),* }
            }

            /// One sentence, for help.
            pub fn sentence(self) -> &'static str {
                match self { $( StageId::$variant => $sentence ),* }
            }
        }
    };
}

stages! {
    Source "source" "Bytes become text: encoding, byte order mark, newlines.";
    Tokens "tokens" "Text becomes tokens: names, numbers, strings, operators, indentation.";
    Ast "ast" "Tokens become a tree of statements and expressions; most syntax errors come from here.";
    Folded "fold" "The tree is simplified: constants are computed, docstrings and assertions may go.";
    Scopes "scopes" "Every name becomes local, global, free or a cell.";
    Code "code" "The tree becomes instructions, the passes improve them, the assembler packs them.";
    Pyc "pyc" "The code object becomes the bytes of a cache file.";
    Run "run" "The virtual machine executes the code object.";
}
