//! Any bytes end in tokens in order, or in an error; see `fuzz/README.md`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pylens::frontend::source::{Reader, Source};
use pylens::frontend::tokenizer::{Done, TokenKind, Tokens, tokenize, tokenize_liberally, tokenize_unfinished};

fuzz_target!(|bytes: &[u8]| {
    let _ = Source::decode("fuzz", bytes, Reader::Run);
    let Ok(source) = Source::from_bytes("fuzz", bytes) else { return };
    check(&source.text, &tokenize(&source));
    check(&source.text, &tokenize_unfinished(&source));
    let text = source.text_with_its_newlines();
    check(&text, &tokenize_liberally(&text));
});

fn check(text: &str, tokens: &Tokens) {
    assert_eq!(tokens.error.is_none(), tokens.done == Done::End);
    assert_eq!(tokens.error.is_none(), tokens.tokens.last().is_some_and(|last| last.kind == TokenKind::ENDMARKER));
    let mut end = 0;
    for token in &tokens.tokens {
        assert!(end <= token.span.start && token.span.start <= token.span.end);
        assert!(text.get(token.span.range()).is_some());
        end = token.span.end;
    }
}
