//! A code object to marshalled bytes (version 4), identical to those that CPython 3.13 writes.

use num_bigint::BigInt;
use num_traits::Signed;

use super::header::Header;
use super::reader::FLAG_REF;
use super::sharing::{ObjectIndex, Objects, Payload};
use crate::base::{Int, Names};
use crate::bytecode::Code;

/// Marshals `code` as `py_compile` and `import` do.
///
/// `identifiers` are the names that the parser met; without them (a code object that was loaded) the names in the code
/// objects stand in.
pub fn marshal_code(code: &Code, identifiers: Option<&Names>) -> Vec<u8> {
    write(&[], code, identifiers)
}

/// The bytes of a `.pyc` file; `identifiers` as for [`marshal_code`].
pub fn write_pyc(header: &Header, code: &Code, identifiers: Option<&Names>) -> Vec<u8> {
    write(&header.to_bytes(), code, identifiers)
}

fn write(front: &[u8], code: &Code, identifiers: Option<&Names>) -> Vec<u8> {
    let known = if identifiers.is_none() { names_in(code) } else { Default::default() };
    let is_identifier = |text: &str| match identifiers {
        Some(names) => names.find(text).is_some(),
        None => known.contains(text),
    };
    let (objects, root) = Objects::of(code, &is_identifier, identifiers.map_or(0, Names::len));
    let mut out = Vec::with_capacity(front.len() + 48 * objects.len());
    out.extend_from_slice(front);
    let mut writer = Writer { objects: &objects, indices: vec![None; objects.len()], next: 0, out };
    // The importer holds the module's code object while it is written.
    writer.object(root, true);
    writer.out
}

fn names_in(code: &Code) -> hashbrown::HashSet<String> {
    let mut names = hashbrown::HashSet::new();
    let mut pending = vec![code];
    while let Some(code) = pending.pop() {
        let texts = code.names.iter().chain(&code.localsplusnames).chain([&code.name]);
        names.extend(texts.filter_map(|text| text.as_str().map(str::to_owned)));
        pending.extend(code.children().map(|child| &**child));
    }
    names
}

/// The 15-bit digits of the absolute value of a number, least significant first.
pub fn digits_of(value: &BigInt) -> Vec<u16> {
    let mut digits = Vec::new();
    let (mut pending, mut bits) = (0u64, 0);
    for word in value.magnitude().iter_u32_digits() {
        pending |= u64::from(word) << bits;
        bits += 32;
        while bits >= 15 {
            digits.push((pending & 0x7fff) as u16);
            pending >>= 15;
            bits -= 15;
        }
    }
    digits.push(pending as u16);
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}

struct Writer<'o, 'a> {
    objects: &'o Objects<'a>,
    /// Place of each object in the reference table, once it was written there.
    indices: Vec<Option<u32>>,
    next: u32,
    out: Vec<u8>,
}

impl Writer<'_, '_> {
    fn long(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    fn next_index(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// Writes an object, or a reference to it; `held` says that somebody outside the code tree holds it too.
    fn object(&mut self, index: ObjectIndex, held: bool) {
        let objects = self.objects;
        let object = objects.get(index);
        let children = objects.children(object);
        match object.payload {
            Payload::None => return self.out.push(b'N'),
            Payload::Ellipsis => return self.out.push(b'.'),
            Payload::Bool(value) => return self.out.push(if value { b'T' } else { b'F' }),
            _ => {}
        }
        let mut flag = 0;
        if held || object.held_elsewhere || object.holders > 1 {
            let next = self.next_index();
            if let Some(entry) = self.indices.get_mut(index.0 as usize) {
                if let Some(reference) = *entry {
                    self.next -= 1;
                    self.out.push(b'r');
                    return self.long(reference);
                }
                *entry = Some(next);
            }
            flag = FLAG_REF;
        }
        match object.payload {
            Payload::None | Payload::Ellipsis | Payload::Bool(_) => {}
            Payload::Int(value) => self.int(value, flag),
            Payload::Float(value) => {
                self.out.push(b'g' | flag);
                self.out.extend(value.to_le_bytes());
            }
            Payload::Complex { real, imag } => {
                self.out.push(b'y' | flag);
                self.out.extend(real.to_le_bytes());
                self.out.extend(imag.to_le_bytes());
            }
            Payload::Str { text, interned } => {
                let bytes = text.as_wtf8();
                let (short, long) = match (text.is_ascii(), interned) {
                    (true, true) => (Some(b'Z'), b'A'),
                    (true, false) => (Some(b'z'), b'a'),
                    (false, true) => (None, b't'),
                    (false, false) => (None, b'u'),
                };
                self.sized(short, long, bytes.len(), flag);
                self.out.extend(bytes);
            }
            Payload::Bytes(bytes) => {
                self.sized(None, b's', bytes.len(), flag);
                self.out.extend(bytes);
            }
            Payload::Tuple => {
                self.sized(Some(b')'), b'(', children.len(), flag);
                for &child in children {
                    self.object(child, false);
                }
            }
            Payload::FrozenSet => {
                self.sized(None, b'>', children.len(), flag);
                let mut elements: Vec<_> = children.iter().map(|&child| (self.alone(child), child)).collect();
                elements.sort();
                for (_, child) in elements {
                    // The sorted list holds each element while it is written.
                    self.object(child, true);
                }
            }
            Payload::Code(code) => self.code(code, children, flag),
        }
    }

    /// A type byte and a length: in one byte where there is a short form and it fits, else in four.
    fn sized(&mut self, short: Option<u8>, long: u8, length: usize, flag: u8) {
        match (short, u8::try_from(length)) {
            (Some(short), Ok(length)) => self.out.extend([short | flag, length]),
            _ => {
                self.out.push(long | flag);
                self.long(length as u32);
            }
        }
    }

    fn int(&mut self, value: &Int, flag: u8) {
        if let Some(small) = value.to_i64().and_then(|value| i32::try_from(value).ok()) {
            self.out.push(b'i' | flag);
            return self.long(small as u32);
        }
        let big = value.to_big();
        let digits = digits_of(&big);
        let count = digits.len() as i32;
        self.out.push(b'l' | flag);
        self.long(if big.is_negative() { -count } else { count } as u32);
        digits.iter().for_each(|digit| self.out.extend(digit.to_le_bytes()));
    }

    fn code(&mut self, code: &Code, fields: &[ObjectIndex], flag: u8) {
        self.out.push(b'c' | flag);
        for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags.0] {
            self.long(number);
        }
        // `co_code` is a bytes object made for the occasion, and cached by the code object: two holders, no sharing.
        self.next_index();
        self.sized(None, b's', code.code.len(), FLAG_REF);
        self.out.extend(&code.code);
        let (before_line, behind_line) = fields.split_at(7);
        for &field in before_line {
            self.object(field, false);
        }
        self.long(code.firstlineno as u32);
        for &field in behind_line {
            self.object(field, false);
        }
    }

    /// What `marshal.dumps` makes of an element of a set, by which CPython sorts the elements.
    fn alone(&self, index: ObjectIndex) -> Vec<u8> {
        // An object that holds no others refers to none; the table of references need not be there.
        let is_leaf = self.objects.children(self.objects.get(index)).is_empty();
        let indices = vec![None; if is_leaf { 0 } else { self.indices.len() }];
        let mut writer = Writer { objects: self.objects, indices, next: 0, out: Vec::new() };
        writer.object(index, true);
        writer.out
    }
}
