//! Commands by their keys, with the real pipeline and the real machine behind them.

use super::random_tests::Harness;
use super::*;
use crate::tui::event::Mouse;
use crate::tui::export;
use crate::tui::screen;
use crate::view::Row;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

const PROGRAM: &str =
    "def f(n):\n    return n * 2\n\ntotal = 0\nfor i in range(3):\n    total = total + f(i)\nprint(total)\n";

pub(super) fn opened(text: &str) -> Harness {
    let mut harness = Harness::new();
    harness.send(Event::Resize(160, 44));
    harness.save(text);
    harness
}

impl Harness {
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in Key::parse_sequence(keys).expect("keys are spelled right") {
            self.send(Event::Key(key));
        }
        self
    }

    pub(super) fn line(&mut self, text: &str) -> &mut Self {
        self.keys(":");
        self.send(Event::Paste(text.to_owned()));
        self.keys("ret")
    }

    fn step(&self) -> u64 {
        self.app.run.as_ref().map_or(0, |run| run.step)
    }

    fn at(&self) -> Option<u32> {
        self.app.run.as_ref().and_then(|run| run.line)
    }

    pub(super) fn message(&self) -> &str {
        self.app.message.as_ref().map_or("", |message| &message.text)
    }

    pub(super) fn screen(&self) -> String {
        let mut buffer = Buffer::empty(self.app.size());
        screen::draw(&self.app, &mut buffer);
        export::text(&buffer)
    }
}

#[test]
fn each_way_forward_has_its_way_back() {
    for (there, back) in [("s", "S"), ("x", "X"), ("n", "N"), ("i", "I"), ("f", "F")] {
        let mut harness = opened(PROGRAM);
        harness.line("#12");
        assert_eq!(harness.step(), 12);
        harness.keys(there);
        assert!(harness.step() > 12, "{there}");
        harness.keys(back);
        assert_eq!(harness.step(), 12, "{back}");
    }
}

#[test]
fn breakpoints_stop_both_ways_and_go_with_their_line() {
    let mut harness = opened(PROGRAM);
    harness.line("2").keys("b c");
    assert_eq!(harness.at(), Some(2));
    let first = harness.step();
    harness.keys("c C");
    assert_eq!(harness.step(), first);
    harness.save(&format!("import sys\n{PROGRAM}"));
    assert_eq!(harness.app.breakpoints()[0].words(), "line 3");
    harness.keys("R c");
    assert_eq!(harness.at(), Some(3));
    harness.keys("A-b");
    assert!(harness.screen().contains("3 hits"), "{}", harness.screen());
    harness.keys("ret A-b");
    assert!(harness.message().contains("there are no breakpoints"), "{}", harness.message());
    harness.line("break name total if i == 1").keys("R c");
    assert_eq!(harness.app.breakpoints().len(), 1);
    assert!(harness.step() > 0 && harness.screen().contains("total=2"), "{}", harness.screen());
}

#[test]
fn a_save_leads_back_to_the_same_place_or_says_why_not() {
    let mut harness = opened(PROGRAM);
    harness.line("2").keys("t t s");
    assert_eq!(harness.at(), Some(2));
    harness.save(&format!("# more\n\n{PROGRAM}"));
    assert_eq!(harness.at(), Some(4));
    harness.keys("A-r");
    let before = harness.step();
    harness.save(&PROGRAM.replace("range(3)", "range(4)"));
    assert_eq!(harness.step(), before);
    assert!(harness.screen().contains("stale: an earlier version runs"), "{}", harness.screen());
    harness.keys("R");
    assert!(!harness.screen().contains("stale"), "{}", harness.screen());
}

#[test]
fn input_is_answered() {
    let mut harness = opened("name = input('who? ')\nprint('hello', name)\n");
    harness.keys("c");
    assert!(harness.message().contains("asks for input"), "{}", harness.message());
    harness.keys("9 G ret");
    harness.send(Event::Paste("Ada".into()));
    harness.keys("ret c");
    assert!(harness.screen().contains("hello Ada"), "{}", harness.screen());
}

#[test]
fn enter_follows() {
    let mut harness = opened(PROGRAM);
    harness.line("#100000").keys("9 G ret");
    assert!(harness.step() > 0 && harness.step() < harness.app.run.as_ref().map_or(0, |run| run.trace.steps));
    // From the use of a name to where it is bound, and back.
    harness.line("6:21").keys("ret");
    assert_eq!(harness.app.pane(PaneId::Source).cursor(), 0);
    harness.keys("C-o");
    assert_eq!(harness.app.pane(PaneId::Source).cursor(), 5);
}

#[test]
fn the_chain_and_the_lookup_teach() {
    let mut harness = opened("x = 2 * 3\ny = [i for i in range(3)]\nprint(x)\n");
    harness.line("1:7").keys("w");
    let text = harness.screen();
    assert!(text.contains("the operator was applied") && text.contains("LOAD_CONST"), "{text}");
    harness.keys("esc").line("2:5").keys("w");
    assert!(harness.screen().contains("no code object of its own"), "{}", harness.screen());
    harness.keys("esc").line("3:1").keys("4 z");
    assert!(harness.screen().contains("found among the builtins"), "{}", harness.screen());
}

#[test]
fn notes_that_have_no_room_are_cut_with_an_ellipsis() {
    let mut harness = opened("x = (1, 2, 3)\n");
    harness.send(Event::Resize(40, 24));
    harness.keys("0 p z");
    let ends = |harness: &mut Harness, notes: &[Row]| {
        let last = notes[1].plain();
        let text = harness.screen();
        text.lines().any(|line| line.contains(last.trim_end()) && line.trim_end().ends_with('…'))
    };
    let (mut cut, mut whole) = (0, 0);
    for _ in 0..20 {
        let notes = harness.app.notes(PaneId::Passes);
        match notes.len() {
            0 | 1 => {}
            2 => {
                whole += 1;
                assert!(!ends(&mut harness, &notes), "{}", harness.screen());
            }
            _ => {
                cut += 1;
                assert!(ends(&mut harness, &notes), "{}", harness.screen());
            }
        }
        harness.keys("j");
    }
    assert!(cut > 0 && whole > 0, "{cut} {whole}");
}

#[test]
fn the_chain_of_what_does_not_compile_or_was_made_by_the_run_says_so() {
    let mut broken = opened("x = 1\ny = = 2\n");
    broken.line("2:1").keys("w");
    let screen = broken.screen();
    assert!(
        screen.contains("SyntaxError in line 2: invalid syntax") && screen.contains("none of them runs"),
        "{screen}"
    );
    broken.keys("esc");
    broken.save("x = 1\ny = 2\n");
    assert_eq!(broken.message(), "saved: it compiles now");

    let mut harness = opened("a = [1]\nb = a\n");
    harness.keys("n n 0 h j w");
    assert!(harness.message().starts_with("made by the program while it ran"), "{}", harness.message());
}

#[test]
fn the_shown_code_object_is_that_of_the_selection() {
    let mut harness = opened("def f(n):\n    return n * 2\n\nprint(f(1))\n");
    harness.keys("5 o f ret");
    assert_eq!(harness.app.file.options.code.as_deref(), Some("f"));
    harness.line("4:1");
    assert_eq!(harness.app.file.options.code.as_deref(), Some("<module>"));
    harness.line("2:12");
    assert_eq!(harness.app.file.options.code.as_deref(), Some("f"));
    assert!(!harness.app.pane(PaneId::Bytecode).related().is_empty());
}

#[test]
fn where_one_pane_has_room_the_others_are_named_and_gone_through() {
    let mut harness = opened("x = 1\n");
    harness.send(Event::Resize(66, 18));
    assert!(harness.screen().contains("2 Tokens  3 AST  5 Bytecode"), "{}", harness.screen());
    let mut seen = vec![harness.app.layout.focus()];
    for _ in 0..6 {
        harness.keys("tab");
        seen.push(harness.app.layout.focus());
    }
    assert_eq!(
        seen,
        [PaneId::Source, PaneId::Tokens, PaneId::Ast, PaneId::Bytecode, PaneId::Frames, PaneId::Stack, PaneId::Output]
    );
    harness.keys("tab");
    assert_eq!(harness.app.layout.focus(), PaneId::Source);
}

#[test]
fn the_ends_of_the_run_are_said_whenever_a_step_would_pass_them() {
    let mut harness = opened("x = 1\n");
    harness.keys("S");
    assert_eq!(harness.message(), "this is the first step: s goes on");
    harness.keys("c c");
    assert_eq!(harness.message(), "the program is over; S goes back");
}

#[test]
fn the_chain_leads_to_the_panes_that_it_names() {
    let mut harness = opened("x = 2 * 3\n");
    harness.keys("w");
    let screen = harness.screen();
    assert!(screen.contains("2 * 3 was computed while the file was compiled"), "{screen}");
    assert!(screen.contains("Optimized tree  0 a shows the pane"), "{screen}");
    harness.keys("0 a");
    assert_eq!(harness.app.layout.focus(), PaneId::Folded);
    assert!(harness.app.overlays.is_empty());
}

#[test]
fn the_timeline_is_dragged() {
    let mut harness = opened(PROGRAM);
    harness.line("#100000").keys("R 0 t z");
    let end = harness.app.run.as_ref().map_or(0, |run| run.trace.steps);
    harness.send(Event::Mouse(Mouse::Press(Position::new(0, 3))));
    harness.send(Event::Mouse(Mouse::Drag(Position::new(20, 3))));
    assert!(harness.step() > 0 && harness.step() < end, "{}", harness.step());
    let dragged = harness.step();
    harness.send(Event::Mouse(Mouse::Release(Position::new(20, 3))));
    harness.send(Event::Mouse(Mouse::Drag(Position::new(0, 3))));
    assert_eq!(harness.step(), dragged, "nobody holds it any more");
    harness.keys("l");
    assert_eq!(harness.step(), dragged + 1);
}

#[test]
fn what_runs_often_is_shown() {
    let mut harness = opened(PROGRAM);
    harness.keys("c u e");
    assert!(harness.screen().contains("3  2     return n * 2"), "{}", harness.screen());
    harness.keys("u e 0 m");
    assert!(harness.screen().contains("__main__"), "{}", harness.screen());
    harness.keys("0 g z");
    assert!(harness.screen().contains("B1"), "{}", harness.screen());
}

#[test]
fn specialized_instructions_are_named() {
    let text = "def f(n):\n    return n + n\nfor i in range(20):\n    f(i)\n";
    let mut harness = opened(text);
    harness.line("break 2 hit 15").keys("c u s 5");
    assert!(harness.screen().contains("BINARY_OP_ADD_INT"), "{}", harness.screen());
}

#[test]
fn panics_of_workers_are_shown_and_survived() {
    let mut harness = opened(PROGRAM);
    harness.send(Event::Ran(crate::tui::workers::execute::Report::Panicked("made up".into())));
    harness.keys("7");
    assert!(harness.screen().contains("internal error: made up"), "{}", harness.screen());
    harness.save(&format!("{PROGRAM}\n"));
    harness.keys("s");
    assert_eq!(harness.step(), 1);
}

#[test]
fn a_program_that_is_not_the_file_s_any_more_has_no_places_in_it() {
    let mut harness = opened(PROGRAM);
    harness.line("#12");
    let names =
        |harness: &Harness| harness.app.pane(PaneId::Stack).rows().iter().filter(|row| row.span.is_some()).count();
    while names(&harness) == 0 {
        harness.keys("s");
    }
    harness.save("def f(:\n");
    // Still the old program: its values were made by text that is not there.
    harness.keys("S s 8 g j");
    assert_eq!(names(&harness), 0);
    assert!(harness.screen().contains("stale: the program of the last version"), "{}", harness.screen());
    let selected = harness.app.selection.and_then(|selection| selection.span).map_or(0, |span| span.end);
    assert!(selected <= 8, "{selected} bytes of 8 are selected");
    harness.save(PROGRAM);
    harness.keys("S s");
    assert!(harness.app.run.as_ref().is_some_and(|run| run.counter.is_some()));
    assert!(!harness.screen().contains("stale"), "{}", harness.screen());
}

#[test]
fn a_line_that_never_runs_is_said_to_be_one() {
    let mut harness = opened("x = 1\nif x > 2:\n    print(x)\ny = 2\n");
    harness.line("3").keys("t");
    assert_eq!((harness.message(), harness.step()), ("the program never comes to line 3", 0));
    harness.line("4").keys("t");
    assert_eq!((harness.message(), harness.at()), ("", Some(4)));
}

#[test]
fn listings_that_come_late_are_no_news_of_a_program_that_runs() {
    let mut harness = opened(PROGRAM);
    let late = crate::tui::revision::Ready::Blocked("the program is not running".into());
    let listings = vec![(PaneId::Frames, late)];
    let number = harness.app.file.number;
    harness.send(Event::Made(Made::Listings(number, listings)));
    assert_eq!(harness.app.pane(PaneId::Frames).stale, None);
}

#[test]
fn long_listings_are_searched_elsewhere() {
    let text = "a = 1\n".repeat(4000) + "needle = 2\n" + &"b = 3\n".repeat(4000) + "other = needle\n";
    let mut harness = opened(&text);
    harness.keys("2").keys("/");
    harness.send(Event::Paste("needle".to_owned()));
    let effects = harness.app.update(Event::Key(Key::parse_sequence("ret").expect("a key")[0]));
    let [Effect::Search(search)] = &effects[..] else { panic!("{effects:?}") };
    assert!(harness.app.searching == 1 && harness.message().starts_with("searching Tokens"));
    let search = search.clone();
    harness.send(Event::Made(Made::Found(search.found())));
    assert_eq!((harness.app.searching, harness.message()), (0, "match 1/2 of needle"));
    // The matches are known now.
    harness.keys(".");
    assert_eq!(harness.message(), "match 2/2 of needle");
}

#[test]
fn how_the_program_ended_is_said() {
    let mut harness = opened("x = 1\nprint(y)\n");
    harness.keys("c");
    assert_eq!(harness.message(), "0 e shows how the program ended: NameError: name 'y' is not defined");
    harness.save("x = 1\n");
    harness.keys("C c");
    assert_eq!(harness.message(), "the program is over; S goes back");
    harness.keys("S esc s P S s");
    assert!(!harness.message().contains("over"), "an audience has the caption");
    harness.keys("P");
    harness.save("raise SystemExit(3)\n");
    harness.keys("C c");
    assert_eq!(harness.message(), "the program is over, exit status 3");
}

#[test]
fn the_line_that_runs_is_in_sight() {
    let body: String = (0..60).map(|number| format!("    a{number} = {number}\n")).collect();
    let mut harness = opened(&format!("def f():\n{body}\nf()\n"));
    harness.line("61").keys("t");
    // The last instruction of f stands for all of it; what runs is its last line.
    while harness.app.run.as_ref().is_some_and(|run| run.view().frames.len() > 1) {
        let rows = harness.app.pane(PaneId::Source).rows();
        assert_eq!(rows.item(harness.app.pane(PaneId::Source).cursor()), Some(crate::view::ItemRef::Line(61)));
        harness.keys("s");
    }
}

#[test]
fn what_comes_next_is_no_change() {
    let mut harness = opened(PROGRAM);
    harness.keys("s s s s");
    let stack = harness.app.pane(PaneId::Stack);
    let next = (0..stack.rows().len()).find(|&row| stack.rows().plain(row).starts_with("next "));
    assert_eq!(next.map(|row| stack.change(row)), Some(crate::view::Change::Same));
}

#[test]
fn marks_are_those_of_the_last_step_however_far_the_jump() {
    use crate::view::Change;
    let mut harness = opened("def f(a):\n    return [a]\nx = f(1)\nprint(x)\nprint(x)\ny = 2\n");
    let marks = |harness: &Harness, pane: PaneId| -> Vec<Change> {
        let state = harness.app.pane(pane);
        (0..state.rows().len()).map(|row| state.change(row)).collect()
    };
    // Everything is new since the start, but the last step of line 5 did nothing to any of it.
    harness.line("6").keys("t");
    for pane in [PaneId::Frames, PaneId::Heap, PaneId::Output] {
        let marks = marks(&harness, pane);
        assert!(marks.iter().all(|&change| change == Change::Same), "{}: {marks:?}", pane.title());
    }
    assert_eq!(marks(&harness, PaneId::Output).len(), 2);
    while marks(&harness, PaneId::Output).len() == 2 {
        harness.keys("S");
    }
    harness.keys("s");
    assert_eq!(marks(&harness, PaneId::Output), [Change::Same, Change::Added], "the second is of this step");
}

#[test]
fn the_message_says_why_there_is_a_new_revision() {
    let mut harness = opened("x = 1\n");
    harness.keys("O");
    assert_eq!(harness.message(), "-O: the code stays as it is");
    harness.save("assert True\nx = 1\n");
    assert!(harness.message().starts_with("saved: AST "), "{}", harness.message());
    harness.keys("O O");
    assert!(harness.message().starts_with("without -O: bytecode "), "{}", harness.message());
    harness.keys("r");
    harness.save("assert True\nx = 1\n");
    assert_eq!(harness.message(), "read again: the file is as it was");
}

#[test]
fn another_file_is_told_when_the_program_enters_it() {
    let mut harness = opened("import keyword\nx = keyword.iskeyword('if')\n");
    for _ in 0..20 {
        harness.keys("s");
        if harness.at().is_none() {
            break;
        }
    }
    let message = harness.message();
    assert!(message.contains("of keyword.py, which is not shown here: f returns"), "{message}");
    harness.keys("f");
    assert_eq!(harness.at(), Some(1));
}

#[test]
fn a_place_that_is_not_there_is_told() {
    let mut harness = Harness::new();
    harness.app.start_at = Some(place::Place::parse("nosuch@2").expect("it is spelled right"));
    harness.save(PROGRAM);
    harness.send(Event::Ran(crate::tui::workers::execute::Report::Served(100)));
    assert!(harness.message().contains("there is no code object \"nosuch\""), "{}", harness.message());
}
