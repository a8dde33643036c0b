//! How fast pylens is beside other parsers of Python, and how much memory it needs: the package in `benches/peers`.
//!
//! `PYLENS_CORPUS=DIR cargo bench --bench peers`. The peers are in a package of their own so that nobody has to build them
//! for the tests.

use std::path::Path;
use std::process::Command;

fn main() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/Cargo.toml");
    for program in ["pylens-peers", "memory"] {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["run", "--quiet", "--release", "--bin", program, "--manifest-path"]).arg(&manifest);
        match cargo.status() {
            Ok(status) if status.success() => {}
            Ok(status) => println!("{program}: {status}"),
            Err(error) => println!("{program}: {error}"),
        }
    }
}
