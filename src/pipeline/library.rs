//! The standard library's Python source: a folder that the user names, the copy packed into pylens, or an installed
//! CPython 3.13, in this order.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What the packed library's files are called in tracebacks and in `__file__`.
pub const EMBEDDED_ROOT: &str = "/pylens/lib/python3.13";

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Library {
    /// `--stdlib DIR`.
    Folder(PathBuf),
    Embedded,
    Installed(PathBuf),
    None,
}

impl Library {
    pub fn choose(named: Option<&Path>) -> Self {
        match named {
            Some(folder) => Library::Folder(std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())),
            None if !PACKED.is_empty() => Library::Embedded,
            None => installed().map_or(Library::None, Library::Installed),
        }
    }

    /// Its entry in `sys.path`.
    pub fn root(&self) -> Option<String> {
        match self {
            Library::Folder(folder) | Library::Installed(folder) => Some(folder.to_string_lossy().into_owned()),
            Library::Embedded => Some(EMBEDDED_ROOT.to_owned()),
            Library::None => None,
        }
    }

    /// The real folder, when it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Library::Folder(folder) | Library::Installed(folder) => Some(folder),
            _ => None,
        }
    }

    /// For people: which library it is.
    pub fn describe(&self) -> String {
        match self {
            Library::Folder(folder) => format!("standard library of {} (--stdlib)", folder.display()),
            Library::Embedded => "standard library packed into pylens".to_owned(),
            Library::Installed(folder) => format!("standard library of the CPython in {}", folder.display()),
            Library::None => "no standard library".to_owned(),
        }
    }
}

/// The library of the `python3.13` that the search path leads to.
fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| {
        let program = std::fs::canonicalize(folder.join("python3.13")).ok()?;
        let library = program.parent()?.parent()?.join("lib/python3.13");
        library.join("os.py").is_file().then_some(library)
    })
}

struct Packed {
    /// Start, packed length, length.
    files: HashMap<&'static str, (usize, usize, usize)>,
    /// What each folder holds, folders with a `/` behind.
    folders: HashMap<&'static str, Vec<&'static str>>,
}

fn packed() -> &'static Packed {
    static INDEX: OnceLock<Packed> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut out = Packed { files: HashMap::new(), folders: HashMap::new() };
        let end = PACKED.windows(2).position(|pair| pair == b"\n\n").map_or(0, |at| at + 2);
        let index = std::str::from_utf8(&PACKED[..end]).unwrap_or_default();
        let mut lines = index.lines();
        let mut start = end;
        while let (Some(name), Some(length), Some(size)) = (lines.next(), lines.next(), lines.next()) {
            let (length, size) = (length.parse().unwrap_or(0), size.parse().unwrap_or(0));
            out.files.insert(name, (start, size, length));
            start += size;
            let mut rest = name;
            loop {
                let cut = rest.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
                let (folder, entry) = rest.split_at(cut);
                let entries = out.folders.entry(folder.trim_end_matches('/')).or_default();
                if entries.last() != Some(&entry) && !entries.contains(&entry) {
                    entries.push(entry);
                }
                if folder.is_empty() {
                    break;
                }
                rest = folder;
            }
        }
        out
    })
}

/// The part of a path below [`EMBEDDED_ROOT`].
pub fn embedded_part(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(EMBEDDED_ROOT)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/').map(|rest| rest.trim_end_matches('/')) }
}

/// A file of the packed library.
pub fn embedded_file(part: &str) -> Option<Vec<u8>> {
    let &(start, size, _) = packed().files.get(part)?;
    miniz_oxide::inflate::decompress_to_vec(PACKED.get(start..start + size)?).ok()
}

pub fn embedded_size(part: &str) -> Option<usize> {
    packed().files.get(part).map(|&(_, _, length)| length)
}

/// What a folder of the packed library holds; folders have a `/` behind.
pub fn embedded_folder(part: &str) -> Option<&'static [&'static str]> {
    packed().folders.get(part).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_library_has_packages_and_modules() {
        assert!(embedded_file("heapq.py").is_some_and(|text| text.len() == embedded_size("heapq.py").unwrap_or(0)));
        assert!(embedded_folder("json").is_some_and(|entries| entries.contains(&"__init__.py")));
        assert!(embedded_folder("").is_some_and(|entries| entries.contains(&"json/") && entries.contains(&"os.py")));
        assert_eq!(embedded_part("/pylens/lib/python3.13/json/decoder.py"), Some("json/decoder.py"));
        assert_eq!(embedded_file("nothing.py"), None);
    }
}
