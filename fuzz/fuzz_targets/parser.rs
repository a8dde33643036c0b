//! Any bytes end in a tree in order, or in an error, and both passes of the parser make the same tree; see
//! `fuzz/README.md`.

#![no_main]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock};

use libfuzzer_sys::fuzz_target;
use pylens::frontend::ast::Ast;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::ast::validate::validate;
use pylens::frontend::parser::errors::parse_exact;
use pylens::frontend::parser::{Mode, parse, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

fuzz_target!(|bytes: &[u8]| {
    // The parser may go as deep as CPython's, for which the stack of the main thread is too small.
    static WORKER: OnceLock<Mutex<Worker>> = OnceLock::new();
    let worker = WORKER.get_or_init(|| Mutex::new(Worker::new())).lock().unwrap();
    worker.inputs.send(bytes.to_vec()).unwrap();
    worker.done.recv().expect("the parser does not panic");
});

struct Worker {
    inputs: Sender<Vec<u8>>,
    done: Receiver<()>,
}

impl Worker {
    fn new() -> Self {
        let (inputs, waiting) = channel::<Vec<u8>>();
        let (report, done) = channel();
        let work = move || {
            while let Ok(bytes) = waiting.recv() {
                check(&bytes);
                report.send(()).unwrap();
            }
        };
        std::thread::Builder::new().stack_size(512 << 20).spawn(work).unwrap();
        Self { inputs, done }
    }
}

fn check(bytes: &[u8]) {
    let Ok(source) = Source::from_bytes("<fuzz>", bytes) else { return };
    let tokens = tokenize(&source);
    for mode in [Mode::Exec, Mode::Eval, Mode::Single] {
        let (result, _) = parse_source(&source, &tokens, mode);
        let Ok(fast) = parse(&source, &tokens, mode) else { continue };
        assert!(result.is_ok());
        assert_eq!(validate(&fast, &source.text), Ok(()));
        let exact = parse_exact(&source, &tokens, mode).result.expect("what the fast pass accepts");
        assert!(shown(&source, &fast) == shown(&source, &exact), "the passes differ");
    }
}

fn shown(source: &Source, ast: &Ast) -> String {
    let root = ast.root.expect("a whole tree");
    dump(ast, &source.lines, root.into(), Options { include_attributes: true, indent: None, show_empty: true })
}
