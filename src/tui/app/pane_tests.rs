//! Every pane shows what it is for: a row for each says how to get there and what must be in it. The match on panes makes a
//! pane without a row a mistake of the compiler.

use super::flow_tests::opened;
use super::random_tests::Harness;
use super::*;
use crate::tui::event::Mouse;
use ratatui::layout::Position;

const PROGRAM: &str = "\
import keyword
LIMIT = 2 * 3

def outer(a):
    def inner(b):
        return a + b
    return inner

text = f'{LIMIT} is'
total = 0
for i in range(3):
    total = total + outer(i)(i)
both = mine = [text, total]
try:
    both[9]
except IndexError as error:
    print(text, error)
print(nothing)
";

/// What has to be in a pane, after some keys; `-` in front says that it must not be there.
fn wanted(pane: PaneId) -> &'static [(&'static str, &'static [&'static str])] {
    match pane {
        PaneId::Source => &[
            (": 1 2 ret t n b z", &["total = total + outer(i)(i)   total=0  i=0", "●"]),
            (": 1 2 ret t s", &["▶", "▷"]),
            ("u e", &["  3 12 "]),
        ],
        PaneId::Tokens => &[(
            "2 z",
            &[
                "ENCODING",
                "INDENT",
                "DEDENT",
                "FSTRING_START",
                "FSTRING_MIDDLE",
                "FSTRING_END",
                "NEWLINE",
                "NL",
                "2,8-2,9",
            ],
        )],
        PaneId::Ast => &[
            ("3 z", &["body[1]: Assign", "▸"]),
            ("3 z + + +", &["left: Constant 2", "-▸"]),
            ("3 z u d", &["Load", "decorator_list=[]"]),
            ("3 z j j", &["Module.body[0].names[0]"]),
            ("3 z u p", &["body[1]: Assign  2,0-2,13", "value: BinOp Mult  2,8-2,13"]),
            ("3 z u t", &["Syntax tree", "import_statement"]),
        ],
        PaneId::Folded => &[("0 a z", &["1 node changed", "value: Constant 6  ← the operator was applied"])],
        PaneId::Scopes => {
            &[("4 z", &["outer", "inner", "free", "cell", "global"]), (": 6 : 1 6 ret 4", &["free", "outer"])]
        }
        PaneId::Bytecode => &[
            ("5 z", &["<module>", "outer.<locals>.inner", "MAKE_CELL", "L1:", "╭", "ExceptionTable"]),
            ("5 g j", &["K explains it", "pops 0, pushes 0"]),
            ("5 z u o", &["-CACHE"]),
            ("5 z u c", &["CACHE"]),
        ],
        PaneId::Pseudo => &[("0 i z", &["LOAD_CLOSURE", "SETUP_FINALLY", "(to ", "(print)"])],
        PaneId::Passes => &[
            ("0 p z", &["- gone", "~ was", "push_cold_blocks_to_end"]),
            ("0 p g j j j", &[" ~ had no place: control comes from that line only"]),
            // The pane goes to the code object that the selection belongs to.
            (": 6 ret 0 p z", &["outer.<locals>.inner  line 5"]),
        ],
        PaneId::Graph => &[("0 g z", &["B1 entry", "handler", "cold", "→ B2", "behind all passes"])],
        PaneId::Code => &[
            (
                "6 z",
                &[
                    "Filename",
                    "Constants",
                    "Names",
                    "Flags",
                    "Line table",
                    "Exception table",
                    "0: 0  ← LOAD_CONST at ",
                    "← STORE_NAME at ",
                ],
            ),
            (": 1 5 : 1 0 ret 6 z", &["▐    6: 9  ← LOAD_CONST"]),
        ],
        PaneId::Pyc => &[
            (
                "0 c z",
                &[
                    "__pycache__",
                    "magic",
                    "flags",
                    "co_consts tuple of 7",
                    "co_linetable",
                    "absent: an import compiles",
                    "f3 0d 0d 0a",
                    "MAKE_CELL 0 (a)",
                    "FOR_ITER",
                ],
            ),
            (": 1 5 : 1 0 ret 0 c z", &["LOAD_CONST  bytes 156 to 157", "   156  53 06 "]),
        ],
        PaneId::Frames => &[
            (": 6 ret t 7 z", &["inner", "free   a = 0", "local  b = 0", "<module>  line 12", "global LIMIT = 6"]),
            (": 1 1 ret t 7 z", &["builtins  taken from there: ", "range"]),
            (": 1 6 ret t s s s 7 z", &["exception IndexError"]),
        ],
        PaneId::Stack => &[
            (": 6 ret t s s s 8 z", &["popped"]),
            (": 6 ret t s s s s 8 z", &["← outer(i)(i)", "← range(3)", "next BINARY_OP 0  pops 2, pushes 1"]),
        ],
        PaneId::Heap => &[
            (": 1 4 ret t 0 h z", &["list", "both = mine", "#"]),
            (": 1 4 ret t 0 h z u h", &["int"]),
            (": h e a p space l i s t ret", &["list"]),
            (": 1 4 ret t 0 h z G", &["references to it, from both, mine", "× counts references"]),
        ],
        PaneId::Output => &[("c 9 z", &["  6 is list index out of range", "NameError: name 'nothing' is not defined"])],
        PaneId::Modules => &[(": 2 ret t 0 m z", &["keyword", "by __main__ line 1", "there from the start"])],
        PaneId::Timeline => &[("c 0 t z", &["outer is called", "inner returns", "output", "exception", "the end"])],
        PaneId::Problems => &[("0 e z", &["NameError: name 'nothing' is not defined", "Traceback", "line 18"])],
    }
}

/// What is there and should not be, or the other way round.
fn mistakes(harness: &Harness, keys: &str, what: &[&str]) -> Vec<String> {
    let screen = harness.screen();
    let focus = harness.app.layout.focus();
    let listing = harness.app.pane(focus).rows().to_text();
    let mut mistakes = Vec::new();
    for words in what {
        let absent = words.strip_prefix('-').filter(|rest| !rest.starts_with(' '));
        let found = |words: &str| screen.contains(words) || absent.is_none() && listing.contains(words);
        if found(absent.unwrap_or(words)) == absent.is_some() {
            mistakes.push(format!("{} behind {keys}: {words:?} in\n{listing}\n{screen}", focus.title()));
        }
    }
    mistakes
}

fn check(harness: &Harness, keys: &str, what: &[&str]) {
    let mistakes = mistakes(harness, keys, what);
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_pane_shows_what_it_is_for() {
    let mut all = Vec::new();
    for &pane in PaneId::ALL {
        for (keys, what) in wanted(pane) {
            let mut harness = opened(PROGRAM);
            harness.send(Event::Resize(120, 60));
            // The whole run is known before anything is looked at.
            harness.keys("c C");
            harness.keys(keys);
            all.extend(mistakes(&harness, keys, what));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn warnings_and_errors_are_problems_with_their_stage() {
    let harness = &mut opened("x = 1 is 1\n");
    harness.keys("0 e");
    check(harness, "0 e", &["SyntaxWarning", "\"is\" with 'int' literal", "1:5"]);
    harness.save("def f(:\n");
    check(harness, "0 e", &["SyntaxError: invalid syntax", "(parser)"]);
    harness.save("return 1\n");
    check(harness, "0 e", &["'return' outside function", "1:1"]);
    harness.save("x = 'abc\n");
    check(harness, "0 e", &["unterminated string literal", "(tokenizer)"]);
    // Where the tokenizer stopped.
    harness.keys("2");
    check(harness, "2", &["unterminated string literal"]);
}

#[test]
fn the_uncaught_exception_goes_with_its_program() {
    let mut harness = opened("x = 1\n1 / 0\n");
    harness.keys("c 0 e");
    check(&harness, "c 0 e", &["2       ZeroDivisionError: division by zero  (run, uncaught)"]);
    harness.keys("ret");
    assert_eq!(
        harness.app.run.as_ref().and_then(|run| run.executed_line),
        Some(2),
        "Enter leads to the step that raised"
    );
    harness.save("x = 1\n");
    harness.keys("c");
    check(&harness, "c", &["no errors, no warnings"]);
    // Leaving with a status is no exception.
    harness.save("raise SystemExit(3)\n");
    harness.keys("c");
    check(&harness, "c", &["no errors, no warnings"]);
}

#[test]
fn the_mouse_selects_scrolls_and_gives_the_focus() {
    let mut harness = opened(PROGRAM);
    let place = |harness: &Harness, pane: PaneId| {
        harness.app.placed().into_iter().find(|placed| placed.pane == pane).expect("it is on the screen").area
    };
    let source = place(&harness, PaneId::Source);
    // The first cell of `LIMIT` in line 2: two cells of marks, two digits and a blank in front.
    let press = Mouse::Press(Position::new(source.x + 2 + 3, source.y + 2));
    harness.send(Event::Mouse(press));
    harness.send(Event::Mouse(Mouse::Release(Position::new(0, 0))));
    assert_eq!(harness.app.pane(PaneId::Source).cursor(), 1);
    let tokens = place(&harness, PaneId::Tokens);
    harness.send(Event::Mouse(Mouse::Press(Position::new(tokens.x + 6, tokens.y + 3))));
    assert_eq!(harness.app.layout.focus(), PaneId::Tokens);
    let before = harness.app.pane(PaneId::Bytecode).extent().1;
    let bytecode = place(&harness, PaneId::Bytecode);
    harness.send(Event::Mouse(Mouse::Wheel(Position::new(bytecode.x + 3, bytecode.y + 3), 3)));
    assert_ne!(harness.app.pane(PaneId::Bytecode).extent().1, before);
    assert_eq!(harness.app.layout.focus(), PaneId::Tokens, "looking further is no choice");
}

#[test]
fn names_of_imported_files_are_watched() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("friend.py"), "x = 1\n").expect("a file");
    let mut harness = Harness::with(Extras::default());
    harness.app.file.path = folder.path().join("main.py");
    harness.folder = Some(folder.path().join("main.py"));
    harness.save("import friend\nprint(friend.x)\n");
    harness.keys("c");
    let friend = folder.path().join("friend.py");
    let is_watched = |effect: &Effect| matches!(effect, Effect::WatchModules(files) if files.contains(&friend));
    assert!(harness.others.iter().any(is_watched), "{:?}", harness.others);
    harness.send(Event::Module(friend.clone()));
    assert!(harness.message().contains("friend.py was saved"), "{}", harness.message());
    // Nothing is written beside the source.
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["friend.py"]);
}

#[test]
fn looking_at_objects_runs_no_code_of_the_program() {
    let text = "class C:\n    def __repr__(self):\n        print('asked')\n        raise ValueError\n\nc = C()\nd = {c: [c]}\nx = 1\n";
    let mut harness = opened(text);
    harness.line("8").keys("t 0 h u h");
    let heap = harness.app.pane(PaneId::Heap).rows().to_text();
    assert!(heap.contains("{<C>: [<C>]}"), "{heap}");
    assert_eq!(harness.app.pane(PaneId::Output).rows().to_text(), "nothing has been written\n");
}

#[test]
fn what_is_shown_is_the_same_every_time() {
    let text = "import random, time\nprint(hash('a'), id(object()), random.random(), time.time())\nprint({'a', 'b', 'c', 'd'})\n";
    let shown = || {
        let mut harness = opened("");
        harness.steps = 1_000_000;
        harness.save(text);
        harness.keys("c 9");
        harness.app.pane(PaneId::Output).rows().to_text()
    };
    let first = shown();
    assert!(first.lines().count() >= 2, "{first}");
    assert_eq!(first, shown());
}
