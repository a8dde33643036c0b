//! Where CPython keeps the `.pyc` of a source file.
//!
//! Everything here is a function of values: whoever calls it has looked at the files. What an import would do with a file
//! that lies there is told by [`super::verdict`].

use std::path::{Path, PathBuf};

pub use super::verdict::{Place, SourceFacts, Verdict};
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
        None => folder.join(FOLDER).join(name),
    }
}

/// The folder of cache files beside the sources.
pub const FOLDER: &str = "__pycache__";

/// The source that the file `pyc` would have been made from, where it lies, and the parts of its name.
///
/// `prefix` is `PYTHONPYCACHEPREFIX`. A file that lies neither there nor in `__pycache__` stands for a source beside it.
pub fn source_of(pyc: &Path, prefix: Option<&Path>) -> Option<(PathBuf, Place, Option<CacheName>)> {
    let folder = pyc.parent()?;
    let file_name = pyc.file_name()?.to_str()?;
    let name = parse_cache_name(file_name);
    let below_prefix = prefix.and_then(|prefix| folder.strip_prefix(prefix).ok());
    let sources = match below_prefix {
        Some(below) => Some(Path::new("/").join(below)),
        None if folder.file_name().is_some_and(|name| name == FOLDER) => folder.parent().map(Path::to_owned),
        None => None,
    };
    match (sources, name) {
        (Some(sources), Some(name)) => Some((sources.join(format!("{}.py", name.stem)), Place::Cache, Some(name))),
        (Some(_), None) => None,
        (None, _) => Some((pyc.with_extension("py"), Place::Beside, None)),
    }
}

impl CacheName {
    /// The CPython of the tag: 13 for `cpython-313`.
    pub fn minor(&self) -> Option<u8> {
        self.tag.strip_prefix("cpython-3")?.parse().ok()
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
    fn sources_of_cache_files() {
        let source = |pyc: &str, prefix: Option<&str>| {
            let (source, place, _) = source_of(Path::new(pyc), prefix.map(Path::new))?;
            Some((source.display().to_string(), place))
        };
        let cached = "/src/__pycache__/spam.cpython-313.opt-1.pyc";
        assert_eq!(source(cached, None), Some(("/src/spam.py".into(), Place::Cache)));
        assert_eq!(source("/tmp/src/spam.cpython-313.pyc", Some("/tmp")), Some(("/src/spam.py".into(), Place::Cache)));
        assert_eq!(source("/src/spam.pyc", None), Some(("/src/spam.py".into(), Place::Beside)));
        assert_eq!(source("/src/__pycache__/spam.txt", None), None);
    }
}
