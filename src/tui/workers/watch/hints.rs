//! Where hints come from: events of the directories that matter, or the clock.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::look::inode;
use super::{Hint, WatchMode};

/// Listens to the parent directory of the file, and to those of every symlink on the way to its target.
pub(super) struct Listener {
    path: PathBuf,
    hints: Sender<Hint>,
    watcher: Option<RecommendedWatcher>,
    /// Directories that are watched, as they were when the watch was made.
    watched: Vec<Directory>,
    /// File names of which events count.
    names: Arc<Mutex<Vec<OsString>>>,
    pub(super) mode: WatchMode,
}

#[derive(PartialEq, Eq, Debug)]
struct Directory {
    path: PathBuf,
    /// A directory that was renamed away and replaced has the old path and another inode.
    inode: Option<(u64, u64)>,
}

impl Listener {
    pub(super) fn new(path: &Path, poll: bool, hints: Sender<Hint>) -> Self {
        let mut listener = Self {
            path: path.to_owned(),
            hints,
            watcher: None,
            watched: Vec::new(),
            names: Arc::default(),
            mode: WatchMode::Events,
        };
        if poll {
            listener.mode = WatchMode::Polling("as asked".into());
        } else if let Some(kind) = remote_file_system(path) {
            listener.mode = WatchMode::Polling(format!("{kind} sends no events"));
        } else {
            listener.follow();
        }
        listener
    }

    /// Watches anew if the directories that matter are no longer those that are watched.
    pub(super) fn follow(&mut self) {
        if self.mode != WatchMode::Events {
            return;
        }
        let chain = links(&self.path);
        let mut directories: Vec<Directory> = Vec::new();
        for link in &chain {
            let path = parent(link);
            if !directories.iter().any(|directory| directory.path == path) {
                let inode = fs::metadata(&path).ok().map(|metadata| inode(&metadata));
                directories.push(Directory { path, inode });
            }
        }
        if self.watcher.is_some() && directories == self.watched {
            return;
        }
        if let Ok(mut names) = self.names.lock() {
            *names = chain.iter().filter_map(|link| link.file_name().map(OsString::from)).collect();
        }
        // A new watcher instead of a mended one: removing a watch on a directory that is gone is where backends differ.
        self.watcher = None;
        match self.watch(&directories) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.watched = directories;
            }
            Err(error) => self.give_up(&error),
        }
    }

    fn watch(&self, directories: &[Directory]) -> notify::Result<RecommendedWatcher> {
        let hints = self.hints.clone();
        let names = Arc::clone(&self.names);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let hint = match event {
                // Reading the file, which is what this program does, is no hint.
                Ok(event) if matches!(event.kind, EventKind::Access(access) if !closes_writing(access)) => return,
                Ok(event) if event.need_rescan() || event.paths.is_empty() => Hint::Changed,
                Ok(event) => {
                    let Ok(names) = names.lock() else { return };
                    let ours = |path: &PathBuf| path.file_name().is_some_and(|name| names.iter().any(|n| n == name));
                    if !event.paths.iter().any(ours) {
                        return;
                    }
                    Hint::Changed
                }
                Err(error) => Hint::Broken(reason(&error)),
            };
            // The receiver is gone only when the watching has ended.
            let _ = hints.send(hint);
        })?;
        let mut first_error = None;
        let mut any = false;
        for directory in directories.iter().filter(|directory| directory.inode.is_some()) {
            match watcher.watch(&directory.path, RecursiveMode::NonRecursive) {
                Ok(()) => any = true,
                // It went away in this moment: the next look will find that, too.
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        match first_error {
            Some(error) if !any => Err(error),
            _ => Ok(watcher),
        }
    }

    fn give_up(&mut self, error: &notify::Error) {
        self.mode = WatchMode::Polling(reason(error));
    }

    /// Events have failed; from now on the clock decides.
    pub(super) fn poll_because(&mut self, reason: String) {
        self.watcher = None;
        self.mode = WatchMode::Polling(reason);
    }
}

fn closes_writing(access: notify::event::AccessKind) -> bool {
    use notify::event::{AccessKind, AccessMode};
    matches!(access, AccessKind::Close(AccessMode::Write))
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system's limit of watches is reached".into(),
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// The path and, where it is a symlink, everything it leads to, one step at a time.
fn links(path: &Path) -> Vec<PathBuf> {
    let mut chain = vec![path.to_owned()];
    // Forty is where Linux gives up, too.
    while chain.len() < 40 {
        let last = &chain[chain.len() - 1];
        let Ok(target) = fs::read_link(last) else { break };
        let next = parent(last).join(target);
        if chain.contains(&next) {
            break;
        }
        chain.push(next);
    }
    chain
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The kind of file system that `path` is on, if it is one where changes made elsewhere cause no events here.
fn remote_file_system(path: &Path) -> Option<String> {
    let directory = fs::canonicalize(parent(path)).ok()?;
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    remote_mount(&mounts, &directory)
}

fn remote_mount(mounts: &str, directory: &Path) -> Option<String> {
    const REMOTE: &[&str] = &["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf", "afs", "ceph", "glusterfs"];
    let (_, kind) = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(point, _)| directory.starts_with(point.replace("\\040", " ")))
        .max_by_key(|(point, _)| point.len())?;
    REMOTE.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_decides() {
        let mounts = "/dev/a / ext4 rw 0 0\nserver:/x /home nfs4 rw 0 0\n/dev/b /home/me/local\\040disk xfs rw 0 0\n";
        assert_eq!(remote_mount(mounts, Path::new("/home/me")), Some("nfs4".into()));
        assert_eq!(remote_mount(mounts, Path::new("/home/me/local disk/x")), None);
        assert_eq!(remote_mount(mounts, Path::new("/tmp")), None);
    }
}
