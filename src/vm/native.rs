//! How a builtin function is declared, and how its arguments are checked and read.
//!
//! A native receives borrowed handles and returns a handle that is held by the current scope (see `scope`); it never
//! counts references. The tables of [`NativeDef`] are static, so function objects need no storage of their own.

use super::object::{Obj, Payload, names};
use super::{PyResult, Vm};
use crate::bytecode::CodeFlags;

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
    /// Like `Slot`, for those slot wrappers whose complaint does not name them and starts with a blank.
    Blank(u8, u8),
    /// Any number, positional only: `METH_VARARGS`.
    Var,
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

/// What stands for a function that does not say its name to those that read its arguments.
const NAMELESS: &str = "";

/// A function as complaints about its arguments name it.
struct Shown<'a>(&'a str);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.0 == NAMELESS { f.write_str("function") } else { write!(f, "{}()", self.0) }
    }
}

/// What a native says about its parameters when it takes keywords.
pub struct Params<'a> {
    pub function: &'a str,
    pub names: &'a [&'a str],
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
        self.parse_into(&mut out, args, skip, params)?;
        Ok(out)
    }

    /// The same for any number of parameters, each of which has its place.
    pub fn parse_into(&mut self, out: &mut [Obj], args: &Args, skip: usize, params: &Params) -> PyResult<()> {
        let pos = &args.pos[skip.min(args.pos.len())..];
        let name = Shown(params.function);
        let (given, most) = (pos.len() + args.kw.len(), params.names.len());
        if given > most {
            let keyword = if pos.is_empty() { "keyword " } else { "" };
            let message = format!("{name} takes at most {most} {keyword}argument{} ({given} given)", plural(most));
            return Err(self.type_error(message));
        }
        let least = params.required.min(params.positional);
        if pos.len() > params.positional {
            let message = if params.positional == 0 {
                format!("{name} takes no positional arguments")
            } else {
                let most = params.positional;
                let qualifier = if least < most { "at most" } else { "exactly" };
                format!("{name} takes {qualifier} {most} positional argument{} ({} given)", plural(most), pos.len())
            };
            return Err(self.type_error(message));
        }
        let least_unnamed = params.positional_only.min(least);
        if pos.len() < least_unnamed {
            let qualifier = if least_unnamed < params.positional { "at least" } else { "exactly" };
            let message = format!(
                "{name} takes {qualifier} {least_unnamed} positional argument{} ({} given)",
                plural(least_unnamed),
                pos.len()
            );
            return Err(self.type_error(message));
        }
        out[..pos.len()].copy_from_slice(pos);
        let mut used = 0;
        for (at, &parameter) in params.names.iter().enumerate().skip(pos.len().max(params.positional_only)) {
            match args.kw.iter().find(|(key, _)| self.text(*key) == parameter) {
                Some(&(_, value)) => {
                    out[at] = value;
                    used += 1;
                }
                None if at < params.required => {
                    let message = format!("{name} missing required argument '{parameter}' (pos {})", at + 1);
                    return Err(self.type_error(message));
                }
                None => {}
            }
        }
        if used < args.kw.len() {
            for at in params.positional_only..pos.len() {
                let parameter = params.names[at];
                if args.kw.iter().any(|(key, _)| self.text(*key) == parameter) {
                    let place = at + 1;
                    let message = format!("argument for {name} given by name ('{parameter}') and position ({place})");
                    return Err(self.type_error(message));
                }
            }
            let named = &params.names[params.positional_only..];
            let wrong = args.kw.iter().find(|(key, _)| !named.contains(&self.text(*key)));
            let wrong = wrong.map_or_else(String::new, |(key, _)| self.text(*key).to_owned());
            return Err(self.unknown_keyword(params.function, &wrong, named));
        }
        Ok(())
    }

    /// The complaint about a keyword argument that a builtin function does not have.
    pub fn unknown_keyword(&mut self, function: &str, key: &str, known: &[&str]) -> super::Raised {
        let known: Vec<String> = known.iter().map(|&name| name.to_owned()).collect();
        let hint = match super::suggest::closest(key, &known) {
            Some(best) => format!(". Did you mean '{best}'?"),
            None => String::new(),
        };
        let function = if function == NAMELESS { "this function".to_owned() } else { Shown(function).to_string() };
        self.type_error(format!("{function} got an unexpected keyword argument '{key}'{hint}"))
    }

    /// Checks the arguments of a constructor that takes positional ones only. A derived class whose `__init__` is its
    /// own may be given keywords, which that one reads.
    pub fn check_positional(&mut self, args: &Args, ty: Obj, least: usize, most: usize) -> PyResult<()> {
        let name = self.short_name(ty);
        if !args.kw.is_empty() && self.refuses_keywords(args[0], ty) {
            return Err(self.type_error(format!("{name}() takes no keyword arguments")));
        }
        let given = args.len() - 1;
        if given >= least && given <= most {
            return Ok(());
        }
        let (how, wanted) = match least.cmp(&most) {
            std::cmp::Ordering::Equal => ("", least),
            _ if given < least => ("at least ", least),
            _ => ("at most ", most),
        };
        Err(self.type_error(format!("{name} expected {how}{wanted} argument{}, got {given}", plural(wanted))))
    }

    /// Whether nobody would read keyword arguments given to `class`: it is `ty`, or has the `__init__` of `ty`.
    pub fn refuses_keywords(&self, class: Obj, ty: Obj) -> bool {
        let init = super::object::names::__init__;
        class == ty || self.find_in_type(class, init) == self.find_in_type(ty, init)
    }

    /// The same for keyword arguments that reach the `__init__` of `ty`: a `__new__` of the class's own would read them.
    pub fn init_refuses_keywords(&self, class: Obj, ty: Obj) -> bool {
        let new = names::__new__;
        class == ty || self.find_in_type(class, new) == self.find_in_type(ty, new)
    }

    /// Complains unless the number of arguments is right. `receiver` says that the first one is `self`.
    pub fn check_arity(&mut self, native: Obj, owner: Obj, args: &Args, receiver: bool) -> PyResult<()> {
        let &Payload::Native { def, .. } = self.heap.payload(native) else { return Ok(()) };
        if def.arity == Arity::Any {
            return Ok(());
        }
        let count = args.pos.len() - usize::from(receiver);
        if !args.kw.is_empty() {
            let name = self.native_full_name(native, def, owner);
            return Err(match def.arity {
                Arity::Slot(..) | Arity::Blank(..) => {
                    self.type_error(format!("wrapper {}() takes no keyword arguments", def.name))
                }
                _ => self.type_error(format!("{name}() takes no keyword arguments")),
            });
        }
        let name = def.name;
        let message = match def.arity {
            Arity::Var => return Ok(()),
            Arity::None if count != 0 => {
                format!("{}() takes no arguments ({count} given)", self.native_full_name(native, def, owner))
            }
            Arity::One if count != 1 => {
                let name = self.native_full_name(native, def, owner);
                format!("{name}() takes exactly one argument ({count} given)")
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
            Arity::Blank(least, most) if count < least as usize || count > most as usize => {
                let (how, wanted) = match least.cmp(&most) {
                    std::cmp::Ordering::Equal => ("", least),
                    _ if count < least as usize => ("at least ", least),
                    _ => ("at most ", most),
                };
                format!(" expected {how}{wanted} argument{}, got {count}", plural(wanted as usize))
            }
            _ => return Ok(()),
        };
        Err(self.type_error(message))
    }

    /// `list.append` for methods, `len` for builtin functions, `math.gcd` for those of modules.
    pub fn native_full_name(&self, native: Obj, def: &NativeDef, owner: Obj) -> String {
        let name = self.native_name(def, owner);
        let module = self.heap.attrs(native).and_then(|attrs| attrs.slots.first().copied());
        match module.filter(|&module| owner.is_null() && self.is_str(module)) {
            Some(module) if module != names::builtins => format!("{}.{name}", self.text(module)),
            _ => name,
        }
    }

    /// Complains about arguments of a function of a native module in Python as CPython does where it is written in C: names
    /// that can be given decide how. Functions with `*args` or `**kwargs` read them themselves.
    pub fn check_python_native(&mut self, function: Obj, pos: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<()> {
        let Some(data) = self.function_data(function) else { return Ok(()) };
        let (info, defaults, module) = (self.codes[data.code as usize].clone(), data.defaults, data.module);
        let most = info.code.argcount as usize;
        let known = defaults.some().and_then(|defaults| self.quick_len(defaults)).unwrap_or(0);
        if kw.is_empty() && (most.saturating_sub(known)..=most).contains(&pos.len()) {
            return Ok(());
        }
        let (code, qualname) = (&info.code, self.text(data.qualname).to_owned());
        if code.flags.0 & (CodeFlags::VARARGS | CodeFlags::VARKEYWORDS) != 0 || qualname.contains('<') {
            return Ok(());
        }
        let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
        let locals: Vec<String> =
            info.locals[..argcount + kwonly].iter().map(|&local| self.text(local).to_owned()).collect();
        let (class, name) = qualname.rsplit_once('.').unwrap_or(("", &qualname));
        let skip =
            usize::from(!class.is_empty() && locals.first().is_some_and(|first| first == "self" || first == "cls"));
        if pos.len() < skip || argcount < skip {
            return Ok(());
        }
        let (most, given) = (argcount - skip, pos.len() - skip);
        let least = most.saturating_sub(known);
        let unnamed = (code.posonlyargcount as usize).saturating_sub(skip);
        let constructor = matches!(name, "__init__" | "__new__");
        let function = match class {
            "date" | "time" | "datetime" | "Decimal" if constructor => NAMELESS.to_owned(),
            "timedelta" => name.to_owned(),
            _ if constructor => class.to_owned(),
            _ => name.to_owned(),
        };
        if unnamed < most || kwonly > 0 {
            let names: Vec<&str> = locals[skip..].iter().map(String::as_str).collect();
            let mut out = vec![Obj::NULL; names.len()];
            let params = Params {
                function: &function,
                names: &names,
                required: least,
                positional: most,
                positional_only: unnamed,
            };
            return self.parse_into(&mut out, &Args { pos, kw }, skip, &params);
        }
        let full = match module.some().filter(|&module| self.is_str(module)) {
            _ if constructor => class.to_owned(),
            Some(module) if class.is_empty() => format!("{}.{name}", self.text(module)),
            _ => qualname.clone(),
        };
        let slot = !constructor && name.starts_with("__") && name.ends_with("__");
        let message = if !kw.is_empty() {
            format!("{}{full}() takes no keyword arguments", if slot { "wrapper " } else { "" })
        } else if least <= given && given <= most {
            return Ok(());
        } else if least == most && slot {
            format!("expected {most} argument{}, got {given}", plural(most))
        } else if most == 0 {
            format!("{full}() takes no arguments ({given} given)")
        } else if most == 1 && least == 1 && !constructor {
            format!("{full}() takes exactly one argument ({given} given)")
        } else {
            let (how, wanted) = match () {
                () if least == most => ("", most),
                () if given < least => ("at least ", least),
                () => ("at most ", most),
            };
            format!("{function} expected {how}{wanted} argument{}, got {given}", plural(wanted))
        };
        Err(self.type_error(message))
    }

    /// `list.append` for methods, `len` for functions.
    pub fn native_name(&self, def: &NativeDef, owner: Obj) -> String {
        match owner.some() {
            Some(owner) => format!("{}.{}", self.short_name(owner), def.name),
            None => def.name.to_owned(),
        }
    }
}

pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
