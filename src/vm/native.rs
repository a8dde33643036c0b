//! How a builtin function is declared, and how its arguments are checked and read.
//!
//! A native receives borrowed handles and returns a handle that is held by the current scope (see `scope`); it never
//! counts references. The tables of [`NativeDef`] are static, so function objects need no storage of their own.

use super::object::Obj;
use super::{PyResult, Vm};

pub type SetterFn = fn(&mut Vm, Obj, Obj) -> PyResult<()>;
pub type NativeFn = fn(&mut Vm, &Args) -> PyResult<Obj>;

/// A builtin function or method.
#[derive(Clone, Copy)]
pub struct NativeDef {
    pub name: &'static str,
    pub function: NativeFn,
    pub arity: Arity,
}

/// How many positional arguments (not counting `self`) a native takes; decides the text of the `TypeError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arity {
    /// None at all: `METH_NOARGS`.
    None,
    /// Exactly one: `METH_O`.
    One,
    /// From … to …, positional only.
    Pos(u8, u8),
    /// Exactly that many, as slot wrappers (`int.__add__`) say it.
    Slot(u8, u8),
    /// The function reads its arguments itself, keywords included.
    Any,
}

/// An attribute that code computes.
pub struct GetSetDef {
    pub name: &'static str,
    pub get: fn(&mut Vm, Obj) -> PyResult<Obj>,
    /// Receives null for `del`.
    pub set: Option<SetterFn>,
}

/// Arguments of one call. For a method the receiver is the first of `pos`.
pub struct Args<'a> {
    pub pos: &'a [Obj],
    pub kw: &'a [(Obj, Obj)],
}

impl Args<'_> {
    #[inline]
    pub fn get(&self, index: usize) -> Option<Obj> {
        self.pos.get(index).copied().filter(|o| !o.is_null())
    }

    pub fn len(&self) -> usize {
        self.pos.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pos.is_empty() && self.kw.is_empty()
    }
}

impl std::ops::Index<usize> for Args<'_> {
    type Output = Obj;

    fn index(&self, index: usize) -> &Obj {
        &self.pos[index]
    }
}

pub const fn def(name: &'static str, arity: Arity, function: NativeFn) -> NativeDef {
    NativeDef { name, function, arity }
}

/// What a native says about its parameters when it takes keywords.
pub struct Params {
    pub function: &'static str,
    pub names: &'static [&'static str],
    /// The first so many must be given.
    pub required: usize,
    /// At most so many may be positional; the others are keyword-only.
    pub positional: usize,
    /// The first so many have no name for callers.
    pub positional_only: usize,
}

impl Vm {
    /// Sorts arguments into the parameters' order; absent ones are null.
    pub fn parse<const N: usize>(&mut self, args: &Args, skip: usize, params: &Params) -> PyResult<[Obj; N]> {
        let mut out = [Obj::NULL; N];
        let pos = &args.pos[skip.min(args.pos.len())..];
        let name = params.function;
        let total = pos.len() + args.kw.len();
        if pos.len() > params.positional {
            let message = if params.positional == 0 {
                format!("{name}() takes no positional arguments")
            } else if total > params.names.len() && params.positional == params.names.len() {
                let (most, qualifier) = (params.names.len(), if params.required == N { "exactly" } else { "at most" });
                format!("{name}() takes {qualifier} {most} argument{} ({total} given)", plural(most))
            } else {
                let most = params.positional;
                let qualifier = if params.required == params.positional { "exactly" } else { "at most" };
                format!("{name}() takes {qualifier} {most} positional argument{} ({} given)", plural(most), pos.len())
            };
            return Err(self.type_error(message));
        }
        out[..pos.len()].copy_from_slice(pos);
        for &(key, value) in args.kw {
            let key = self.text(key).to_owned();
            match params.names.iter().position(|&n| n == key) {
                Some(at) if at >= params.positional_only => {
                    if !out[at].is_null() {
                        let which = at + 1;
                        let message = format!("argument for {name}() given by name ('{key}') and position ({which})");
                        return Err(self.type_error(message));
                    }
                    out[at] = value;
                }
                _ => {
                    let message = format!("{name}() got an unexpected keyword argument '{key}'");
                    return Err(self.type_error(message));
                }
            }
        }
        for (at, value) in out.iter().enumerate().take(params.required) {
            if value.is_null() {
                let message = if at < params.positional_only {
                    let least = params.required.min(params.positional_only);
                    let given = pos.len();
                    let exact = if params.positional == least { "exactly" } else { "at least" };
                    format!("{name}() takes {exact} {least} positional argument{} ({given} given)", plural(least))
                } else {
                    format!("{name}() missing required argument '{}' (pos {})", params.names[at], at + 1)
                };
                return Err(self.type_error(message));
            }
        }
        Ok(out)
    }

    /// Complains unless the number of arguments is right. `receiver` says that the first one is `self`.
    pub fn check_arity(&mut self, def: &NativeDef, owner: Obj, args: &Args, receiver: bool) -> PyResult<()> {
        if def.arity == Arity::Any {
            return Ok(());
        }
        let count = args.pos.len() - usize::from(receiver);
        if !args.kw.is_empty() {
            let name = self.native_name(def, owner);
            return Err(match def.arity {
                Arity::Slot(..) => self.type_error(format!("wrapper {}() takes no keyword arguments", def.name)),
                _ => self.type_error(format!("{name}() takes no keyword arguments")),
            });
        }
        let name = def.name;
        let message = match def.arity {
            Arity::None if count != 0 => {
                format!("{}() takes no arguments ({count} given)", self.native_name(def, owner))
            }
            Arity::One if count != 1 => {
                format!("{}() takes exactly one argument ({count} given)", self.native_name(def, owner))
            }
            Arity::Pos(least, most) if count < least as usize => {
                let how = if least == most { "" } else { "at least " };
                format!("{name} expected {how}{least} argument{}, got {count}", plural(least as usize))
            }
            Arity::Pos(least, most) if count > most as usize => {
                let how = if least == most { "" } else { "at most " };
                format!("{name} expected {how}{most} argument{}, got {count}", plural(most as usize))
            }
            Arity::Slot(least, most) if count < least as usize || count > most as usize => {
                if least == most {
                    format!("expected {least} argument{}, got {count}", plural(least as usize))
                } else if count < least as usize {
                    format!("{name} expected at least {least} argument{}, got {count}", plural(least as usize))
                } else {
                    format!("{name} expected at most {most} arguments, got {count}")
                }
            }
            _ => return Ok(()),
        };
        Err(self.type_error(message))
    }

    /// `list.append` for methods, `len` for functions.
    pub fn native_name(&self, def: &NativeDef, owner: Obj) -> String {
        match owner.some() {
            Some(owner) => format!("{}.{}", self.type_name(owner), def.name),
            None => def.name.to_owned(),
        }
    }
}

pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
