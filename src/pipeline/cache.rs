//! The `__pycache__` folder beside a source file, as it is on disk now.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::base::OptimizeLevel;
use crate::pyc::cache::{CacheName, SourceFacts, TAG, cache_from_source, parse_cache_name};
use crate::pyc::header::{Header, source_hash, version_of_magic};
use crate::pyc::verdict::{HashCheck, Place, Situation, Verdict, judge};

/// Larger files are not read: no compiler made them from a source that a person wrote.
const MAX_SIZE: u64 = 64 << 20;

/// What lies in the cache for one source file.
#[derive(Clone, Debug, Default)]
pub struct CacheFolder {
    /// The path CPython 3.13 would use for each optimization level, and what is there.
    pub expected: Vec<Expected>,
    /// Every file of the folder that belongs to the source, of any version, sorted by name; then the file of old style
    /// beside the source, if there is one.
    pub files: Vec<CacheFile>,
    /// The folder that is named by `PYTHONPYCACHEPREFIX` or `-X pycache_prefix`, if any.
    pub prefix: Option<PathBuf>,
    /// Whether the folder exists and can be read.
    pub readable: bool,
    /// Why the folder could not be read, if it exists and could not.
    pub problem: Option<String>,
}

/// A path that CPython 3.13 would use.
#[derive(Clone, Debug)]
pub struct Expected {
    pub level: OptimizeLevel,
    pub path: PathBuf,
    pub exists: bool,
}

/// A `.pyc` file that was found.
#[derive(Clone, Debug)]
pub struct CacheFile {
    pub path: PathBuf,
    /// `None` for the file beside the source.
    pub name: Option<CacheName>,
    pub size: u64,
    pub header: Option<Header>,
    /// The CPython that wrote it, as its magic number says.
    pub version: Option<&'static str>,
    /// What an import would make of it, by the CPython and at the level that its name says; `Err` if it could not be read.
    pub verdict: Result<Verdict, String>,
    /// Whether CPython 3.13 looks at a file of this name at all.
    pub considered: bool,
}

/// The facts of a source file that a `.pyc` is compared with; `bytes` are its contents.
pub fn source_facts(path: &Path, bytes: &[u8]) -> io::Result<SourceFacts> {
    let metadata = fs::metadata(path)?;
    let mtime = match metadata.modified()?.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs() as i64,
        Err(before) => {
            let before = before.duration();
            -(before.as_secs() as i64) - i64::from(before.subsec_nanos() > 0)
        }
    };
    Ok(SourceFacts { mtime, size: bytes.len() as u64, hash: source_hash(bytes) })
}

/// Looks at the cache of `source`, whose contents are `contents`. Nothing is written, and no error stops it.
pub fn look(source: &Path, facts: Option<SourceFacts>, contents: &[u8], prefix: Option<&Path>) -> CacheFolder {
    // Below a prefix, the folders of the source are repeated from the root on.
    let full = prefix.and_then(|_| std::path::absolute(source).ok()).unwrap_or_else(|| source.to_owned());
    let expected: Vec<Expected> = OptimizeLevel::ALL
        .iter()
        .map(|&level| {
            let path = cache_from_source(&full, level, prefix);
            let exists = path.exists();
            Expected { level, path, exists }
        })
        .collect();
    let folder = expected[0].path.parent().unwrap_or(Path::new("")).to_owned();
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let mut found = CacheFolder { expected, prefix: prefix.map(Path::to_owned), ..CacheFolder::default() };
    let situation = Situation { contents: Some(contents), ..Situation::in_cache(facts) };
    match fs::read_dir(&folder) {
        Ok(entries) => {
            found.readable = true;
            for path in entries.flatten().map(|entry| entry.path()) {
                let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if let Some(name) = parse_cache_name(&file_name).filter(|name| name.stem == stem) {
                    found.files.push(file(path, Some(name), &situation));
                }
            }
            found.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => found.problem = Some(format!("{}: {error}", folder.display())),
    }
    let beside = source.with_extension("pyc");
    if beside.is_file() {
        found.files.push(file(beside, None, &Situation { place: Place::Beside, ..situation }));
    }
    found
}

fn file(path: PathBuf, name: Option<CacheName>, situation: &Situation<'_>) -> CacheFile {
    let is_looked_for = |name: &CacheName| name.tag == TAG && matches!(&*name.optimization, "" | "1" | "2");
    let considered = name.as_ref().is_some_and(is_looked_for);
    let size = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    let data = read_pyc(&path);
    let header = data.as_ref().ok().and_then(|data| Header::read(data));
    let version = header.and_then(|header| version_of_magic(header.magic));
    let minor = name.as_ref().and_then(CacheName::minor).unwrap_or(13);
    let verdict = data.map(|data| judge(&data, &Situation { minor, check: HashCheck::Default, ..*situation }));
    CacheFile { path, name, size, header, version, verdict, considered }
}

/// The contents of a `.pyc` file, if it has a size that a compiler could have given it.
pub fn read_pyc(path: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size > MAX_SIZE {
        return Err(format!("it has {size} bytes, which is more than any compiler writes"));
    }
    fs::read(path).map_err(|error| error.to_string())
}

/// `PYTHONPYCACHEPREFIX`, if it is set.
pub fn prefix_of_environment() -> Option<PathBuf> {
    std::env::var_os("PYTHONPYCACHEPREFIX").filter(|prefix| !prefix.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_every_version_and_the_one_beside_are_found() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = folder.path().join("spam.py");
        fs::write(&source, "x = 1\n").expect("a writable folder");
        let cache = folder.path().join("__pycache__");
        fs::create_dir(&cache).expect("a writable folder");
        for name in ["spam.cpython-312.pyc", "spam.cpython-313.pyc", "other.cpython-313.pyc"] {
            fs::write(cache.join(name), b"\xf3\r\r\n").expect("a writable folder");
        }
        fs::write(folder.path().join("spam.pyc"), b"").expect("a writable folder");
        let facts = source_facts(&source, b"x = 1\n").ok();
        let found = look(&source, facts, b"x = 1\n", None);
        let words: Vec<_> = found.files.iter().map(|file| file.verdict.as_ref().unwrap().word()).collect();
        assert_eq!(words, ["stale", "stale", "ignored"]);
        let considered: Vec<_> = found.files.iter().map(|file| file.considered).collect();
        assert_eq!(considered, [false, true, false]);
        assert!(found.expected[0].exists && !found.expected[1].exists && found.readable);
        let elsewhere = look(&source, facts, b"x = 1\n", Some(Path::new("/nowhere")));
        assert!(!elsewhere.expected[0].exists && !elsewhere.readable);
        assert!(elsewhere.expected[0].path.starts_with("/nowhere"));
    }
}
