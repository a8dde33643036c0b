//! `pylens pyc`: write the cache file of a Python file, or explain one.

use std::path::{Path, PathBuf};

use super::arguments::{InvalidationMode, PycArguments};
use super::compile_all;
use super::output::{self, print};
use super::{complain, input, stages};
use crate::pipeline::batch::{HeaderKind, write_atomically};
use crate::pipeline::cache::{prefix_of_environment, read_pyc, source_facts};
use crate::pipeline::{Options, build, build::pyc_bytes, on_deep_stack};
use crate::pyc::cache::{cache_from_source, source_of};
use crate::pyc::header::{Header, Invalidation, source_hash};
use crate::pyc::verdict::{HashCheck, Place, Situation};
use crate::view;

pub fn run(arguments: &PycArguments) -> u8 {
    if arguments.all {
        return compile_all::run(arguments);
    }
    match &arguments.files[..] {
        [file] if arguments.inspect => inspect(file, arguments),
        [file] => write(file, arguments),
        _ => complain("several files or folders need --all"),
    }
}

/// The folder of `-X pycache_prefix`, else that of the environment.
pub fn prefix(arguments: &PycArguments) -> Option<PathBuf> {
    match &arguments.pycache_prefix {
        Some(prefix) => Some(prefix.clone()).filter(|prefix| !prefix.as_os_str().is_empty()),
        None => prefix_of_environment(),
    }
}

fn inspect(file: &Path, arguments: &PycArguments) -> u8 {
    if file.extension().is_some_and(|extension| extension == "py") {
        let shown = file.display();
        return complain(format!("{shown} is a source, not a .pyc file: pylens pyc {shown} -o OUT.pyc writes one"));
    }
    if let Err(problem) = input::check_readable(file) {
        return complain(problem);
    }
    let data = match read_pyc(file) {
        Ok(data) => data,
        Err(problem) => return complain(format!("{}: {problem}", file.display())),
    };
    let prefix = prefix(arguments);
    let full = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let (source, place, name) = source_of(&full, prefix.as_deref()).unwrap_or((PathBuf::new(), Place::Beside, None));
    let contents = std::fs::read(&source).ok();
    let facts = contents.as_ref().and_then(|contents| source_facts(&source, contents).ok());
    let situation = Situation {
        place,
        source: facts,
        contents: contents.as_deref(),
        minor: name.and_then(|name| name.minor()).unwrap_or(13),
        check: HashCheck::Default,
    };
    let file_name = file.file_name().unwrap_or_default().to_string_lossy();
    // A damaged file may nest as deep as CPython allows.
    on_deep_stack(|| {
        let inspection = view::pyc::inspect(&data, &situation, &file_name);
        if arguments.json {
            let json = view::pyc::inspection_json(file, &data, &inspection);
            print(&format!("{json:#}\n"));
        } else {
            let listing = view::pyc::inspection_listing(file, &data, &inspection);
            output::listing(&listing, arguments.common.color);
        }
    });
    0
}

fn write(file: &Path, arguments: &PycArguments) -> u8 {
    let input = match input::file_input(file) {
        Ok(input) => input,
        Err(problem) => return complain(problem),
    };
    let options = Options {
        profile: arguments.common.python.into(),
        level: arguments.level.level(),
        record: false,
        ..Options::default()
    };
    let artifacts = on_deep_stack(|| build(input, options));
    let Some(compiled) = artifacts.compiled.out.ready() else { return stages::report_failure(&artifacts) };
    let header = match artifacts.input.facts {
        Some(facts) => header_kind(arguments).header(&facts),
        None => Header::new(Invalidation::CheckedHash(source_hash(&artifacts.input.bytes))),
    };
    let pyc = match pyc_bytes(compiled, header) {
        Ok(pyc) => pyc,
        Err(problem) => return complain(problem),
    };
    let target = match &arguments.output {
        Some(path) => path.clone(),
        None => {
            let prefix = prefix(arguments);
            let source = match &prefix {
                Some(_) => std::path::absolute(file).unwrap_or_else(|_| file.to_owned()),
                None => file.to_owned(),
            };
            cache_from_source(&source, options.level, prefix.as_deref())
        }
    };
    match write_atomically(&target, &pyc.bytes) {
        Ok(()) => 0,
        Err(error) => complain(format!("{} cannot be written: {error}", target.display())),
    }
}

/// What the command line asks for; without a word from it what `py_compile` does, so that builds can be repeated.
pub fn header_kind(arguments: &PycArguments) -> HeaderKind {
    let reproducible = std::env::var_os("SOURCE_DATE_EPOCH").is_some_and(|value| !value.is_empty());
    match arguments.invalidation_mode {
        Some(InvalidationMode::Timestamp) => HeaderKind::Timestamp,
        Some(InvalidationMode::CheckedHash) => HeaderKind::CheckedHash,
        Some(InvalidationMode::UncheckedHash) => HeaderKind::UncheckedHash,
        None if reproducible => HeaderKind::CheckedHash,
        None => HeaderKind::Timestamp,
    }
}
