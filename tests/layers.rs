//! The house has floors: a folder of `src` names only those on which it may stand.

use std::fs;
use std::path::Path;

/// Each folder with what it may use besides itself.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("frontend", &["base"]),
    ("bytecode", &["base"]),
    ("pyc", &["base", "bytecode"]),
    ("compiler", &["base", "frontend", "bytecode", "pyc"]),
    ("vm", &["base", "bytecode", "pyc"]),
    ("pipeline", &["base", "frontend", "bytecode", "pyc", "compiler", "vm"]),
    ("view", &["base", "frontend", "bytecode", "pyc", "compiler", "vm", "pipeline"]),
    ("cli", &["base", "frontend", "bytecode", "pyc", "compiler", "vm", "pipeline", "view"]),
    ("tui", &["base", "frontend", "bytecode", "pyc", "compiler", "vm", "pipeline", "view"]),
];

#[test]
fn no_folder_names_one_above_it() {
    let mut broken = Vec::new();
    for (folder, allowed) in ALLOWED {
        let mut files = Vec::new();
        rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
        assert!(!files.is_empty(), "src/{folder} has no files");
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for (at, _) in code.match_indices("crate::") {
                    let rest = &code[at + "crate::".len()..];
                    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let known = ALLOWED.iter().any(|(other, _)| *other == name);
                    if known && name != *folder && !allowed.contains(&name.as_str()) {
                        broken.push(format!("{}:{} names {name}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "layers broken:\n{}", broken.join("\n"));
}

fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}
