//! Modules: making them, their attributes and their text.

use super::{REPR, TypeTable};
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{ModuleData, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::MODULE,
    &[
        REPR,
        def("__init__", Arity::Any, module_init),
        def("__getattribute__", Arity::Slot(1, 1), module_getattribute),
        def("__dir__", Arity::None, module_dir),
    ],
)
.with_statics(&[def("__new__", Arity::Any, module_new)])
.with_getset(&[
    GetSetDef { name: "__dict__", get: module_dict, set: None },
    GetSetDef { name: "__annotations__", get: annotations, set: Some(set_annotations) },
])];

fn module_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.new_dict();
    Ok(vm.new_object_counted(args[0], Payload::Module(Box::new(ModuleData { dict, owes_spec: false }))))
}

fn module_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params { function: "module", names: &["name", "doc"], required: 1, positional: 2, positional_only: 0 };
    let [name, doc] = vm.parse::<2>(args, 1, &params)?;
    if !vm.is_str(name) {
        let got = vm.kind_name(name);
        return Err(vm.type_error(format!("module() argument 'name' must be str, not {got}")));
    }
    let dict = vm.instance_dict(args[0]);
    vm.dict_set_interned(dict, names::__name__, name);
    vm.dict_set_interned(dict, names::__doc__, doc.some().unwrap_or(NONE));
    for key in [names::__package__, names::__loader__, names::__spec__] {
        vm.dict_set_interned(dict, key, NONE);
    }
    Ok(NONE)
}

fn module_getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = super::object::attribute_name(vm, args[1])?;
    if name == names::__spec__ || name == names::__loader__ {
        vm.complete_module(args[0])?;
    }
    if let Some(value) = vm.generic_get_attr(args[0], name)? {
        return Ok(value);
    }
    if let Some(function) = vm.instance_get(args[0], names::__getattr__) {
        return vm.call(function, &[name]);
    }
    Err(vm.no_attribute(args[0], name))
}

fn module_dict(vm: &mut Vm, module: Obj) -> PyResult<Obj> {
    vm.complete_module(module)?;
    Ok(vm.instance_dict(module))
}

/// `__annotations__` is made when it is asked for.
fn annotations(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let dict = vm.instance_dict(o);
    let key = names::__annotations__;
    if let Some(known) = vm.dict_get_interned(dict, key) {
        return Ok(known);
    }
    let fresh = vm.new_dict();
    vm.dict_set_interned(dict, key, fresh);
    Ok(fresh)
}

fn set_annotations(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let dict = vm.instance_dict(o);
    let key = names::__annotations__;
    if value.is_null() {
        if !vm.dict_del_interned(dict, key) {
            return Err(vm.raise_text(T::ATTRIBUTE_ERROR, "__annotations__"));
        }
        return Ok(());
    }
    vm.dict_set_interned(dict, key, value);
    Ok(())
}

fn module_dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(function) = vm.instance_get(args[0], names::__dir__) {
        return vm.call(function, &[]);
    }
    let dict = vm.get_attr(args[0], names::__dict__)?;
    if !vm.is_instance(dict, T::DICT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "<module>.__dict__ is not a dictionary"));
    }
    vm.dict_keys_list(dict)
}

impl Vm {
    pub fn new_module(&mut self, name: &str) -> Obj {
        let dict = self.new_dict();
        let module =
            self.new_object_counted(T::MODULE, Payload::Module(Box::new(ModuleData { dict, owes_spec: false })));
        let name = self.intern(name);
        self.dict_set_interned(dict, names::__name__, name);
        for key in [names::__doc__, names::__package__, names::__loader__, names::__spec__] {
            self.dict_set_interned(dict, key, NONE);
        }
        module
    }

    /// `repr` of a module: what its spec says, or else its file or loader.
    pub fn module_text(&mut self, module: Obj) -> PyResult<String> {
        let dict = self.instance_dict(module);
        let get = |vm: &Vm, name: Obj| vm.dict_get_interned(dict, name);
        let name = match get(self, names::__name__) {
            Some(name) => self.repr_text(name)?,
            None => "'?'".to_owned(),
        };
        let file = get(self, names::__file__);
        if let Some(file) = file.filter(|&file| self.is_str(file))
            && crate::vm::import::frozen::is_frozen(name.trim_matches('\''))
            && self.options.path.iter().any(|folder| self.text(file).starts_with(folder.as_str()))
        {
            return Ok(format!("<module {name} (frozen)>"));
        }
        let spec = get(self, names::__spec__);
        let owes_spec = matches!(self.heap.payload(module), Payload::Module(data) if data.owes_spec);
        let Some(spec) = spec.filter(|_| !owes_spec) else {
            // A native module gets its spec when it is asked for.
            return Ok(match file {
                Some(file) => format!("<module {name} from {}>", self.repr_text(file)?),
                None if owes_spec && get(self, names::__name__).is_some() => {
                    format!("<module {name} (built-in)>")
                }
                None => format!("<module {name}>"),
            });
        };
        let modules = self.modules;
        if spec == NONE && file.is_none() {
            let known = get(self, names::__name__).and_then(|name| self.dict_get_interned(modules, name));
            if known == Some(module) && crate::vm::modules::builtin_names().contains(&name.trim_matches('\'')) {
                return Ok(format!("<module {name} (built-in)>"));
            }
        }
        if spec == NONE {
            return Ok(match (file, get(self, names::__loader__)) {
                (Some(file), _) => format!("<module {name} from {}>", self.repr_text(file)?),
                (None, None | Some(NONE)) => format!("<module {name}>"),
                (None, Some(loader)) => format!("<module {name} ({})>", self.repr_text(loader)?),
            });
        }
        let name = match self.get_attr_str(spec, "name")? {
            NONE => "'?'".to_owned(),
            name => self.repr_text(name)?,
        };
        let origin = self.get_attr_str(spec, "origin")?;
        if origin == NONE {
            let loader = self.get_attr_str(spec, "loader")?;
            if loader == NONE {
                return Ok(format!("<module {name}>"));
            }
            if self.type_name_of(loader) == "NamespaceLoader" {
                let path = self.get_attr_str(loader, "_path")?;
                let items = self.collect(path)?;
                let path = self.new_list(items);
                return Ok(format!("<module {name} (namespace) from {}>", self.repr_text(path)?));
            }
            return Ok(format!("<module {name} ({})>", self.repr_text(loader)?));
        }
        let located = self.get_attr_str(spec, "has_location")?;
        if self.truth(located)? {
            return Ok(format!("<module {name} from {}>", self.repr_text(origin)?));
        }
        let origin = self.str_of(origin)?;
        Ok(format!("<module {name} ({})>", self.text(origin)))
    }
}
