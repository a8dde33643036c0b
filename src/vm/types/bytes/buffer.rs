//! The buffer protocol as natives use it: the bytes of an argument for reading, and those that may be written to.

use std::sync::Arc;

use crate::vm::object::{Obj, Payload};
use crate::vm::{PyResult, Vm};

/// Bytes that an object lets others write to: a piece of a `bytearray`.
pub struct Writable {
    base: Obj,
    start: usize,
    pub length: usize,
}

impl Vm {
    /// The bytes of a bytes-like object. Those of `bytes` are not copied.
    pub fn shared_bytes(&mut self, o: Obj) -> PyResult<Arc<Vec<u8>>> {
        if let Payload::Bytes(bytes) = self.heap.payload(o) {
            return Ok(bytes.clone());
        }
        match self.buffer_of(o)? {
            Some(bytes) => Ok(Arc::new(bytes)),
            None => {
                let name = self.type_name_of(o);
                Err(self.type_error(format!("a bytes-like object is required, not '{name}'")))
            }
        }
    }

    /// `None` if the object has no bytes to write to.
    pub fn writable_bytes(&mut self, o: Obj) -> PyResult<Option<Writable>> {
        let view = match self.heap.payload(o) {
            Payload::ByteArray(array) => return Ok(Some(Writable { base: o, start: 0, length: array.bytes.len() })),
            Payload::Bytes(_) => return Ok(None),
            Payload::MemoryView(_) => o,
            _ => {
                let name = self.intern("__buffer__");
                if self.find_in_type(self.ty(o), name).is_none() {
                    return Ok(None);
                }
                self.memoryview_of(o)?
            }
        };
        Ok(match self.heap.payload(view) {
            Payload::MemoryView(view) if !view.readonly && !view.released => {
                let length = view.shape.iter().product::<usize>() * view.itemsize;
                Some(Writable { base: view.base, start: view.start, length })
            }
            _ => None,
        })
    }

    /// Writes a piece that fits at an offset.
    pub fn write_bytes(&mut self, target: &Writable, at: usize, piece: &[u8]) {
        let start = target.start + at;
        if let Payload::ByteArray(array) = self.heap.payload_mut(target.base)
            && let Some(place) = array.bytes.get_mut(start..start + piece.len())
        {
            place.copy_from_slice(piece);
        }
    }
}
