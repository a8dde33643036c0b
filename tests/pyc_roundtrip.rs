//! Files that CPython 3.13 wrote, read and written again: the same bytes.
//!
//! `PYLENS_PYC_CORPUS` names a folder with more `.pyc` files.

use std::fs;
use std::path::{Path, PathBuf};

use pylens::pyc::{load::load_code, writer::marshal_code};

fn pyc_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pyc_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "pyc") {
            files.push(path);
        }
    }
}

fn differing(folder: &Path) -> (usize, Vec<String>) {
    let mut files = Vec::new();
    pyc_files(folder, &mut files);
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let data = fs::read(path).expect("the file is readable");
        match load_code(&data, 16) {
            Err(error) => wrong.push(format!("{}: {error}", path.display())),
            Ok(code) => {
                let again = marshal_code(&code, None);
                if again != data[16..] {
                    let at = again.iter().zip(&data[16..]).take_while(|(a, b)| a == b).count();
                    wrong.push(format!("{}: differs at byte {}", path.display(), at + 16));
                }
            }
        }
    }
    (files.len(), wrong)
}

#[test]
fn fixtures_round_trip() {
    let (count, wrong) = differing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    assert!(count > 0, "no fixtures");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn corpus_round_trips() {
    let Some(folder) = std::env::var_os("PYLENS_PYC_CORPUS") else { return };
    let (count, wrong) = differing(Path::new(&folder));
    println!("{} of {count} files differ", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
