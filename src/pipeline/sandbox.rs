//! What a program may touch: files for `vm::host`, as far as the flags allow it.
//!
//! Always: reading the program's folders and the standard library. `--allow-read[=DIR]`, `--allow-write[=DIR]` and
//! `--allow-env` open the rest.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use super::library;
use crate::vm::host::files::{FileError, FileReply, FileRequest, Flag, Stat, open_flags};

/// One permission.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Access {
    #[default]
    No,
    /// Below these folders.
    Below(Vec<PathBuf>),
    Everywhere,
}

impl Access {
    /// From the flag's values; the root means everywhere.
    pub fn from_flag(values: &[PathBuf]) -> Self {
        if values.is_empty() {
            Access::No
        } else if values.iter().any(|value| value == Path::new("/")) {
            Access::Everywhere
        } else {
            Access::Below(values.iter().map(|folder| real(folder)).collect())
        }
    }

    fn covers(&self, path: &Path) -> bool {
        match self {
            Access::No => false,
            Access::Below(folders) => folders.iter().any(|folder| path.starts_with(folder)),
            Access::Everywhere => true,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    pub read: Access,
    pub write: Access,
    pub env: bool,
    /// Folders that can always be read, without links.
    pub folders: Vec<PathBuf>,
    /// `os.chdir` moves this, never the process.
    pub current: Option<PathBuf>,
}

/// A path without links, also when its last parts do not exist yet.
pub fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut known = path.as_path();
    let mut rest = Vec::new();
    loop {
        if let Ok(found) = fs::canonicalize(known) {
            let mut found = found;
            for part in rest.iter().rev() {
                if *part == ".." {
                    found.pop();
                } else {
                    found.push(part);
                }
            }
            return found;
        }
        let Some(parent) = known.parent() else { return path };
        rest.push(known.components().next_back().map(|part| part.as_os_str().to_owned()).unwrap_or_default());
        known = parent;
    }
}

/// A path whose folder is without links; the last part may be one.
fn entry(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            real(if parent.as_os_str().is_empty() { Path::new(".") } else { parent }).join(name)
        }
        _ => real(path),
    }
}

impl Sandbox {
    pub fn new(folders: &[PathBuf]) -> Self {
        Self { folders: folders.iter().map(|folder| real(folder)).collect(), ..Self::default() }
    }

    fn place(&self, path: &str) -> PathBuf {
        match &self.current {
            Some(current) => current.join(path),
            None => PathBuf::from(path),
        }
    }

    pub fn may_read(&self, path: &Path) -> bool {
        if self.read == Access::Everywhere {
            return true;
        }
        let path = real(path);
        self.folders.iter().any(|folder| path.starts_with(folder)) || self.read.covers(&path)
    }

    /// Does what was asked, or says why not.
    pub fn serve(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        if let Some(reply) = embedded(request) {
            return reply;
        }
        let path = |path: &String, flag: Flag| {
            let place = self.place(path);
            // Where a link itself is meant, its place counts and not what it leads to.
            let found = if request.is_about_entry() { entry(&place) } else { real(&place) };
            let readable = self.may_read(&place) || self.write.covers(&found);
            let allowed = match flag {
                _ if place == Path::new("/dev/null") => true,
                Flag::Read => readable,
                _ => self.write.covers(&found),
            };
            if allowed {
                return Ok(place);
            }
            // Who may look anyway is told that there is nothing to take away or to change.
            if readable && !request.creates() && fs::symlink_metadata(&place).is_err() {
                return Err(error(io::Error::from(ErrorKind::NotFound)));
            }
            Err(FileError::denied(flag))
        };
        let flag = request.flag();
        Ok(match request {
            FileRequest::Open { path: name, flags, mode } => {
                let place = path(name, flag)?;
                open(&place, *flags, *mode).map_err(error)?;
                FileReply::Done
            }
            FileRequest::ReadAt { path: name, offset, count } => {
                let mut file = fs::File::open(path(name, flag)?).map_err(error)?;
                file.seek(SeekFrom::Start(*offset)).map_err(error)?;
                let mut bytes = Vec::new();
                file.take(*count).read_to_end(&mut bytes).map_err(error)?;
                FileReply::Bytes(Arc::new(bytes))
            }
            FileRequest::WriteAt { path: name, offset, data } => {
                let place = path(name, flag)?;
                match offset {
                    Some(offset) => {
                        let file = OpenOptions::new().write(true).open(place).map_err(error)?;
                        file.write_all_at(data, *offset).map_err(error)?;
                        FileReply::Number(*offset + data.len() as u64)
                    }
                    None => {
                        let mut file = OpenOptions::new().append(true).open(place).map_err(error)?;
                        file.write_all(data).map_err(error)?;
                        FileReply::Number(file.stream_position().map_err(error)?)
                    }
                }
            }
            FileRequest::Truncate { path: name, size } => {
                let file = OpenOptions::new().write(true).open(path(name, flag)?).map_err(error)?;
                file.set_len(*size).map_err(error)?;
                FileReply::Done
            }
            FileRequest::Stat { path: name, follow } => {
                let place = path(name, flag)?;
                let data = if *follow { fs::metadata(place) } else { fs::symlink_metadata(place) };
                let data = data.map_err(error)?;
                let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000) + rest;
                FileReply::Stat(Box::new(Stat {
                    mode: data.mode(),
                    inode: data.ino(),
                    device: data.dev(),
                    links: data.nlink(),
                    uid: data.uid(),
                    gid: data.gid(),
                    size: data.len(),
                    accessed: nanoseconds(data.atime(), data.atime_nsec()),
                    modified: nanoseconds(data.mtime(), data.mtime_nsec()),
                    changed: nanoseconds(data.ctime(), data.ctime_nsec()),
                }))
            }
            FileRequest::List { path: name } => {
                let mut names = Vec::new();
                for entry in fs::read_dir(path(name, flag)?).map_err(error)? {
                    let entry = entry.map_err(error)?;
                    let mode = entry.metadata().map_or(0, |data| data.mode());
                    names.push((entry.file_name().to_string_lossy().into_owned(), mode));
                }
                FileReply::Names(names)
            }
            FileRequest::MakeDir { path: name, mode } => {
                let place = path(name, flag)?;
                done(
                    fs::create_dir(&place)
                        .and_then(|()| fs::set_permissions(&place, fs::Permissions::from_mode(*mode))),
                )?
            }
            FileRequest::RemoveDir { path: name } => done(fs::remove_dir(path(name, flag)?))?,
            FileRequest::Remove { path: name } => done(fs::remove_file(path(name, flag)?))?,
            FileRequest::Rename { from, to } => done(fs::rename(path(from, flag)?, path(to, flag)?))?,
            FileRequest::Symlink { target, path: name } => done(std::os::unix::fs::symlink(target, path(name, flag)?))?,
            FileRequest::ReadLink { path: name } => {
                let target = fs::read_link(path(name, flag)?).map_err(error)?;
                FileReply::Text(target.to_string_lossy().into_owned())
            }
            FileRequest::Chmod { path: name, mode } => {
                done(fs::set_permissions(path(name, flag)?, fs::Permissions::from_mode(*mode)))?
            }
            FileRequest::SetTimes { path: name, accessed, modified } => {
                let file = OpenOptions::new().read(true).open(path(name, flag)?).map_err(error)?;
                let moment = |at: i64| UNIX_EPOCH + Duration::from_nanos(at.max(0) as u64);
                let times = fs::FileTimes::new().set_accessed(moment(*accessed)).set_modified(moment(*modified));
                done(file.set_times(times))?
            }
            FileRequest::Folder => {
                let current = match &self.current {
                    Some(current) => current.clone(),
                    None => std::env::current_dir().map_err(error)?,
                };
                FileReply::Text(current.to_string_lossy().into_owned())
            }
            FileRequest::ChangeDir { path: name } => {
                let place = path(name, flag)?;
                if !fs::metadata(&place).map_err(error)?.is_dir() {
                    return Err(FileError::new(20, "Not a directory"));
                }
                self.current = Some(real(&place));
                FileReply::Done
            }
            FileRequest::Environment => {
                if !self.env {
                    return Err(FileError::denied(Flag::Env));
                }
                FileReply::Pairs(
                    std::env::vars_os()
                        .map(|(name, value)| {
                            (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
                        })
                        .collect(),
                )
            }
        })
    }
}

fn open(path: &Path, flags: i64, mode: u32) -> io::Result<()> {
    let writes = flags & 3 != 0;
    if !writes {
        return fs::File::open(path).map(|_| ());
    }
    if path.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory));
    }
    let has = |bit: i64| flags & bit != 0;
    let mut options = OpenOptions::new();
    options.write(true).read(flags & 3 == open_flags::READ_WRITE);
    options.truncate(has(open_flags::TRUNCATE));
    if has(open_flags::CREATE) && has(open_flags::EXCLUSIVE) {
        options.create_new(true);
    } else {
        options.create(has(open_flags::CREATE));
    }
    // Not by way of the process, whose mask is not that of the program.
    let fresh = has(open_flags::CREATE) && fs::symlink_metadata(path).is_err();
    let file = options.open(path)?;
    if fresh { file.set_permissions(fs::Permissions::from_mode(mode)) } else { Ok(()) }
}

fn done(result: io::Result<()>) -> Result<FileReply, FileError> {
    result.map(|()| FileReply::Done).map_err(error)
}

/// `errno` and the words of `strerror`.
fn error(problem: io::Error) -> FileError {
    let errno = problem.raw_os_error().unwrap_or(match problem.kind() {
        ErrorKind::NotFound => 2,
        ErrorKind::PermissionDenied => 13,
        ErrorKind::AlreadyExists => 17,
        ErrorKind::NotADirectory => 20,
        ErrorKind::IsADirectory => 21,
        ErrorKind::InvalidInput => 22,
        _ => 5,
    });
    let text = io::Error::from_raw_os_error(errno).to_string();
    let text = text.rsplit_once(" (os error").map_or(text.as_str(), |(text, _)| text);
    FileError::new(errno, text)
}

/// Requests about the library that is packed into pylens.
fn embedded(request: &FileRequest) -> Option<Result<FileReply, FileError>> {
    let (path, writes) = match request {
        FileRequest::Open { path, flags, .. } => (path, flags & 3 != 0),
        FileRequest::ReadAt { path, .. } | FileRequest::Stat { path, .. } | FileRequest::List { path } => (path, false),
        FileRequest::WriteAt { path, .. } | FileRequest::MakeDir { path, .. } | FileRequest::Remove { path } => {
            (path, true)
        }
        _ => return None,
    };
    let part = library::embedded_part(path)?;
    if writes {
        return Some(Err(FileError::new(30, "Read-only file system")));
    }
    let missing = || Err(FileError::new(2, "No such file or directory"));
    let folder = library::embedded_folder(part);
    Some(match request {
        FileRequest::Open { .. } if folder.is_some() => Ok(FileReply::Done),
        FileRequest::Open { .. } => library::embedded_size(part).map_or_else(missing, |_| Ok(FileReply::Done)),
        FileRequest::ReadAt { offset, count, .. } => library::embedded_file(part).map_or_else(missing, |bytes| {
            let start = (*offset as usize).min(bytes.len());
            let end = start.saturating_add(*count as usize).min(bytes.len());
            Ok(FileReply::Bytes(Arc::new(bytes[start..end].to_vec())))
        }),
        FileRequest::List { .. } => folder.map_or_else(missing, |entries| {
            let names = entries.iter().map(|entry| match entry.strip_suffix('/') {
                Some(name) => (name.to_owned(), 0o40555),
                None => ((*entry).to_owned(), 0o100444),
            });
            Ok(FileReply::Names(names.collect()))
        }),
        _ => match (folder, library::embedded_size(part)) {
            (Some(_), _) => Ok(FileReply::Stat(Box::new(Stat { mode: 0o40555, links: 1, ..Stat::default() }))),
            (None, Some(size)) => {
                Ok(FileReply::Stat(Box::new(Stat { mode: 0o100444, links: 1, size: size as u64, ..Stat::default() })))
            }
            (None, None) => missing(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_flag() {
        let mut sandbox = Sandbox::new(&[]);
        let request = FileRequest::Open { path: "/etc/hostname".to_owned(), flags: 0, mode: 0 };
        assert!(sandbox.serve(&request).is_err_and(|error| error.errno == 13 && error.text.contains("--allow-read")));
        let request = FileRequest::Open { path: "/tmp/x".to_owned(), flags: 0o101, mode: 0o644 };
        assert!(sandbox.serve(&request).is_err_and(|error| error.text.contains("--allow-write")));
        assert!(sandbox.serve(&FileRequest::Environment).is_err_and(|error| error.text.contains("--allow-env")));
    }

    #[test]
    fn files_below_an_allowed_folder_can_be_written_and_read() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let mut sandbox = Sandbox::new(&[]);
        sandbox.write = Access::Below(vec![real(folder.path())]);
        let path = folder.path().join("new.txt").to_string_lossy().into_owned();
        assert_eq!(
            sandbox.serve(&FileRequest::Open { path: path.clone(), flags: 0o1101, mode: 0o640 }),
            Ok(FileReply::Done)
        );
        let write = FileRequest::WriteAt { path: path.clone(), offset: Some(0), data: b"text".to_vec() };
        assert_eq!(sandbox.serve(&write), Ok(FileReply::Number(4)));
        let read = FileRequest::ReadAt { path: path.clone(), offset: 1, count: 2 };
        assert_eq!(sandbox.serve(&read), Ok(FileReply::Bytes(Arc::new(b"ex".to_vec()))));
        let outside = format!("{}/../x", folder.path().display());
        assert!(sandbox.serve(&FileRequest::MakeDir { path: outside, mode: 0o755 }).is_err());
    }
}
