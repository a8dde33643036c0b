//! Private names: `__x` inside class `C` is `_C__x`.

use std::borrow::Cow;

use crate::base::{Name, Names};

/// The name under which the compiler knows `ident` inside class `class`. CPython: `_Py_Mangle`.
///
/// Names that end in two underscores, dotted ones (module paths), and names in a class of underscores only stay.
pub fn mangle<'a>(class: Option<&str>, ident: &'a str) -> Cow<'a, str> {
    let Some(class) = class.filter(|_| is_private(ident.as_bytes())) else { return ident.into() };
    match class.trim_start_matches('_') {
        "" => ident.into(),
        stem => format!("_{stem}{ident}").into(),
    }
}

fn is_private(ident: &[u8]) -> bool {
    ident.starts_with(b"__") && !ident.ends_with(b"__") && !ident.contains(&b'.')
}

/// As [`mangle`], for interned names.
pub fn mangle_name(names: &mut Names, class: Option<Name>, ident: Name) -> Name {
    let Some(class) = class.filter(|_| is_private(names.bytes(ident))) else { return ident };
    match mangle(Some(names.get(class)), names.get(ident)) {
        Cow::Borrowed(_) => ident,
        Cow::Owned(mangled) => names.intern(&mangled),
    }
}

#[cfg(test)]
mod tests {
    use super::mangle;

    #[test]
    fn only_private_names_in_classes_are_mangled() {
        assert_eq!(mangle(Some("C"), "__x"), "_C__x");
        assert_eq!(mangle(Some("__C"), "__x"), "_C__x");
        assert_eq!(mangle(Some("C"), "__x_"), "_C__x_");
        for ident in ["__x__", "_x", "x", "__a.b", "__", "___"] {
            assert_eq!(mangle(Some("C"), ident), ident);
        }
        assert_eq!(mangle(Some("__"), "__x"), "__x");
        assert_eq!(mangle(None, "__x"), "__x");
    }
}
