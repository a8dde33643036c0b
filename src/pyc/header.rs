//! The sixteen bytes in front of the code object.

use siphasher::sip::{SipHasher13, SipHasher24};
use std::hash::Hasher;

/// `3571`, CR, LF: CPython 3.13.
pub const MAGIC_3_13: [u8; 4] = [0xf3, 0x0d, 0x0d, 0x0a];

/// How an import finds out whether the file still fits its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Invalidation {
    /// Modification time (seconds) and size of the source, each modulo 2³².
    Timestamp { mtime: u32, size: u32 },
    /// A hash of the source, compared at every import.
    CheckedHash([u8; 8]),
    /// A hash of the source that imports trust.
    UncheckedHash([u8; 8]),
}

/// A header of CPython 3.7 or later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    pub magic: [u8; 4],
    /// Bit 0: hash based; bit 1: the hash is checked.
    pub flags: u32,
    pub invalidation: Invalidation,
}

impl Header {
    pub const LEN: usize = 16;

    /// The header that CPython 3.13 would write.
    pub fn new(invalidation: Invalidation) -> Self {
        let flags = match invalidation {
            Invalidation::Timestamp { .. } => 0,
            Invalidation::UncheckedHash(_) => 1,
            Invalidation::CheckedHash(_) => 3,
        };
        Self { magic: MAGIC_3_13, flags, invalidation }
    }

    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..4].copy_from_slice(&self.magic);
        bytes[4..8].copy_from_slice(&self.flags.to_le_bytes());
        match self.invalidation {
            Invalidation::Timestamp { mtime, size } => {
                bytes[8..12].copy_from_slice(&mtime.to_le_bytes());
                bytes[12..].copy_from_slice(&size.to_le_bytes());
            }
            Invalidation::CheckedHash(hash) | Invalidation::UncheckedHash(hash) => bytes[8..].copy_from_slice(&hash),
        }
        bytes
    }

    /// Reads a header; `None` if there are fewer than sixteen bytes.
    pub fn read(data: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::LEN] = data.get(..Self::LEN)?.try_into().ok()?;
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let hash = [bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]];
        let flags = word(4);
        let invalidation = match flags & 3 {
            1 => Invalidation::UncheckedHash(hash),
            3 => Invalidation::CheckedHash(hash),
            _ => Invalidation::Timestamp { mtime: word(8), size: word(12) },
        };
        Some(Self { magic: [bytes[0], bytes[1], bytes[2], bytes[3]], flags, invalidation })
    }
}

/// CPython's `_imp.source_hash`: SipHash-1-3 of the source bytes, keyed with the magic number of 3.13.
pub fn source_hash(source: &[u8]) -> [u8; 8] {
    source_hash_of(source, MAGIC_3_13)
}

/// The hash as the CPython with this magic number computes it: SipHash-2-4 up to 3.10.
pub fn source_hash_of(source: &[u8], magic: [u8; 4]) -> [u8; 8] {
    let key = u32::from_le_bytes(magic).into();
    let mut hasher: Box<dyn Hasher> = match minor_of_magic(magic) {
        Some(..=10) => Box::new(SipHasher24::new_with_keys(key, 0)),
        _ => Box::new(SipHasher13::new_with_keys(key, 0)),
    };
    hasher.write(source);
    hasher.finish().to_le_bytes()
}

/// Magic numbers of the releases, with the minor versions that they belong to.
const RELEASES: [(u8, u16); 7] = [(8, 3413), (9, 3425), (10, 3439), (11, 3495), (12, 3531), (13, 3571), (14, 3627)];

/// The magic number that releases of CPython 3.`minor` write.
pub fn magic_of_minor(minor: u8) -> Option<[u8; 4]> {
    let (_, number) = RELEASES.iter().find(|(known, _)| *known == minor)?;
    let [low, high] = number.to_le_bytes();
    Some([low, high, b'\r', b'\n'])
}

/// The release that a magic number belongs to, from 3.8 on: 13 for 3.13. `None` for previews, too.
pub fn minor_of_magic(magic: [u8; 4]) -> Option<u8> {
    RELEASES.iter().map(|(minor, _)| *minor).find(|&minor| magic_of_minor(minor) == Some(magic))
}

/// The CPython that a magic number belongs to, e.g. `3.12`; `None` for numbers that no release used.
pub fn version_of_magic(magic: [u8; 4]) -> Option<&'static str> {
    if magic[2..] != *b"\r\n" {
        return None;
    }
    Some(match u16::from_le_bytes([magic[0], magic[1]]) {
        3390..=3394 => "3.7",
        3400..=3413 => "3.8",
        3420..=3425 => "3.9",
        3430..=3439 => "3.10",
        3450..=3495 => "3.11",
        3500..=3531 => "3.12",
        3550..=3571 => "3.13",
        3600..=3627 => "3.14",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_round_trip() {
        for invalidation in [
            Invalidation::Timestamp { mtime: 1, size: 2 },
            Invalidation::CheckedHash(*b"12345678"),
            Invalidation::UncheckedHash(*b"12345678"),
        ] {
            let header = Header::new(invalidation);
            assert_eq!(Header::read(&header.to_bytes()), Some(header));
        }
        assert_eq!(Header::read(b"short"), None);
    }

    #[test]
    fn hashes_are_those_of_each_version() {
        let hash = |minor| {
            let hash = source_hash_of(b"abc", magic_of_minor(minor).unwrap());
            hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let recorded = [
            (8, "cdfe194f45691474"),
            (9, "361f0027dbc6db99"),
            (10, "435b6a4bbf3d9415"),
            (11, "c7af82e77c1da4f5"),
            (12, "a00f5731f8bafd32"),
            (14, "6e461bf6a5e97b4a"),
        ];
        assert_eq!(recorded.map(|(minor, _)| hash(minor)), recorded.map(|(_, expected)| expected.to_owned()));
    }
}
