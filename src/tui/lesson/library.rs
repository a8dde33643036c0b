//! The samples and lessons that come with pylens, as files in the program itself.

use std::path::{Path, PathBuf};

use crate::pyc::header::source_hash;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[ $( ($name, include_str!(concat!("../../../samples/", $name))) ),* ]
    };
}

/// Every Python file and every lesson of `samples`: name and text.
pub const FILES: &[(&str, &str)] = files![
    "aliasing.py",
    "async_loop.py",
    "chicken.py",
    "chicken_late.py",
    "circular.py",
    "classes.py",
    "closures.py",
    "comprehensions.py",
    "egg.py",
    "egg_late.py",
    "exceptions.py",
    "functions.py",
    "generators.py",
    "global_nonlocal.py",
    "greeting.py",
    "hot_loop.py",
    "imports.py",
    "late_binding.py",
    "matching.py",
    "mutable_default.py",
    "name_error.py",
    "recursion.py",
    "reference_counts.py",
    "scopes.py",
    "specialization.py",
    "syntax_error.py",
    "threads.py",
    "unbound_local.py",
    "constants.py",
    "pipeline.lesson",
    "constants.lesson",
    "scopes.lesson",
    "objects.lesson",
    "frames.lesson",
    "cache.lesson",
    "comprehensions.lesson",
];

/// A file by its name.
pub fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

pub fn lessons() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(|(name, _)| name.ends_with(".lesson"))
}

pub fn samples() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(|(name, _)| name.ends_with(".py"))
}

/// What a file says of itself: the title of a lesson, the first comment of a sample.
pub fn about(text: &str) -> String {
    let title = text.lines().find_map(|line| line.strip_prefix("title:"));
    let comment = || text.lines().find_map(|line| line.strip_prefix("# "));
    title.or_else(comment).unwrap_or_default().trim().to_owned()
}

/// A copy of all files in a folder of the person's own: an editor and the program's imports need real files.
///
/// A file that is there already is left alone, since the person may have changed it. The folder is named by what is
/// unpacked, so that lessons never meet the samples of another pylens.
pub fn unpack(cache: &Path) -> std::io::Result<PathBuf> {
    let all: Vec<&str> = FILES.iter().flat_map(|&(name, text)| [name, text]).collect();
    let hash = u64::from_le_bytes(source_hash(all.concat().as_bytes()));
    let folder = cache.join(format!("samples-{}-{hash:016x}", env!("CARGO_PKG_VERSION")));
    std::fs::create_dir_all(&folder)?;
    for (name, text) in FILES {
        let path = folder.join(name);
        let same = std::fs::read_to_string(&path).is_ok_and(|known| known == *text);
        if !same && (name.ends_with(".lesson") || !path.exists()) {
            std::fs::write(path, text)?;
        }
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_and_lesson_is_in_the_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .expect("samples exist")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".py") || name.ends_with(".lesson"))
            .collect();
        let mut listed: Vec<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(listed, there);
        for (name, text) in FILES {
            assert!(about(text).len() > 8, "{name} does not say what it is about");
        }
        // That is the room beside the longest name in the list of F2, 66 columns wide.
        for (name, text) in samples() {
            assert!(about(text).chars().count() <= 30, "{name} says more than there is room for");
        }
    }

    #[test]
    fn copies_that_were_changed_are_kept() {
        let cache = tempfile::tempdir().expect("a folder");
        let folder = unpack(cache.path()).expect("it can be written");
        let path = folder.join("closures.py");
        std::fs::write(&path, "x = 1\n").expect("it can be written");
        unpack(cache.path()).expect("it can be written");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "x = 1\n");
    }
}
