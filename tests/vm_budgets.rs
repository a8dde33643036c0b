//! What a program may use is limited, nothing it does brings pylens down, and what instructions call can be stepped into.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::on_deep_stack;
use pylens::pipeline::program::{compile_text, mode_of};
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};
use pylens::vm::host::{CompileMode, Host, Stream};

struct Quiet;

impl Host for Quiet {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let source = Source::from_text(filename, source);
        compile_text(&source, mode_of(mode), Profile::V3_13_0, OptimizeLevel::None)
    }

    fn source(&mut self, _path: &str) -> Option<String> {
        None
    }

    fn is_dir(&mut self, _path: &str) -> bool {
        false
    }

    fn input(&mut self) -> Option<String> {
        None
    }

    fn clock(&mut self) -> i64 {
        0
    }
}

fn machine(text: &str, max_objects: usize) -> Machine {
    let source = Source::from_text("program.py", text);
    let code = compile_text(&source, mode_of(CompileMode::Exec), Profile::V3_13_0, OptimizeLevel::None);
    let options = Options { max_objects, ..Options::default() };
    Machine::new(code.expect("the program compiles"), options, Box::new(Quiet))
}

/// The last line of the error that ends a program.
fn error(text: &str, max_objects: usize) -> String {
    on_deep_stack(|| {
        let mut machine = machine(text, max_objects);
        assert_eq!(machine.goto(30_000_000), Progress::Finished, "{text}");
        let errors = machine.output(Stream::Stderr);
        errors.lines().last().unwrap_or_default().to_owned()
    })
}

#[test]
fn the_budget_of_objects_is_a_memory_error() {
    assert_eq!(error("kept = []\nwhile True:\n    kept.append([])\n", 20_000), "MemoryError");
    assert_eq!(error("list(range(1000, 10**9))\n", 20_000), "MemoryError");
    assert_eq!(error("def grow(n):\n    return [n] * 10**12\ngrow(1)\n", 20_000), "MemoryError");
    assert_eq!(error("'x' * 10**12\n", 20_000), "MemoryError");
    // Garbage does not count.
    assert_eq!(error("for _ in range(200000):\n    a = []\n    a.append(a)\n", 20_000), "");
}

#[test]
fn deep_structures_are_survived() {
    let nested = "t = ()\nfor _ in range(200000):\n    t = (t,)\n";
    let recursion = "RecursionError: maximum recursion depth exceeded";
    for (what, words) in [("hash(t)", " while hashing"), ("repr(t)", " while getting the repr of an object")] {
        let got = error(&format!("{nested}{what}\n"), 1_000_000);
        assert!(got.starts_with(recursion), "{what}: {got}");
        assert!(got.ends_with(words), "{what}: {got}");
    }
    let got = error(&format!("{nested}u = ()\nfor _ in range(200000):\n    u = (u,)\nt == u\n"), 1_000_000);
    assert_eq!(got, format!("{recursion} in comparison"));
    // A long chain goes without recursion.
    assert_eq!(
        error(
            "class N: pass\nn = None\nfor _ in range(200000):\n    m = N()\n    m.n = n\n    n = m\nn = m = None\n",
            1_000_000
        ),
        ""
    );
}

#[test]
fn a_native_that_takes_too_long_is_interrupted() {
    on_deep_stack(|| {
        let mut machine = machine("a = 1\nsum(range(10**15))\n", 1_000_000);
        machine.goto(3);
        let interrupt = machine.interrupter();
        let start = Instant::now();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            interrupt.store(true, Ordering::Relaxed);
        });
        assert_eq!(machine.goto(u64::MAX), Progress::OutOfBudget);
        assert!(start.elapsed() < Duration::from_secs(60));
        assert_eq!(machine.position(), 3);
        assert!(machine.vm().audit().is_empty());
        thread.join().expect("the thread only waits");
    });
}

/// Functions in whose frames a machine stands at some step.
fn stepped_into(text: &str) -> BTreeSet<String> {
    on_deep_stack(|| {
        let mut machine = machine(text, 1_000_000);
        let mut found = BTreeSet::new();
        while machine.step_quick() != Progress::Finished {
            let vm = machine.vm();
            found.extend(vm.frames.last().map(|frame| vm.codes[frame.code as usize].name.clone()));
        }
        assert_eq!(machine.exit_code(), Some(0), "{}", machine.output(Stream::Stderr));
        found
    })
}

#[test]
fn special_methods_are_stepped_into() {
    let text = "\
class V:
    def __init__(self, n): self.n = n
    def __add__(self, other): return NotImplemented
    def __radd__(self, other): return V(self.n + other)
    def __iadd__(self, other): return self
    def __eq__(self, other): return self.n == other.n
    def __lt__(self, other): return NotImplemented
    def __gt__(self, other): return 1
    def __neg__(self): return V(-self.n)
    def __bool__(self): return self.n > 0
    def __getitem__(self, key): return key
    def __setitem__(self, key, value): pass
    def __delitem__(self, key): pass
    def __contains__(self, item): return 5
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
    def __enter__(self): return 7
    def __exit__(self, *_): return True
    def __getattr__(self, name): return name
    def __call__(self): return 9
    @property
    def double(self): return self.n * 2
    @double.setter
    def double(self, value): self.n = value // 2
class L:
    def __len__(self): return 0
class S:
    def __setattr__(self, name, value): object.__setattr__(self, name, value)
    def __exit__(self, kind, value, traceback): return True
    def __enter__(self): return self
v = V(3)
w = 1 + v
assert w.n == 4
v += 1
assert v == V(3) and (V(1) < V(2)) == 1
assert (-v).n == -3 and (v and 1) == 1
assert v[2] == 2 and v[1:2] == slice(1, 2) and 3 in v
v[1] = 2
del v[1]
assert [i for i in V(3)] == [2, 1, 0]
with S() as s:
    1 / 0
with v as seven:
    assert seven == 7
assert v.missing == 'missing' and v() == 9 and v.double == 6
v.double = 10
assert v.n == 5 and not L()
s.x = 1
try:
    V(1) + []
except TypeError as error:
    assert str(error) == \"unsupported operand type(s) for +: 'V' and 'list'\", error
";
    let found = stepped_into(text);
    for name in [
        "__init__",
        "__add__",
        "__radd__",
        "__iadd__",
        "__eq__",
        "__lt__",
        "__gt__",
        "__neg__",
        "__bool__",
        "__getitem__",
        "__setitem__",
        "__delitem__",
        "__contains__",
        "__iter__",
        "__next__",
        "__enter__",
        "__exit__",
        "__getattr__",
        "__call__",
        "double",
        "__len__",
        "__setattr__",
    ] {
        assert!(found.contains(name), "{name} was passed in one step; {found:?}");
    }
}
