//! The table of node types: CPython 3.13's `Python.asdl`, in its order, with its names.
//!
//! Everything that walks trees without caring for particular nodes (dump, visitor, tree pane, links) reads the fields
//! through [`Node::fields`], which this table generates.

use super::arena::{Arena, Ast, ConstId, Id, Item, List, Node, NodeId};
use super::build::Builder;
use crate::base::tree::Tree;
use crate::base::{Name, Span};

/// Declares node types. `sum` types have several constructors, `product` types one, named as in `Python.asdl`.
macro_rules! nodes {
    ($(
        $(#[$doc:meta])*
        $shape:ident $type:ident / $id:ident / $arena:ident, positions: $positions:literal, asdl: $asdl:literal {
            $( $(#[$vdoc:meta])* $variant:ident { $( $field:ident : $ftype:ty ),* $(,)? } )*
        }
    )*) => {
        $( nodes!(@type $shape $(#[$doc])* $type { $( $(#[$vdoc])* $variant { $($field : $ftype),* } )* });

           pub type $id = Id<$type>;

           impl Node for $type {
               const CLASS: NodeClass = NodeClass::$type;

               fn arena(ast: &Ast) -> &Arena<Self> {
                   &ast.arenas.$arena
               }

               fn arena_mut(ast: &mut Ast) -> &mut Arena<Self> {
                   &mut ast.arenas.$arena
               }

               nodes!(@methods $shape $type { $( $variant { $($field),* } )* });
           }

           impl From<$id> for Field {
               fn from(id: $id) -> Field {
                   Field::Node(id.into())
               }
           }

           impl From<Option<$id>> for Field {
               fn from(id: Option<$id>) -> Field {
                   id.map_or(Field::None, Field::from)
               }
           }

           impl From<List<$id>> for Field {
               fn from(list: List<$id>) -> Field {
                   Field::List(AnyList::$type(list))
               }
           }

           impl Item for $id {
               fn pool(ast: &Ast) -> &Vec<Self> {
                   &ast.pools.$arena
               }

               fn pool_mut(ast: &mut Ast) -> &mut Vec<Self> {
                   &mut ast.pools.$arena
               }
           }
        )*

        /// The type of a node, as `Python.asdl` groups them.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub enum NodeClass { $( $type ),* }

        impl NodeClass {
            pub const ALL: [NodeClass; nodes!(@count $($type)*)] = [ $( NodeClass::$type ),* ];

            /// Whether CPython gives nodes of this class `lineno`, `col_offset` and their ends.
            pub fn has_positions(self) -> bool {
                match self { $( NodeClass::$type => $positions ),* }
            }

            /// The name in `Python.asdl`.
            pub fn asdl_name(self) -> &'static str {
                match self { $( NodeClass::$type => $asdl ),* }
            }
        }

        #[derive(Clone, Debug, Default)]
        pub(super) struct Arenas { $( pub(super) $arena: Arena<$type> ),* }

        #[derive(Clone, Debug, Default)]
        pub(super) struct Pools {
            $( pub(super) $arena: Vec<$id>, )*
            pub(super) opt_exprs: Vec<Option<ExprId>>,
            pub(super) names: Vec<Name>,
            pub(super) cmpops: Vec<CmpOp>,
        }

        /// A list of nodes of some type, as [`Node::fields`] reports it.
        #[derive(Clone, Copy, Debug)]
        pub enum AnyList { $( $type(List<$id>), )* OptExprs(List<Option<ExprId>>) }

        impl AnyList {
            /// The nodes, with `None` where the list has a gap (keys of `{**x}`, defaults of keyword-only arguments).
            pub fn ids(self, ast: &Ast) -> Vec<Option<NodeId>> {
                match self {
                    $( AnyList::$type(list) => ast[list].iter().map(|&id| Some(id.into())).collect(), )*
                    AnyList::OptExprs(list) => ast[list].iter().map(|id| id.map(NodeId::from)).collect(),
                }
            }
        }

        impl Ast {
            /// Number of nodes of a class, unreachable ones included.
            pub fn class_len(&self, class: NodeClass) -> usize {
                match class { $( NodeClass::$type => self.arenas.$arena.len() ),* }
            }

            /// The constructor's name of any node.
            pub fn type_name(&self, id: NodeId) -> &'static str {
                match id.class() { $( NodeClass::$type => self[$id::from_index(id.index())].type_name() ),* }
            }

            /// The fields of any node, in the order of `Python.asdl`.
            pub fn fields(&self, id: NodeId, visit: &mut dyn FnMut(&'static str, Field)) {
                match id.class() { $( NodeClass::$type => self[$id::from_index(id.index())].fields(visit) ),* }
            }

            /// The source text that any node stands for.
            pub fn node_span(&self, id: NodeId) -> Span {
                match id.class() { $( NodeClass::$type => self.span($id::from_index(id.index())) ),* }
            }
        }
    };

    (@type sum $(#[$doc:meta])* $type:ident { $( $(#[$vdoc:meta])* $variant:ident { $($field:ident : $ftype:ty),* } )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $type { $( $(#[$vdoc])* $variant { $($field : $ftype),* } ),* }
    };
    (@type product $(#[$doc:meta])* $type:ident { $(#[$vdoc:meta])* $variant:ident { $($field:ident : $ftype:ty),* } }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $type { $( pub $field : $ftype ),* }
    };
    (@methods sum $type:ident { $( $variant:ident { $($field:ident),* } )* }) => {
        fn type_name(self) -> &'static str {
            match self { $( $type::$variant { .. } => stringify!($variant) ),* }
        }

        #[allow(unused_variables, reason = "constructors without fields, such as Pass, report none")]
        fn fields(self, visit: &mut dyn FnMut(&'static str, Field)) {
            match self { $( $type::$variant { $($field),* } => { $( visit(field_name(stringify!($field)), $field.into()); )* } ),* }
        }

        fn build(class: &str, builder: &mut Builder, fields: &mut std::slice::Iter<Tree>) -> Option<Self> {
            match class {
                $( stringify!($variant) => Some($type::$variant { $($field: builder.field(fields)?),* }), )*
                _ => None,
            }
        }
    };
    (@methods product $type:ident { $variant:ident { $($field:ident),* } }) => {
        fn type_name(self) -> &'static str {
            stringify!($variant)
        }

        fn fields(self, visit: &mut dyn FnMut(&'static str, Field)) {
            $( visit(field_name(stringify!($field)), self.$field.into()); )*
        }

        fn build(class: &str, builder: &mut Builder, fields: &mut std::slice::Iter<Tree>) -> Option<Self> {
            if class != stringify!($variant) {
                return None;
            }
            Some($type { $($field: builder.field(fields)?),* })
        }
    };
    (@count) => { 0 };
    (@count $head:ident $($tail:ident)*) => { 1 + nodes!(@count $($tail)*) };
}

/// `r#type` and `type_` are `type` in Python.
const fn field_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"r#type" => "type",
        _ => name,
    }
}

/// The value of one field of a node.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    None,
    Node(NodeId),
    List(AnyList),
    Name(Name),
    Names(List<Name>),
    Const(ConstId),
    Int(i64),
    Context(ExprContext),
    BoolOp(BoolOpKind),
    Operator(Operator),
    UnaryOp(UnaryOpKind),
    CmpOps(List<CmpOp>),
    /// The `kind` of a constant: `'u'` for `u"…"`.
    StringKind(StringKind),
    /// `type_comment` and `type_ignores`, which `compile()` never fills in.
    TypeComment,
    TypeIgnores,
}

macro_rules! field_from {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $( impl From<$type> for Field {
            fn from(value: $type) -> Field {
                Field::$variant(value.into())
            }
        } )*
    };
}

field_from! {
    Name => Name, List<Name> => Names, ConstId => Const, i32 => Int, u32 => Int, bool => Int, ExprContext => Context,
    BoolOpKind => BoolOp, Operator => Operator, UnaryOpKind => UnaryOp, List<CmpOp> => CmpOps, StringKind => StringKind,
}

impl From<Option<Name>> for Field {
    fn from(name: Option<Name>) -> Field {
        name.map_or(Field::None, Field::Name)
    }
}

impl From<List<Option<ExprId>>> for Field {
    fn from(list: List<Option<ExprId>>) -> Field {
        Field::List(AnyList::OptExprs(list))
    }
}

impl From<TypeComment> for Field {
    fn from(_: TypeComment) -> Field {
        Field::TypeComment
    }
}

impl From<TypeIgnores> for Field {
    fn from(_: TypeIgnores) -> Field {
        Field::TypeIgnores
    }
}

macro_rules! list_items {
    ($($type:ty => $pool:ident),* $(,)?) => {
        $( impl Item for $type {
            fn pool(ast: &Ast) -> &Vec<Self> {
                &ast.pools.$pool
            }

            fn pool_mut(ast: &mut Ast) -> &mut Vec<Self> {
                &mut ast.pools.$pool
            }
        } )*
    };
}

list_items! { Option<ExprId> => opt_exprs, Name => names, CmpOp => cmpops }

/// A comment that type checkers read; the compiler never does, so there is nothing in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TypeComment;

/// Likewise, for whole modules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TypeIgnores;

/// Whether a string literal was written `u"…"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StringKind {
    #[default]
    Plain,
    U,
}

macro_rules! operators {
    ($($(#[$doc:meta])* $type:ident { $($variant:ident = $symbol:literal),* $(,)? })*) => {
        $( $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $type { $($variant),* }

        impl $type {
            pub const ALL: &[$type] = &[ $( $type::$variant ),* ];

            /// The name in `Python.asdl`.
            pub fn name(self) -> &'static str {
                match self { $( $type::$variant => stringify!($variant) ),* }
            }

            /// As written in Python.
            pub fn symbol(self) -> &'static str {
                match self { $( $type::$variant => $symbol ),* }
            }
        } )*
    };
}

operators! {
    /// What an expression stands for: a value, a target of assignment, a target of `del`.
    ExprContext { Load = "", Store = "=", Del = "del" }
    BoolOpKind { And = "and", Or = "or" }
    Operator {
        Add = "+", Sub = "-", Mult = "*", MatMult = "@", Div = "/", Mod = "%", Pow = "**", LShift = "<<",
        RShift = ">>", BitOr = "|", BitXor = "^", BitAnd = "&", FloorDiv = "//",
    }
    UnaryOpKind { Invert = "~", Not = "not ", UAdd = "+", USub = "-" }
    CmpOp {
        Eq = "==", NotEq = "!=", Lt = "<", LtE = "<=", Gt = ">", GtE = ">=", Is = "is", IsNot = "is not", In = "in",
        NotIn = "not in",
    }
}

nodes! {
    /// The root, one constructor per mode of `compile()`.
    sum Mod / ModId / mods, positions: false, asdl: "mod" {
        Module { body: List<StmtId>, type_ignores: TypeIgnores }
        Interactive { body: List<StmtId> }
        Expression { body: ExprId }
    }

    sum Stmt / StmtId / stmts, positions: true, asdl: "stmt" {
        FunctionDef {
            name: Name, args: ArgumentsId, body: List<StmtId>, decorator_list: List<ExprId>,
            returns: Option<ExprId>, type_comment: TypeComment, type_params: List<TypeParamId>,
        }
        AsyncFunctionDef {
            name: Name, args: ArgumentsId, body: List<StmtId>, decorator_list: List<ExprId>,
            returns: Option<ExprId>, type_comment: TypeComment, type_params: List<TypeParamId>,
        }
        ClassDef {
            name: Name, bases: List<ExprId>, keywords: List<KeywordId>, body: List<StmtId>,
            decorator_list: List<ExprId>, type_params: List<TypeParamId>,
        }
        Return { value: Option<ExprId> }
        Delete { targets: List<ExprId> }
        Assign { targets: List<ExprId>, value: ExprId, type_comment: TypeComment }
        TypeAlias { name: ExprId, type_params: List<TypeParamId>, value: ExprId }
        AugAssign { target: ExprId, op: Operator, value: ExprId }
        /// `simple` is 1 for a bare name without parentheses.
        AnnAssign { target: ExprId, annotation: ExprId, value: Option<ExprId>, simple: bool }
        For { target: ExprId, iter: ExprId, body: List<StmtId>, orelse: List<StmtId>, type_comment: TypeComment }
        AsyncFor { target: ExprId, iter: ExprId, body: List<StmtId>, orelse: List<StmtId>, type_comment: TypeComment }
        While { test: ExprId, body: List<StmtId>, orelse: List<StmtId> }
        If { test: ExprId, body: List<StmtId>, orelse: List<StmtId> }
        With { items: List<WithItemId>, body: List<StmtId>, type_comment: TypeComment }
        AsyncWith { items: List<WithItemId>, body: List<StmtId>, type_comment: TypeComment }
        Match { subject: ExprId, cases: List<MatchCaseId> }
        Raise { exc: Option<ExprId>, cause: Option<ExprId> }
        Try {
            body: List<StmtId>, handlers: List<ExceptHandlerId>, orelse: List<StmtId>, finalbody: List<StmtId>,
        }
        TryStar {
            body: List<StmtId>, handlers: List<ExceptHandlerId>, orelse: List<StmtId>, finalbody: List<StmtId>,
        }
        Assert { test: ExprId, msg: Option<ExprId> }
        Import { names: List<AliasId> }
        /// `module` is `None` in `from . import x`; `level` counts the dots.
        ImportFrom { module: Option<Name>, names: List<AliasId>, level: u32 }
        Global { names: List<Name> }
        Nonlocal { names: List<Name> }
        Expr { value: ExprId }
        Pass {}
        Break {}
        Continue {}
    }

    sum Expr / ExprId / exprs, positions: true, asdl: "expr" {
        BoolOp { op: BoolOpKind, values: List<ExprId> }
        NamedExpr { target: ExprId, value: ExprId }
        BinOp { left: ExprId, op: Operator, right: ExprId }
        UnaryOp { op: UnaryOpKind, operand: ExprId }
        Lambda { args: ArgumentsId, body: ExprId }
        IfExp { test: ExprId, body: ExprId, orelse: ExprId }
        /// A key of `None` marks `**value`.
        Dict { keys: List<Option<ExprId>>, values: List<ExprId> }
        Set { elts: List<ExprId> }
        ListComp { elt: ExprId, generators: List<ComprehensionId> }
        SetComp { elt: ExprId, generators: List<ComprehensionId> }
        DictComp { key: ExprId, value: ExprId, generators: List<ComprehensionId> }
        GeneratorExp { elt: ExprId, generators: List<ComprehensionId> }
        Await { value: ExprId }
        Yield { value: Option<ExprId> }
        YieldFrom { value: ExprId }
        Compare { left: ExprId, ops: List<CmpOp>, comparators: List<ExprId> }
        Call { func: ExprId, args: List<ExprId>, keywords: List<KeywordId> }
        /// `conversion` is -1 for none, else the code of `s`, `r` or `a`; `format_spec` is a `JoinedStr`.
        FormattedValue { value: ExprId, conversion: i32, format_spec: Option<ExprId> }
        JoinedStr { values: List<ExprId> }
        Constant { value: ConstId, kind: StringKind }
        Attribute { value: ExprId, attr: Name, ctx: ExprContext }
        Subscript { value: ExprId, slice: ExprId, ctx: ExprContext }
        Starred { value: ExprId, ctx: ExprContext }
        Name { id: Name, ctx: ExprContext }
        List { elts: List<ExprId>, ctx: ExprContext }
        Tuple { elts: List<ExprId>, ctx: ExprContext }
        Slice { lower: Option<ExprId>, upper: Option<ExprId>, step: Option<ExprId> }
    }

    product Comprehension / ComprehensionId / comprehensions, positions: false, asdl: "comprehension" {
        comprehension { target: ExprId, iter: ExprId, ifs: List<ExprId>, is_async: bool }
    }

    product ExceptHandler / ExceptHandlerId / handlers, positions: true, asdl: "excepthandler" {
        ExceptHandler { r#type: Option<ExprId>, name: Option<Name>, body: List<StmtId> }
    }

    product Arguments / ArgumentsId / arguments, positions: false, asdl: "arguments" {
        arguments {
            posonlyargs: List<ArgId>, args: List<ArgId>, vararg: Option<ArgId>, kwonlyargs: List<ArgId>,
            kw_defaults: List<Option<ExprId>>, kwarg: Option<ArgId>, defaults: List<ExprId>,
        }
    }

    product Arg / ArgId / args, positions: true, asdl: "arg" {
        arg { arg: Name, annotation: Option<ExprId>, type_comment: TypeComment }
    }

    product Keyword / KeywordId / keywords, positions: true, asdl: "keyword" {
        keyword { arg: Option<Name>, value: ExprId }
    }

    product Alias / AliasId / aliases, positions: true, asdl: "alias" {
        alias { name: Name, asname: Option<Name> }
    }

    product WithItem / WithItemId / withitems, positions: false, asdl: "withitem" {
        withitem { context_expr: ExprId, optional_vars: Option<ExprId> }
    }

    product MatchCase / MatchCaseId / match_cases, positions: false, asdl: "match_case" {
        match_case { pattern: PatternId, guard: Option<ExprId>, body: List<StmtId> }
    }

    sum Pattern / PatternId / patterns, positions: true, asdl: "pattern" {
        MatchValue { value: ExprId }
        /// `value` is `None`, `True` or `False`.
        MatchSingleton { value: ConstId }
        MatchSequence { patterns: List<PatternId> }
        MatchMapping { keys: List<ExprId>, patterns: List<PatternId>, rest: Option<Name> }
        MatchClass {
            cls: ExprId, patterns: List<PatternId>, kwd_attrs: List<Name>, kwd_patterns: List<PatternId>,
        }
        MatchStar { name: Option<Name> }
        MatchAs { pattern: Option<PatternId>, name: Option<Name> }
        MatchOr { patterns: List<PatternId> }
    }

    sum TypeParam / TypeParamId / type_params, positions: true, asdl: "type_param" {
        TypeVar { name: Name, bound: Option<ExprId>, default_value: Option<ExprId> }
        ParamSpec { name: Name, default_value: Option<ExprId> }
        TypeVarTuple { name: Name, default_value: Option<ExprId> }
    }
}
