//! Reading what the command line names.

use std::fs;
use std::path::Path;

/// The contents of a file, or one sentence on why they cannot be had.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err(format!("{} is a directory, not a file", path.display()));
    }
    fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{} does not exist", path.display()),
        std::io::ErrorKind::PermissionDenied => format!("{} may not be read: permission denied", path.display()),
        _ => format!("{} cannot be read: {error}", path.display()),
    })
}
