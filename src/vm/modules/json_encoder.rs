//! `_json.make_encoder`: objects as a JSON text, in one piece.

use super::json::write_literal;
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::{FALSE, NONE, TRUE};
use crate::vm::object::{Obj, Payload, StateData, T, names};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Vm};

const FIELDS: [&str; 9] = [
    "markers",
    "default",
    "encoder",
    "indent",
    "key_separator",
    "item_separator",
    "sort_keys",
    "skipkeys",
    "allow_nan",
];

const CIRCULAR: &str = "Circular reference detected";
const DOING: &str = " while encoding a JSON object";

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::JSON_ENCODER, &[def("__call__", Arity::Any, call)])
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[
        GetSetDef { name: "markers", get: Vm::state_object::<0>, set: None },
        GetSetDef { name: "default", get: Vm::state_object::<1>, set: None },
        GetSetDef { name: "encoder", get: Vm::state_object::<2>, set: None },
        GetSetDef { name: "indent", get: Vm::state_object::<3>, set: None },
        GetSetDef { name: "key_separator", get: Vm::state_object::<4>, set: None },
        GetSetDef { name: "item_separator", get: Vm::state_object::<5>, set: None },
        GetSetDef { name: "sort_keys", get: Vm::state_object::<6>, set: None },
        GetSetDef { name: "skipkeys", get: Vm::state_object::<7>, set: None },
    ])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params { function: "make_encoder", names: &FIELDS, required: 9, positional: 9, positional_only: 0 };
    let mut fields: [Obj; 9] = vm.parse(args, 1, &params)?;
    for (at, place) in [(5, "5"), (6, "6")] {
        if !vm.is_str(fields[at - 1]) {
            let name = vm.type_name_of(fields[at - 1]);
            return Err(vm.type_error(format!("make_encoder() argument {place} must be str, not {name}")));
        }
    }
    if fields[0] != NONE && !vm.is_instance(fields[0], T::DICT) {
        let name = vm.type_name_of(fields[0]);
        return Err(vm.type_error(format!("make_encoder() argument 1 must be dict or None, not {name}")));
    }
    for flag in &mut fields[6..] {
        *flag = Obj::bool(vm.truth(*flag)?);
    }
    Ok(vm.new_state(args[0], StateData { objects: fields.to_vec(), ..StateData::default() }))
}

/// How strings are written.
#[derive(Clone, Copy)]
enum Literals {
    Ascii,
    Plain,
    /// By this function.
    Own(Obj),
}

struct Encoder<'a> {
    vm: &'a mut Vm,
    out: String,
    /// Containers that are being written, if circles matter.
    open: Option<Vec<Obj>>,
    default: Obj,
    literals: Literals,
    indent: Option<String>,
    colon: String,
    comma: String,
    sorted: bool,
    skips: bool,
    allows_nan: bool,
}

/// `encoder(object, level)`: a tuple of pieces of text.
fn call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params {
        function: "_iterencode",
        names: &["obj", "_current_indent_level"],
        required: 2,
        positional: 2,
        positional_only: 0,
    };
    let [object, level] = vm.parse(args, 1, &params)?;
    let level = vm.index_size(level)?;
    let Some(state) = vm.state(args[0]) else { return Err(vm.wrong_payload("Encoder", args[0])) };
    let objects = state.objects.clone();
    let &[markers, default, encoder, indent, colon, comma, sorted, skips, allows_nan] = &objects[..] else {
        return Err(vm.wrong_payload("Encoder", args[0]));
    };
    let literals = match vm.heap.payload(encoder) {
        Payload::Native { def, .. } if def.name == "encode_basestring_ascii" => Literals::Ascii,
        Payload::Native { def, .. } if def.name == "encode_basestring" => Literals::Plain,
        _ => Literals::Own(encoder),
    };
    let mut encoder = Encoder {
        out: String::new(),
        open: (markers != NONE).then(Vec::new),
        default,
        literals,
        indent: vm.str_data(indent).map(|text| text.as_str().to_owned()),
        colon: vm.text(colon).to_owned(),
        comma: vm.text(comma).to_owned(),
        sorted: sorted == TRUE,
        skips: skips == TRUE,
        allows_nan: allows_nan == TRUE,
        vm,
    };
    encoder.value(object, level.max(0) as usize)?;
    let text = encoder.out;
    let text = vm.new_str(text);
    Ok(vm.new_tuple(&[text]))
}

impl Encoder<'_> {
    fn literal(&mut self, text: Obj) -> PyResult<()> {
        let ascii = match self.literals {
            Literals::Ascii => true,
            Literals::Plain => false,
            Literals::Own(function) => {
                let written = self.vm.call(function, &[text])?;
                if !self.vm.is_str(written) {
                    let name = self.vm.type_name_of(written);
                    return Err(self.vm.type_error(format!("encoder() must return a string, not {name}")));
                }
                self.out.push_str(self.vm.text(written));
                return Ok(());
            }
        };
        write_literal(&mut self.out, self.vm.text(text), ascii);
        Ok(())
    }

    /// The text of a constant or number; `None` for everything else.
    fn plain(&mut self, o: Obj) -> PyResult<Option<String>> {
        Ok(Some(match o {
            NONE => "null".to_owned(),
            TRUE => "true".to_owned(),
            FALSE => "false".to_owned(),
            _ => match self.vm.heap.payload(o) {
                Payload::Int(value) => value.to_string(),
                Payload::Float(value) if !value.is_finite() => {
                    let value = *value;
                    if !self.allows_nan {
                        let text = self.vm.repr_text(o)?;
                        let message = format!("Out of range float values are not JSON compliant: {text}");
                        return Err(self.vm.value_error(&message));
                    }
                    match value {
                        f64::INFINITY => "Infinity",
                        f64::NEG_INFINITY => "-Infinity",
                        _ => "NaN",
                    }
                    .to_owned()
                }
                Payload::Big(_) | Payload::Float(_) => {
                    let text = self.vm.native_repr(o)?;
                    self.vm.text(text).to_owned()
                }
                _ => return Ok(None),
            },
        }))
    }

    fn value(&mut self, o: Obj, level: usize) -> PyResult<()> {
        if self.vm.is_str(o) {
            return self.literal(o);
        }
        if let Some(text) = self.plain(o)? {
            self.out.push_str(&text);
            return Ok(());
        }
        match self.vm.heap.payload(o) {
            Payload::List(_) | Payload::Tuple(_) => self.container(o, level, Self::list),
            Payload::Dict(_) => self.container(o, level, Self::dict),
            _ => self.container(o, level, |this, o, level| {
                let mark = this.vm.mark();
                let other = this.vm.call(this.default, &[o])?;
                this.value(other, level)?;
                this.vm.release(mark);
                Ok(())
            }),
        }
    }

    /// Writes something that others are in.
    fn container(&mut self, o: Obj, level: usize, write: fn(&mut Self, Obj, usize) -> PyResult<()>) -> PyResult<()> {
        if self.open.as_ref().is_some_and(|open| open.contains(&o)) {
            return Err(self.vm.value_error(CIRCULAR));
        }
        self.vm.enter_native(DOING)?;
        if let Some(open) = &mut self.open {
            open.push(o);
        }
        let result = write(self, o, level);
        if let Some(open) = &mut self.open {
            open.pop();
        }
        self.vm.native_depth -= 1;
        result
    }

    /// What stands before an item: the opening bracket or a comma, and perhaps a new line.
    fn before(&mut self, first: bool, bracket: char, level: usize) {
        if first {
            self.out.push(bracket);
        } else {
            self.out.push_str(&self.comma);
        }
        if self.indent.is_some() {
            self.new_line(level + 1);
        }
    }

    fn after(&mut self, empty: bool, brackets: &str, level: usize) {
        if empty {
            self.out.push_str(brackets);
            return;
        }
        if self.indent.is_some() {
            self.new_line(level);
        }
        self.out.push_str(&brackets[1..]);
    }

    fn new_line(&mut self, level: usize) {
        self.out.push('\n');
        for _ in 0..level {
            self.out.push_str(self.indent.as_deref().unwrap_or(""));
        }
    }

    fn list(&mut self, list: Obj, level: usize) -> PyResult<()> {
        let mut at = 0;
        // Code of the program may change the list meanwhile.
        while let Some(item) = self.vm.items(list).and_then(|items| items.get(at).copied()) {
            self.vm.tick()?;
            let mark = self.vm.mark();
            self.vm.hold(item);
            self.before(at == 0, '[', level);
            self.value(item, level + 1)?;
            self.vm.release(mark);
            at += 1;
        }
        self.after(at == 0, "[]", level);
        Ok(())
    }

    fn dict(&mut self, dict: Obj, level: usize) -> PyResult<()> {
        let mark = self.vm.mark();
        let mut pairs: Vec<(Obj, Obj)> = if self.vm.ty(dict) == T::DICT {
            self.vm.dict_entries(dict).into_iter().map(|(key, _, value)| (key, value)).collect()
        } else {
            let items = self.vm.call_method(dict, names::items, &[])?;
            let mut pairs = Vec::new();
            for pair in self.vm.collect(items)? {
                match self.vm.items(pair) {
                    Some(&[key, value]) if self.vm.is_tuple(pair) => pairs.push((key, value)),
                    _ => return Err(self.vm.value_error("items must return 2-tuples")),
                }
            }
            pairs
        };
        if self.sorted {
            let tuples: Vec<Obj> = pairs.iter().map(|&(key, value)| self.vm.new_tuple(&[key, value])).collect();
            let sorted = self.vm.sort_items(tuples, NONE, false)?;
            pairs = sorted
                .into_iter()
                .filter_map(|pair| match self.vm.items(pair) {
                    Some(&[key, value]) => Some((key, value)),
                    _ => None,
                })
                .collect();
        }
        let mut empty = true;
        for (key, value) in pairs {
            self.vm.tick()?;
            let text = if self.vm.is_str(key) { None } else { self.plain(key)? };
            if text.is_none() && !self.vm.is_str(key) {
                if self.skips {
                    continue;
                }
                let name = self.vm.type_name_of(key);
                let message = format!("keys must be str, int, float, bool or None, not {name}");
                return Err(self.vm.type_error(message));
            }
            self.before(empty, '{', level);
            empty = false;
            match text {
                Some(text) => match self.literals {
                    Literals::Own(_) => {
                        let text = self.vm.new_str(text);
                        self.literal(text)?;
                    }
                    _ => write_literal(&mut self.out, &text, true),
                },
                None => self.literal(key)?,
            }
            self.out.push_str(&self.colon);
            self.value(value, level + 1)?;
        }
        self.vm.release(mark);
        self.after(empty, "{}", level);
        Ok(())
    }
}
