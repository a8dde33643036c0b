//! Whatever the input, the tokenizer ends, spans never go backwards, and time grows no faster than the input.

use super::{Tokens, tokenize, tokenize_liberally};
use crate::frontend::source::Source;

const SAMPLES: &[&str] = &[
    "def f(x, *, y=1):\n    if x:\n\treturn [x, {y: 'z'}]  # comment\n    return x\n\nclass C: pass\n",
    "x = f'{a!r:>{w}.{p}} {{}} {b=}' rf\"\\{c}\" f'''{\nd\n:%H:%M}\\N{DASH}'''\n",
    "0x1f + 0b1_0 - 0o17 * 1_000.5e-3j // 1if x else 0 or 1.e5 @ .5\\\n  ** 2 := ... -> != <> <<= >>=\n",
    "b'\\x00' u'é' '''\n\"\"\" ''' \"\\\n\" \"\"\"a\"b\"\"c\\\"\"\"\"\n\x0c  é = «\n$ ? ` !",
    "if a:\n  b\n    # c\n  \\\n  d\n e\n\tf\n",
];

const PIECES: &[&str] = &[
    "(", ")", "[", "]", "{", "}", "'", "\"", "'''", "\"\"\"", "f'", "f\"\"\"", "\\", "\\\n", "\n", "\r\n", "\t", " ",
    ":", "!", "=", "#", "0", "1e", "_", "é", "\u{200b}", "\0", "\x0c", "N{", "}}", "{{", "\n  ", "\n\t",
];

/// Small numbers without pattern, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

fn check(text: &str, tokens: &Tokens) {
    let mut end = 0;
    for token in &tokens.tokens {
        assert!(token.span.start >= end && token.span.end >= token.span.start, "{token:?} in {text:?}");
        assert!(text.get(token.span.range()).is_some(), "{token:?} in {text:?}");
        end = token.span.end;
    }
    let last = tokens.tokens.last().map(|token| token.kind);
    assert_eq!(tokens.error.is_none(), last == Some(super::TokenKind::ENDMARKER), "{text:?}");
}

#[test]
fn mutated_samples_do_no_harm() {
    let mut random = Random(1);
    for round in 0..20_000 {
        let sample = SAMPLES[round % SAMPLES.len()];
        let mut chars: Vec<char> = sample.chars().collect();
        for _ in 0..1 + random.below(4) {
            let at = random.below(chars.len() + 1);
            match random.below(3) {
                0 => {
                    let end = (at + random.below(4)).min(chars.len());
                    chars.drain(at..end);
                }
                1 => chars.truncate(at.max(1)),
                _ => {
                    let piece = PIECES[random.below(PIECES.len())];
                    chars.splice(at..at, piece.chars());
                }
            }
        }
        let text: String = chars.into_iter().collect();
        check(&text, &tokenize_liberally(&text));
        let source = Source::from_text("t", &text);
        check(&source.text, &tokenize(&source));
    }
}

#[test]
fn large_and_deep_inputs_stay_linear() {
    const LENGTH: usize = 1 << 20;
    for unit in [
        "x", "x ", "(", "[x,", "'", "f'{", "f'''{x:", "{{", "\\\n", "#", "\n", " ", "\t", "1_", "é", "f'{a}'", "'\\\n",
        "if x:\n ", "\"\"\"", "}",
    ] {
        let text = unit.repeat(LENGTH / unit.len());
        let source = Source::from_text("t", &text);
        check(&text, &tokenize(&source));
    }
    let nested: String = (0..200).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    let tokens = tokenize(&Source::from_text("t", &nested));
    assert_eq!(tokens.error.map(|error| error.msg), Some("too many levels of indentation".to_owned()));
}
