//! Reading what the command line names.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::arguments::InputArguments;
use crate::pipeline::{Input, cache};

/// The contents of a file, or one sentence on why they cannot be had.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err(format!("{} is a directory, not a file", path.display()));
    }
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("{} does not exist", path.display()),
        io::ErrorKind::PermissionDenied => format!("{} may not be read: permission denied", path.display()),
        _ => format!("{} cannot be read: {error}", path.display()),
    })
}

/// The source that the command line names, under the name that CPython would give it.
pub fn read_input(arguments: &InputArguments) -> Result<Input, String> {
    match (&arguments.code, &arguments.file) {
        (Some(code), _) => Ok(text_input("<string>", code.clone().into_bytes())),
        (None, Some(path)) if path.as_os_str() == "-" => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input cannot be read: {error}"))?;
            Ok(text_input("<stdin>", bytes))
        }
        (None, Some(path)) => file_input(path),
        (None, None) => Err("no file is named".to_owned()),
    }
}

/// A file with its contents and what a cache file is compared with.
pub fn file_input(path: &Path) -> Result<Input, String> {
    let bytes = read_file(path)?;
    let facts = cache::source_facts(path, &bytes).ok();
    Ok(Input { name: path.to_string_lossy().into(), bytes: bytes.into(), path: Some(path.to_owned()), facts })
}

fn text_input(name: &str, bytes: Vec<u8>) -> Input {
    Input { name: name.into(), bytes: bytes.into(), path: None, facts: None }
}
