//! What is imported at a step: `sys.modules` as the machine has it, and from the record who imported whom and when.

use super::Session;
use crate::vm::object::Payload;

/// A module in `sys.modules`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Module {
    pub name: String,
    /// Where its source is; native modules have none.
    pub file: Option<String>,
    pub import: Option<Import>,
    /// Its body has not run to its end.
    pub partial: bool,
}

/// The import that loaded a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub step: u64,
    /// The file or module that asked for it, and the line if the import statement is in a file.
    pub by: String,
    pub line: Option<u32>,
}

impl Session {
    pub(super) fn modules(&self) -> Vec<Module> {
        let vm = self.viewer.vm();
        let Some(entries) = vm.dict_data(vm.modules) else { return Vec::new() };
        let file_of = |module| {
            let Payload::Module(data) = vm.heap.payload(module) else { return None };
            let entry = vm.dict_data(data.dict)?.iter().find(|entry| vm.text(entry.key) == "__file__")?;
            Some(vm.text(entry.value).to_owned()).filter(|file| !file.is_empty())
        };
        let module = |name: String, module| {
            let file = if name == "__main__" { Some(self.name.clone()) } else { file_of(module) };
            Module { file, import: self.import_of(&name), partial: vm.importing.contains(&module), name }
        };
        entries.iter().map(|entry| module(vm.text(entry.key).to_owned(), entry.value)).collect()
    }

    /// The step that brought a module in. What it imported in turn came in the same step.
    fn import_of(&self, name: &str) -> Option<Import> {
        let imports = &self.record.imports;
        let (index, _) = imports.iter().find(|(_, names)| names.iter().any(|other| other == name))?;
        let (_, names) = imports.iter().find(|(other, _)| other == index)?;
        let point = &self.record.points[*index];
        let before = &self.record.points[index.checked_sub(1)?];
        let step = point.step.into();
        match names.first() {
            Some(first) if first != name => Some(Import { step, by: first.clone(), line: None }),
            _ => {
                let by = self.record.facts(before).map(|facts| facts.code.filename.to_string_lossy());
                Some(Import { step, by: by.unwrap_or_default(), line: self.record.line(before) })
            }
        }
    }
}
