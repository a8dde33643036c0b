//! Class statements: `__build_class__(body, name, *bases, **keywords)`, and the bodies of modules and classes.

use super::annotations::has_annotations;
use super::builder::UnitKind;
use super::calls::Arguments;
use super::emit::intrinsic;
use super::scopes::FunctionParts;
use super::{Codegen, Emit};
use crate::base::{Constant, Location, Name, OptimizeLevel};
use crate::bytecode::Opcode;
use crate::compiler::future::has_docstring;
use crate::compiler::symtable::ScopeKey;
use crate::frontend::ast::{ExprId, KeywordId, List, Stmt, StmtId, TypeParamId};

/// The fields of a `ClassDef`.
#[derive(Clone, Copy)]
pub(super) struct ClassDef {
    pub(super) stmt: StmtId,
    pub(super) name: Name,
    pub(super) bases: List<ExprId>,
    pub(super) keywords: List<KeywordId>,
    pub(super) body: List<StmtId>,
    pub(super) decorators: List<ExprId>,
    pub(super) type_params: List<TypeParamId>,
}

impl Codegen<'_> {
    /// CPython: `compiler_class`.
    pub(super) fn class(&mut self, def: ClassDef) -> Emit {
        let loc = self.loc(def.stmt);
        self.decorators(def.decorators)?;
        let firstlineno = self.first_line(loc, def.decorators);
        if def.type_params.is_empty() {
            self.class_body(def, firstlineno)?;
            self.call_build_class(loc, def, false)?;
        } else {
            self.generic_class(def, firstlineno)?;
        }
        self.apply_decorators(def.decorators);
        self.store_name(loc, def.name)
    }

    /// A class with type parameters is made by an inner function that first makes these; it gets `Generic[T]` as its
    /// last base.
    fn generic_class(&mut self, def: ClassDef, firstlineno: i32) -> Emit {
        let loc = self.loc(def.stmt);
        let name = self.type_params_name(def.name);
        self.enter_scope(name, UnitKind::TypeParams, ScopeKey::TypeParams(def.stmt.into()), firstlineno)?;
        self.unit().private = Some(def.name);
        self.type_params(def.type_params)?;
        self.store_name(loc, self.known.type_params)?;
        self.class_body(def, firstlineno)?;
        self.load_name(loc, self.known.type_params)?;
        self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::SUBSCRIPT_GENERIC);
        self.store_name(loc, self.known.generic_base)?;
        self.call_build_class(loc, def, true)?;
        let finished = self.finish_function_scope(false)?;
        self.call_without_arguments(loc, finished)
    }

    fn call_build_class(&mut self, loc: Location, def: ClassDef, generic_base: bool) -> Emit {
        let ast = self.ast;
        let arguments = Arguments { positional: &ast[def.bases], generic_base, keywords: &ast[def.keywords] };
        // The body and the name are on the stack already.
        self.call_with(loc, 2, arguments)
    }

    /// The code object of a class body, and the beginning of the call that runs it. CPython: `compiler_class_body`.
    fn class_body(&mut self, def: ClassDef, firstlineno: i32) -> Emit {
        self.enter_scope(def.name, UnitKind::Class, ScopeKey::Node(def.stmt.into()), firstlineno)?;
        self.unit().private = Some(def.name);
        let start = Location::line_only(firstlineno);
        self.class_prologue(start, def)?;
        self.body(start, def.body)?;
        self.class_epilogue()?;
        let finished = self.finish_function_scope(true)?;

        // These belong to the line of `class`, not to that of the first decorator.
        let loc = self.loc(def.stmt);
        self.op(loc, Opcode::LOAD_BUILD_CLASS);
        self.op(loc, Opcode::PUSH_NULL);
        self.make_closure(loc, finished, FunctionParts::default())?;
        self.load_name_const(loc, def.name);
        Ok(())
    }

    /// `__module__`, `__qualname__`, `__firstlineno__`, and what generic classes need.
    fn class_prologue(&mut self, start: Location, def: ClassDef) -> Emit {
        self.load_name(start, self.known.name)?;
        self.store_name(start, self.known.module_attr)?;
        let qualname = self.current().qualname;
        let constant =
            if qualname == def.name { self.name_const(qualname) } else { Constant::str(&self.names[qualname]) };
        self.load_const(start, constant);
        self.store_name(start, self.known.qualname)?;
        let firstlineno = Constant::int(self.current().firstlineno.into());
        self.load_const(start, firstlineno);
        self.store_name(start, self.known.firstlineno)?;
        if !def.type_params.is_empty() {
            self.load_name(start, self.known.type_params)?;
            self.store_name(start, self.known.type_params_attr)?;
        }
        if self.scope().needs_classdict {
            let position = self.cell_position(self.known.classdict)?;
            self.op(start, Opcode::LOAD_LOCALS);
            self.op_arg(start, Opcode::STORE_DEREF, position);
        }
        Ok(())
    }

    /// `__static_attributes__`, and the cells that the metaclass fills in.
    fn class_epilogue(&mut self) -> Emit {
        let none = Location::NONE;
        let mut attributes = std::mem::take(&mut self.unit().static_attributes);
        attributes.sort_unstable_by(|&a, &b| self.names[a].cmp(&self.names[b]));
        attributes.dedup();
        let attributes = attributes.into_iter().map(|name| self.name_const(name)).collect();
        self.load_const(none, Constant::Tuple(attributes));
        self.store_name(none, self.known.static_attributes)?;
        if self.scope().needs_classdict {
            let position = self.cell_position(self.known.classdict)?;
            self.op_arg(none, Opcode::LOAD_CLOSURE, position);
            self.store_name(none, self.known.classdictcell)?;
        }
        if self.scope().needs_class_closure {
            let position = self.cell_position(self.known.class)?;
            self.op_arg(none, Opcode::LOAD_CLOSURE, position);
            self.op_arg(none, Opcode::COPY, 1);
            self.store_name(none, self.known.classcell)?;
        } else {
            self.load_none(none);
        }
        self.op(none, Opcode::RETURN_VALUE);
        Ok(())
    }

    fn cell_position(&self, name: Name) -> Emit<u32> {
        let position = self.current().deref_position(name, false);
        position.ok_or_else(|| self.internal(format!("{} is no cell here", &self.names[name])))
    }

    /// The statements of a module or class, with `__annotations__` and `__doc__`. CPython: `compiler_body`.
    pub(super) fn body(&mut self, start: Location, body: List<StmtId>) -> Emit {
        let ast = self.ast;
        let first = ast[body].first().copied();
        let start = match first {
            Some(first) if self.current().kind == UnitKind::Module => self.loc(first),
            _ => start,
        };
        if has_annotations(ast, body) {
            self.op(start, Opcode::SETUP_ANNOTATIONS);
        }
        let has_docstring = has_docstring(ast, body);
        if let (true, Some(first), Some(docstring)) = (has_docstring, first, self.docstring(body))
            && self.input.level < OptimizeLevel::OO
        {
            let docstring = self.clean_doc(&docstring)?;
            let loc = match ast[first] {
                Stmt::Expr { value } => self.loc(value),
                _ => self.loc(first),
            };
            self.with_origin(first, |c| {
                c.load_const(loc, docstring);
                c.store_name(Location::NONE, c.known.doc)
            })?;
        }
        for &stmt in &ast[body][usize::from(has_docstring)..] {
            self.stmt(stmt)?;
        }
        Ok(())
    }
}
