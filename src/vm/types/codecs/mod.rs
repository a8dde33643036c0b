//! Text to bytes and back: the encodings that CPython implements itself, and its error handlers.
//!
//! Other encodings are looked up by `codecs`, when there is a library; `_codecs` is where both meet.

mod decode;
mod encode;
mod utf7;

use std::ops::Range;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::vm::native::{Args, Params};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Raised, Vm};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf7,
    Utf8,
    Latin1,
    Ascii,
    /// Bytes to a unit; `None` for the order of bytes means: native, with a byte order mark.
    Utf16(Option<Order>),
    Utf32(Option<Order>),
    UnicodeEscape,
    RawUnicodeEscape,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Little,
    Big,
}

impl Codec {
    pub fn find(name: &str) -> Option<Codec> {
        use Order::{Big, Little};
        let name = name.to_ascii_lowercase().replace(['_', ' '], "-");
        Some(match name.as_str() {
            "utf-7" | "utf7" | "u7" | "unicode-1-1-utf-7" => Codec::Utf7,
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-8859-1-1987" | "8859"
            | "cp819" => Codec::Latin1,
            "ascii" | "us-ascii" | "646" | "us" => Codec::Ascii,
            "utf-16" | "utf16" | "u16" => Codec::Utf16(None),
            "utf-16-le" | "utf-16le" | "utf16-le" | "unicodelittleunmarked" => Codec::Utf16(Some(Little)),
            "utf-16-be" | "utf-16be" | "utf16-be" | "unicodebigunmarked" => Codec::Utf16(Some(Big)),
            "utf-32" | "utf32" | "u32" => Codec::Utf32(None),
            "utf-32-le" | "utf-32le" | "utf32-le" => Codec::Utf32(Some(Little)),
            "utf-32-be" | "utf-32be" | "utf32-be" => Codec::Utf32(Some(Big)),
            "unicode-escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw-unicode-escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// The name in error messages.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf7 => "utf7",
            Codec::Utf8 => "utf-8",
            Codec::Latin1 => "latin-1",
            Codec::Ascii => "ascii",
            Codec::Utf16(None) => "utf-16",
            Codec::Utf16(Some(Order::Little)) => "utf-16-le",
            Codec::Utf16(Some(Order::Big)) => "utf-16-be",
            Codec::Utf32(None) => "utf-32",
            Codec::Utf32(Some(Order::Little)) => "utf-32-le",
            Codec::Utf32(Some(Order::Big)) => "utf-32-be",
            Codec::UnicodeEscape => "unicodeescape",
            Codec::RawUnicodeEscape => "rawunicodeescape",
        }
    }
}

impl Vm {
    /// The name of an encoding or error handler, or the default.
    pub fn codec_argument(&mut self, o: Obj, function: &str, position: &str, default: &str) -> PyResult<String> {
        if o.is_null() {
            return Ok(default.to_owned());
        }
        if !self.is_str(o) {
            let name = self.kind_name(o);
            return Err(self.type_error(format!("{function}() argument {position} must be str, not {name}")));
        }
        if self.text(o).contains('\0') {
            return Err(self.value_error("embedded null character"));
        }
        Ok(self.text(o).to_owned())
    }

    /// The arguments `encoding` and `errors` of the methods `encode` and `decode`.
    pub fn codec_arguments(&mut self, args: &Args, function: &str) -> PyResult<(String, String)> {
        let names = &["encoding", "errors"];
        let params = Params { function, names, required: 0, positional: 2, positional_only: 0 };
        let [encoding, errors] = self.parse::<2>(args, 1, &params)?;
        let encoding = self.codec_argument(encoding, function, "'encoding'", "utf-8")?;
        Ok((encoding, self.codec_argument(errors, function, "'errors'", "strict")?))
    }

    /// How messages name the type of a wrong argument: `None` is called `None`.
    pub fn kind_name(&self, o: Obj) -> String {
        if o == crate::vm::object::statics::NONE { "None".to_owned() } else { self.type_name_of(o) }
    }

    /// `str.encode`.
    pub fn encode_text(&mut self, o: Obj, encoding: &str, errors: &str) -> PyResult<Obj> {
        let Some(codec) = Codec::find(encoding) else { return self.registered_codec(o, encoding, errors, true) };
        let text = self.text(o).to_owned();
        let bytes = self.encode_with(codec, o, &text, errors)?;
        Ok(self.new_bytes(bytes))
    }

    pub fn encode_error(&mut self, codec: &str, o: Obj, wrong: Range<usize>, reason: &str) -> Raised {
        let (start, end) = (self.new_usize(wrong.start), self.new_usize(wrong.end));
        let args = [self.new_str(codec), o, start, end, self.new_str(reason)];
        let exception = self.new_exception_args(T::UNICODE_ENCODE_ERROR, &args);
        self.raise_object(exception)
    }

    pub fn decode_error(&mut self, codec: &str, bytes: &[u8], wrong: Range<usize>, reason: &str) -> Raised {
        let object = self.new_bytes(bytes.to_vec());
        let (start, end) = (self.new_usize(wrong.start), self.new_usize(wrong.end));
        let args = [self.new_str(codec), object, start, end, self.new_str(reason)];
        let exception = self.new_exception_args(T::UNICODE_DECODE_ERROR, &args);
        self.raise_object(exception)
    }

    /// `bytes.decode`.
    pub fn decode_text(&mut self, o: Obj, encoding: &str, errors: &str) -> PyResult<Obj> {
        let Some(bytes) = self.buffer_of(o)? else {
            let name = self.type_name_of(o);
            return Err(self.type_error(format!("decoding to str: need a bytes-like object, {name} found")));
        };
        if bytes.is_empty() {
            return Ok(EMPTY_STR);
        }
        let Some(codec) = Codec::find(encoding) else { return self.registered_codec(o, encoding, errors, false) };
        let text = self.decode_with(codec, bytes, errors)?;
        Ok(self.new_str(text))
    }

    /// Asks the handler that `codecs.register_error` knows by this name about the exception in flight.
    fn asked_handler(&mut self, _: Raised, errors: &str) -> PyResult<Asked> {
        let object = self.take_raised();
        let module = self.import_dotted("_codecs")?;
        let lookup = self.get_attr_str(module, "lookup_error")?;
        let name = self.new_str(errors);
        let handler = self.call(lookup, &[name])?;
        let encoding = self.is_instance(object, T::UNICODE_ENCODE_ERROR);
        let result = self.call(handler, &[object])?;
        let parts = if self.is_tuple(result) { self.held_items(result) } else { Vec::new() };
        let fits = |vm: &Vm, o: Obj| vm.is_str(o) || encoding && vm.ty(o) != T::BYTEARRAY && vm.bytes_of(o).is_some();
        match parts[..] {
            [replacement, place] if fits(self, replacement) => {
                let place = self.index(place)?;
                Ok(Asked { object, answer: (replacement, place) })
            }
            _ => {
                let wanted = if encoding {
                    "encoding error handler must return (str/bytes, int) tuple"
                } else {
                    "decoding error handler must return (str, int) tuple"
                };
                Err(self.raise_text(T::TYPE_ERROR, wanted))
            }
        }
    }

    /// Where a handler says that it goes on, in what is so long.
    fn handler_place(&mut self, place: Obj, length: usize) -> PyResult<usize> {
        let place = self.as_big(place).unwrap_or_default();
        let place = if place < BigInt::ZERO { place + length } else { place };
        match place.to_usize().filter(|&place| place <= length) {
            Some(place) => Ok(place),
            None => {
                let message = format!("position {place} from error handler out of bounds");
                Err(self.raise_text(T::INDEX_ERROR, &message))
            }
        }
    }

    /// An encoding that is written in Python: the first or second part of what `codecs.lookup(encoding)` finds.
    fn registered_codec(&mut self, o: Obj, encoding: &str, errors: &str, encode: bool) -> PyResult<Obj> {
        let module = self.import_dotted("_codecs")?;
        let lookup = self.get_attr_str(module, "lookup")?;
        let name = encoding.to_owned();
        let encoding = self.new_str(encoding);
        let info = self.call(lookup, &[encoding])?;
        let is_text = self.intern("_is_text_encoding");
        if let Some(text) = self.find_attr(info, is_text)?
            && !self.truth(text)?
        {
            let function = if encode { "codecs.encode()" } else { "codecs.decode()" };
            let message = format!("'{name}' is not a text encoding; use {function} to handle arbitrary codecs");
            return Err(self.raise_text(T::LOOKUP_ERROR, &message));
        }
        let call = self.get_attr_str(module, if encode { "_encode_by" } else { "_decode_by" })?;
        let errors = if errors == "strict" { NONE } else { self.new_str(errors) };
        let first = self.call(call, &[info, o, encoding, errors])?;
        if encode == self.bytes_of(first).is_some() && encode != self.is_str(first) {
            return Ok(first);
        }
        let got = self.type_name_of(first);
        let (done, wanted, verb) = if encode { ("encoder", "bytes", "encode") } else { ("decoder", "str", "decode") };
        let message = format!(
            "'{name}' {done} returned '{got}' instead of '{wanted}'; use codecs.{verb}() to {verb} to arbitrary types"
        );
        Err(self.type_error(message))
    }
}

/// What a handler of errors was asked and what it said: what to put, and where to go on.
struct Asked {
    object: Obj,
    answer: (Obj, Obj),
}

/// `_pylens.encode_piece(codec, text, errors)`: the bytes, by one of the machine's own encodings.
pub fn encode_piece(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let codec = own_codec(vm, args[0])?;
    let (text, errors) = (vm.text(args[1]).to_owned(), errors_of(vm, args[2]));
    let bytes = vm.encode_with(codec, args[1], &text, &errors)?;
    Ok(vm.new_bytes(bytes))
}

/// `_pylens.decode_piece(codec, bytes, errors, last)`: the text, how many bytes were read, which order of bytes was marked.
pub fn decode_piece(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let codec = own_codec(vm, args[0])?;
    let (bytes, errors) = (vm.bytes_to_decode(args[1])?, errors_of(vm, args[2]));
    let last = vm.truth(args[3])?;
    let decoded = vm.decode_more(codec, bytes, &errors, last)?;
    let parts = [vm.new_str(decoded.text), vm.new_usize(decoded.consumed), vm.new_int(decoded.order)];
    Ok(vm.new_tuple(&parts))
}

fn own_codec(vm: &mut Vm, name: Obj) -> PyResult<Codec> {
    let found = Codec::find(vm.text(name));
    found.ok_or_else(|| vm.raise_text(T::LOOKUP_ERROR, "not an encoding of the machine"))
}

fn errors_of(vm: &Vm, o: Obj) -> String {
    if o == NONE { "strict".to_owned() } else { vm.text(o).to_owned() }
}
