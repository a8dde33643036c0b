//! Reading what the command line names: a file, a module, text, standard input, a `.pyc`.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::InputArguments;
use crate::bytecode::Code;
use crate::pipeline::{Input, cache};
use crate::pyc::header::{Header, MAGIC_3_13, version_of_magic};
use crate::pyc::load::load_code;

/// One sentence on why a file cannot be read, if it cannot.
pub fn check_readable(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Err(format!("{} is a directory, not a file", path.display()));
    }
    fs::File::open(path).map(drop).map_err(|error| unreadable(path, &error))
}

/// The contents of a file, or one sentence on why they cannot be had.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err(format!("{} is a directory, not a file", path.display()));
    }
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("{} does not exist", path.display()),
        io::ErrorKind::PermissionDenied => format!("{} may not be read: permission denied", path.display()),
        _ => format!("{} cannot be read: {error}", path.display()),
    }
}

/// The source that the command line names, under the name that CPython would give it.
pub fn read_input(arguments: &InputArguments) -> Result<Input, String> {
    if let Some(code) = &arguments.code {
        return Ok(text_input("<string>", code.clone().into_bytes()));
    }
    if let Some(module) = &arguments.module {
        return file_input(&find_module(module)?);
    }
    match &arguments.file {
        Some(path) if path.as_os_str() == "-" => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input cannot be read: {error}"))?;
            Ok(text_input("<stdin>", bytes))
        }
        Some(path) => file_input(path),
        None => Err("no file is named".to_owned()),
    }
}

/// A file with its contents and what a cache file is compared with.
pub fn file_input(path: &Path) -> Result<Input, String> {
    let bytes = read_file(path)?;
    if is_pyc(path, &bytes) {
        return Err(format!(
            "{} is compiled and holds no source: dis, code, run and pyc --inspect can read it",
            path.display()
        ));
    }
    let facts = cache::source_facts(path, &bytes).ok();
    Ok(Input { name: path.to_string_lossy().into(), bytes: bytes.into(), path: Some(path.to_owned()), facts })
}

pub fn text_input(name: &str, bytes: Vec<u8>) -> Input {
    Input { name: name.into(), bytes: bytes.into(), path: None, facts: None }
}

/// The code object of a `.pyc` file if the command line names one; `None` if it names source.
pub fn read_pyc(arguments: &InputArguments) -> Result<Option<Arc<Code>>, String> {
    let Some(path) = arguments.file.as_deref().filter(|path| path.as_os_str() != "-") else { return Ok(None) };
    let looks_compiled = path.extension().is_some_and(|extension| extension == "pyc");
    let mut start = [0; 4];
    let begins = fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == MAGIC_3_13;
    if !looks_compiled && !begins {
        return Ok(None);
    }
    code_of_pyc(path, &read_file(path)?).map(Some)
}

fn is_pyc(path: &Path, bytes: &[u8]) -> bool {
    path.extension().is_some_and(|extension| extension == "pyc") || bytes.starts_with(&MAGIC_3_13)
}

fn code_of_pyc(path: &Path, bytes: &[u8]) -> Result<Arc<Code>, String> {
    let shown = path.display();
    let Some(header) = Header::read(bytes) else {
        return Err(format!("{shown} is no .pyc file: it is shorter than the header of one"));
    };
    if header.magic != MAGIC_3_13 {
        return Err(match version_of_magic(header.magic) {
            Some(version) => format!(
                "{shown} was compiled by CPython {version}, and only the bytecode of 3.13 can be shown here: \
                 pylens pyc --inspect explains the file"
            ),
            None => format!("{shown} is no .pyc file: it does not begin with the number of any CPython"),
        });
    }
    load_code(bytes, Header::LEN as u32).map_err(|error| format!("{shown} is damaged: {error}"))
}

/// The file of a module: looked for in the current directory, then in the folders of `PYTHONPATH`.
fn find_module(name: &str) -> Result<PathBuf, String> {
    let relative: PathBuf = name.split('.').collect();
    let path = std::env::var_os("PYTHONPATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::new()).chain(std::env::split_paths(&path));
    for folder in folders {
        let base = folder.join(&relative);
        let candidates = [base.with_extension("py"), base.join("__main__.py"), base.join("__init__.py")];
        if let Some(found) = candidates.into_iter().find(|candidate| candidate.is_file()) {
            return Ok(found);
        }
    }
    Err(format!("there is no module {name:?} in the current directory or in the folders of PYTHONPATH"))
}
