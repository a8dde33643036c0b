//! Which objects a `.pyc` holds once: small cases against what CPython 3.13.0 wrote (`tests/record/sharing.py`).

use pylens::base::{OptimizeLevel, Profile};
use pylens::pipeline::batch::compile_pyc;
use pylens::pyc::header::{Header, Invalidation};

#[test]
fn objects_are_shared_as_in_files_of_cpython() {
    let cases: Vec<&str> = include_str!("pyc/sharing.txt").split("# ---\n").collect();
    let expected: Vec<String> = serde_json::from_str(include_str!("pyc/sharing.json")).expect("JSON");
    assert_eq!(cases.len(), expected.len());
    for (case, expected) in cases.iter().zip(expected) {
        let header = Header::new(Invalidation::Timestamp { mtime: 0, size: 0 });
        let made = compile_pyc("case.py", case.as_bytes(), Profile::V3_13_0, OptimizeLevel::None, header);
        let bytes = made.expect("a case compiles").bytes;
        let hex: String = bytes[16..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected, "{case}");
    }
}
