//! What a program may use is limited, nothing it does brings pylens down, and what instructions call can be stepped into.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use pylens::pipeline::on_deep_stack;
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};
use pylens::vm::host::{CompileMode, Stream};

#[path = "vm/quiet.rs"]
mod quiet;

use quiet::Quiet;

fn machine(text: &str, max_objects: usize) -> Machine {
    let code = quiet::compile("program.py", text, CompileMode::Exec);
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

#[test]
fn large_integers_are_cut_into_pieces() {
    // Larger than what is done in one go.
    let text = "\
import sys
sys.set_int_max_str_digits(0)
a, b = (1 << 800_000) // 7 + 12345, -((1 << 900_001) // 11 - 1)
p = a * b + 77
q, r = divmod(p, a)
assert q * a + r == p and 0 <= r < a and p // b == a - 1 and p % b == b + 77
x = 3 ** 20_000
t = str(x)
assert len(t) == 9543 and int(t) == x and int('-' + t) == -x and str(10 ** 30_000) == '1' + '0' * 30_000
assert 3 ** 60_000 == x * x * x and (-3) ** 20_001 == -3 * x
m = 5 ** 2_000
assert pow(x, 1_000_003, m) == pow(x % m, 1_000_003, m)
import math
assert math.factorial(300) // math.factorial(298) == 300 * 299 and math.comb(300, 3) == 4455100 and math.perm(9, 2) == 72
assert math.gcd(x * 30, 3 ** 19_000 * 7) == 3 ** 19_000
";
    assert_eq!(error(text, 1_000_000), "");
}

#[test]
fn memory_is_not_used_up_by_what_grows() {
    for text in [
        "x = [0]\nwhile True: x += x\n",
        "x = 'x' * 1000\nwhile True: x += x\n",
        "x = ['x' * 10**7 + str(i) for i in range(10**4)]\n",
        "''.join(['x' * 10**6] * 10**6)\n",
        "x = 'a' * 10**6\nx.replace('a', x)\n",
        "'a'.ljust(10**11)\n",
        "b'a'.zfill(10**11)\n",
        "(5).to_bytes(10**12)\n",
        "b'x'.join([b'x' * 10**6] * 10**6)\n",
        "7 ** 10**11\n",
        "1 << 10**9\n",
        "import math\nmath.factorial(10**17)\n",
        "import itertools\nlist(itertools.repeat(1))\n",
    ] {
        let got = on_deep_stack(|| {
            let code = quiet::compile("program.py", text, CompileMode::Exec);
            let options = Options { max_bytes: 1 << 24, max_total: 1 << 27, ..Options::default() };
            let mut machine = Machine::new(code.expect("the program compiles"), options, Box::new(Quiet));
            assert_eq!(machine.goto(30_000_000), Progress::Finished, "{text}");
            machine.output(Stream::Stderr).lines().last().unwrap_or_default().to_owned()
        });
        assert_eq!(got, "MemoryError", "{text}");
    }
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

#[test]
fn constructors_classes_and_code_from_text_are_stepped_into() {
    let text = "\
class Meta(type):
    def __new__(meta, name, bases, namespace, **options): return super().__new__(meta, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **options): cls.options = options
    def __call__(cls, *args, **kw): return super().__call__(*args, **kw)
class Point(metaclass=Meta, extra=1):
    def __new__(cls, x, *, y=2): return super().__new__(cls)
    def __init__(self, x, *, y=2): self.x, self.y = x, y
    def __str__(self): return f'{self.x},{self.y!r}'
    def __format__(self, spec): return spec + str(self)
class Number(int):
    def __new__(cls, value): return super().__new__(cls, value + 1)
class Other:
    def __new__(cls, value): return value
    def __init__(self): raise ValueError
p = Point(1, y=3)
assert (p.x, p.y, Point.options, f'{p} {p!s} {p:>}') == (1, 3, {'extra': 1}, '1,3 1,3 >1,3')
assert Number(4) == 5 and Other(7) == 7
scope = {}
exec('def made(n):\\n    return n * 2\\nvalue = made(21)', scope)
assert scope['value'] == 42 and eval('(lambda n: n + 1)(2)') == 3
";
    let found = stepped_into(text);
    for name in ["__new__", "__init__", "__call__", "__str__", "__format__", "made", "<lambda>"] {
        assert!(found.contains(name), "{name} was passed in one step; {found:?}");
    }
}

#[test]
fn every_step_inside_a_native_has_a_state() {
    let text = "\
def key(n):
    square = n * n
    return -square
class Text:
    def __repr__(self):
        return 'text'
a = sorted([3, 1, 2], key=key)
b = list(map(key, a))
print([Text()], a, b)
";
    on_deep_stack(|| {
        let mut straight = machine(text, 1_000_000);
        assert_eq!(straight.run_to_end(), Progress::Finished, "{}", straight.output(Stream::Stderr));
        let total = straight.total_steps().unwrap_or(0);
        let mut stepped = machine(text, 1_000_000);
        let mut functions = BTreeSet::new();
        let mut hashes = Vec::new();
        for step in 1..total {
            assert_eq!(stepped.step_forward(), Progress::Stopped);
            assert_eq!((stepped.position(), stepped.vm().steps), (step, step));
            assert!(stepped.vm().audit().is_empty(), "step {step}: {:?}", stepped.vm().audit());
            let place = stepped.place().expect("code runs");
            functions.insert(stepped.vm().codes[place.code as usize].name.clone());
            hashes.push(stepped.state_hash());
        }
        assert!(functions.contains("key") && functions.contains("__repr__"), "{functions:?}");
        for step in (1..total).rev() {
            stepped.step_back();
            if step > 1 {
                assert_eq!(stepped.state_hash(), hashes[step as usize - 2], "back to step {}", step - 1);
            }
        }
        // By a record as well, and cut off half-way.
        for most in [1000, 7] {
            let mut recorded = machine(text, 1_000_000);
            let mut steps = Vec::new();
            loop {
                let mut inside = Vec::new();
                let progress = recorded.step_recorded(most, &mut inside);
                steps.extend(inside.iter().map(|footprint| footprint.step));
                match progress {
                    Progress::Finished => break,
                    Progress::Stopped => steps.push(recorded.position()),
                    Progress::OutOfBudget => {}
                }
            }
            assert_eq!(steps, (1..total).collect::<Vec<_>>());
        }
    });
}

#[test]
fn a_loop_inside_a_native_is_given_up() {
    let text = "def key(n):\n    while True: pass\nsorted([1], key=key)\n";
    on_deep_stack(|| {
        let mut machine = machine(text, 1_000_000);
        let mut steps = Vec::new();
        while steps.len() < 10_000 {
            let mut inside = Vec::new();
            machine.step_recorded(3000, &mut inside);
            steps.extend(inside.iter().map(|footprint| footprint.step));
            if inside.is_empty() {
                steps.push(machine.position());
            }
        }
        assert_eq!(steps, (1..=steps.len() as u64).collect::<Vec<_>>());
        machine.goto(5000);
        assert_eq!(machine.vm().steps, 5000);
        assert!(machine.line().is_some_and(|(_, line, _)| line == 2));
    });
}

#[test]
fn a_known_step_is_reached_from_the_nearest_copy_forward_too() {
    on_deep_stack(|| {
        let mut machine = machine("total = 0\nfor n in range(200_000):\n    total += n\n", 1 << 20);
        machine.run_to_end();
        let end = machine.position();
        assert!(end > 1_000_000, "{end}");
        machine.goto(0);
        let goal = end - 1000;
        assert!(machine.start_for(goal) > end / 2, "{}", machine.start_for(goal));
        machine.goto(goal);
        let hash = machine.state_hash();
        machine.goto(17);
        assert_eq!(machine.start_for(18), 17);
        machine.goto(goal - 1);
        machine.step_forward();
        assert_eq!((machine.position(), machine.state_hash()), (goal, hash));
    });
}
