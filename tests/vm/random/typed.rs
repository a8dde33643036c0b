//! Random expressions whose types fit, so that programs get somewhere. Names begin with the letter of their kind.

use super::Generator;

/// What an expression is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Str,
    List,
    Truth,
    Float,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] = [Kind::Int, Kind::Str, Kind::List, Kind::Truth, Kind::Float];

    pub(super) fn letter(self) -> char {
        match self {
            Kind::Int => 'i',
            Kind::Str => 's',
            Kind::List => 'l',
            Kind::Truth => 't',
            Kind::Float => 'x',
        }
    }
}

impl Generator<'_> {
    pub(super) fn any_kind(&mut self) -> Kind {
        Kind::ALL[self.pick(Kind::ALL.len())]
    }

    fn known(&mut self, kind: Kind) -> Option<String> {
        let fitting: Vec<String> = self.names.iter().filter(|name| name.starts_with(kind.letter())).cloned().collect();
        if fitting.is_empty() { None } else { Some(fitting[self.pick(fitting.len())].clone()) }
    }

    /// An expression of a kind, in parentheses where it needs them.
    pub(super) fn typed(&mut self, kind: Kind, depth: usize) -> String {
        if self.one_in(3)
            && let Some(name) = self.known(kind)
        {
            return name;
        }
        let pattern = match (kind, depth) {
            (Kind::Int, 0) => {
                self.of(&["0", "1", "2", "3", "7", "-4", "255", "256", "10**12", "2**62", "-2**63", "True"])
            }
            (Kind::Str, 0) => self.of(&["''", "'a'", "'abc'", "'b a'", "'é€'", "'😀x'", "'12'", "'Abc'"]),
            (Kind::List, 0) => self.of(&["[]", "[1, 2, 3]", "[3, 1, 2]", "[5]", "[2, 2, 0, -1]", "list(range(4))"]),
            (Kind::Truth, 0) => self.of(&["True", "False", "None", "0", "'x'", "[]"]),
            (Kind::Float, 0) => self.of(&[
                "0.0",
                "1.5",
                "-2.25",
                "0.1",
                "1e300",
                "-0.0",
                "3.0",
                "1e-7",
                "123456.789",
                "2.5",
                "1e16",
                "float('inf')",
            ]),
            (Kind::Float, _) => self.of(&[
                "(F + F)",
                "(F - I % 1000)",
                "(F * 0.1)",
                "(F / 3)",
                "abs(F)",
                "round(F, 2)",
                "float(I)",
                "(F if T else F)",
                "(I / 7)",
                "-F",
                "max(F, F)",
                "sum(L, 0.0)",
                "(F % 3)",
                "(F or F)",
                "(I % 100 / 8)",
                "float(str(F))",
                "float(f'{F:.4}')",
                "(abs(F) ** 0.5)",
                "min(F, I)",
                "(F * F)",
            ]),
            (Kind::Int, _) => self.of(&[
                "(I + I)",
                "(I - I)",
                "(I * 3)",
                "(I // 7)",
                "(I % 5)",
                "abs(I)",
                "len(L)",
                "len(S)",
                "min(I, I)",
                "max(L, default=I)",
                "sum(L)",
                "(I if T else I)",
                "-I",
                "(I & 255)",
                "(I ^ I)",
                "(I << 3)",
                "(I >> 1)",
                "S.count('a')",
                "S.find('b')",
                "int(T)",
                "(I or I)",
                "divmod(I, 7)[1]",
                "round(I, -1)",
                "(lambda x, y=I: x - y)(I)",
                "sum(x * 2 for x in L)",
                "~I",
                "L.count(I)",
                "pow(I % 9, 3, 11)",
                "int(str(I))",
                "I.bit_length()",
                "{'a': I}.get('a')",
                "[I, I][0]",
                "len({*L, I})",
                "(I, I)[-1]",
                "ord(S[:1] or 'z')",
                "next(iter(L), I)",
                "len({x: I for x in L})",
                "hash(I)",
                "int(float(I % 1000))",
                "max(I, I, key=lambda k: -k)",
                "(L.index(L[0]) if L else I)",
                "sum(1 for _ in zip(L, S))",
                "len(range(I % 50))",
                "int.from_bytes(S.encode()[:3])",
                "sum(map(len, [S, L]))",
            ]),
            (Kind::Str, _) => self.of(&[
                "(S + S)",
                "S[1:3]",
                "S[::-1]",
                "(S * 2)",
                "S.upper()",
                "'-'.join(map(str, L))",
                "str(I)",
                "f'{I:>5}|{S!r}'",
                "repr(L)",
                "S.replace('a', S)",
                "'%d|%s' % (I, S)",
                "S.strip('a')",
                "(S if T else S)",
                "S.title()",
                "'{:,}'.format(I)",
                "S.zfill(4)",
                "''.join(sorted(S))",
                "f'{I % 1000:05}{S:*^7}'",
                "S.partition('b')[0]",
                "''.join(c for c in S if c != 'a')",
                "S.center(6, '.')",
                "ascii(S)",
                "str(L[:2])",
                "S.swapcase()",
                "f'{T!s:.3}'",
                "(S or S)",
                "' '.join(S.split())",
                "max(S, default=S)",
                "str(divmod(I, 9))",
                "repr((S, I))",
                "f'{S=}'",
                "S.expandtabs()",
                "S.translate({97: 'A'})",
                "(lambda *a: a[0])(S, I)",
                "repr(S.encode())",
                "hex(I)",
                "bin(I & 63)",
            ]),
            (Kind::List, _) => self.of(&[
                "[I, I]",
                "sorted(L)",
                "(L + L)",
                "L[::-1]",
                "list(range(I % 7))",
                "[x + I for x in L]",
                "[x for x in L if x > I]",
                "[*L, I]",
                "list(map(lambda x: x * 2, L))",
                "L[1:]",
                "(L * 2)",
                "[len(S)]",
                "sorted(L, key=lambda x: (x % 3, -x))",
                "list(filter(None, L))",
                "[a * b for a, b in zip(L, L)]",
                "[i for i, x in enumerate(L)]",
                "(L if T else L)",
                "[ord(c) for c in S]",
                "list({*L})",
                "list(dict.fromkeys(L))",
                "[y for x in (L, L) for y in x][:9]",
                "list(reversed(L))",
                "sorted(set(L), reverse=True)",
                "list((lambda *a: a)(*L))[:8]",
                "[x for x, in zip(L)]",
                "[*range(I % 4), *L][:12]",
                "[t[0] for t in sorted((x % 2, x) for x in L)]",
                "[sum(L[:k]) for k in range(len(L) % 6)]",
            ]),
            (Kind::Truth, _) => self.of(&[
                "(I < I)",
                "(S == S)",
                "(I in L)",
                "(not T)",
                "(T and T)",
                "(T or I)",
                "(0 < I < 9)",
                "(S != S)",
                "('a' in S)",
                "bool(L)",
                "any(L)",
                "all(x > 0 for x in L)",
                "(L == sorted(L))",
                "S.isalpha()",
                "isinstance(T, int)",
                "(I >= I)",
                "(L < L)",
                "(S <= S)",
                "(I == I)",
                "S.startswith('a')",
                "(I == float(I))",
                "(T is None)",
                "callable(len)",
                "({*L} <= {1, 2, 3})",
                "(I, S) < (I, S)",
                "(L is L)",
            ]),
        };
        self.fill(pattern, depth)
    }

    /// A pattern with an expression of its kind in the place of each letter that stands alone.
    pub(super) fn fill(&mut self, pattern: &str, depth: usize) -> String {
        let mut text = String::new();
        for (at, c) in pattern.char_indices() {
            let before = pattern[..at].chars().next_back();
            let after = pattern[at + c.len_utf8()..].chars().next();
            let alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '\'');
            let kind = match c {
                'I' => Kind::Int,
                'S' => Kind::Str,
                'L' => Kind::List,
                'T' => Kind::Truth,
                'F' => Kind::Float,
                _ => {
                    text.push(c);
                    continue;
                }
            };
            if !c.is_ascii() || !alone(before) || !alone(after) {
                text.push(c);
                continue;
            }
            let inside_text = inside_format(&text);
            let part = if inside_text {
                let constant = match kind {
                    Kind::Str => "\"ab\"",
                    Kind::List => "[2, 1]",
                    _ => "1",
                };
                self.known(kind).unwrap_or_else(|| constant.to_owned())
            } else {
                self.typed(kind, depth.saturating_sub(1))
            };
            let bare =
                part.starts_with(['-', '~']) || part.contains(" if ") || part.contains(":=") || part.contains("**");
            let wrap = bare || after == Some('.') && part.starts_with(|c: char| c.is_ascii_digit());
            if wrap && !inside_text { text.push_str(&format!("({part})")) } else { text.push_str(&part) }
        }
        text
    }

    /// Assigns a value to a name of its kind.
    pub(super) fn assign_typed(&mut self) {
        let kind = self.any_kind();
        let value = self.typed(kind, 2);
        let name = match self.known(kind) {
            Some(name) if self.one_in(2) => name,
            _ => {
                self.fresh += 1;
                format!("{}{}", kind.letter(), self.fresh)
            }
        };
        self.line(&format!("{name} = {value}"));
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

/// Whether a text that ends here ends inside an f-string in single quotes.
fn inside_format(text: &str) -> bool {
    let (mut open, mut format, mut before) = (false, false, ' ');
    for c in text.chars() {
        if c == '\'' && before != '\\' {
            format = !open && before == 'f';
            open = !open;
        }
        before = c;
    }
    open && format
}
