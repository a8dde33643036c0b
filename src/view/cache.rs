//! The cache folder of a source: which file CPython would use, what is there, what an import would do with it, and what
//! the command line, the environment or the file system would change about that.

use std::path::Path;

use super::{Listing, Role, Row};
use crate::pipeline::cache::{CacheFile, CacheFolder};
use crate::pyc::verdict::{HashCheck, Ignored, Place, Situation, Verdict, judge};

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
        let touched = crate::pyc::verdict::SourceFacts { mtime: source.mtime + 1, ..source };
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

/// The cache folder: which file CPython would use at each level, what is there, what it is worth, and what would change.
pub fn cache_listing(folder: &CacheFolder) -> Listing {
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
        rows.push(match found {
            Some(file) => judged(row, file),
            None => row.with(Role::Dim, "absent: an import compiles the source and writes it"),
        });
    }
    for file in &folder.files {
        if folder.expected.iter().any(|expected| expected.path == file.path) {
            continue;
        }
        let version = file.version.map_or("of no known CPython".to_owned(), |version| format!("of CPython {version}"));
        let row = Row::text(Role::Text, format!("     {}  ", name_of(&file.path)));
        let row = judged(row.with(Role::Dim, format!("{version}  ")), file);
        let note = if file.considered || file.name.is_none() { "" } else { "  (3.13 does not look at it)" };
        rows.push(row.with(Role::Dim, note));
    }
    if let Some(problem) = &folder.problem {
        rows.push(Row::text(Role::Error, format!("the folder cannot be read: {problem}")));
        rows.push(Row::text(Role::Note, "every import compiles the source; that nothing can be written is no error"));
    }
    rows.push(Row::text(Role::Heading, "what would change that"));
    rows.extend(alternative_rows(&general_alternatives(folder)));
    Listing::new(rows)
}

/// What circumstances would change for a source, whatever lies in its cache.
fn general_alternatives(folder: &CacheFolder) -> Vec<Alternative> {
    let Some(plain) = folder.expected.first() else { return Vec::new() };
    let file = folder.files.iter().find(|file| file.path == plain.path);
    let is_fresh = file.is_some_and(|file| matches!(file.verdict, Ok(Verdict::Fresh(_))));
    let beside = folder.files.iter().any(|file| file.name.is_none());
    let row = |what: &str, outcome: &str| Alternative { what: what.to_owned(), outcome: outcome.to_owned() };
    let written =
        if is_fresh { "nothing: the file is fresh, and loaded" } else { "the source is compiled, nothing is written" };
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
    found.push(row("folder unreadable", "every import compiles the source; that nothing can be written is no error"));
    found.push(row("source deleted", gone));
    found
}

fn judged(row: Row, file: &CacheFile) -> Row {
    match &file.verdict {
        Ok(verdict) => {
            row.with(verdict_role(verdict), verdict.word()).with(Role::Text, format!(": {}", verdict.reason()))
        }
        Err(problem) => row.with(Role::Error, "unreadable").with(Role::Text, format!(": {problem}")),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyc::header::{Header, Invalidation};
    use crate::pyc::verdict::SourceFacts;

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
}
