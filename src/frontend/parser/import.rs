//! `import` and `from … import`.

use super::cursor::{Parse, Parser, take};
use super::keyword::Keyword;
use crate::base::Name;
use crate::frontend::ast::{Alias, Stmt};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    pub(super) fn import(&mut self) -> Parse<Stmt> {
        self.bump();
        let base = self.scratch.aliases.len();
        loop {
            let start = self.span.start;
            let name = self.dotted_name()?;
            self.alias(name, start)?;
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        Ok(Stmt::Import { names: take(&mut self.ast, &mut self.scratch.aliases, base) })
    }

    pub(super) fn import_from(&mut self) -> Parse<Stmt> {
        self.bump();
        let mut level = 0;
        loop {
            match self.kind {
                TokenKind::DOT => level += 1,
                TokenKind::ELLIPSIS => level += 3,
                _ => break,
            }
            self.bump();
        }
        let module = if level > 0 && self.at_keyword(Keyword::Import) { None } else { Some(self.dotted_name()?) };
        self.expect_keyword(Keyword::Import)?;
        let base = self.scratch.aliases.len();
        if self.at(TokenKind::STAR) {
            let start = self.span.start;
            self.bump();
            let name = self.ast.names.intern("*");
            let span = self.span_from(start);
            let alias = self.ast.add(Alias { name, asname: None }, span);
            self.scratch.aliases.push(alias);
        } else if self.eat(TokenKind::LPAR) {
            self.imported_names(true)?;
            self.expect(TokenKind::RPAR)?;
        } else {
            self.imported_names(false)?;
        }
        Ok(Stmt::ImportFrom { module, names: take(&mut self.ast, &mut self.scratch.aliases, base), level })
    }

    /// Names with commas between them; behind the last one a comma may stand only in parentheses.
    fn imported_names(&mut self, in_parentheses: bool) -> Parse<()> {
        loop {
            let start = self.span.start;
            let name = self.name()?;
            self.alias(name, start)?;
            if !self.eat(TokenKind::COMMA) || in_parentheses && self.at(TokenKind::RPAR) {
                return Ok(());
            }
        }
    }

    /// The rest of an alias whose `name` has been read.
    fn alias(&mut self, name: Name, start: u32) -> Parse<()> {
        let asname = if self.eat_keyword(Keyword::As) { Some(self.name()?) } else { None };
        let span = self.span_from(start);
        let alias = self.ast.add(Alias { name, asname }, span);
        self.scratch.aliases.push(alias);
        Ok(())
    }

    fn dotted_name(&mut self) -> Parse<Name> {
        let first = self.name()?;
        if !self.at(TokenKind::DOT) {
            return Ok(first);
        }
        let mut dotted = self.ast[first].to_string();
        while self.eat(TokenKind::DOT) {
            let next = self.name()?;
            dotted.push('.');
            dotted.push_str(&self.ast[next]);
        }
        Ok(self.ast.names.intern(&dotted))
    }
}
