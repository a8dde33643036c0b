//! Roles: what a piece of text is, never what it looks like. A theme gives each of them a style.

/// Declares the roles: variant = dotted scope in themes, one-line doc for the help screen. The first is the default.
macro_rules! roles {
    ($first:ident = $first_scope:literal, $first_doc:literal; $($name:ident = $scope:literal, $doc:literal;)*) => {
        /// What a piece of text on a row is.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
        pub enum Role {
            #[default]
            #[doc = $first_doc]
            $first,
            $( #[doc = $doc] $name ),*
        }

        impl Role {
            pub const ALL: &[Role] = &[ Role::$first, $( Role::$name ),* ];

            /// The scope that themes style, e.g. `syntax.keyword`.
            pub fn scope(self) -> &'static str {
                match self { Role::$first => $first_scope, $( Role::$name => $scope ),* }
            }

            /// One sentence on what has this role.
            pub fn doc(self) -> &'static str {
                match self { Role::$first => $first_doc, $( Role::$name => $doc ),* }
            }
        }
    };
}

roles! {
    Text = "text", "ordinary text";
    Dim = "text.dim", "text that matters less, such as padding words and defaults";
    Strong = "text.strong", "text that matters more";
    Heading = "text.heading", "the head of a section or table";
    Note = "text.note", "a sentence of pylens itself among the data";
    Keyword = "syntax.keyword", "a keyword of Python";
    Identifier = "syntax.name", "a name in Python source";
    Function = "syntax.function", "a function that is defined or called";
    Class = "syntax.class", "a class or type in Python source";
    Builtin = "syntax.builtin", "a built-in function or constant";
    String = "syntax.string", "a string or bytes literal";
    Escape = "syntax.escape", "an escape sequence or a replacement field in a string";
    Number = "syntax.number", "a number literal";
    Comment = "syntax.comment", "a comment";
    Operator = "syntax.operator", "an operator";
    Punctuation = "syntax.punctuation", "brackets, commas, colons";
    Decorator = "syntax.decorator", "a decorator";
    Position = "position", "a line number, column or byte offset";
    TokenKind = "token.kind", "the exact type of a token";
    Node = "node.type", "the constructor of a node of the tree";
    Field = "node.field", "the name of a field";
    Value = "value", "the value of a field, constant or object";
    TypeName = "value.type", "the type of an object";
    ObjectId = "value.id", "the stable id of an object, such as #7";
    Local = "scope.local", "a local variable";
    Global = "scope.global", "a global variable";
    Free = "scope.free", "a free variable";
    Cell = "scope.cell", "a variable that lives in a cell";
    Flag = "flag", "a flag of a symbol, code object or file";
    Opcode = "opcode", "the name of an instruction";
    OpcodeJump = "opcode.jump", "the name of an instruction that may jump";
    OpcodePseudo = "opcode.pseudo", "the name of a pseudo-instruction or inline cache";
    OpcodeSpecialized = "opcode.specialized", "the name of a specialized instruction";
    Argument = "opcode.argument", "the number behind an opcode";
    Label = "opcode.label", "the label of a jump target, an arrow in the gutter";
    Bytes = "bytes", "bytes in hexadecimal";
    Good = "mark.good", "something is as it should be";
    Warning = "mark.warning", "a warning, or something stale";
    Error = "mark.error", "an error";
    Added = "change.added", "something that was not there before";
    Removed = "change.removed", "something that is gone";
    Changed = "change.changed", "something that is different now";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_distinct() {
        let mut scopes: Vec<_> = Role::ALL.iter().map(|role| role.scope()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        assert_eq!(scopes.len(), Role::ALL.len());
    }
}
