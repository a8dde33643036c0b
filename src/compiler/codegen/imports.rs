//! Import statements.

use super::emit::intrinsic;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name};
use crate::bytecode::Opcode;
use crate::frontend::ast::AliasId;

impl Codegen<'_> {
    /// CPython: `compiler_import`.
    pub(super) fn import(&mut self, loc: Location, aliases: &[AliasId]) -> Emit {
        aliases.iter().try_for_each(|&alias| self.with_origin(alias, |c| c.import_one(loc, alias)))
    }

    fn import_one(&mut self, loc: Location, alias: AliasId) -> Emit {
        let alias = self.ast[alias];
        self.load_const(loc, Constant::int(0));
        self.load_none(loc);
        self.op_name(loc, Opcode::IMPORT_NAME, alias.name);
        match alias.asname {
            Some(asname) => self.import_as(loc, alias.name, asname),
            None => {
                // `import a.b` binds `a`.
                let name = &self.names[alias.name];
                let first = name.split('.').next().unwrap_or(name).to_owned();
                let first = self.names.intern(&first);
                self.store_name(loc, first)
            }
        }
    }

    /// `import a.b.c as d` binds the innermost module. CPython: `compiler_import_as`.
    fn import_as(&mut self, loc: Location, name: Name, asname: Name) -> Emit {
        let dotted = self.names[name].to_owned();
        let mut inner = dotted.split('.').skip(1).peekable();
        if inner.peek().is_none() {
            return self.store_name(loc, asname);
        }
        while let Some(attr) = inner.next() {
            // These names are not mangled.
            let attr = self.names.intern(attr);
            let position = self.unit().names.add(attr);
            self.op_arg(loc, Opcode::IMPORT_FROM, position);
            if inner.peek().is_some() {
                self.op_arg(loc, Opcode::SWAP, 2);
                self.op(loc, Opcode::POP_TOP);
            }
        }
        self.store_name(loc, asname)?;
        self.op(loc, Opcode::POP_TOP);
        Ok(())
    }

    /// CPython: `compiler_from_import`.
    pub(super) fn import_from(&mut self, loc: Location, module: Option<Name>, aliases: &[AliasId], level: u32) -> Emit {
        let ast = self.ast;
        self.load_const(loc, Constant::int(level.into()));
        let is_future = level == 0 && module.is_some_and(|module| &self.names[module] == "__future__");
        if is_future && is_after(loc, self.input.future.location) {
            return self.error(loc, "from __future__ imports must occur at the beginning of the file");
        }
        let names = aliases.iter().map(|&alias| self.name_const(ast[alias].name)).collect();
        self.load_const(loc, Constant::Tuple(names));
        self.op_name(loc, Opcode::IMPORT_NAME, module.unwrap_or(self.known.empty));
        for &alias in aliases {
            if &self.names[ast[alias].name] == "*" {
                self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::IMPORT_STAR);
                self.op(Location::NONE, Opcode::POP_TOP);
                return Ok(());
            }
            self.with_origin(alias, |c| {
                c.op_name(loc, Opcode::IMPORT_FROM, ast[alias].name);
                c.store_name(loc, ast[alias].asname.unwrap_or(ast[alias].name))
            })?;
        }
        // The module itself is bound to no name.
        self.op(loc, Opcode::POP_TOP);
        Ok(())
    }
}

fn is_after(a: Location, b: Location) -> bool {
    (a.lineno, a.col_offset) > (b.lineno, b.col_offset)
}
