//! The `__pycache__` folder beside a source file, as it is on disk now.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::base::OptimizeLevel;
use crate::pyc::cache::{CacheName, SourceFacts, TAG, Verdict, cache_from_source, judge, parse_cache_name};
use crate::pyc::header::{Header, source_hash, version_of_magic};

/// Larger files are not read: no compiler made them from a source that a person wrote.
const MAX_SIZE: u64 = 64 << 20;

/// What lies in the cache for one source file.
#[derive(Clone, Debug, Default)]
pub struct CacheFolder {
    /// The path CPython 3.13 would use for each optimization level, and what is there.
    pub expected: Vec<Expected>,
    /// Every file of the folder that belongs to the source, of any version, sorted by name.
    pub files: Vec<CacheFile>,
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
    pub name: CacheName,
    pub size: u64,
    pub header: Option<Header>,
    /// The CPython that wrote it, as its magic number says.
    pub version: Option<&'static str>,
    /// What an import by CPython 3.13 at the level in the file's name would make of it; `Err` if it could not be read.
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

/// Looks at the cache of `source`. Nothing is written, and no error stops it.
pub fn look(source: &Path, facts: Option<SourceFacts>, prefix: Option<&Path>) -> CacheFolder {
    let expected: Vec<Expected> = OptimizeLevel::ALL
        .iter()
        .map(|&level| {
            let path = cache_from_source(source, level, prefix);
            let exists = path.exists();
            Expected { level, path, exists }
        })
        .collect();
    let folder = expected[0].path.parent().unwrap_or(Path::new("")).to_owned();
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let mut found = CacheFolder { expected, ..CacheFolder::default() };
    match fs::read_dir(&folder) {
        Ok(entries) => {
            for path in entries.flatten().map(|entry| entry.path()) {
                let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if let Some(name) = parse_cache_name(&file_name).filter(|name| name.stem == stem) {
                    found.files.push(file(path, name, facts));
                }
            }
            found.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => found.problem = Some(format!("{}: {error}", folder.display())),
    }
    found
}

fn file(path: PathBuf, name: CacheName, facts: Option<SourceFacts>) -> CacheFile {
    let considered = name.tag == TAG && matches!(&*name.optimization, "" | "1" | "2");
    let size = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    let data = if size > MAX_SIZE {
        Err(format!("it has {size} bytes, which is more than any compiler writes"))
    } else {
        fs::read(&path).map_err(|error| error.to_string())
    };
    let header = data.as_ref().ok().and_then(|data| Header::read(data));
    let version = header.and_then(|header| version_of_magic(header.magic));
    CacheFile { path, name, size, header, version, verdict: data.map(|data| judge(&data, facts)), considered }
}
