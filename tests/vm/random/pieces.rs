//! Random statements and definitions.

use super::{Generator, Place};

const ERRORS: &[&str] = &[
    "ValueError('bad')",
    "KeyError('k')",
    "TypeError",
    "ZeroDivisionError(1, 2)",
    "LookupError()",
    "StopIteration(3)",
    "Exception('é')",
];
const CAUGHT: &[&str] = &[
    "ValueError",
    "Exception",
    "(KeyError, TypeError)",
    "ZeroDivisionError",
    "LookupError",
    "ArithmeticError",
    "BaseException",
    "AttributeError",
    "NameError",
    "IndexError",
];
const DUNDERS: &[&str] = &[
    "__add__(self, o)",
    "__radd__(self, o)",
    "__eq__(self, o)",
    "__lt__(self, o)",
    "__len__(self)",
    "__bool__(self)",
    "__iter__(self)",
    "__getitem__(self, i)",
    "__setitem__(self, i, o)",
    "__contains__(self, o)",
    "__call__(self, *a, **k)",
    "__getattr__(self, name)",
    "__str__(self)",
    "__repr__(self)",
    "__neg__(self)",
    "__hash__(self)",
    "__mul__(self, o)",
    "__iadd__(self, o)",
    "__delitem__(self, i)",
    "__index__(self)",
    "__format__(self, spec)",
    "__sub__(self, o)",
    "__mod__(self, o)",
    "__next__(self)",
    "__init_subclass__(cls, **k)",
    "__set_name__(self, owner, name)",
    "__ge__(self, o)",
    "__reversed__(self)",
    "__del__(self)",
    "__matmul__(self, o)",
    "__or__(self, o)",
    "__getattribute__(self, name)",
    "__new__(cls, *a, **k)",
    "__setattr__(self, name, o)",
];

impl Generator<'_> {
    pub(super) fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..count {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            self.statement(depth);
        }
        // A block is never empty.
        self.line("pass");
    }

    fn nested(&mut self, depth: usize) {
        let count = 1 + self.pick(3);
        self.indented(|g| g.statements(count, depth));
    }

    fn assign(&mut self, depth: usize) {
        let value = self.expression(depth);
        let name = if self.one_in(3) && !self.names.is_empty() { self.name() } else { self.new_name() };
        self.line(&format!("{name} = {value}"));
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn statement(&mut self, depth: usize) {
        let d = depth.saturating_sub(1);
        let compound = depth > 0;
        match self.pick(8) {
            0..=1 => return self.assign_typed(),
            6..=7 if compound => return self.snippet(depth),
            2 => {
                let kind = self.any_kind();
                let text = self.typed(kind, 3);
                return self.line(&format!("print(show({text}))"));
            }
            3 if compound && self.one_in(2) => {
                // What goes wrong inside is told, and the code goes on.
                self.line("try:");
                self.nested(d);
                self.line("except Exception as wrong:");
                return self.line("    told(wrong)");
            }
            _ => {}
        }
        match self.pick(if compound { 31 } else { 15 }) {
            0..=3 => self.assign(3),
            4..=5 => {
                let text = self.expression(2);
                self.line(&format!("print(show({text}))"));
            }
            6 => {
                let (name, op, value) =
                    (self.name(), self.of(&["+", "-", "*", "//", "%", "|", "&", "^", ">>"]), self.expression(1));
                let value = if op == "*" { "2".to_owned() } else { value };
                self.line(&format!("{name} {op}= {value}"));
            }
            7 => {
                let (a, b) = (self.new_name(), self.new_name());
                let pattern = self.of(&["{a}, {b}", "{a}, *{b}", "*{a}, {b}", "({a}, ({b}, *_))", "[{a}, {b}]"]);
                let pattern = pattern.replace("{a}", &a).replace("{b}", &b);
                let value = if self.one_in(2) { self.iterable() } else { self.expression(1) };
                self.line(&format!("{pattern} = {value}"));
                self.names.extend([a, b]);
            }
            8 => {
                let (object, key, value) = (self.name(), self.expression(0), self.expression(1));
                let target = match self.pick(3) {
                    0 => format!("{object}[{key}]"),
                    1 => format!("{object}.value"),
                    _ => format!("{object}[1:2]"),
                };
                if self.one_in(5) {
                    self.line(&format!("del {target}"));
                } else {
                    self.line(&format!("{target} = {value}"));
                }
            }
            9 => {
                let name = self.name();
                self.line(&format!("del {name}"));
            }
            10 => {
                let (condition, text) = (self.expression(1), self.expression(0));
                self.line(&format!("assert {condition}, {text}"));
            }
            11 if self.one_in(2) => {
                let error = self.of(ERRORS);
                let cause = if self.one_in(3) { " from KeyError('cause')" } else { "" };
                self.line(&format!("raise {error}{cause}"));
            }
            12 if self.place != Place::Module && self.one_in(2) => {
                let value = self.expression(1);
                let text = if self.place == Place::Generator && self.one_in(2) {
                    format!("yield {value}")
                } else {
                    format!("return {value}")
                };
                self.line(&text);
            }
            13 if self.loops > 0 => {
                let (word, condition) = (self.of(&["break", "continue"]), self.expression(1));
                self.line(&format!("if {condition}: {word}"));
            }
            14 if self.place == Place::Generator => {
                let source = self.iterable();
                self.line(&format!("yield from {source}"));
            }
            15..=17 => {
                let condition = self.expression(2);
                self.line(&format!("if {condition}:"));
                self.nested(d);
                if self.one_in(3) {
                    let condition = self.expression(1);
                    self.line(&format!("elif {condition}:"));
                    self.nested(d);
                }
                if self.one_in(2) {
                    self.line("else:");
                    self.nested(d);
                }
            }
            18..=19 if self.loops < 2 => {
                let (name, source) = (self.new_name(), self.iterable());
                self.names.push(name.clone());
                self.line(&format!("for {name} in {source}:"));
                self.looped(d);
            }
            20 if self.loops < 2 => {
                let name = self.new_name();
                let text = format!("{name} = {}", self.pick(4));
                self.line(&text);
                self.line(&format!("while ({name} := {name} - 1) >= 0:"));
                self.looped(d);
            }
            21..=23 => self.try_statement(d),
            24..=25 if !self.managers.is_empty() => {
                let at = self.pick(self.managers.len());
                let (manager, name, tag) = (self.managers[at].clone(), self.new_name(), self.pick(4));
                let waits = self.place == Place::Coroutine && self.one_in(2);
                let (word, manager) = if waits { ("async with", "M1".to_owned()) } else { ("with", manager) };
                self.line(&format!("{word} {manager}({tag}) as {name}:"));
                self.names.push(name);
                self.nested(d);
            }
            26..=27 => self.match_statement(d),
            28 => {
                let (name, parameter) = (self.new_name(), self.new_name());
                self.line(&format!("def {name}({parameter}=2, *args, **kw):"));
                let place = std::mem::replace(&mut self.place, Place::Function);
                let loops = std::mem::take(&mut self.loops);
                self.indented(|g| {
                    g.names.push(parameter);
                    g.statements(2, d);
                    let value = g.expression(1);
                    g.line(&format!("return {value}"));
                });
                (self.place, self.loops) = (place, loops);
                let argument = self.expression(1);
                self.line(&format!("print(show({name}({argument})))"));
            }
            29 if self.place == Place::Coroutine => {
                let name = self.new_name();
                self.names.push(name.clone());
                let text = format!("async for {name} in ticks({}):", self.pick(4));
                self.line(&text);
                self.looped(d);
            }
            _ => self.assign(2),
        }
    }

    fn looped(&mut self, depth: usize) {
        self.loops += 1;
        self.nested(depth);
        self.loops -= 1;
        if self.one_in(4) {
            self.line("else:");
            self.nested(depth);
        }
    }

    fn try_statement(&mut self, depth: usize) {
        let star = self.one_in(8);
        self.line("try:");
        if star {
            let parts = self.of(&[
                "[ValueError(1), KeyError('a')]",
                "[TypeError('t')]",
                "[ExceptionGroup('in', [ValueError(2)]), OSError(3)]",
            ]);
            let text = format!("    if {}: raise ExceptionGroup('group', {parts})", self.pick(3));
            self.line(&text);
        }
        self.nested(depth);
        let finally = self.one_in(3);
        let handlers = if finally { self.pick(2) } else { 1 + self.pick(2) };
        // `break`, `continue` and `return` may not leave an `except*`.
        let (place, loops) = (self.place, self.loops);
        for _ in 0..handlers {
            let caught = self.of(CAUGHT);
            let name = self.new_name();
            self.line(&format!("except{} {caught} as {name}:", if star { "*" } else { "" }));
            if star {
                self.loops = 0;
                self.place = Place::Module;
            }
            self.line(&format!("    print('caught', show({name}))"));
            if self.one_in(4) {
                let text = format!("    raise{}", self.of(&["", " ValueError('again')", " IndexError from None"]));
                self.line(&text);
            }
            self.nested(depth);
            (self.place, self.loops) = (place, loops);
        }
        if handlers > 0 && self.one_in(4) {
            self.line("else:");
            self.nested(depth);
        }
        if finally {
            self.line("finally:");
            self.line("    print('finally')");
            self.nested(depth);
        }
    }

    fn match_statement(&mut self, depth: usize) {
        let subject = self.expression(2);
        self.line(&format!("match {subject}:"));
        self.indent += 1;
        for _ in 0..1 + self.pick(3) {
            let (a, b) = (self.new_name(), self.new_name());
            let class = self.classes.first().cloned().unwrap_or_else(|| "int".to_owned());
            let pattern = self.of(&[
                "0 | 1 | -1",
                "'a' | b'xyz'",
                "None | True",
                "[]",
                "[{a}]",
                "[{a}, *{b}]",
                "({a}, {b})",
                "[_, *_, {a}]",
                "{'a': {a}}",
                "{'b': {a}, **{b}}",
                "{}",
                "int({a})",
                "str() as {a}",
                "float() | complex()",
                "{class}()",
                "{class}(value={a})",
                "{class}({a})",
                "[int() as {a}, ({b} , *_)]",
                "list({a})",
                "1.5 | 2j",
                "{a} if {a}",
                "({a}, {b}) if {a} == {b}",
                "[[{a}], *_]",
                "tuple() | list() as {a}",
            ]);
            let text = pattern.replace("{a}", &a).replace("{b}", &b).replace("{class}", &class);
            self.line(&format!("case {text}:"));
            let known = self.names.len();
            for (mark, name) in [("{a}", a), ("{b}", b)] {
                if pattern.contains(mark) {
                    self.names.push(name);
                }
            }
            self.nested(depth);
            self.names.truncate(known);
        }
        if self.one_in(2) {
            self.line("case _:");
            self.nested(depth);
        }
        self.indent -= 1;
    }

    /// The body of a function with these parameters.
    fn body(&mut self, place: Place, parameters: &[String], last: &str) {
        let outer = std::mem::replace(&mut self.names, parameters.to_vec());
        let before = std::mem::replace(&mut self.place, place);
        let count = 1 + self.pick(3);
        self.indented(|g| {
            g.statements(count, 1);
            let value = g.expression(1);
            g.line(&last.replace("{}", &value));
        });
        (self.place, self.names) = (before, outer);
    }

    pub(super) fn function(&mut self) {
        let name = format!("f{}", self.functions.len());
        let count = self.pick(4);
        let parameters: Vec<String> = (0..count).map(|at| format!("p{at}")).collect();
        let mut written = parameters.clone();
        match self.pick(6) {
            0 if count > 1 => written.insert(1, "/".to_owned()),
            1 if count > 1 => written.insert(1, "*".to_owned()),
            2 => written.push("*rest".to_owned()),
            3 => written.push("**extra".to_owned()),
            4 if count > 0 => {
                let default = self.literal();
                let last = written.len() - 1;
                written[last].push_str(&format!("={default}"));
            }
            _ => {}
        }
        if self.one_in(5) {
            self.line("@(lambda function: lambda *a, **k: (print('decorated'), function(*a, **k))[1])");
        }
        self.line(&format!("def {name}({}):", written.join(", ")));
        self.body(Place::Function, &parameters, "return {}");
        self.functions.push((name, count));
    }

    pub(super) fn generator(&mut self) {
        let name = format!("g{}", self.generators.len());
        self.line(&format!("def {name}(n):"));
        self.line("    while n > 0:");
        self.indent += 1;
        self.body(Place::Generator, &["n".to_owned()], "yield {}");
        self.indent -= 1;
        self.line("        n -= 1");
        if self.one_in(2) {
            self.line("    return 'done'");
        }
        self.generators.push(name);
    }

    pub(super) fn manager(&mut self) {
        for (mode, name) in [("", "M0"), ("async ", "M1")] {
            if !mode.is_empty() && !self.coroutines {
                return;
            }
            let (enter, exit) = if mode.is_empty() { ("__enter__", "__exit__") } else { ("__aenter__", "__aexit__") };
            self.line(&format!("class {name}:"));
            self.line("    def __init__(self, tag): self.tag = tag");
            self.line(&format!("    {mode}def {enter}(self):"));
            let text = format!("        print('enter', self.tag); return {}", self.of(&["self", "self.tag", "[1, 2]"]));
            self.line(&text);
            self.line(&format!("    {mode}def {exit}(self, kind, value, tb):"));
            let text = format!(
                "        print('exit', kind and kind.__name__); return {}",
                self.of(&["True", "None", "self.tag > 1"])
            );
            self.line(&text);
            if mode.is_empty() {
                self.managers.push(name.to_owned());
            }
        }
        self.line("async def waits(n):");
        self.line("    for i in range(n): await asyncio.sleep(0)");
        let text = format!("    if n == {}: raise ValueError('waited')", self.pick(4));
        self.line(&text);
        self.line("    return n");
        self.line("async def ticks(n):");
        self.line("    for i in range(n):");
        self.line("        yield i");
    }

    pub(super) fn class(&mut self) {
        let name = format!("C{}", self.classes.len());
        let mut bases: Vec<String> = Vec::new();
        if !self.classes.is_empty() && self.one_in(2) {
            let at = self.pick(self.classes.len());
            bases.push(self.classes[at].clone());
        } else if self.one_in(3) {
            bases.push(self.of(&["int", "list", "dict", "str", "tuple", "Exception", "set", "float"]).to_owned());
        }
        if self.one_in(10) {
            self.line("@(lambda cls: cls)");
        }
        self.line(&format!("class {name}({}):", bases.join(", ")));
        if self.one_in(6) && bases.is_empty() {
            self.line("    __slots__ = ('value', 'x')");
        }
        if self.one_in(3) {
            self.line("    __match_args__ = ('value',)");
        }
        self.line("    other = 5");
        if self.one_in(2) {
            self.line("    def __init__(self, value=0): self.value = value");
        }
        if self.one_in(2) {
            self.line("    def method(self, a=1, *, b=2): return (self.other, a, b)");
        }
        if self.one_in(3) {
            self.line("    @property");
            let text =
                format!("    def prop(self): return {}", self.of(&["self.value", "self.nothing", "1 / 0", "super()"]));
            self.line(&text);
        }
        if self.one_in(3) {
            self.line("    @classmethod");
            self.line("    def klass(cls): return cls.__name__");
            self.line("    @staticmethod");
            self.line("    def static(o): return [o]");
        }
        let mut defined = String::new();
        for _ in 0..self.pick(4) {
            let dunder = self.of(DUNDERS);
            defined.push_str(dunder);
            let result = match dunder.split('(').next().unwrap_or_default() {
                "__getattribute__" => "super().__getattribute__(name)",
                "__new__" => "super().__new__(cls)",
                "__setattr__" => "super().__setattr__(name, [o])",
                "__iter__" | "__reversed__" => self.of(&["iter([1, 2])", "self", "(i for i in (3, 4))", "5"]),
                "__next__" => self.of(&["1 / 0", "next(iter(()))", "[][0]"]),
                // One that had an item at every index would go on for ever.
                "__getitem__" => self.of(&["[1, 2, 3][i]", "(i, 1 / 0)", "{}[i]", "None[i]"]),
                "__len__" | "__index__" | "__hash__" => self.of(&["3", "0", "-1", "'x'", "True"]),
                "__bool__" => self.of(&["True", "False", "1"]),
                "__str__" | "__repr__" | "__format__" => {
                    self.of(&["'text'", "f'<{type(self).__name__}>'", "3", "super().__repr__()[:0] + 'r'"])
                }
                "__eq__" | "__lt__" | "__ge__" => self.of(&["NotImplemented", "True", "self is o", "[]", "1 / 0"]),
                "__del__" => "print('del')",
                "__getattr__" => self.of(&["name", "object.__getattribute__(self, name)", "1 / 0"]),
                "__init_subclass__" | "__set_name__" => "print('made')",
                _ => self.of(&["NotImplemented", "self", "(self, 1)", "7", "'r'", "1 / 0", "None", "[2, 1]"]),
            };
            self.line(&format!("    def {dunder}: return {result}"));
        }
        if !defined.contains("__repr__") && self.one_in(2) {
            // Without an address in it.
            self.line(&format!("    def __repr__(self): return '{name}'"));
        }
        self.classes.push(name);
    }
}
