//! The imports that had work to do, each under the one it ran in: where it was looked for, what was found, who asked and
//! when; then the modules that were there before.

use std::path::Path;
use std::sync::Arc;

use crate::pipeline::session::modules::Module;
use crate::view::{ItemRef, Listing, Role, Row};
use crate::vm::import::events::{ModuleOrigin, ModuleRecord, ModuleState};

/// `records` are the imports up to now, `loaded` is what is in `sys.modules`.
pub fn modules(records: &[Arc<ModuleRecord>], loaded: &[Module]) -> Listing {
    let mut rows = Vec::new();
    for record in records {
        rows.push(import(record));
        let tried = record.tried.iter().map(|folder| if folder.is_empty() { "." } else { folder.as_str() });
        let tried: Vec<&str> = tried.collect();
        // A native module is looked for nowhere.
        if let (Some((last, before)), false) = (tried.split_last(), record.origin == ModuleOrigin::Missing) {
            let row = Row::new().depth(record.depth + 1).with(Role::Field, "searched ");
            let others: String = before.iter().map(|folder| format!("{folder}, ")).collect();
            rows.push(row.with(Role::Dim, others).with(Role::Text, (*last).to_owned()).with(Role::Dim, " has it"));
        } else if !tried.is_empty() {
            let row = Row::new().depth(record.depth + 1).with(Role::Field, "searched ");
            rows.push(row.with(Role::Dim, tried.join(", ")).with(Role::Warning, " none has it"));
        }
    }
    let is_recorded = |module: &Module| records.iter().any(|record| record.name == module.name);
    let before: Vec<&Module> = loaded.iter().filter(|module| !is_recorded(module)).collect();
    if !before.is_empty() {
        rows.push(Row::text(Role::Heading, "there from the start").key("start"));
        rows.extend(before.into_iter().map(|module| {
            let row = Row::new().depth(1).with(Role::Identifier, module.name.clone());
            let origin =
                module.file.as_deref().map_or_else(|| "native".to_owned(), |file| format!("from {}", name_of(file)));
            row.with(Role::Dim, format!("  {origin}")).key(format!("module {}", module.name))
        }));
    }
    if rows.is_empty() {
        return Listing::note("nothing is imported yet");
    }
    Listing::tree(rows)
}

/// `greeting  from source greeting.py, by __main__ line 5, steps 12 to 31`
fn import(record: &ModuleRecord) -> Row {
    let mut row = Row::new().depth(record.depth).with(Role::Identifier, record.name.clone());
    let file = record.file.as_deref().map(name_of).unwrap_or_default();
    let origin = match record.origin {
        ModuleOrigin::Native => "native".to_owned(),
        ModuleOrigin::Source => format!("from source {file}"),
        ModuleOrigin::Cache => format!("from cache {}", record.cached.as_deref().map(name_of).unwrap_or(file)),
        ModuleOrigin::Namespace => format!("a namespace: {file}"),
        ModuleOrigin::Finder => "from a finder of the program".to_owned(),
        ModuleOrigin::Missing => "not found".to_owned(),
    };
    let role = if record.origin == ModuleOrigin::Missing { Role::Error } else { Role::Text };
    row.push(0, role, format!("  {origin}"));
    match record.state {
        ModuleState::Loading => row.push(0, Role::Warning, "  partly initialized: its body is running"),
        ModuleState::Failed if record.origin != ModuleOrigin::Missing => {
            row.push(0, Role::Error, "  failed: taken out of sys.modules again");
        }
        ModuleState::Failed | ModuleState::Loaded => {}
    }
    if let Some((by, line)) = &record.importer {
        row.push(0, Role::Dim, "  by ");
        row.push(0, Role::Identifier, by.clone());
        row.push(0, Role::Position, format!(" line {line}"));
    }
    let steps = match record.ended.filter(|ended| *ended != record.began) {
        Some(ended) => format!(", steps {} to {ended}", record.began),
        None => format!(", step {}", record.began),
    };
    row.push(0, Role::Position, steps);
    row.item(ItemRef::Step(record.began)).key(format!("import {} {}", record.name, record.began))
}

fn name_of(file: &str) -> &str {
    Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or(file)
}
