//! Calls: of methods, with keywords, with unpacked arguments.

use super::displays::{Display, STACK_USE_GUIDELINE};
use super::{Codegen, Emit};
use crate::base::{Constant, Location};
use crate::bytecode::Opcode;
use crate::compiler::symtable::SymbolFlags;
use crate::frontend::ast::{Expr, ExprContext, ExprId, KeywordId};

/// What is passed in a call.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    pub(super) positional: &'a [ExprId],
    /// Behind these, the `Generic[…]` base that a generic class gets.
    pub(super) generic_base: bool,
    pub(super) keywords: &'a [KeywordId],
}

impl Codegen<'_> {
    /// CPython: `compiler_call`.
    pub(super) fn call(&mut self, expr: ExprId, func: ExprId, args: &[ExprId], keywords: &[KeywordId]) -> Emit {
        self.check_keywords(keywords)?;
        if self.is_method_call(func, args, keywords) {
            return self.method_call(expr, func, args, keywords);
        }
        self.check_caller(func);
        self.expr(func)?;
        self.op(self.loc(func), Opcode::PUSH_NULL);
        let arguments = Arguments { positional: args, generic_base: false, keywords };
        self.call_with(self.loc(expr), 0, arguments)
    }

    /// No keyword twice. CPython: `validate_keywords`.
    fn check_keywords(&self, keywords: &[KeywordId]) -> Emit {
        let ast = self.ast;
        for (index, &keyword) in keywords.iter().enumerate() {
            let Some(name) = ast[keyword].arg else { continue };
            self.check_name(self.loc(keyword), name, ExprContext::Store)?;
            if let Some(&other) = keywords[index + 1..].iter().find(|&&other| ast[other].arg == Some(name)) {
                return self.error(self.loc(other), format!("keyword argument repeated: {}", &self.names[name]));
            }
        }
        Ok(())
    }

    /// Whether the call is of the form `object.name(…)` without unpacking, where no bound method need be made. Functions
    /// of imported modules are called the usual way. CPython: the beginning of `maybe_optimize_method_call`.
    fn is_method_call(&self, func: ExprId, args: &[ExprId], keywords: &[KeywordId]) -> bool {
        let ast = self.ast;
        let Expr::Attribute { value, ctx: ExprContext::Load, .. } = ast[func] else { return false };
        let is_import = match ast[value] {
            Expr::Name { id, .. } => self.module_symbol(id).has(SymbolFlags::DEF_IMPORT),
            _ => false,
        };
        let stack = args.len() + keywords.len() + usize::from(!keywords.is_empty());
        !is_import
            && stack < STACK_USE_GUIDELINE
            && !args.iter().any(|&arg| matches!(ast[arg], Expr::Starred { .. }))
            && keywords.iter().all(|&keyword| ast[keyword].arg.is_some())
    }

    /// CPython: the rest of `maybe_optimize_method_call`.
    fn method_call(&mut self, expr: ExprId, func: ExprId, args: &[ExprId], keywords: &[KeywordId]) -> Emit {
        let Expr::Attribute { value, attr, .. } = self.ast[func] else {
            return Err(self.internal("a method is an attribute"));
        };
        let loc = self.loc(func);
        let attr_loc = self.attribute_location(loc, func);
        let outer = self.origin.replace(func.into());
        if self.can_optimize_super(value, attr) {
            let has_args = self.load_super_args(value)?;
            let opcode = if has_args { Opcode::LOAD_SUPER_METHOD } else { Opcode::LOAD_ZERO_SUPER_METHOD };
            self.op_name(loc, opcode, attr);
            self.op(attr_loc, Opcode::NOP);
        } else {
            self.expr(value)?;
            self.op_name(attr_loc, Opcode::LOAD_METHOD, attr);
        }
        self.origin = outer;
        self.exprs(args)?;
        let call_loc = self.attribute_location(self.loc(expr), func);
        let count = (args.len() + keywords.len()) as u32;
        if keywords.is_empty() {
            self.op_arg(call_loc, Opcode::CALL, count);
        } else {
            self.keyword_values(keywords)?;
            self.keyword_names(attr_loc, keywords);
            self.op_arg(call_loc, Opcode::CALL_KW, count);
        }
        Ok(())
    }

    fn keyword_values(&mut self, keywords: &[KeywordId]) -> Emit {
        let ast = self.ast;
        keywords.iter().try_for_each(|&keyword| self.with_origin(keyword, |c| c.expr(ast[keyword].value)))
    }

    fn keyword_names(&mut self, loc: Location, keywords: &[KeywordId]) {
        let names = keywords.iter().filter_map(|&keyword| self.ast[keyword].arg);
        let names = names.map(|name| self.name_const(name)).collect();
        self.load_const(loc, Constant::Tuple(names));
    }

    /// Pushes the arguments and calls what is under them, given that `pushed` arguments are on the stack already.
    ///
    /// CPython: `compiler_call_helper`.
    pub(super) fn call_with(&mut self, loc: Location, pushed: usize, arguments: Arguments<'_>) -> Emit {
        let ast = self.ast;
        let Arguments { positional, generic_base, keywords } = arguments;
        self.check_keywords(keywords)?;
        let count = positional.len() + usize::from(generic_base);
        let is_simple = count + 2 * keywords.len() <= STACK_USE_GUIDELINE
            && !positional.iter().any(|&arg| matches!(ast[arg], Expr::Starred { .. }))
            && keywords.iter().all(|&keyword| ast[keyword].arg.is_some());
        if !is_simple {
            return self.call_unpacked(loc, pushed, arguments);
        }
        self.exprs(positional)?;
        if generic_base {
            self.load_name(loc, self.known.generic_base)?;
        }
        let total = (pushed + count + keywords.len()) as u32;
        if keywords.is_empty() {
            self.op_arg(loc, Opcode::CALL, total);
        } else {
            self.keyword_values(keywords)?;
            self.keyword_names(loc, keywords);
            self.op_arg(loc, Opcode::CALL_KW, total);
        }
        Ok(())
    }

    /// A call through a tuple and a dict: with `*` or `**`, or with very many arguments.
    fn call_unpacked(&mut self, loc: Location, pushed: usize, arguments: Arguments<'_>) -> Emit {
        let ast = self.ast;
        let Arguments { positional, generic_base, keywords } = arguments;
        match positional {
            &[only] if pushed == 0 && !generic_base && matches!(ast[only], Expr::Starred { .. }) => {
                // `f(*args)` passes the iterable as it is.
                if let Expr::Starred { value, .. } = ast[only] {
                    self.expr(value)?;
                }
            }
            _ => self.build_display(loc, Display::Tuple, positional, generic_base, pushed)?,
        }
        if !keywords.is_empty() {
            self.keyword_dict(loc, keywords)?;
        }
        self.op_arg(loc, Opcode::CALL_FUNCTION_EX, u32::from(!keywords.is_empty()));
        Ok(())
    }

    /// A dict of the keyword arguments, in runs between `**` ones.
    fn keyword_dict(&mut self, loc: Location, keywords: &[KeywordId]) -> Emit {
        let ast = self.ast;
        let mut has_dict = false;
        let mut start = 0;
        for (index, &keyword) in keywords.iter().enumerate() {
            if ast[keyword].arg.is_some() {
                continue;
            }
            if start < index {
                self.keyword_run(loc, &keywords[start..index], has_dict)?;
            } else if !has_dict {
                self.op_arg(loc, Opcode::BUILD_MAP, 0);
            }
            has_dict = true;
            start = index + 1;
            self.with_origin(keyword, |c| c.expr(ast[keyword].value))?;
            self.op_arg(loc, Opcode::DICT_MERGE, 1);
        }
        if start < keywords.len() {
            self.keyword_run(loc, &keywords[start..], has_dict)?;
        }
        Ok(())
    }

    fn keyword_run(&mut self, loc: Location, keywords: &[KeywordId], has_dict: bool) -> Emit {
        self.dict_of_keywords(loc, keywords)?;
        if has_dict {
            self.op_arg(loc, Opcode::DICT_MERGE, 1);
        }
        Ok(())
    }

    /// CPython: `compiler_subkwargs`.
    fn dict_of_keywords(&mut self, loc: Location, keywords: &[KeywordId]) -> Emit {
        let ast = self.ast;
        let count = keywords.len();
        let is_big = 2 * count > STACK_USE_GUIDELINE;
        if count > 1 && !is_big {
            self.keyword_values(keywords)?;
            self.keyword_names(loc, keywords);
            self.op_arg(loc, Opcode::BUILD_CONST_KEY_MAP, count as u32);
            return Ok(());
        }
        if is_big {
            self.op_arg(Location::NONE, Opcode::BUILD_MAP, 0);
        }
        for &keyword in keywords {
            if let Some(name) = ast[keyword].arg {
                self.load_name_const(loc, name);
            }
            self.with_origin(keyword, |c| c.expr(ast[keyword].value))?;
            if is_big {
                self.op_arg(Location::NONE, Opcode::MAP_ADD, 1);
            }
        }
        if !is_big {
            self.op_arg(loc, Opcode::BUILD_MAP, count as u32);
        }
        Ok(())
    }
}
