//! Damaged `.pyc` files of every version: whatever the bytes, reading ends with a tree or an error, and what could be read
//! is shown. The damage is the same in every run.

use std::path::Path;
use std::time::{Duration, Instant};

use pylens::pyc::header::Header;
use pylens::pyc::load::load_code;
use pylens::pyc::reader::{CodeLayout, read_partial};
use pylens::pyc::verdict::{Situation, SourceFacts, judge};
use pylens::view;

/// Files of damage of each kind for each version.
const ROUNDS: u64 = 150;

struct Chance(u64);

impl Chance {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pyc");
    (8..=14).map(|minor| std::fs::read(folder.join(format!("3.{minor}.pyc"))).expect("a recorded file")).collect()
}

/// Everything that pylens does with a file that it is shown.
fn survives(data: &[u8]) {
    let facts = SourceFacts { mtime: 1_700_000_000, size: 1500, hash: [0; 8] };
    let situation = Situation::in_cache(Some(facts));
    judge(data, &situation);
    let inspection = view::pyc::inspect(data, &situation, "spam.cpython-313.pyc");
    view::pyc::inspection_text(Path::new("spam.pyc"), data, &inspection);
    for part in &inspection.parts {
        assert!(part.bytes.start <= part.bytes.end && part.bytes.end as usize <= data.len());
    }
    view::pyc::hex_listing(data);
}

fn damaged(sample: &[u8], chance: &mut Chance) -> Vec<u8> {
    const TYPES: &[u8] = b"0NSTF.iIlfgxysu tzaZA)([<>{:crRc\xe3\xa9\xf2\xdb\xfb";
    let mut data = sample.to_vec();
    for _ in 0..=chance.below(4) {
        let at = Header::LEN + chance.below(data.len() - Header::LEN);
        match chance.below(6) {
            0 => data[at] = chance.below(256) as u8,
            1 => data[at] = TYPES[chance.below(TYPES.len())],
            2 => data[at] ^= 1 << chance.below(8),
            3 => drop(data.splice(at..(at + 4).min(sample.len()), [0xff, 0xff, 0xff, 0x7f])),
            4 => drop(data.drain(at..(at + 1 + chance.below(40)).min(sample.len() - 1).max(at))),
            _ => {
                let from = Header::LEN + chance.below(sample.len() - Header::LEN - 60);
                let piece = sample[from..from + chance.below(60)].to_vec();
                data.splice(at..at, piece);
            }
        }
        if data.len() <= Header::LEN + 1 {
            break;
        }
    }
    data
}

/// Nesting as deep as CPython allows needs more stack than a test has.
fn on_a_big_stack(job: fn()) {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(job).expect("a thread starts");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn damage_of_every_kind_is_survived() {
    on_a_big_stack(damage_everything);
}

fn damage_everything() {
    for (number, sample) in samples().iter().enumerate() {
        let mut chance = Chance(number as u64 + 1);
        for _ in 0..ROUNDS {
            survives(&damaged(sample, &mut chance));
        }
        for end in (0..sample.len()).step_by(37) {
            survives(&sample[..end]);
        }
    }
}

fn with_header(body: &[u8]) -> Vec<u8> {
    let mut data = samples()[5][..Header::LEN].to_vec();
    data.extend(body);
    data
}

/// A code object of 3.13 with these constants and this code.
fn code(consts: &[u8], co_code: &[u8]) -> Vec<u8> {
    let mut data = b"\xe3".to_vec();
    data.extend([0; 12]);
    data.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    data.extend(b"s");
    data.extend((co_code.len() as u32).to_le_bytes());
    data.extend(co_code);
    data.extend(consts);
    data.extend(b")\0)\0s\0\0\0\0z\x01fz\x01nz\x01q\x01\0\0\0s\0\0\0\0s\0\0\0\0");
    data
}

#[test]
fn hostile_files_take_neither_time_nor_memory() {
    on_a_big_stack(be_hostile);
}

fn be_hostile() {
    let start = Instant::now();
    // Nested deeper than CPython allows.
    survives(&with_header(&b")\x01".repeat(100_000)));
    survives(&with_header(&b"[\x01\0\0\0".repeat(100_000)));
    // Lengths that promise everything.
    for kind in b"(s<>[ual" {
        survives(&with_header(&[&[*kind][..], &[0xff, 0xff, 0xff, 0x7f]].concat()));
    }
    // Containers that hold themselves.
    survives(&with_header(b"\xdb\x01\0\0\0r\0\0\0\0"));
    survives(&with_header(b"\xfbr\0\0\0\0r\0\0\0\x000"));
    survives(&with_header(b"\xa9\x01r\0\0\0\0"));
    // Every tuple holds the one before it twice: written out, it would be larger than any disk.
    let mut doubling = b"\xa9\x01N".to_vec();
    for level in 0..60u32 {
        let mut outer = b"\xa9\x02".to_vec();
        outer.extend(&doubling);
        outer.push(b'r');
        outer.extend((61 - level).to_le_bytes());
        doubling = outer;
    }
    let consts = [&b")\x01"[..], &doubling].concat();
    // LOAD_CONST 0, a few thousand times.
    survives(&with_header(&code(&consts, &[83, 0].repeat(5000))));
    // A long string that every instruction loads.
    let mut long = b")\x01u".to_vec();
    long.extend(200_000u32.to_le_bytes());
    long.extend([b'x'; 200_000]);
    survives(&with_header(&code(&long, &[83, 0].repeat(50_000))));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn what_could_be_read_of_a_broken_file_is_shown() {
    let sample = &samples()[5];
    let (tree, error) = read_partial(&sample[..sample.len() / 2], 16, CodeLayout::V3_11);
    let tree = tree.expect("half of it could be read");
    assert!(tree.nodes.len() > 20);
    assert_eq!(error.expect("the rest could not").exception, "EOFError");
    assert!(load_code(sample, 16).is_ok());
}
