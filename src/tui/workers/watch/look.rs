//! One look at the file: a stable reading, or why there is none.

use std::fs::{self, Metadata};
use std::hash::Hasher;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use siphasher::sip::SipHasher13;

use super::Content;

/// Larger files are refused: no Python source is that large, and reading it would hold up everything.
const LARGEST: u64 = 64 << 20;

/// What a look found.
pub(super) enum Look {
    Content(Content),
    Missing,
    Unreadable(String),
    /// The file changed while it was being read.
    Moving,
}

/// What tells that a file may have changed without reading it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stamp {
    modified: SystemTime,
    size: u64,
    inode: (u64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Self { modified, size: metadata.len(), inode: inode(metadata) }
    }

    /// The stamp of whatever is at `path` now.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|metadata| Self::of(&metadata))
    }

    /// Whether the file was written so recently that another write could leave the same stamp.
    pub(super) fn is_fresh(&self) -> bool {
        SystemTime::now().duration_since(self.modified).is_ok_and(|age| age < Duration::from_secs(2))
    }
}

/// Device and inode, where there are such things.
#[cfg(unix)]
pub(super) fn inode(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
pub(super) fn inode(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// Stat, read, stat; the reading counts when both stats agree.
pub(super) fn look(path: &Path) -> Look {
    let before = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return refusal(&error),
    };
    if before.is_dir() {
        return Look::Unreadable("is a directory".into());
    }
    // Opening a pipe would wait for somebody to write into it.
    if !before.is_file() {
        return Look::Unreadable("is not a regular file".into());
    }
    if before.len() > LARGEST {
        return Look::Unreadable(format!("is larger than {} MiB", LARGEST >> 20));
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refusal(&error),
    };
    let stamp = Stamp::of(&before);
    if Stamp::at(path) != Some(stamp) || bytes.len() as u64 != stamp.size {
        return Look::Moving;
    }
    Look::Content(Content { hash: content_hash(&bytes), bytes: bytes.into(), modified: stamp.modified })
}

fn refusal(error: &io::Error) -> Look {
    match error.kind() {
        // A part of the path that is no directory: it was replaced, or never was one.
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Look::Missing,
        io::ErrorKind::PermissionDenied => Look::Unreadable("may not be read: permission denied".into()),
        _ => Look::Unreadable(format!("cannot be read: {error}")),
    }
}

/// The hash by which contents are told apart.
pub fn content_hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}
