//! `sys.modules`: where each module comes from, who imported it and when.

use std::path::Path;

use crate::pipeline::session::modules::Module;
use crate::view::{Column, ItemRef, Listing, Role, Row, measure};

const COLUMNS: &[Column] = &[Column::new("name", 0), Column::new("origin", 1), Column::new("import", 0)];

/// Modules with a file first, in the order of their imports; then the native ones.
pub fn modules(modules: &[Module]) -> Listing {
    if modules.is_empty() {
        return Listing::note("nothing is imported yet");
    }
    let width = modules.iter().map(|module| measure::width(&module.name)).max().unwrap_or(0).min(24);
    let mut sorted: Vec<&Module> = modules.iter().collect();
    sorted.sort_by_key(|module| (module.file.is_none(), module.import.as_ref().map(|import| import.step)));
    let row = |module: &Module| {
        let mut row = Row::new().cell(0, Role::Identifier, format!("{} ", measure::pad(&module.name, width)));
        let origin = match &module.file {
            Some(file) => format!("from source {}  ", name_of(file)),
            None => "native  ".into(),
        };
        row.push(1, Role::Dim, origin);
        if let Some(import) = &module.import {
            let line = import.line.map_or(String::new(), |line| format!(", line {line}"));
            row.push(2, Role::Text, format!("by {}{line}, ", name_of(&import.by)));
            row.push(2, Role::Position, format!("step {}", import.step));
            row = row.item(ItemRef::Step(import.step));
        }
        if module.partial {
            row.push(2, Role::Warning, "  partly initialized");
        }
        row.key(format!("module {}", module.name))
    };
    Listing::table(COLUMNS, sorted.into_iter().map(row).collect())
}

fn name_of(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}
