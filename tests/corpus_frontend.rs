//! The front end over real code, compared with a live CPython 3.13.
//!
//! `PYLENS_CORPUS` names folders (`:` between them); without it there is nothing to do. The Python is `PYTHON313`, else
//! `python3.13`. Of every `.py` file are compared the tokens (the parser's and those of the `tokenize` module), the tree or
//! the error with all its fields, and the warnings; of its statements and expressions, those that stand alone in modes
//! `single` and `eval`. With `PYLENS_MUTATIONS=N` so many damaged pieces of the files are compared too (`PYLENS_SEED`
//! chooses others). At the end stand the figures: how many were compared, and how many differ.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pylens::base::Diagnostic;
use pylens::frontend::ast::Mod;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::{Token, TokenKind, Tokens, tokenize};
use pylens::view;
use serde_json::{Value, json};

/// Differences that are shown of each kind.
const SHOWN: usize = 5;

/// Most bytes of a piece that is damaged.
const PIECE: usize = 2000;

#[derive(Default)]
struct Figures(BTreeMap<&'static str, (usize, Vec<String>)>);

impl Figures {
    fn count(&mut self, kind: &'static str, what: &str, found: &Value, expected: &Value) {
        let (compared, differing) = self.0.entry(kind).or_default();
        *compared += 1;
        if found != expected {
            differing.push(format!("{what}\n    is  {found}\n    not {expected}"));
        }
    }

    fn report(&self) {
        for (kind, (compared, differing)) in &self.0 {
            println!("{kind:14} {} of {compared} differ", differing.len());
            differing.iter().take(SHOWN).for_each(|difference| println!("  {difference}"));
        }
        assert!(self.0.values().all(|(_, differing)| differing.is_empty()));
    }
}

/// One question to both: a whole file, or a text.
struct Request {
    path: Option<PathBuf>,
    text: String,
    mode: Mode,
}

impl Request {
    fn json(&self) -> Value {
        match &self.path {
            Some(path) => json!({ "path": path, "mode": self.mode.name() }),
            None => json!({ "source": self.text, "mode": self.mode.name() }),
        }
    }

    fn what(&self) -> String {
        self.path.as_ref().map_or_else(|| format!("{} {:?}", self.mode.name(), self.text), |p| p.display().to_string())
    }

    fn source(&self) -> Result<Source, Diagnostic> {
        match &self.path {
            Some(path) => Source::from_bytes("<file>", &fs::read(path).unwrap_or_default()),
            None => Ok(Source::from_text("<file>", &self.text)),
        }
    }
}

/// CPython's answers, in the order of the requests.
fn ask_cpython(requests: &[Request]) -> Vec<Value> {
    let python = std::env::var_os("PYTHON313").unwrap_or_else(|| "python3.13".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/live.py");
    let mut child = Command::new(python)
        .args(["-X", "utf8"])
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a CPython 3.13");
    let mut stdin = child.stdin.take().expect("a pipe");
    let lines: String = requests.iter().map(|request| format!("{}\n", request.json())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("answers");
    writer.join().expect("no panic").expect("CPython reads its input");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<Value> =
        answers.lines().map(|line| serde_json::from_str(line).expect("an answer in JSON")).collect();
    assert_eq!(answers.len(), requests.len());
    answers
}

/// The same in our own words.
fn answer(request: &Request) -> Value {
    let source = match request.source() {
        Ok(source) => source,
        Err(error) => return json!({ "error": fields(&error), "warnings": [] }),
    };
    let tokens = tokenize(&source);
    let (result, warnings) = parse_source(&source, &tokens, request.mode);
    let tree = result.as_ref().ok().map(|ast| {
        let options = Options { include_attributes: true, indent: None, show_empty: true };
        crc32(dump(ast, &source.lines, ast.root.expect("a whole tree").into(), options).as_bytes())
    });
    let warnings: Vec<Value> = warnings.iter().map(|w| json!([w.kind.name(), w.msg, w.lineno])).collect();
    json!({
        "error": result.err().as_ref().map(fields),
        "tree": tree,
        "warnings": warnings,
        "tokens": tokens.error.is_none().then(|| crc32(parser_tokens(&source, &tokens).as_bytes())),
        "module": view::tokens::text(&source).ok().map(|text| crc32(text.as_bytes())),
    })
}

fn fields(error: &Diagnostic) -> Value {
    let Diagnostic { msg, lineno, offset, end_lineno, end_offset, text, .. } = error;
    json!([error.kind.name(), msg, lineno, offset, end_lineno, end_offset, text])
}

/// The tokens as CPython's parser gets them; columns are code points.
fn parser_tokens(source: &Source, tokens: &Tokens) -> String {
    let position = |at: u32| {
        let (line, column) = source.lines.line_column(at);
        (line, source.text[(at - column) as usize..at as usize].chars().count())
    };
    let row = |(index, &Token { kind, .. }): (usize, &Token)| match kind {
        TokenKind::COMMENT | TokenKind::NL | TokenKind::ENDMARKER => None,
        TokenKind::INDENT | TokenKind::DEDENT => Some(format!("{}\n", kind.name())),
        _ => {
            let span = tokens.parser_span(index);
            let ((line, column), (end_line, end_column)) = (position(span.start), position(span.end));
            let text = &source.text[span.range()];
            Some(format!("{} {line},{column}-{end_line},{end_column} {text}\n", kind.name()))
        }
    };
    tokens.tokens.iter().enumerate().filter_map(row).collect()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 != 0 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// Runs `work` with room for CPython's deepest recursion.
fn with_big_stack(work: fn()) {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn corpus() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let folders = std::env::var("PYLENS_CORPUS").unwrap_or_default();
    folders.split(':').filter(|folder| !folder.is_empty()).for_each(|folder| collect(Path::new(folder), &mut files));
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

#[test]
fn files_statements_and_expressions() {
    with_big_stack(|| {
        let mut figures = Figures::default();
        for path in corpus().chunks(100) {
            let mut requests: Vec<Request> = path
                .iter()
                .map(|path| Request { path: Some(path.clone()), text: String::new(), mode: Mode::Exec })
                .collect();
            requests.extend(path.iter().flat_map(|path| pieces(path)));
            for (request, expected) in requests.iter().zip(ask_cpython(&requests)) {
                let found = answer(request);
                let kinds: &[&'static str] = match (request.mode, &request.path) {
                    (_, Some(_)) => &["error", "warnings", "tree", "tokens", "module"],
                    (Mode::Eval, _) => &["eval"],
                    _ => &["single"],
                };
                for &kind in kinds {
                    if request.path.is_none() {
                        figures.count(kind, &request.what(), &outcome(&found), &outcome(&expected));
                    } else if !expected[kind].is_null() || kind == "error" {
                        // The `tokenize` module and its reader refuse some files that the compiler accepts.
                        figures.count(kind, &request.what(), &found[kind], &expected[kind]);
                    }
                }
            }
        }
        figures.report();
    });
}

fn outcome(answer: &Value) -> Value {
    json!([answer["error"], answer["tree"], answer["warnings"]])
}

/// Every statement of a module, with and without its newline, and every value of a simple one.
fn pieces(path: &Path) -> Vec<Request> {
    let Ok(source) = Source::from_bytes("<file>", &fs::read(path).unwrap_or_default()) else { return Vec::new() };
    let (Ok(ast), _) = parse_source(&source, &tokenize(&source), Mode::Exec) else { return Vec::new() };
    let Some(Mod::Module { body, .. }) = ast.root.map(|root| &ast[root]) else { return Vec::new() };
    let mut requests = Vec::new();
    for (index, &statement) in ast[*body].iter().enumerate() {
        let text = &source.text[ast.span(statement).range()];
        let ending = ["", "\n", "\n\n", " # é", "\n  ", "  \n"][index % 6];
        requests.push(Request { path: None, text: format!("{text}{ending}"), mode: Mode::Single });
        let value = text.split_once(" = ").map_or(text, |(_, value)| value);
        requests.push(Request { path: None, text: format!("{value}{ending}"), mode: Mode::Eval });
    }
    requests
}

#[test]
fn damaged_pieces() {
    with_big_stack(|| {
        let Some(count) = std::env::var("PYLENS_MUTATIONS").ok().and_then(|count| count.parse::<usize>().ok()) else {
            return;
        };
        let files = corpus();
        assert!(!files.is_empty(), "PYLENS_CORPUS names the files to damage");
        let seed = std::env::var("PYLENS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        let mut random = Random(seed);
        let mut figures = Figures::default();
        let mut left = count;
        while left > 0 {
            let mut requests = Vec::new();
            while requests.len() < left.min(2000) {
                let file = &files[random.below(files.len())];
                let Ok(text) = fs::read_to_string(file) else { continue };
                if text.contains('\0') || text.is_empty() {
                    continue;
                }
                for _ in 0..8 {
                    let mode = [Mode::Exec, Mode::Exec, Mode::Single, Mode::Eval][random.below(4)];
                    requests.push(Request { path: None, text: damage(&text, &mut random), mode });
                }
            }
            left -= left.min(requests.len());
            for (request, expected) in requests.iter().zip(ask_cpython(&requests)) {
                figures.count("damaged", &request.what(), &outcome(&answer(request)), &outcome(&expected));
            }
        }
        figures.report();
    });
}

/// A linear congruential generator: the same pieces every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

const CHARACTERS: &str = "()[]{}:,;=.*/@!\\\n\n\t  '\"#fbrux01_é\u{c}$?`<>&|^~%+-€";

const WORDS: &[&str] = &[
    " if ",
    " else ",
    " for x in y",
    " lambda x: ",
    " not ",
    "await ",
    "async ",
    "yield ",
    "*",
    "**",
    ":=",
    "class ",
    "def ",
    "match x:\n case ",
    "print ",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "{{",
    "}}",
    "\\\n",
    "import ",
    "from ",
    "return ",
    "del ",
    "None",
    "True",
    "1or 2",
    "0777",
    "1e",
    "b'\\d'",
    "'\\d'",
    "!r",
    "...",
    "->",
    "@",
    "\n    ",
    "\n\t",
    "\n  # c\n",
    "except:\n",
    "else:\n",
    "elif x:\n",
    "finally:\n",
    "pass\n",
    "\\N{DIGIT ONE}",
    "\\x4",
    "global x\n",
    "type X[T] = ",
    "with (a as b): ",
];

/// Some lines of `text`, with characters, words or lines taken out, put in, doubled, exchanged or indented anew.
fn damage(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = random.below(lines.len());
    let first = (0..=first).rev().find(|&line| !lines[line].starts_with([' ', '\t', '\n', '#'])).unwrap_or(first);
    let count = 1 + random.below(12);
    let mut piece: Vec<String> = lines[first..].iter().take(count).map(|&line| line.to_owned()).collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(piece.len());
        match random.below(10) {
            0 if piece.len() > 1 => drop(piece.remove(at)),
            1 => piece.insert(at, piece[at].clone()),
            2 => {
                let other = random.below(piece.len());
                piece.swap(at, other);
            }
            3 => {
                let blanks = ["", " ", "  ", "    ", "\t", "        ", "\t  ", "  \t", "\u{c}"][random.below(9)];
                piece[at] = format!("{blanks}{}", piece[at].trim_start());
            }
            4 => piece[at] = piece[at].trim_end().to_owned(),
            choice => {
                let mut chars: Vec<char> = piece[at].chars().collect();
                let place = random.below(chars.len() + 1);
                let end = (place + random.below(4)).min(chars.len());
                let all: Vec<char> = CHARACTERS.chars().collect();
                let put: Vec<char> = match choice {
                    5 => Vec::new(),
                    6 | 7 => vec![all[random.below(all.len())]],
                    _ => WORDS[random.below(WORDS.len())].chars().collect(),
                };
                let taken = if choice == 5 || choice == 7 { place..end } else { place..place };
                chars.splice(taken, put);
                piece[at] = chars.into_iter().collect();
            }
        }
    }
    let mut piece = piece.concat();
    let mut end = piece.len().min(PIECE);
    while !piece.is_char_boundary(end) {
        end -= 1;
    }
    piece.truncate(end);
    piece
}
