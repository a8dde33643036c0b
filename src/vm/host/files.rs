//! Files as a program may ask for them: requests that name a path, so that a host keeps no open files and a replay needs
//! nothing but the answers.

use std::sync::Arc;

/// What needs the permission to read, to write, or to look at the environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flag {
    Read,
    Write,
    Env,
}

impl Flag {
    pub fn option(self) -> &'static str {
        match self {
            Flag::Read => "--allow-read",
            Flag::Write => "--allow-write",
            Flag::Env => "--allow-env",
        }
    }
}

/// Bits of `os.open`'s flags, as Linux numbers them.
pub mod open_flags {
    pub const WRITE_ONLY: i64 = 1;
    pub const READ_WRITE: i64 = 2;
    pub const CREATE: i64 = 0o100;
    pub const EXCLUSIVE: i64 = 0o200;
    pub const TRUNCATE: i64 = 0o1000;
    pub const APPEND: i64 = 0o2000;
}

/// One operation; each is complete in itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileRequest {
    /// Checks, and creates or truncates, as `open(2)` does; a new file has these permissions.
    Open {
        path: String,
        flags: i64,
        mode: u32,
    },
    ReadAt {
        path: String,
        offset: u64,
        count: u64,
    },
    /// Without an offset: at the end.
    WriteAt {
        path: String,
        offset: Option<u64>,
        data: Vec<u8>,
    },
    Truncate {
        path: String,
        size: u64,
    },
    Stat {
        path: String,
        follow: bool,
    },
    List {
        path: String,
    },
    MakeDir {
        path: String,
        mode: u32,
    },
    RemoveDir {
        path: String,
    },
    Remove {
        path: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Symlink {
        target: String,
        path: String,
    },
    ReadLink {
        path: String,
    },
    Chmod {
        path: String,
        mode: u32,
    },
    /// Access and modification time in nanoseconds.
    SetTimes {
        path: String,
        accessed: i64,
        modified: i64,
    },
    /// The current folder.
    Folder,
    ChangeDir {
        path: String,
    },
    Environment,
}

impl FileRequest {
    /// Whether it may make a file or folder that is not there yet.
    pub fn creates(&self) -> bool {
        match self {
            FileRequest::Open { flags, .. } => flags & open_flags::CREATE != 0,
            FileRequest::MakeDir { .. } | FileRequest::Rename { .. } | FileRequest::Symlink { .. } => true,
            _ => false,
        }
    }

    /// Whether it is about a name in a folder, be it that of a link.
    pub fn is_about_entry(&self) -> bool {
        matches!(
            self,
            FileRequest::Remove { .. }
                | FileRequest::Rename { .. }
                | FileRequest::Symlink { .. }
                | FileRequest::ReadLink { .. }
                | FileRequest::Stat { follow: false, .. }
        )
    }

    /// The permission that it needs.
    pub fn flag(&self) -> Flag {
        match self {
            FileRequest::Open { flags, .. } if flags & 3 != 0 => Flag::Write,
            FileRequest::Open { .. }
            | FileRequest::ReadAt { .. }
            | FileRequest::Stat { .. }
            | FileRequest::List { .. }
            | FileRequest::ReadLink { .. }
            | FileRequest::ChangeDir { .. }
            | FileRequest::Folder => Flag::Read,
            FileRequest::Environment => Flag::Env,
            _ => Flag::Write,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileReply {
    Done,
    Number(u64),
    Text(String),
    Bytes(Arc<Vec<u8>>),
    Stat(Box<Stat>),
    /// Names with the bits of `st_mode` that say what each is.
    Names(Vec<(String, u32)>),
    Pairs(Vec<(String, String)>),
}

/// `os.stat_result`, times in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stat {
    pub mode: u32,
    pub inode: u64,
    pub device: u64,
    pub links: u64,
    pub uid: u32,
    pub gid: u32,
    pub size: u64,
    pub accessed: i64,
    pub modified: i64,
    pub changed: i64,
}

/// Why not, in the words of `strerror`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileError {
    pub errno: i32,
    pub text: String,
    /// The permission that is missing.
    pub flag: Option<Flag>,
}

impl FileError {
    pub fn denied(flag: Flag) -> Self {
        let what = match flag {
            Flag::Read => "reading files",
            Flag::Write => "writing files",
            Flag::Env => "the environment",
        };
        Self { errno: 13, text: format!("Permission denied: {what} needs {}", flag.option()), flag: Some(flag) }
    }

    pub fn new(errno: i32, text: &str) -> Self {
        Self { errno, text: text.to_owned(), flag: None }
    }
}
