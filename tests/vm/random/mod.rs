//! Random programs for the machine: valid, of bounded size and number of steps, the same in every run of CPython.
//!
//! Whoever asks gives the choices: a number generator in `tests/vm_random.rs`, the fuzzer's bytes in
//! `fuzz/fuzz_targets/vm.rs`. A program defines classes, functions, generators and context managers with random parts, then
//! runs pieces of random code, each of which prints what it made or the error it ended with; the last may end the
//! program. No addresses, no clocks, no hashes of objects are printed; loops and recursion count down.

mod expression;
mod pieces;
pub mod run;
mod snippets;
mod typed;

/// Makes programs from a stream of choices.
pub struct Generator<'a> {
    choices: &'a mut dyn FnMut() -> u32,
    out: String,
    indent: usize,
    /// Names that have a value where the code stands, mostly.
    names: Vec<String>,
    fresh: u32,
    /// Statements that may still be made.
    budget: u32,
    place: Place,
    loops: u32,
    classes: Vec<String>,
    functions: Vec<(String, usize)>,
    generators: Vec<String>,
    managers: Vec<String>,
    coroutines: bool,
}

/// What kind of body is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    Function,
    Generator,
    Coroutine,
}

/// A program from a stream of choices.
pub fn program(choices: &mut dyn FnMut() -> u32) -> String {
    let mut generator = Generator {
        choices,
        out: String::new(),
        indent: 0,
        names: Vec::new(),
        fresh: 0,
        budget: 110,
        place: Place::Module,
        loops: 0,
        classes: Vec::new(),
        functions: Vec::new(),
        generators: Vec::new(),
        managers: Vec::new(),
        coroutines: false,
    };
    generator.whole();
    generator.out
}

/// A stream of choices from a seed; the fuzzer has a stream of its own.
#[allow(dead_code, reason = "the fuzzer chooses itself")]
pub fn choices(seed: u64) -> impl FnMut() -> u32 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        // xorshift*
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as u32
    }
}

impl Generator<'_> {
    fn pick(&mut self, below: usize) -> usize {
        (self.choices)() as usize % below.max(1)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.pick(times) == 0
    }

    fn of<'b>(&mut self, list: &[&'b str]) -> &'b str {
        list[self.pick(list.len())]
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn new_name(&mut self) -> String {
        self.fresh += 1;
        format!("v{}", self.fresh)
    }

    fn name(&mut self) -> String {
        if self.names.is_empty() || self.one_in(60) {
            return "nothing".to_owned();
        }
        let at = self.pick(self.names.len());
        self.names[at].clone()
    }

    fn whole(&mut self) {
        self.out.push_str(PRELUDE);
        self.coroutines = self.one_in(6);
        if self.coroutines {
            self.line("import asyncio");
        }
        for _ in 0..1 + self.pick(3) {
            self.class();
        }
        for _ in 0..1 + self.pick(3) {
            self.function();
        }
        for _ in 0..1 + self.pick(2) {
            self.generator();
        }
        self.manager();
        let pieces = 3 + self.pick(4);
        for _ in 0..pieces {
            self.piece();
        }
        if self.one_in(2) {
            // Nobody catches what this one raises.
            self.names.clear();
            self.block(3);
        }
    }

    /// Code in a function of its own, called where errors are caught and told.
    fn piece(&mut self) {
        let name = format!("piece{}", self.out.len());
        let coroutine = self.coroutines && self.one_in(2);
        let outer = std::mem::take(&mut self.names);
        self.line(&format!("{}def {name}():", if coroutine { "async " } else { "" }));
        self.place = if coroutine { Place::Coroutine } else { Place::Function };
        let count = 3 + self.pick(5);
        self.indented(|g| {
            g.statements(count, 3);
            let shown = g.names.clone();
            for name in shown.iter().rev().take(3) {
                g.line(&format!("print('{name}', show({name}))"));
            }
        });
        self.place = Place::Module;
        self.names = outer;
        self.line("try:");
        let call = if coroutine { format!("asyncio.run({name}())") } else { format!("{name}()") };
        self.line(&format!("    print({call})"));
        self.line("except BaseException as error:");
        self.line("    told(error)");
    }

    fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 1;
        let known = self.names.len();
        write(self);
        self.names.truncate(known.max(1).min(self.names.len()));
        self.indent -= 1;
    }

    /// A few statements.
    fn block(&mut self, depth: usize) {
        let count = 1 + self.pick(3);
        self.statements(count, depth);
    }
}

/// What every program begins with: how values and errors are told.
const PRELUDE: &str = "\
def show(o, depth=2):
    kind = type(o)
    if kind in (int, float, complex, str, bytes, bytearray, bool, type(None), range, slice):
        return repr(o)[:300]
    if kind in (list, tuple) and depth:
        return kind.__name__ + '(' + ', '.join(show(i, depth - 1) for i in o[:20]) + ')'
    if kind in (set, frozenset) and depth:
        return kind.__name__ + '(' + ', '.join(sorted(show(i, depth - 1) for i in o)) + ')'
    if kind is dict and depth:
        return '{' + ', '.join(show(k, depth - 1) + ': ' + show(v, depth - 1) for k, v in list(o.items())[:20]) + '}'
    if isinstance(o, BaseException):
        return kind.__name__ + show(o.args, depth - 1)
    return kind.__name__
def told(error, depth=0):
    print('  ' * depth + type(error).__name__, str(error)[:300])
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            told(part, depth + 1)
    if error.__cause__ is not None and depth < 3:
        told(error.__cause__, depth + 1)
    if error.__context__ is not None and depth < 3:
        told(error.__context__, depth + 2)
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if code.co_filename.endswith('program.py'):
            print('  ' * depth + ' ', code.co_name, tb.tb_lineno, tb.tb_lasti)
        tb = tb.tb_next
";
