//! Where CPython keeps the `.pyc` of a source file, and what an import would do with one that it finds.
//!
//! Everything here is a function of values: whoever calls it has looked at the files.

use std::path::{Path, PathBuf};

use super::MarshalError;
use super::header::{Header, Invalidation, MAGIC_3_13, version_of_magic};
use super::load::load_code;
use crate::base::OptimizeLevel;

/// The cache tag of CPython 3.13.
pub const TAG: &str = "cpython-313";

/// The file in which CPython 3.13 caches the code of `source`, as `importlib.util.cache_from_source`.
///
/// `prefix` is `PYTHONPYCACHEPREFIX`: a folder in which the tree of source folders is repeated, used with an absolute
/// `source`.
pub fn cache_from_source(source: &Path, level: OptimizeLevel, prefix: Option<&Path>) -> PathBuf {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let name = match level {
        OptimizeLevel::None => format!("{stem}.{TAG}.pyc"),
        level => format!("{stem}.{TAG}.opt-{}.pyc", level.number()),
    };
    let folder = source.parent().unwrap_or(Path::new(""));
    match prefix {
        Some(prefix) => prefix.join(folder.strip_prefix("/").unwrap_or(folder)).join(name),
        None => folder.join("__pycache__").join(name),
    }
}

/// The parts of a file name in `__pycache__`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CacheName {
    pub stem: String,
    /// For example `cpython-313`.
    pub tag: String,
    /// The text behind `opt-`; empty for level 0.
    pub optimization: String,
}

/// Takes apart `name.cpython-313.opt-1.pyc`; `None` for files that no import would look for.
pub fn parse_cache_name(file_name: &str) -> Option<CacheName> {
    let rest = file_name.strip_suffix(".pyc")?;
    let (rest, optimization) = match rest.rsplit_once(".opt-") {
        Some((rest, optimization)) if optimization.chars().all(char::is_alphanumeric) => (rest, optimization),
        _ => (rest, ""),
    };
    let (stem, tag) = rest.rsplit_once('.')?;
    Some(CacheName { stem: stem.to_owned(), tag: tag.to_owned(), optimization: optimization.to_owned() })
}

/// What a verdict needs to know of the source file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceFacts {
    /// Seconds since 1970; CPython compares them modulo 2³².
    pub mtime: i64,
    pub size: u64,
    pub hash: [u8; 8],
}

/// What a `.pyc` file is worth to an import by CPython 3.13.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It would be loaded.
    Fresh(Freshness),
    /// It would be ignored and written anew.
    Stale(Staleness),
    /// It would be chosen, and loading it would raise.
    Corrupt(MarshalError),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freshness {
    /// Modification time and size are those of the source.
    SameTimeAndSize,
    /// The hash is that of the source.
    SameHash,
    /// Nobody compares it with the source.
    Unchecked,
    /// There is no source: nothing to compare with (a file outside `__pycache__` is imported all the same).
    NoSource,
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
    /// Flags that 3.13 does not know.
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

/// What an import by CPython 3.13 would make of the file contents `data`, in the order in which it looks.
pub fn judge(data: &[u8], source: Option<SourceFacts>) -> Verdict {
    let magic = data.get(..4).and_then(|magic| <[u8; 4]>::try_from(magic).ok());
    match magic {
        Some(magic) if magic != MAGIC_3_13 => {
            return Verdict::Stale(Staleness::OtherVersion { magic, version: version_of_magic(magic) });
        }
        _ => {}
    }
    let Some(header) = Header::read(data) else {
        return Verdict::Stale(Staleness::Truncated { length: data.len() });
    };
    if header.flags & !3 != 0 {
        return Verdict::Stale(Staleness::UnknownFlags(header.flags));
    }
    let freshness = match (header.invalidation, source) {
        (_, None) => Freshness::NoSource,
        (Invalidation::UncheckedHash(_), _) => Freshness::Unchecked,
        (Invalidation::CheckedHash(hash), Some(source)) if hash == source.hash => Freshness::SameHash,
        (Invalidation::CheckedHash(_), _) => return Verdict::Stale(Staleness::OtherHash),
        (Invalidation::Timestamp { mtime, size }, Some(source)) => {
            let (source_time, source_size) = (source.mtime as u32, source.size as u32);
            if mtime != source_time {
                return Verdict::Stale(Staleness::OtherTime { cached: mtime, source: source_time });
            }
            if size != source_size {
                return Verdict::Stale(Staleness::OtherSize { cached: size, source: source_size });
            }
            Freshness::SameTimeAndSize
        }
    };
    match load_code(data, Header::LEN as u32) {
        Ok(_) => Verdict::Fresh(freshness),
        Err(error) => Verdict::Corrupt(error),
    }
}

impl Verdict {
    /// One word: `fresh`, `stale` or `corrupt`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Fresh(_) => "fresh",
            Verdict::Stale(_) => "stale",
            Verdict::Corrupt(_) => "corrupt",
        }
    }

    /// Why, in words.
    pub fn reason(&self) -> String {
        match self {
            Verdict::Fresh(Freshness::SameTimeAndSize) => "time and size are those of the source".into(),
            Verdict::Fresh(Freshness::SameHash) => "the hash is that of the source".into(),
            Verdict::Fresh(Freshness::Unchecked) => "it asks not to be compared with the source".into(),
            Verdict::Fresh(Freshness::NoSource) => "there is no source to compare with".into(),
            Verdict::Stale(Staleness::Truncated { length }) => {
                format!("it has {length} bytes, a header alone has {}", Header::LEN)
            }
            Verdict::Stale(Staleness::OtherVersion { magic, version }) => match version {
                Some(version) => format!("it was written by CPython {version}"),
                None => format!("its magic number {} belongs to no CPython", hex(magic)),
            },
            Verdict::Stale(Staleness::UnknownFlags(flags)) => format!("its flags {flags:#x} are unknown to 3.13"),
            Verdict::Stale(Staleness::OtherTime { cached, source }) if source > cached => "the source is newer".into(),
            Verdict::Stale(Staleness::OtherTime { .. }) => "the source is older: its time went back".into(),
            Verdict::Stale(Staleness::OtherSize { cached, source }) => {
                format!("the source has {source} bytes, it had {cached}")
            }
            Verdict::Stale(Staleness::OtherHash) => "the source has another hash".into(),
            Verdict::Corrupt(error) => error.to_string(),
        }
    }

    /// What `import` would do.
    pub fn consequence(&self) -> String {
        match self {
            Verdict::Fresh(_) => "an import loads it and compiles nothing".into(),
            Verdict::Stale(_) => "an import compiles the source and writes it anew".into(),
            Verdict::Corrupt(error) => format!("an import picks it and fails with {}", error.exception),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cache_files() {
        let source = Path::new("/src/spam.py");
        let path = |level, prefix: Option<&str>| cache_from_source(source, level, prefix.map(Path::new));
        assert_eq!(path(OptimizeLevel::None, None), Path::new("/src/__pycache__/spam.cpython-313.pyc"));
        assert_eq!(path(OptimizeLevel::OO, None), Path::new("/src/__pycache__/spam.cpython-313.opt-2.pyc"));
        assert_eq!(path(OptimizeLevel::O, Some("/tmp")), Path::new("/tmp/src/spam.cpython-313.opt-1.pyc"));
        let parts = parse_cache_name("spam.cpython-312.opt-1.pyc").unwrap();
        assert_eq!((&*parts.stem, &*parts.tag, &*parts.optimization), ("spam", "cpython-312", "1"));
        assert_eq!(parse_cache_name("spam.py"), None);
    }

    #[test]
    fn verdicts_come_in_the_order_of_the_import_system() {
        let facts = SourceFacts { mtime: 7, size: 5, hash: [1; 8] };
        let judge_header = |header: &[u8]| judge(header, Some(facts)).reason();
        assert_eq!(judge_header(b"\xf3"), "it has 1 bytes, a header alone has 16");
        assert_eq!(judge_header(b"\xcb\x0d\x0d\x0a"), "it was written by CPython 3.12");
        assert_eq!(judge_header(b"\xf3\x0d\x0d\x0a"), "it has 4 bytes, a header alone has 16");
        let header = |invalidation| Header::new(invalidation).to_bytes();
        assert_eq!(judge_header(&header(Invalidation::Timestamp { mtime: 6, size: 5 })), "the source is newer");
        assert_eq!(judge_header(&header(Invalidation::CheckedHash([2; 8]))), "the source has another hash");
        let fresh = header(Invalidation::Timestamp { mtime: 7, size: 5 });
        assert_eq!(judge(&fresh, Some(facts)).consequence(), "an import picks it and fails with EOFError");
    }
}
