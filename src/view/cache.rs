//! The cache folder of a source: which file CPython would use, what is there, what an import would do with it, and what
//! the command line, the environment or the file system would change about that.

use std::path::Path;

use super::{Listing, Role, Row};
use crate::base::OptimizeLevel;
use crate::pipeline::cache::{CacheFile, CacheFolder};
use crate::pyc::header::Invalidation;
use crate::pyc::parts::header_parts;
use crate::pyc::verdict::{Freshness, HashCheck, Ignored, Place, Situation, SourceFacts, Staleness, Verdict, judge};

/// Something that could be otherwise, and what an import would do then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alternative {
    pub what: String,
    pub outcome: String,
}

/// What would happen to a file under other circumstances; `file_name` is that of the file.
pub fn alternatives(data: &[u8], situation: &Situation<'_>, file_name: &str) -> Vec<Alternative> {
    let verdict = judge(data, situation);
    let mut found = Vec::new();
    let mut add = |what: &str, outcome: String| found.push(Alternative { what: what.to_owned(), outcome });
    add(
        "python -B",
        match &verdict {
            Verdict::Stale(_) => "the source is compiled, and this file stays as it is".into(),
            _ => format!("nothing: {}", verdict.consequence()),
        },
    );
    match situation.place {
        Place::Cache => {
            let elsewhere =
                format!("this file is not looked at: {file_name} is looked for below DIR, and written there");
            add("PYTHONPYCACHEPREFIX=DIR", elsewhere);
            add("-X pycache_prefix=DIR", "the same; it wins over the variable".into());
            add(
                "__pycache__ unreadable",
                "every import compiles the source; that nothing can be written is no error".into(),
            );
        }
        Place::Beside => {
            add("PYTHONPYCACHEPREFIX=DIR", "nothing: this place does not depend on it".into());
            add("folder unreadable", "the module is not found: ModuleNotFoundError".into());
        }
    }
    for level in other_levels(file_name) {
        let (flag, other) = level;
        let outcome = match situation.place {
            Place::Cache => format!("{other} is looked for instead"),
            Place::Beside => "nothing: a file beside the source is for all levels".into(),
        };
        add(flag, outcome);
    }
    if let Some(source) = situation.source {
        let gone = judge(data, &Situation { source: None, contents: None, ..*situation });
        add("source deleted", outcome(&gone));
        let touched = SourceFacts { mtime: source.mtime + 1, ..source };
        let touched = judge(data, &Situation { source: Some(touched), ..*situation });
        if situation.place == Place::Cache {
            add("source touched", outcome(&touched));
        }
    }
    let is_hash = data.get(4).is_some_and(|flags| flags & 1 != 0);
    if is_hash && situation.place == Place::Cache && situation.source.is_some() {
        for (what, check) in
            [("--check-hash-based-pycs always", HashCheck::Always), ("--check-hash-based-pycs never", HashCheck::Never)]
        {
            add(what, outcome(&judge(data, &Situation { check, ..*situation })));
        }
    }
    found
}

fn outcome(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Ignored(Ignored::SourceIsGone) => verdict.consequence(),
        _ => format!("{}: {}; {}", verdict.word(), verdict.reason(), verdict.consequence()),
    }
}

/// The flags of the other levels, with the file that each would look for.
fn other_levels(file_name: &str) -> Vec<(&'static str, String)> {
    let stem = file_name.strip_suffix(".pyc").unwrap_or(file_name);
    let (stem, own) = match stem.rsplit_once(".opt-") {
        Some((stem, own)) => (stem, own),
        None => (stem, ""),
    };
    let levels =
        [("", "no -O", String::new()), ("1", "python -O", ".opt-1".into()), ("2", "python -OO", ".opt-2".into())];
    let others = levels.into_iter().filter(|(level, ..)| *level != own);
    others.map(|(_, flag, suffix)| (flag, format!("{stem}{suffix}.pyc"))).collect()
}

/// The rows under the heading of what would change.
pub fn alternative_rows(alternatives: &[Alternative]) -> Vec<Row> {
    let width = alternatives.iter().map(|alternative| alternative.what.len()).max().unwrap_or(0);
    let row = |alternative: &Alternative| {
        Row::text(Role::Flag, format!("  {:<width$}  ", alternative.what)).with(Role::Text, alternative.outcome.clone())
    };
    alternatives.iter().map(row).collect()
}

/// What an import would do with a file, as rows.
pub fn verdict_rows(verdict: &Verdict) -> Vec<Row> {
    vec![
        Row::text(verdict_role(verdict), verdict.word()).with(Role::Text, format!(": {}", verdict.reason())),
        Row::text(Role::Note, verdict.consequence()),
    ]
}

fn verdict_role(verdict: &Verdict) -> Role {
    match verdict {
        Verdict::Fresh(_) => Role::Good,
        Verdict::Stale(_) | Verdict::Ignored(_) => Role::Warning,
        Verdict::Corrupt(_) | Verdict::Refused(_) => Role::Error,
    }
}

/// The cache folder: which file CPython would use at each level, what is there, what its header says, what it is worth, and
/// what would change for an import at `level`. `source` are the facts that the files are compared with.
pub fn cache_listing(folder: &CacheFolder, level: OptimizeLevel, source: Option<SourceFacts>) -> Listing {
    let mut rows = Vec::new();
    if let Some(place) = folder.expected.first().and_then(|expected| expected.path.parent()) {
        let why = if folder.prefix.is_some() { "  (PYTHONPYCACHEPREFIX)" } else { "" };
        rows.push(Row::text(Role::Dim, format!("{}{why}", place.display())));
    }
    for expected in &folder.expected {
        let flag = match expected.level.number() {
            0 => "     ",
            1 => "-O   ",
            _ => "-OO  ",
        };
        let found = folder.files.iter().find(|file| file.path == expected.path);
        let row = Row::text(Role::Flag, flag).with(Role::Text, format!("{}  ", name_of(&expected.path)));
        match found {
            Some(file) => rows.extend(file_rows(row, file, source)),
            None => rows.push(row.with(Role::Dim, "absent: an import compiles the source and writes it")),
        }
    }
    for file in &folder.files {
        if folder.expected.iter().any(|expected| expected.path == file.path) {
            continue;
        }
        let version = file.version.map_or("of no known CPython".to_owned(), |version| format!("of CPython {version}"));
        let row = Row::text(Role::Text, format!("     {}  ", name_of(&file.path)));
        let note = if file.considered || file.name.is_none() { "" } else { "not looked at by 3.13, " };
        let row = row.with(Role::Dim, format!("{note}{version}  "));
        rows.extend(file_rows(row, file, source));
    }
    if let Some(problem) = &folder.problem {
        rows.push(Row::text(Role::Error, format!("the folder cannot be read: {problem}")));
        rows.push(Row::text(Role::Note, "every import compiles the source; that nothing can be written is no error"));
    }
    let which = match level {
        OptimizeLevel::None => "",
        OptimizeLevel::O => ", with -O",
        OptimizeLevel::OO => ", with -OO",
    };
    rows.push(Row::text(Role::Heading, format!("what would change that{which}")));
    rows.extend(alternative_rows(&general_alternatives(folder, level, source)));
    Listing::new(rows)
}

/// What an import would do with a file, and what its header says.
fn file_rows(row: Row, file: &CacheFile, source: Option<SourceFacts>) -> Vec<Row> {
    const INDENT: &str = "       ";
    let mut rows = vec![judged(row, file, source)];
    if let Some(header) = &file.header {
        let parts = header_parts(header);
        // Two rows, each short enough for a narrow screen: what decides whether it is compared, and with what.
        for parts in [&parts[..2], &parts[2..]] {
            let words: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, part.value)).collect();
            rows.push(Row::text(Role::Dim, format!("{INDENT}{}", words.join(" · "))));
        }
    }
    rows
}

/// The hash that a file was made with, if that is how it is compared.
fn hash_of(file: &CacheFile) -> Option<[u8; 8]> {
    match file.header?.invalidation {
        Invalidation::CheckedHash(hash) | Invalidation::UncheckedHash(hash) => Some(hash),
        Invalidation::Timestamp { .. } => None,
    }
}

/// What circumstances would change for a source that is imported at `level`, whatever lies in its cache.
fn general_alternatives(folder: &CacheFolder, level: OptimizeLevel, source: Option<SourceFacts>) -> Vec<Alternative> {
    let Some(expected) = folder.expected.iter().find(|expected| expected.level == level) else { return Vec::new() };
    let file = folder.files.iter().find(|file| file.path == expected.path);
    let is_fresh = file.is_some_and(|file| matches!(file.verdict, Ok(Verdict::Fresh(_))));
    let beside = folder.files.iter().any(|file| file.name.is_none());
    let row = |what: &str, outcome: &str| Alternative { what: what.to_owned(), outcome: outcome.to_owned() };
    let written = if is_fresh {
        "nothing: the file is loaded, nothing is compiled"
    } else {
        "the source is compiled, nothing is written"
    };
    let gone = match beside {
        true => "the .pyc file beside it is imported, compared with nothing",
        false => "ModuleNotFoundError: __pycache__ is not looked at without a source",
    };
    let mut found = vec![row("python -B", written)];
    match &folder.prefix {
        None => {
            found.push(row("PYTHONPYCACHEPREFIX=DIR", "the same file is looked for, and written, below DIR instead"))
        }
        Some(_) => found.push(row("no PYTHONPYCACHEPREFIX", "the file in __pycache__ beside the source is used")),
    }
    let comparable =
        matches!(file.map(|file| &file.verdict), Some(Ok(Verdict::Fresh(_) | Verdict::Stale(Staleness::OtherHash))));
    if let (Some(hash), Some(source), true) = (file.and_then(hash_of), source, comparable) {
        let always = match hash == source.hash {
            true => "the hash is compared, and is that of the source: the file is loaded",
            false => "the hash is compared, and is another: the source is compiled",
        };
        found.push(row("--check-hash-based-pycs always", always));
        found.push(row("--check-hash-based-pycs never", "the file is loaded, whatever the source says"));
    }
    found.push(row("folder unreadable", "every import compiles the source; that nothing can be written is no error"));
    found.push(row("source deleted", gone));
    found
}

fn judged(row: Row, file: &CacheFile, source: Option<SourceFacts>) -> Row {
    let is_ours = file.version == Some("3.13");
    let differs = source.is_some_and(|source| is_ours && hash_of(file).is_some_and(|hash| hash != source.hash));
    match &file.verdict {
        // What is loaded although the source says something else deserves more than the word fresh.
        Ok(verdict @ Verdict::Fresh(Freshness::Unchecked)) if differs => row
            .with(Role::Warning, "unchecked")
            .with(Role::Text, ": the source has another hash, but the file asks not to be compared")
            .with(Role::Dim, format!("; {}", verdict.consequence())),
        Ok(verdict) => row
            .with(verdict_role(verdict), verdict.word())
            .with(Role::Text, format!(": {}", verdict.reason()))
            .with(Role::Dim, format!("; {}", verdict.consequence())),
        Err(problem) => row.with(Role::Error, "unreadable").with(Role::Text, format!(": {problem}")),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyc::header::Header;

    #[test]
    fn alternatives_are_judged_not_guessed() {
        let facts = SourceFacts { mtime: 7, size: 5, hash: [1; 8] };
        let mut data = Header::new(Invalidation::UncheckedHash([2; 8])).to_bytes().to_vec();
        data.extend(include_bytes!("../../tests/pyc/3.13.pyc")[16..].iter());
        let found = alternatives(&data, &Situation::in_cache(Some(facts)), "spam.cpython-313.opt-1.pyc");
        let text = Listing::new(alternative_rows(&found)).to_text();
        for line in [
            "python -B                       nothing: an import loads it and compiles nothing",
            "no -O                           spam.cpython-313.pyc is looked for instead",
            "python -OO                      spam.cpython-313.opt-2.pyc is looked for instead",
            "source deleted                  an import does not look here without a source: ModuleNotFoundError",
            "--check-hash-based-pycs always  stale: the source has another hash",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    /// The rows for a source of which three files lie in the cache: compared by time, by hash, and not at all.
    #[test]
    fn each_file_says_what_it_is_compared_by_and_what_an_import_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("spam.py");
        std::fs::create_dir(folder.path().join("__pycache__")).expect("a folder");
        let code = &include_bytes!("../../tests/pyc/3.13.pyc")[16..];
        let facts = SourceFacts { mtime: 7, size: 5, hash: [1; 8] };
        for (suffix, invalidation) in [
            ("", Invalidation::Timestamp { mtime: 6, size: 5 }),
            (".opt-1", Invalidation::UncheckedHash([2; 8])),
            (".opt-2", Invalidation::CheckedHash([1; 8])),
        ] {
            let bytes = [&Header::new(invalidation).to_bytes()[..], code].concat();
            let name = format!("__pycache__/spam.cpython-313{suffix}.pyc");
            std::fs::write(folder.path().join(name), bytes).expect("a file");
        }
        let found = crate::pipeline::cache::look(&source, Some(facts), b"", None);
        let text = |level| cache_listing(&found, level, Some(facts)).to_text();
        let plain = text(OptimizeLevel::None);
        for line in [
            "     spam.cpython-313.pyc  stale: the source is newer; an import compiles the source and writes it anew\n",
            "       magic 3571: CPython 3.13 · flags 0: compare time and size\n",
            "       mtime 6 s after 1970 · size 5 bytes of source\n",
            "-O   spam.cpython-313.opt-1.pyc  unchecked: the source has another hash, but the file asks not to be compared; an import loads it",
            "       magic 3571: CPython 3.13 · flags 1: hash, not compared\n       hash 0202020202020202 of the source\n",
            "-OO  spam.cpython-313.opt-2.pyc  fresh: the hash is that of the source; an import loads it",
            "what would change that\n  python -B                the source is compiled, nothing is written\n",
        ] {
            assert!(plain.contains(line), "{line}\n{plain}");
        }
        assert!(!plain.contains("--check-hash-based-pycs"), "{plain}");
        let unchecked = text(OptimizeLevel::O);
        for line in [
            "what would change that, with -O\n  python -B                       nothing: the file is loaded, nothing is compiled\n",
            "--check-hash-based-pycs always  the hash is compared, and is another: the source is compiled\n",
        ] {
            assert!(unchecked.contains(line), "{line}\n{unchecked}");
        }
        let checked = text(OptimizeLevel::OO);
        assert!(
            checked.contains("always  the hash is compared, and is that of the source: the file is loaded"),
            "{checked}"
        );
    }
}
