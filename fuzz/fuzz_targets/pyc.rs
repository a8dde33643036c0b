//! Any bytes read as a `.pyc` end in a tree or in an error, and are shown; what CPython would load, pylens loads, and writes
//! again so that it reads the same. See `fuzz/README.md`.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pylens::pyc::foreign::listing_weight;
use pylens::pyc::load::load_code;
use pylens::pyc::reader::{CodeLayout, read};
use pylens::pyc::verdict::{Situation, SourceFacts, judge};
use pylens::pyc::writer::marshal_code;
use pylens::view;

fuzz_target!(|data: &[u8]| {
    let situation = Situation::in_cache(Some(SourceFacts { mtime: 1_700_000_000, size: 1500, hash: [0; 8] }));
    judge(data, &situation);
    let inspection = view::pyc::inspect(data, &situation, "spam.cpython-313.pyc");
    view::pyc::inspection_text(Path::new("spam.pyc"), data, &inspection);
    let Ok(tree) = read(data, 16, CodeLayout::V3_11) else { return };
    // Nested references can stand for more than any memory holds; who writes a file has made its objects.
    if listing_weight(&tree, data, 13) > 1 << 20 {
        return;
    }
    let Ok(code) = load_code(data, 16) else { return };
    let written = marshal_code(&code, None);
    let again = load_code(&written, 0).expect("what was written can be read");
    assert_eq!(view::code::json(&code), view::code::json(&again));
});
