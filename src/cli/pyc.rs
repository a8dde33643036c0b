//! `pylens pyc`: write the cache file of a Python file, or explain one.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::arguments::{InvalidationMode, PycArguments};
use super::output::{self, print};
use super::{complain, input, stages};
use crate::pipeline::{Artifacts, Options, build, build::pyc_bytes, on_deep_stack};
use crate::pyc::cache::{SourceFacts, cache_from_source};
use crate::pyc::header::{Header, Invalidation, source_hash};
use crate::view;

pub fn run(arguments: &PycArguments) -> u8 {
    if arguments.inspect { inspect(arguments) } else { write(arguments) }
}

fn inspect(arguments: &PycArguments) -> u8 {
    let data = match input::read_file(&arguments.file) {
        Ok(data) => data,
        Err(problem) => return complain(problem),
    };
    let inspection = view::pyc::inspect(&data, source_of(&arguments.file));
    if arguments.json {
        let json = view::pyc::inspection_json(&arguments.file, &data, &inspection);
        print(&format!("{json:#}\n"));
    } else {
        let listing = view::pyc::inspection_listing(&arguments.file, &data, &inspection);
        output::listing(&listing, arguments.common.color);
    }
    0
}

/// The source that a file in `__pycache__` belongs to, if it is there.
fn source_of(pyc: &Path) -> Option<SourceFacts> {
    let folder = pyc.parent()?;
    if folder.file_name()? != "__pycache__" {
        return None;
    }
    let name = crate::pyc::cache::parse_cache_name(pyc.file_name()?.to_str()?)?;
    let source = folder.parent()?.join(format!("{}.py", name.stem));
    let bytes = fs::read(&source).ok()?;
    crate::pipeline::cache::source_facts(&source, &bytes).ok()
}

fn write(arguments: &PycArguments) -> u8 {
    let input = match input::file_input(&arguments.file) {
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
    let pyc = match pyc_bytes(compiled, header(arguments, &artifacts)) {
        Ok(pyc) => pyc,
        Err(problem) => return complain(problem),
    };
    let target = match &arguments.output {
        Some(path) => path.clone(),
        None => {
            let prefix = std::env::var_os("PYTHONPYCACHEPREFIX").filter(|prefix| !prefix.is_empty());
            let source = match &prefix {
                Some(_) => std::path::absolute(&arguments.file).unwrap_or_else(|_| arguments.file.clone()),
                None => arguments.file.clone(),
            };
            cache_from_source(&source, options.level, prefix.as_deref().map(Path::new))
        }
    };
    match write_atomically(&target, &pyc.bytes) {
        Ok(()) => 0,
        Err(error) => complain(format!("{} cannot be written: {error}", target.display())),
    }
}

fn header(arguments: &PycArguments, artifacts: &Artifacts) -> Header {
    // `py_compile` does the same, so that builds can be repeated.
    let reproducible = std::env::var_os("SOURCE_DATE_EPOCH").is_some_and(|value| !value.is_empty());
    let default = if reproducible { InvalidationMode::CheckedHash } else { InvalidationMode::Timestamp };
    let hash = || source_hash(&artifacts.input.bytes);
    Header::new(match (arguments.invalidation_mode.unwrap_or(default), artifacts.input.facts) {
        (InvalidationMode::UncheckedHash, _) => Invalidation::UncheckedHash(hash()),
        (InvalidationMode::Timestamp, Some(facts)) => {
            Invalidation::Timestamp { mtime: facts.mtime as u32, size: facts.size as u32 }
        }
        (InvalidationMode::CheckedHash, _) | (InvalidationMode::Timestamp, None) => Invalidation::CheckedHash(hash()),
    })
}

/// Writes a file that is either whole or not there: a temporary file in the same folder takes its name at the end.
fn write_atomically(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let temporary = folder.join(name);
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        // The error that matters is the first one.
        let _ = fs::remove_file(&temporary);
    }
    written
}
