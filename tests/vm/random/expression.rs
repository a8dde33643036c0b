//! Random expressions.

use super::{Generator, Place};

const LITERALS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "7",
    "255",
    "256",
    "257",
    "-5",
    "-6",
    "10**20",
    "2**63",
    "-2**63",
    "2**64 - 1",
    "1.5",
    "-0.0",
    "0.1",
    "1e300",
    "float('inf')",
    "float('nan')",
    "2j",
    "True",
    "False",
    "None",
    "''",
    "'a'",
    "'abc'",
    "'a b c'",
    "'é€😀'",
    "'%s-%d'",
    "b''",
    "b'xyz'",
    "bytearray(b'ab')",
    "()",
    "(1, 2)",
    "(1, 'a', None)",
    "[]",
    "[1, 2, 3]",
    "[3, 1, 2]",
    "['b', 'a']",
    "[[1], [2, 3]]",
    "{}",
    "{'a': 1, 'b': 2}",
    "{1: 'x', (2,): [3]}",
    "set()",
    "{1, 2, 3}",
    "frozenset({1, 2})",
    "range(5)",
    "range(10, 0, -3)",
    "slice(1, None)",
    "...",
];
const BINARY: &[&str] = &["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "@"];
const COMPARE: &[&str] = &["<", "<=", "==", "!=", ">", ">=", "in", "not in", "is", "is not"];
const ONE_ARGUMENT: &[&str] = &[
    "len",
    "repr",
    "str",
    "int",
    "float",
    "bool",
    "list",
    "tuple",
    "set",
    "sorted",
    "sum",
    "min",
    "max",
    "abs",
    "any",
    "all",
    "type",
    "iter",
    "next",
    "reversed",
    "enumerate",
    "dict",
    "bytes",
    "ord",
    "chr",
    "hex",
    "bin",
    "round",
    "callable",
    "frozenset",
    "ascii",
    "show",
    "complex",
    "bytearray",
];
const METHODS: &[&str] = &[
    "upper()",
    "split()",
    "strip('a')",
    "join(['x', 'y'])",
    "replace('a', 'bb')",
    "find('b')",
    "count('a')",
    "encode()",
    "startswith('a')",
    "title()",
    "zfill(5)",
    "center(7, '*')",
    "partition('b')",
    "format(1, 2)",
    "append(4)",
    "pop()",
    "sort()",
    "reverse()",
    "index(2)",
    "extend((5, 6))",
    "insert(1, 0)",
    "remove(1)",
    "copy()",
    "clear()",
    "keys()",
    "values()",
    "items()",
    "get('a')",
    "get('z', 9)",
    "update({'c': 3})",
    "setdefault('d', [])",
    "popitem()",
    "add(4)",
    "discard(1)",
    "union([9])",
    "intersection({1})",
    "issubset(range(9))",
    "bit_length()",
    "is_integer()",
    "hex()",
    "as_integer_ratio()",
    "conjugate()",
    "value",
    "other",
    "__len__()",
    "__class__.__name__",
    "method()",
    "method(2, b=3)",
    "prop",
    "klass()",
    "static(1)",
    "real",
    "decode()",
    "__add__(1)",
    "__eq__(1)",
    "casefold()",
    "isalpha()",
    "expandtabs()",
];
const SPECS: &[&str] = &[
    "", ":", ":>8", ":<5", ":^9", ":05", ":.2f", ":x", ":,", ":+", ":e", ":s", ":d", "!r", "!s", "!a", ":%", "!r:>10",
    "=",
];

impl Generator<'_> {
    pub(super) fn literal(&mut self) -> String {
        self.of(LITERALS).to_owned()
    }

    /// An expression in parentheses where it needs them.
    pub(super) fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return if self.one_in(2) { self.name() } else { self.literal() };
        }
        let d = depth - 1;
        if self.one_in(2) {
            let kind = self.any_kind();
            return self.typed(kind, depth.min(2));
        }
        match self.pick(34) {
            0..=3 => self.name(),
            4..=5 => self.literal(),
            6..=9 => {
                let (a, op, b) = (self.expression(d), self.of(BINARY), self.expression(d));
                // Exponents, shifts and factors stay small, so that no result is huge.
                match op {
                    "**" => format!("({a} ** {})", self.of(&["2", "3", "-1", "0.5", "1"])),
                    "<<" => format!("({a} << {})", self.of(&["1", "3", "70"])),
                    "*" => format!("({a} * {})", self.of(&["2", "3", "-1", "1.5", "0", "True"])),
                    _ => format!("({a} {op} {b})"),
                }
            }
            10 => format!("({}{})", self.of(&["-", "+", "~", "not "]), self.expression(d)),
            11..=12 => {
                let (a, op, b) = (self.expression(d), self.of(COMPARE), self.expression(d));
                if self.one_in(4) {
                    let (op2, c) = (self.of(&["<", "==", "!="]), self.expression(0));
                    return format!("({} {} {} {op2} {c})", whole(&a), plain(op), whole(&b));
                }
                format!("({} {} {})", whole(&a), plain(op), whole(&b))
            }
            13 => format!("({} {} {})", self.expression(d), self.of(&["and", "or"]), self.expression(d)),
            14 => format!("({} if {} else {})", self.expression(d), self.expression(d), self.expression(d)),
            15..=17 => format!("{}({})", self.of(ONE_ARGUMENT), self.expression(d)),
            18..=20 => format!("{}.{}", whole(&self.expression(d)), self.of(METHODS)),
            21 => format!("{}[{}]", whole(&self.expression(d)), self.expression(d)),
            22 => {
                let (a, b, c) = (self.of(&["", "1", "-2"]), self.of(&["", "2", "-1"]), self.of(&["", ":2", ":-1"]));
                format!("{}[{a}:{b}{c}]", whole(&self.expression(d)))
            }
            23..=24 => self.comprehension(d),
            25 => {
                let parts: Vec<String> = (0..1 + self.pick(3)).map(|_| self.expression(d)).collect();
                match self.pick(4) {
                    0 => format!("[{}]", parts.join(", ")),
                    1 => format!("({},)", parts.join(", ")),
                    2 => format!("{{{}}}", parts.join(", ")),
                    _ => format!("[*{}, {}]", whole(&parts[0]), parts.join(", ")),
                }
            }
            26 => format!(
                "{{{}: {}, **{}}}",
                self.expression(0),
                self.expression(d),
                self.of(&["{}", "{'k': 1}", "dict(a=2)"])
            ),
            27 => {
                let mut text = String::from("f'");
                for _ in 0..1 + self.pick(3) {
                    let name = self.name();
                    text.push_str(&format!("{}{{{name}{}}}", self.of(&["", "-", "é", "{{"]), self.of(SPECS)));
                }
                text + "'"
            }
            28 => {
                let parameter = self.new_name();
                self.names.push(parameter.clone());
                let body = self.expression(d);
                self.names.pop();
                let body = if body.contains("await") { parameter.clone() } else { body };
                format!("(lambda {parameter}: {body})({})", self.expression(d))
            }
            29 => self.call(d),
            30 => {
                let name = self.new_name();
                let text = format!("({name} := {})", self.expression(d));
                self.names.push(name);
                text
            }
            31 => match self.place {
                Place::Generator if self.loops < 2 => format!("(yield {})", self.expression(d)),
                Place::Coroutine => {
                    self.of(&["(await asyncio.sleep(0, 5))", "(await waits(2))", "(await waits(0))"]).to_owned()
                }
                _ => self.call(d),
            },
            32 => self.builtin_with_callback(d),
            _ => self.instance(d),
        }
    }

    fn comprehension(&mut self, depth: usize) -> String {
        let source = self.iterable();
        let name = self.new_name();
        self.names.push(name.clone());
        let element = self.expression(depth);
        let condition = if self.one_in(3) { format!(" if {}", self.expression(depth.min(1))) } else { String::new() };
        let second = match self.one_in(4) {
            true => format!(" for {} in {}", self.of(&["w", "_", "i"]), self.of(&["range(2)", "'ab'", "(1, 2)"])),
            false => String::new(),
        };
        self.names.pop();
        // A yield or an assignment expression has no place in the iterable of a comprehension.
        if element.contains(":=")
            || element.contains("yield")
            || element.contains("await")
            || condition.contains(":=")
            || condition.contains("yield")
            || condition.contains("await")
        {
            return format!("[{name} for {name} in {source}]");
        }
        match self.pick(4) {
            0 => format!("[{element} for {name} in {source}{second}{condition}]"),
            1 => format!("{{{element} for {name} in {source}{second}{condition}}}"),
            2 => format!("{{{name}: {element} for {name} in {source}{condition}}}"),
            _ => format!("list({element} for {name} in {source}{second}{condition})"),
        }
    }

    pub(super) fn iterable(&mut self) -> String {
        match self.pick(9) {
            0 => "range(3)".to_owned(),
            1 => "'abc'".to_owned(),
            2 => "[1, 'a', None, 2.5]".to_owned(),
            3 => "{'a': 1, 'b': 2}.items()".to_owned(),
            4 => "enumerate('xy', 1)".to_owned(),
            5 => "zip([1, 2], 'pq')".to_owned(),
            6 if !self.generators.is_empty() => {
                let at = self.pick(self.generators.len());
                format!("{}({})", self.generators[at].clone(), self.pick(4))
            }
            7 if !self.classes.is_empty() => {
                let at = self.pick(self.classes.len());
                format!("{}({})", self.classes[at].clone(), self.pick(4))
            }
            _ => "(1, 2, 3)".to_owned(),
        }
    }

    fn builtin_with_callback(&mut self, depth: usize) -> String {
        let source = self.iterable();
        let parameter = self.new_name();
        self.names.push(parameter.clone());
        let body = self.expression(depth.min(1));
        self.names.pop();
        let body = if body.contains("await") { parameter.clone() } else { body };
        let callback = format!("lambda {parameter}: {}", whole(&body));
        match self.pick(6) {
            0 => format!("sorted({source}, key={callback})"),
            1 => format!("list(map({callback}, {source}))"),
            2 => format!("list(filter({callback}, {source}))"),
            3 => format!("max({source}, key={callback}, default=None)"),
            4 => format!("list(iter(iter({source}).__next__, {}))", self.expression(0)),
            _ => format!("next(({parameter} for {parameter} in {source}), {})", self.expression(0)),
        }
    }

    pub(super) fn instance(&mut self, depth: usize) -> String {
        if self.classes.is_empty() {
            return self.literal();
        }
        let at = self.pick(self.classes.len());
        let class = self.classes[at].clone();
        match self.pick(5) {
            0 => class,
            1 => format!("{class}()"),
            2 => format!("{class}(value={})", self.expression(depth)),
            _ => format!("{class}({})", self.expression(depth)),
        }
    }

    fn call(&mut self, depth: usize) -> String {
        if self.functions.is_empty() {
            return self.literal();
        }
        let at = self.pick(self.functions.len());
        let (name, parameters) = self.functions[at].clone();
        let mut arguments: Vec<String> = Vec::new();
        for _ in 0..parameters {
            arguments.push(self.expression(depth));
        }
        match self.pick(7) {
            0 => arguments.push("*[1]".to_owned()),
            1 => arguments.push("**{'extra': 1}".to_owned()),
            2 => arguments.push("p1=0".to_owned()),
            3 => drop(arguments.pop()),
            _ => {}
        }
        format!("{name}({})", arguments.join(", "))
    }
}

/// Numbers and stars stand in parentheses before a dot or a bracket.
fn whole(text: &str) -> String {
    let simple =
        text.chars().all(|c| c.is_alphanumeric() || c == '_') && !text.starts_with(|c: char| c.is_ascii_digit());
    if simple || text.starts_with('(') && text.ends_with(')') && !text[1..].contains('(') {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

/// `is` with a literal is warned about and depends on what is shared: equality is asked instead.
fn plain(op: &str) -> &str {
    match op {
        "is" => "==",
        "is not" => "!=",
        other => other,
    }
}
