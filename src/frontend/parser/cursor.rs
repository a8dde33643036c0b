//! The parser's place in the tokens, and what every rule needs: expecting tokens, making nodes, gathering lists.

use super::keyword::{Keyword, keyword};
use super::literals;
use crate::base::{Constant, Name, Span};
use crate::frontend::ast::{
    AliasId, ArgId, Ast, CmpOp, ComprehensionId, ExceptHandlerId, Expr, ExprId, Item, KeywordId, List, MatchCaseId,
    PatternId, Stmt, StmtId, StringKind, TypeParamId, WithItemId,
};
use crate::frontend::tokenizer::{Token, TokenKind};

/// The fast pass does not accept the program; which token stopped it is [`Parser::pos`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fail;

pub(super) type Parse<T> = Result<T, Fail>;

/// How deep the recursion of CPython's parser may be estimated to go before the exact pass has to decide.
///
/// CPython gives up at 6,000 rules inside each other; the weights that the rules add here are never less than what they
/// cost CPython.
const MAX_LEVEL: u32 = 5000;

/// Rules that CPython enters between an opening bracket and the one inside it, generously.
pub(super) const BRACKET_LEVELS: u32 = 30;

/// The same for a block.
pub(super) const BLOCK_LEVELS: u32 = 16;

/// Lists that are being gathered, one stack per type of item. A rule remembers the height it found, pushes its items,
/// and turns what lies above that height into a list of the tree; nested rules are done by then.
#[derive(Default)]
pub(super) struct Scratch {
    pub stmts: Vec<StmtId>,
    pub exprs: Vec<ExprId>,
    pub opt_exprs: Vec<Option<ExprId>>,
    pub cmpops: Vec<CmpOp>,
    pub names: Vec<Name>,
    pub comprehensions: Vec<ComprehensionId>,
    pub handlers: Vec<ExceptHandlerId>,
    pub args: Vec<ArgId>,
    pub kwonlyargs: Vec<ArgId>,
    pub keywords: Vec<KeywordId>,
    pub aliases: Vec<AliasId>,
    pub withitems: Vec<WithItemId>,
    pub match_cases: Vec<MatchCaseId>,
    pub patterns: Vec<PatternId>,
    pub type_params: Vec<TypeParamId>,
}

/// A literal with an escape that is none, to be warned about.
pub(super) struct EscapeWarning {
    /// Start of the token whose line CPython reports.
    pub offset: u32,
    /// Index of the token at which CPython gives the warning.
    pub token: usize,
    pub escape: literals::InvalidEscape,
}

pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// Index of the current token, which is no comment or blank line.
    pub pos: usize,
    /// Kind, keyword and span of the current token.
    pub kind: TokenKind,
    pub keyword: Keyword,
    pub span: Span,
    /// End of the last token that was consumed, `NEWLINE`, `INDENT` and `DEDENT` not counted: where a node ends.
    pub prev_end: u32,
    pub level: u32,
    pub ast: Ast,
    pub scratch: Scratch,
    pub warnings: Vec<EscapeWarning>,
}

/// A place to come back to, when only the end of a construct tells what its beginning meant.
#[derive(Clone, Copy)]
pub(super) struct Checkpoint {
    pos: usize,
    prev_end: u32,
    level: u32,
    withitems: usize,
    exprs: usize,
    warnings: usize,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let mut parser = Self {
            text,
            tokens,
            pos: 0,
            kind: TokenKind::ENDMARKER,
            keyword: Keyword::None,
            span: Span::default(),
            prev_end: 0,
            level: 0,
            ast: Ast::with_room(tokens.len()),
            scratch: Scratch::default(),
            warnings: Vec::new(),
        };
        parser.load();
        parser
    }

    /// Looks at the token at `pos`, or the first one behind it that is not a comment or blank line.
    #[inline]
    fn load(&mut self) {
        let token = loop {
            match self.tokens.get(self.pos) {
                Some(Token { kind: TokenKind::COMMENT | TokenKind::NL, .. }) => self.pos += 1,
                Some(&token) => break token,
                // The tokenizer stopped with an error: there is no token here, so no rule accepts it.
                None => break Token { kind: TokenKind::ERRORTOKEN, span: Span::new(self.prev_end, self.prev_end) },
            }
        };
        self.kind = token.kind;
        self.span = token.span;
        self.keyword = match token.kind {
            TokenKind::NAME => keyword(&self.text.as_bytes()[token.span.range()]),
            _ => Keyword::None,
        };
    }

    /// Consumes the current token.
    #[inline]
    pub fn bump(&mut self) {
        self.prev_end = self.span.end;
        self.pos += 1;
        self.load();
    }

    /// Consumes a `NEWLINE`, `INDENT` or `DEDENT`, at which no node ends.
    #[inline]
    pub fn bump_layout(&mut self) {
        self.pos += 1;
        self.load();
    }

    /// The kind of the token behind the current one.
    #[inline]
    pub fn peek(&self) -> TokenKind {
        self.peek_token().kind
    }

    /// Where the token behind the current one begins.
    pub fn peek_start(&self) -> u32 {
        self.peek_token().span.start
    }

    fn peek_token(&self) -> Token {
        let rest = self.tokens.get(self.pos + 1..).unwrap_or(&[]);
        let next = rest.iter().find(|token| !matches!(token.kind, TokenKind::COMMENT | TokenKind::NL));
        next.copied().unwrap_or(Token { kind: TokenKind::ERRORTOKEN, span: self.span })
    }

    /// Whether the token before the current one is a `DEDENT`.
    pub fn behind_dedent(&self) -> bool {
        self.pos.checked_sub(1).is_some_and(|before| self.tokens[before].kind == TokenKind::DEDENT)
    }

    /// The keyword that the token behind the current one is.
    pub fn peek_keyword(&self) -> Keyword {
        match self.peek_token() {
            Token { kind: TokenKind::NAME, span } => keyword(&self.text.as_bytes()[span.range()]),
            _ => Keyword::None,
        }
    }

    /// The kinds of the tokens behind the current one, comments and blank lines left out, with their text.
    pub fn upcoming(&self) -> impl Iterator<Item = (TokenKind, &'a str)> {
        let (tokens, text) = (self.tokens, self.text);
        let rest = tokens.get(self.pos + 1..).unwrap_or(&[]).iter();
        let kept = rest.filter(|token| !matches!(token.kind, TokenKind::COMMENT | TokenKind::NL));
        kept.map(move |token| (token.kind, text.get(token.span.range()).unwrap_or("")))
    }

    #[inline]
    pub fn at(&self, kind: TokenKind) -> bool {
        self.kind == kind
    }

    #[inline]
    pub fn at_keyword(&self, keyword: Keyword) -> bool {
        self.keyword == keyword
    }

    /// Whether the current token is a name that is no keyword.
    #[inline]
    pub fn at_name(&self) -> bool {
        self.kind == TokenKind::NAME && self.keyword == Keyword::None
    }

    /// Whether the current token is the soft keyword `word`.
    pub fn at_soft_keyword(&self, word: &str) -> bool {
        self.kind == TokenKind::NAME && self.token_text() == word
    }

    #[inline]
    pub fn token_text(&self) -> &'a str {
        self.text.get(self.span.range()).unwrap_or("")
    }

    #[inline]
    pub fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.kind == kind;
        if found {
            self.bump();
        }
        found
    }

    #[inline]
    pub fn eat_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.keyword == keyword;
        if found {
            self.bump();
        }
        found
    }

    #[inline]
    pub fn expect(&mut self, kind: TokenKind) -> Parse<()> {
        if self.eat(kind) { Ok(()) } else { Err(Fail) }
    }

    #[inline]
    pub fn expect_keyword(&mut self, keyword: Keyword) -> Parse<()> {
        if self.eat_keyword(keyword) { Ok(()) } else { Err(Fail) }
    }

    pub fn expect_layout(&mut self, kind: TokenKind) -> Parse<()> {
        if self.kind != kind {
            return Err(Fail);
        }
        self.bump_layout();
        Ok(())
    }

    /// Consumes a name that is no keyword.
    #[inline]
    pub fn name(&mut self) -> Parse<Name> {
        if !self.at_name() {
            return Err(Fail);
        }
        let text = self.token_text();
        let name = if text.is_ascii() {
            self.ast.names.intern(text)
        } else {
            self.ast.names.intern(&literals::identifier(text))
        };
        self.bump();
        Ok(name)
    }

    /// Notes that CPython's parser goes `levels` rules deeper; [`Parser::leave`] takes it back.
    #[inline]
    pub fn enter(&mut self, levels: u32) -> Parse<()> {
        self.level += levels;
        if self.level > MAX_LEVEL { Err(Fail) } else { Ok(()) }
    }

    #[inline]
    pub fn leave(&mut self, levels: u32) {
        self.level -= levels;
    }

    /// The text from `start` to the end of the last token.
    #[inline]
    pub fn span_from(&self, start: u32) -> Span {
        Span::new(start, self.prev_end.max(start))
    }

    #[inline]
    pub fn expr(&mut self, expr: Expr, start: u32) -> ExprId {
        let span = self.span_from(start);
        self.ast.add(expr, span)
    }

    #[inline]
    pub fn stmt(&mut self, stmt: Stmt, start: u32) -> StmtId {
        let span = self.span_from(start);
        self.ast.add(stmt, span)
    }

    pub fn constant(&mut self, value: Constant, start: u32) -> ExprId {
        let value = self.ast.add_const(value);
        self.expr(Expr::Constant { value, kind: StringKind::Plain }, start)
    }

    #[inline]
    pub fn take_exprs(&mut self, base: usize) -> List<ExprId> {
        take(&mut self.ast, &mut self.scratch.exprs, base)
    }

    #[inline]
    pub fn take_stmts(&mut self, base: usize) -> List<StmtId> {
        take(&mut self.ast, &mut self.scratch.stmts, base)
    }

    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            pos: self.pos,
            prev_end: self.prev_end,
            level: self.level,
            withitems: self.scratch.withitems.len(),
            exprs: self.scratch.exprs.len(),
            warnings: self.warnings.len(),
        }
    }

    /// Forgets what was parsed since `checkpoint`. Nodes made since stay in the arenas, unreachable.
    pub fn rewind(&mut self, checkpoint: Checkpoint) {
        self.pos = checkpoint.pos;
        self.prev_end = checkpoint.prev_end;
        self.level = checkpoint.level;
        self.scratch.withitems.truncate(checkpoint.withitems);
        self.scratch.exprs.truncate(checkpoint.exprs);
        self.warnings.truncate(checkpoint.warnings);
        self.load();
    }
}

/// Moves what lies above `base` from a scratch stack into the tree.
#[inline]
pub(super) fn take<T: Item>(ast: &mut Ast, scratch: &mut Vec<T>, base: usize) -> List<T> {
    let list = ast.list(&scratch[base..]);
    scratch.truncate(base);
    list
}
