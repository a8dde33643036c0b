//! What an import would do with a `.pyc` file that it finds.
//!
//! In: the bytes, where they lie, and what is known of the source. Out: a [`Verdict`], found in the order in which
//! CPython's import system looks: magic number, length, flags, then time and size or hash, then the code object.

use super::MarshalError;
use super::header::{Header, Invalidation, magic_of_minor, minor_of_magic, source_hash_of, version_of_magic};
use super::load::code_root;
use super::reader::{CodeLayout, read};

/// What a verdict needs to know of the source file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceFacts {
    /// Seconds since 1970; CPython compares them modulo 2³².
    pub mtime: i64,
    pub size: u64,
    /// As CPython 3.13 computes it.
    pub hash: [u8; 8],
}

/// Where a file lies, which decides whether an import looks at it at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Place {
    /// In `__pycache__`, or below `PYTHONPYCACHEPREFIX`: looked at if there is a source.
    #[default]
    Cache,
    /// Where the source would be, under its name: looked at if there is none.
    Beside,
}

/// `python --check-hash-based-pycs`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum HashCheck {
    /// As each file asks for.
    #[default]
    Default,
    Always,
    Never,
}

/// Everything besides the bytes that a verdict depends on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    pub place: Place,
    pub source: Option<SourceFacts>,
    /// The contents of the source, for the hash as other versions compute it.
    pub contents: Option<&'a [u8]>,
    /// The CPython that imports: 13 for 3.13.
    pub minor: u8,
    pub check: HashCheck,
}

impl Situation<'_> {
    /// A file in `__pycache__` that CPython 3.13 finds.
    pub fn in_cache(source: Option<SourceFacts>) -> Self {
        Self { place: Place::Cache, source, contents: None, minor: 13, check: HashCheck::Default }
    }
}

/// What a `.pyc` file is worth to an import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It would be loaded.
    Fresh(Freshness),
    /// It would be passed over, and written anew from the source.
    Stale(Staleness),
    /// It would be chosen, and loading it would raise.
    Corrupt(MarshalError),
    /// There is no source to fall back to, and its header is refused: the import raises.
    Refused(Staleness),
    /// No import would look at it.
    Ignored(Ignored),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freshness {
    /// Modification time and size are those of the source.
    SameTimeAndSize,
    /// The hash is that of the source.
    SameHash,
    /// Nobody compares it with the source.
    Unchecked,
    /// It takes the place of a source: there is nothing to compare with.
    NoSource,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ignored {
    /// In `__pycache__`, and the source is gone.
    SourceIsGone,
    /// Beside a source, which wins.
    SourceIsThere,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staleness {
    /// Shorter than a header.
    Truncated {
        length: usize,
    },
    /// Written by another CPython, if its magic number is known.
    OtherVersion {
        magic: [u8; 4],
        version: Option<&'static str>,
    },
    /// Flags that no CPython knows.
    UnknownFlags(u32),
    /// The source has another modification time: both in seconds modulo 2³².
    OtherTime {
        cached: u32,
        source: u32,
    },
    /// The source has another size, modulo 2³².
    OtherSize {
        cached: u32,
        source: u32,
    },
    OtherHash,
}

/// What an import would make of the file contents `data`.
pub fn judge(data: &[u8], situation: &Situation<'_>) -> Verdict {
    let source = match (situation.place, situation.source) {
        (Place::Cache, None) => return Verdict::Ignored(Ignored::SourceIsGone),
        (Place::Beside, Some(_)) => return Verdict::Ignored(Ignored::SourceIsThere),
        (_, source) => source,
    };
    let refuse = |why| if source.is_some() { Verdict::Stale(why) } else { Verdict::Refused(why) };
    let header = match accepted_header(data, situation.minor) {
        Ok(header) => header,
        Err(why) => return refuse(why),
    };
    let freshness = match source {
        None => Freshness::NoSource,
        Some(source) => match compared(&header, source, situation) {
            Ok(freshness) => freshness,
            Err(why) => return Verdict::Stale(why),
        },
    };
    match read(data, Header::LEN as u32, CodeLayout::of_minor(situation.minor)) {
        Ok(tree) => match code_root(&tree) {
            Ok(_) => Verdict::Fresh(freshness),
            Err(error) => Verdict::Corrupt(error),
        },
        Err(error) => Verdict::Corrupt(error),
    }
}

/// CPython: `_classify_pyc`.
fn accepted_header(data: &[u8], minor: u8) -> Result<Header, Staleness> {
    let wanted = magic_of_minor(minor);
    if data.get(..4) != wanted.as_ref().map(|magic| &magic[..]) {
        let magic = data.get(..4).and_then(|magic| <[u8; 4]>::try_from(magic).ok());
        return Err(match magic {
            Some(magic) => Staleness::OtherVersion { magic, version: version_of_magic(magic) },
            None => Staleness::Truncated { length: data.len() },
        });
    }
    let header = Header::read(data).ok_or(Staleness::Truncated { length: data.len() })?;
    if header.flags & !3 != 0 { Err(Staleness::UnknownFlags(header.flags)) } else { Ok(header) }
}

/// CPython: `_validate_timestamp_pyc` and `_validate_hash_pyc`.
fn compared(header: &Header, source: SourceFacts, situation: &Situation<'_>) -> Result<Freshness, Staleness> {
    let (hash, asks) = match header.invalidation {
        Invalidation::Timestamp { mtime, size } => {
            let (source_time, source_size) = (source.mtime as u32, source.size as u32);
            if mtime != source_time {
                return Err(Staleness::OtherTime { cached: mtime, source: source_time });
            }
            if size != source_size {
                return Err(Staleness::OtherSize { cached: size, source: source_size });
            }
            return Ok(Freshness::SameTimeAndSize);
        }
        Invalidation::CheckedHash(hash) => (hash, true),
        Invalidation::UncheckedHash(hash) => (hash, false),
    };
    let is_checked = match situation.check {
        HashCheck::Default => asks,
        HashCheck::Always => true,
        HashCheck::Never => false,
    };
    if !is_checked {
        return Ok(Freshness::Unchecked);
    }
    let source_hash = match situation.contents {
        Some(contents) if situation.minor != 13 => source_hash_of(contents, header.magic),
        _ => source.hash,
    };
    if hash == source_hash { Ok(Freshness::SameHash) } else { Err(Staleness::OtherHash) }
}

impl Verdict {
    /// One word.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Fresh(_) => "fresh",
            Verdict::Stale(_) => "stale",
            Verdict::Corrupt(_) => "corrupt",
            Verdict::Refused(_) => "refused",
            Verdict::Ignored(_) => "ignored",
        }
    }

    /// Why, in words.
    pub fn reason(&self) -> String {
        match self {
            Verdict::Fresh(Freshness::SameTimeAndSize) => "time and size are those of the source".into(),
            Verdict::Fresh(Freshness::SameHash) => "the hash is that of the source".into(),
            Verdict::Fresh(Freshness::Unchecked) => "it asks not to be compared with the source".into(),
            Verdict::Fresh(Freshness::NoSource) => "it stands for a source that is not there".into(),
            Verdict::Stale(why) | Verdict::Refused(why) => why.words(),
            Verdict::Corrupt(error) => error.to_string(),
            Verdict::Ignored(Ignored::SourceIsGone) => "the source is gone".into(),
            Verdict::Ignored(Ignored::SourceIsThere) => "there is a source beside it".into(),
        }
    }

    /// What `import` would do.
    pub fn consequence(&self) -> String {
        match self {
            Verdict::Fresh(_) => "an import loads it and compiles nothing".into(),
            Verdict::Stale(_) => "an import compiles the source and writes it anew".into(),
            Verdict::Corrupt(error) => format!("an import picks it and fails with {}", error.exception),
            Verdict::Refused(Staleness::Truncated { length }) if *length >= 4 => "an import fails with EOFError".into(),
            Verdict::Refused(_) => "an import fails with ImportError".into(),
            Verdict::Ignored(Ignored::SourceIsGone) => {
                "an import does not look here without a source: ModuleNotFoundError".into()
            }
            Verdict::Ignored(Ignored::SourceIsThere) => "an import takes the source, or its file in __pycache__".into(),
        }
    }
}

impl Staleness {
    pub fn words(&self) -> String {
        match self {
            Staleness::Truncated { length } => format!("it has {length} bytes, a header alone has {}", Header::LEN),
            Staleness::OtherVersion { magic, version: Some(version) } => match minor_of_magic(*magic) {
                Some(_) => format!("it was written by CPython {version}"),
                None => format!("it was written by a preview of CPython {version}"),
            },
            Staleness::OtherVersion { magic, version: None } => {
                format!("its magic number {} belongs to no CPython", hex(magic))
            }
            Staleness::UnknownFlags(flags) => format!("its flags {flags:#x} are unknown"),
            Staleness::OtherTime { cached, source } if source > cached => "the source is newer".into(),
            Staleness::OtherTime { .. } => "the source is older: its time went back".into(),
            Staleness::OtherSize { cached, source } => format!("the source has {source} bytes, it had {cached}"),
            Staleness::OtherHash => "the source has another hash".into(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: SourceFacts = SourceFacts { mtime: 7, size: 5, hash: [1; 8] };

    #[test]
    fn verdicts_come_in_the_order_of_the_import_system() {
        let judge_header = |header: &[u8]| judge(header, &Situation::in_cache(Some(FACTS))).reason();
        assert_eq!(judge_header(b"\xf3"), "it has 1 bytes, a header alone has 16");
        assert_eq!(judge_header(b"\xcb\x0d\x0d\x0a"), "it was written by CPython 3.12");
        assert_eq!(judge_header(b"\xf2\x0d\x0d\x0a"), "it was written by a preview of CPython 3.13");
        assert_eq!(judge_header(b"\xf3\x0d\x0d\x0a"), "it has 4 bytes, a header alone has 16");
        let header = |invalidation| Header::new(invalidation).to_bytes();
        assert_eq!(judge_header(&header(Invalidation::Timestamp { mtime: 6, size: 5 })), "the source is newer");
        assert_eq!(judge_header(&header(Invalidation::CheckedHash([2; 8]))), "the source has another hash");
        let fresh = header(Invalidation::Timestamp { mtime: 7, size: 5 });
        let verdict = judge(&fresh, &Situation::in_cache(Some(FACTS)));
        assert_eq!(verdict.consequence(), "an import picks it and fails with EOFError");
    }

    #[test]
    fn the_place_decides_whether_an_import_looks() {
        let header = Header::new(Invalidation::Timestamp { mtime: 0, size: 0 }).to_bytes();
        let judge = |place, source| judge(&header, &Situation { place, ..Situation::in_cache(source) });
        assert_eq!(judge(Place::Cache, None), Verdict::Ignored(Ignored::SourceIsGone));
        assert_eq!(judge(Place::Beside, Some(FACTS)), Verdict::Ignored(Ignored::SourceIsThere));
        assert_eq!(judge(Place::Beside, None).word(), "corrupt");
        assert_eq!(judge(Place::Cache, Some(FACTS)).word(), "stale");
    }

    #[test]
    fn hashes_are_compared_as_the_command_line_says() {
        let header = Header::new(Invalidation::UncheckedHash([2; 8])).to_bytes();
        let judge = |check| judge(&header, &Situation { check, ..Situation::in_cache(Some(FACTS)) }).word();
        assert_eq!((judge(HashCheck::Default), judge(HashCheck::Always)), ("corrupt", "stale"));
    }
}
