//! `__doc__` of what is builtin: what it does, in words of our own.
//!
//! The table is written as that of `types::signatures` is: a row has `module:function`, `type.method` or `type:type`, a
//! blank and the text, with `⏎` for a newline; `*.method` is for special methods of any type.
//!
//! Known gaps: CPython's texts are longer; those of the other native modules, and of computed attributes, are `None`.

use std::sync::OnceLock;

use hashbrown::HashMap;

fn table() -> &'static HashMap<&'static str, &'static str> {
    static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("docs.txt").lines().filter_map(|row| row.split_once(' ')).collect())
}

fn find(key: &str) -> Option<String> {
    table().get(key).map(|text| text.replace('⏎', "\n"))
}

/// Types whose methods do what those of the same name do in another one.
const ALIKE: [(&str, &str); 5] =
    [("bytearray", "list"), ("bytearray", "bytes"), ("bytearray", "str"), ("bytes", "str"), ("frozenset", "set")];

/// That of a function of a module.
pub fn of_function(module: &str, name: &str) -> Option<String> {
    find(&format!("{module}:{name}"))
}

/// That of a method of a type.
pub fn of_method(ty: &str, name: &str) -> Option<String> {
    if name.starts_with("__") && name.ends_with("__") {
        return find(&format!("{ty}.{name}")).or_else(|| find(&format!("*.{name}")));
    }
    let others = ALIKE.iter().filter(|row| row.0 == ty).map(|row| row.1);
    std::iter::once(ty).chain(others).find_map(|ty| find(&format!("{ty}.{name}")))
}

/// That of a type.
pub fn of_type(name: &str) -> Option<String> {
    find(&format!("type:{name}"))
}
