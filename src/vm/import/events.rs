//! What is kept of each import: who asked, where was looked, what was found. The Modules pane shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a module came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModuleOrigin {
    /// Part of the machine.
    Native,
    /// A source file, compiled for this import.
    Source,
    /// A `.pyc` that is valid for its source.
    Cache,
    /// Folders without `__init__.py`.
    Namespace,
    /// Made by a finder of the program's own.
    Finder,
    /// Nothing was found.
    Missing,
}

impl ModuleOrigin {
    pub fn word(self) -> &'static str {
        match self {
            ModuleOrigin::Native => "native",
            ModuleOrigin::Source => "source",
            ModuleOrigin::Cache => "cache",
            ModuleOrigin::Namespace => "namespace",
            ModuleOrigin::Finder => "finder",
            ModuleOrigin::Missing => "missing",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModuleState {
    /// Its code runs: it is partially initialized.
    Loading,
    Loaded,
    /// Its code raised, or it does not exist.
    Failed,
}

/// One import that had work to do (later ones find the module in `sys.modules`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleRecord {
    pub name: String,
    pub origin: ModuleOrigin,
    pub state: ModuleState,
    /// The source file, or the folder of a namespace package.
    pub file: Option<String>,
    /// The `.pyc` that was read.
    pub cached: Option<String>,
    /// `__name__` of the module that asked, and the line.
    pub importer: Option<(String, i32)>,
    /// Imports that were running when this one began.
    pub depth: usize,
    /// Folders that were searched, in order; the last is where it was found.
    pub tried: Vec<String>,
    /// Steps at which it began and ended.
    pub began: u64,
    pub ended: Option<u64>,
}

/// All records of a machine; copies of the machine share those that did not change.
#[derive(Clone, Default)]
pub struct Imports {
    pub records: Vec<Arc<ModuleRecord>>,
    /// Which entries of search paths are files, or lie in files: archives, for `zipimport`.
    pub archives: BTreeMap<String, bool>,
}

impl Imports {
    pub fn get(&self, name: &str) -> Option<&Arc<ModuleRecord>> {
        self.records.iter().rev().find(|record| record.name == name)
    }

    pub fn update(&mut self, at: usize, change: impl FnOnce(&mut ModuleRecord)) {
        if let Some(record) = self.records.get_mut(at) {
            change(Arc::make_mut(record));
        }
    }
}
