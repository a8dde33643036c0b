//! `object.__reduce_ex__`, `__reduce__` and `__getstate__`: what `copy` and `pickle` ask of any object.
//!
//! An object goes in; out comes the tuple of a callable, its arguments, the state, and iterators over the items of lists
//! and dicts. CPython: `object___reduce_ex__` and what it calls. Protocols 0 and 1 are the business of `copyreg`.

use crate::vm::native::Args;
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{IterKind, Obj, Payload, T, names};
use crate::vm::{PyResult, Raised, Vm};

/// `object.__reduce_ex__(protocol)`: a `__reduce__` of the class comes first.
pub fn reduce_ex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let protocol = vm.index_i64(args[1])?;
    let method = vm.find_in_type(vm.ty(args[0]), names::__reduce__);
    let plain = vm.find_in_type(T::OBJECT, names::__reduce__);
    if method != plain {
        let bound = vm.get_attr(args[0], names::__reduce__)?;
        return vm.call(bound, &[]);
    }
    common(vm, args[0], protocol)
}

/// `object.__reduce__()`, which is that of protocol 0.
pub fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    common(vm, args[0], 0)
}

/// `object.__getstate__()`.
pub fn getstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    default_state(vm, args[0], false)
}

fn cannot_pickle(vm: &mut Vm, o: Obj) -> Raised {
    let name = vm.type_name_of(o);
    vm.type_error(format!("cannot pickle '{name}' object"))
}

fn common(vm: &mut Vm, o: Obj, protocol: i64) -> PyResult<Obj> {
    let copyreg = vm.import_dotted("copyreg")?;
    if protocol < 2 {
        let function = vm.get_attr_str(copyreg, "_reduce_ex")?;
        let protocol = vm.new_int(protocol);
        return vm.call(function, &[o, protocol]);
    }
    let class = vm.ty(o);
    let layout = vm.layout(class);
    if layout != T::OBJECT && vm.find_in_type(layout, names::__new__) == Some(vm.object_new()) {
        // The type has no `__new__` of its own: nobody could make such an object again.
        return Err(cannot_pickle(vm, o));
    }
    let (arguments, keywords) = new_arguments(vm, o)?;
    let plain = arguments.is_none() && !matches!(vm.heap.payload(o), Payload::List(_) | Payload::Dict(_));
    let given = arguments.unwrap_or(EMPTY_TUPLE);
    let (maker, parts) = match keywords {
        Some(keywords) if vm.quick_len(keywords).unwrap_or(0) > 0 => {
            (vm.get_attr_str(copyreg, "__newobj_ex__")?, vm.new_tuple(&[class, given, keywords]))
        }
        _ => {
            let mut items = vec![class];
            items.extend(vm.held_items(given));
            (vm.get_attr_str(copyreg, "__newobj__")?, vm.new_tuple(&items))
        }
    };
    let state = state(vm, o, plain)?;
    let list_items = if matches!(vm.heap.payload(o), Payload::List(_)) { vm.get_iter(o)? } else { NONE };
    let dict_items = if matches!(vm.heap.payload(o), Payload::Dict(_)) {
        let items = vm.call_method(o, names::items, &[])?;
        vm.get_iter(items)?
    } else {
        NONE
    };
    Ok(vm.new_tuple(&[maker, parts, state, list_items, dict_items]))
}

/// What `__getnewargs_ex__` or `__getnewargs__` says: arguments, keyword arguments.
fn new_arguments(vm: &mut Vm, o: Obj) -> PyResult<(Option<Obj>, Option<Obj>)> {
    let name = vm.intern("__getnewargs_ex__");
    if let Some(result) = vm.call_special(o, name, &[])? {
        if !vm.is_tuple(result) {
            let got = vm.type_name_of(result);
            return Err(vm.type_error(format!("__getnewargs_ex__ should return a tuple, not '{got}'")));
        }
        let items = vm.held_items(result);
        let [given, keywords] = items[..] else {
            let message = format!("__getnewargs_ex__ should return a tuple of length 2, not {}", items.len());
            return Err(vm.value_error(&message));
        };
        if !vm.is_tuple(given) {
            let got = vm.type_name_of(given);
            let message = format!("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{got}'");
            return Err(vm.type_error(message));
        }
        if vm.dict_data(keywords).is_none() {
            let got = vm.type_name_of(keywords);
            let message = format!("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{got}'");
            return Err(vm.type_error(message));
        }
        return Ok((Some(given), Some(keywords)));
    }
    match vm.call_special(o, names::__getnewargs__, &[])? {
        Some(result) => {
            if !vm.is_tuple(result) {
                let got = vm.type_name_of(result);
                return Err(vm.type_error(format!("__getnewargs__ should return a tuple, not '{got}'")));
            }
            Ok((Some(result), None))
        }
        None => Ok((None, None)),
    }
}

/// The state by the object's own `__getstate__`, or the plain one. `required` says that nothing else tells what is inside.
pub fn state(vm: &mut Vm, o: Obj, required: bool) -> PyResult<Obj> {
    let own = vm.find_in_type(vm.ty(o), names::__getstate__);
    let plain = vm.find_in_type(T::OBJECT, names::__getstate__);
    if own == plain && vm.instance_get(o, names::__getstate__).is_none() {
        return default_state(vm, o, required);
    }
    let method = vm.get_attr(o, names::__getstate__)?;
    vm.call(method, &[])
}

fn default_state(vm: &mut Vm, o: Obj, required: bool) -> PyResult<Obj> {
    let class = vm.ty(o);
    if required && vm.layout(class) != T::OBJECT {
        if vm.c_layout_of(vm.layout(class)).itemsize != 0 {
            let name = vm.type_name_of(o);
            return Err(vm.type_error(format!("cannot pickle {name} objects")));
        }
        return Err(cannot_pickle(vm, o));
    }
    // An empty dict need not be restored.
    let empty = match vm.heap.attrs(o).map_or(Obj::NULL, |attrs| attrs.dict.0).some() {
        Some(dict) => vm.quick_len(dict) == Some(0),
        None => !matches!(vm.heap.payload(o), Payload::Module(_)) && vm.own_attributes(o).next().is_none(),
    };
    let state = if vm.has_own_attributes(o) && !empty { vm.instance_dict(o) } else { NONE };
    // A class may say itself which slots count.
    let listed = vm.intern("__slotnames__");
    if vm.type_data(class).is_none_or(|data| data.slot_count == 0) && vm.find_in_type(class, listed).is_none() {
        return Ok(state);
    }
    let copyreg = vm.import_dotted("copyreg")?;
    let function = vm.get_attr_str(copyreg, "_slotnames")?;
    let slot_names = vm.call(function, &[class])?;
    let slots = vm.new_dict();
    for name in vm.collect(slot_names)? {
        let name = super::object::attribute_name(vm, name)?;
        if let Some(value) = vm.find_attr(o, name)? {
            vm.dict_set(slots, name, value)?;
        }
    }
    if vm.quick_len(slots).unwrap_or(0) == 0 { Ok(state) } else { Ok(vm.new_tuple(&[state, slots])) }
}

/// `set.__reduce__`: class, items, state.
pub fn set_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let items = vm.collect(args[0])?;
    let list = vm.new_list(items);
    let arguments = vm.new_tuple(&[list]);
    let state = state(vm, args[0], false)?;
    let class = vm.ty(args[0]);
    Ok(vm.new_tuple(&[class, arguments, state]))
}

pub fn range_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Range(range) = vm.heap.payload(args[0]) else { return Err(vm.wrong_payload("range", args[0])) };
    let parts = [range.start, range.stop, range.step];
    let arguments = vm.new_tuple(&parts);
    Ok(vm.new_tuple(&[T::RANGE, arguments]))
}

/// `types.SimpleNamespace.__reduce__`.
pub fn namespace_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (class, dict) = (vm.ty(args[0]), vm.instance_dict(args[0]));
    Ok(vm.new_tuple(&[class, EMPTY_TUPLE, dict]))
}

/// Iterators that are made again from a list of what they had still to give: those of dicts and sets.
pub fn rest_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let iter = vm.builtin("iter")?;
    let Payload::Iter(data) = vm.heap.payload(args[0]) else { return Err(vm.wrong_payload("iterator", args[0])) };
    let data = (**data).clone();
    let ty = vm.ty(args[0]);
    let copy = vm.new_iter(ty, data.kind, &data.objects, data.numbers);
    let rest = vm.collect(copy)?;
    let list = vm.new_list(rest);
    let arguments = vm.new_tuple(&[list]);
    Ok(vm.new_tuple(&[iter, arguments]))
}

/// `iter(callable, sentinel)`, or an iterator over nothing once it has come to its end.
pub fn until_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let iter = vm.builtin("iter")?;
    let Payload::Iter(data) = vm.heap.payload(args[0]) else { return Err(vm.wrong_payload("iterator", args[0])) };
    let objects: Vec<Obj> = data.objects.iter().copied().filter(|o| !o.is_null()).collect();
    let arguments =
        if let [callable, sentinel] = objects[..] { [callable, sentinel].to_vec() } else { vec![EMPTY_TUPLE] };
    let arguments = vm.new_tuple(&arguments);
    Ok(vm.new_tuple(&[iter, arguments]))
}

impl Vm {
    /// A function of the builtins of the code that runs, by which others make an object again.
    pub fn builtin(&mut self, name: &str) -> PyResult<Obj> {
        let (builtins, name) = (self.running_builtins(), self.intern(name));
        let found = if self.ty(builtins) == T::DICT {
            self.dict_get(builtins, name)?
        } else {
            match self.get_item(builtins, name) {
                Ok(value) => Some(value),
                Err(error) if !self.raised_is(T::KEY_ERROR) => return Err(error),
                Err(_) => {
                    self.clear_raised();
                    None
                }
            }
        };
        found.ok_or_else(|| {
            let error = self.new_exception_args(T::ATTRIBUTE_ERROR, &[name]);
            self.raise_object(error)
        })
    }
}

/// `enumerate`, `zip`, `map`, `filter`: the class and what it was called with, as it stands now.
pub fn call_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Iter(data) = vm.heap.payload(args[0]) else { return Err(vm.wrong_payload("iterator", args[0])) };
    let data = (**data).clone();
    let mut objects: Vec<Obj> = data.objects.to_vec();
    if data.kind == IterKind::Enumerate {
        let count = vm.enumerate_count(args[0]);
        objects.truncate(1);
        objects.push(count);
    }
    let class = vm.ty(args[0]);
    let arguments = vm.new_tuple(&objects);
    if data.kind == IterKind::Zip && data.numbers[0] == 1 {
        return Ok(vm.new_tuple(&[class, arguments, Obj::bool(true)]));
    }
    Ok(vm.new_tuple(&[class, arguments]))
}

/// `zip.__setstate__(strict)`.
pub fn zip_setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let strict = vm.truth(args[1])?;
    vm.set_iter_number(args[0], 0, i64::from(strict));
    Ok(NONE)
}

fn by_getattr(vm: &mut Vm, owner: Obj, name: &str) -> PyResult<Obj> {
    let getattr = vm.builtin("getattr")?;
    let name = vm.new_str(name);
    let arguments = vm.new_tuple(&[owner, name]);
    Ok(vm.new_tuple(&[getattr, arguments]))
}

/// Builtin functions and methods: the name in a module, or the attribute of what it is bound to.
pub fn native_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match *vm.heap.payload(args[0]) {
        Payload::Function(_) => vm.get_attr(args[0], names::__qualname__),
        Payload::Native { def, owner } if owner.is_null() => Ok(vm.new_str(def.name)),
        Payload::Native { def, owner } => by_getattr(vm, owner, def.name),
        Payload::NativeBound { native, receiver } => match *vm.heap.payload(native) {
            Payload::Native { def, .. } => by_getattr(vm, receiver, def.name),
            _ => Err(cannot_pickle(vm, args[0])),
        },
        _ => Err(cannot_pickle(vm, args[0])),
    }
}

/// Bound methods of Python classes.
pub fn method_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Method { function, receiver } = *vm.heap.payload(args[0]) else {
        return Err(vm.wrong_payload("method", args[0]));
    };
    let name = vm.get_attr(function, names::__name__)?;
    let name = vm.text(name).to_owned();
    by_getattr(vm, receiver, &name)
}
