//! Comparing: with the version before, with a pinned one, with another file; the graph before and behind each pass.

use super::flow_tests::opened;
use super::random_tests::Harness;
use super::*;
use crate::tui::event::Mouse;
use crate::view::Change;
use ratatui::layout::Position;

const OLD: &str = "import os\n\ndef f(x):\n    return x * 2\n\nprint(f(3))\n";
const NEW: &str = "def f(x):\n    return x * 4\n\nprint(f(3))\n";

fn comparing(old: &str, new: &str) -> Harness {
    let mut harness = Harness::with(Extras { baseline: Some("old.py".into()), ..Extras::default() });
    harness.send(Event::Resize(200, 50));
    assert!(harness.others.contains(&Effect::ReadBaseline("old.py".into())), "{:?}", harness.others);
    harness.send(Event::Baseline("old.py".into(), Ok(old.as_bytes().into())));
    harness.save(new);
    harness
}

fn marked(harness: &Harness, pane: PaneId, change: Change) -> Vec<String> {
    let state = harness.app.pane(pane);
    let rows = state.rows().iter().enumerate();
    rows.filter(|(row, _)| state.change(*row) == change).map(|(_, row)| row.plain().trim().to_owned()).collect()
}

#[test]
fn two_files_are_aligned_at_every_stage() {
    let mut harness = comparing(OLD, NEW);
    assert!(harness.message().starts_with("old.py → random.py: "), "{}", harness.message());
    assert_eq!(marked(&harness, PaneId::Source, Change::Removed), ["import os", "", "return x * 2"]);
    assert_eq!(marked(&harness, PaneId::Source, Change::Changed), ["2     return x * 4"]);
    // What is only numbered differently is the same.
    assert_eq!(
        marked(&harness, PaneId::Ast, Change::Removed),
        ["body[0]: Import", "names[0]: alias os", "right: Constant 2"]
    );
    for (pane, gone) in [
        (PaneId::Tokens, "NAME      'import'"),
        (PaneId::Ast, "body[0]: Import"),
        (PaneId::Folded, "right: Constant 2"),
        (PaneId::Scopes, "os"),
        (PaneId::Bytecode, "IMPORT_NAME"),
        (PaneId::Pseudo, "IMPORT_NAME"),
        (PaneId::Code, "os"),
        (PaneId::Pyc, "'os'"),
    ] {
        harness.keys(pane.keys());
        let ghosts = marked(&harness, pane, Change::Removed);
        assert!(ghosts.iter().any(|row| row.contains(gone)), "{}: {ghosts:?}", pane.title());
        assert!(harness.app.pane(pane).counts().is_some_and(|(removed, _)| removed > 0), "{}", pane.title());
    }
    harness.keys("v d 1");
    let screen = harness.screen();
    assert!(screen.contains("old.py → random.py") && screen.contains("Source  −3 +1"), "{screen}");
    // The level is that of both files; a docstring would be gone from both.
    harness.keys("O");
    assert_eq!(marked(&harness, PaneId::Source, Change::Removed).len(), 3);
    let gone = |harness: &Harness| harness.app.pane(PaneId::Bytecode).counts().map_or(0, |(removed, _)| removed);
    let before = gone(&harness);
    // What is shown of the instructions is shown of both.
    harness.keys("u o");
    assert_eq!(gone(&harness), before);
    harness.save(OLD);
    assert_eq!(harness.app.pane(PaneId::Bytecode).counts(), Some((0, 0)));
    assert!(harness.screen().contains("Bytecode  the same"), "{}", harness.screen());
    harness.keys("B");
    assert_eq!(harness.app.pane(PaneId::Source).counts(), None);
    assert!(harness.message().contains("no longer compared"), "{}", harness.message());
}

#[test]
fn the_other_file_is_followed_and_its_troubles_told() {
    let mut harness = comparing(OLD, NEW);
    harness.others.clear();
    harness.send(Event::Module("old.py".into()));
    assert_eq!(harness.others, [Effect::ReadBaseline("old.py".into())]);
    harness.send(Event::Baseline("old.py".into(), Ok(NEW.as_bytes().into())));
    assert_eq!(harness.app.pane(PaneId::Source).counts(), Some((0, 0)));
    harness.send(Event::Baseline("old.py".into(), Err("old.py is gone".into())));
    assert_eq!(harness.message(), "old.py is gone");
    harness.send(Event::Baseline("old.py".into(), Ok(b"x = = 1\n"[..].into())));
    assert!(harness.message().starts_with("old.py: SyntaxError"), "{}", harness.message());
    assert!(harness.app.pane(PaneId::Source).counts().is_some_and(|(removed, _)| removed > 0));
}

#[test]
fn what_is_gone_since_the_last_save_is_shown_where_it_stood() {
    let mut harness = opened(OLD);
    harness.keys("D");
    assert!(harness.message().contains("from the next save on"), "{}", harness.message());
    harness.line("4").save(NEW);
    assert_eq!(marked(&harness, PaneId::Source, Change::Removed), ["import os", "", "return x * 2"]);
    assert_eq!(harness.app.pane(PaneId::Source).row().map(|row| row.plain()), Some(" 2     return x * 4".into()));
    assert!(marked(&harness, PaneId::Bytecode, Change::Removed).iter().any(|row| row.contains("IMPORT_NAME")));
    // A ghost is no line of the next version.
    harness.save(&NEW.replace("print", "repr"));
    assert_eq!(marked(&harness, PaneId::Source, Change::Removed), ["print(f(3))"]);
    harness.keys("D");
    assert!(marked(&harness, PaneId::Source, Change::Removed).is_empty());
    harness.keys("D");
    assert_eq!(harness.message(), "changes are marked");
}

#[test]
fn passes_and_graph_show_what_is_gone_since_the_last_save() {
    let old = "def f(x):\n    return not not (x and 2 * 3)\n\nif f(1):\n    print(1)\n";
    for pane in [PaneId::Passes, PaneId::Graph] {
        let mut harness = opened(old);
        harness.keys("D").keys(pane.keys());
        let own = marked(&harness, pane, Change::Removed);
        harness.save("def f(x):\n    return x\n\nprint(2)\n");
        let ghosts = marked(&harness, pane, Change::Removed);
        assert!(ghosts.iter().any(|row| row.contains("UNARY_NOT") || row.contains("TO_BOOL")), "{ghosts:?}");
        assert!(own.is_empty() || ghosts.iter().any(|row| row.contains("not in this version")), "{ghosts:?}");
        // Nothing is left of them in the next version.
        harness.save("print(3)\n");
        harness.save("print(4)\n");
        let left = marked(&harness, pane, Change::Removed);
        assert!(left.iter().all(|row| !row.contains("UNARY_NOT") && !row.contains("TO_BOOL")), "{left:?}");
    }
}

#[test]
fn a_pinned_version_stays_the_one_that_is_compared_with() {
    let mut harness = opened(OLD);
    harness.keys("B");
    harness.save(NEW);
    harness.save(&NEW.replace('4', "8"));
    assert_eq!(marked(&harness, PaneId::Source, Change::Removed).len(), 3);
    // The other level of the same version is compared with the pinned one: what does -O leave out?
    harness.save("assert f\n");
    harness.keys("B B O");
    let gone = marked(&harness, PaneId::Bytecode, Change::Removed);
    assert!(gone.iter().any(|row| row.contains("LOAD_ASSERTION_ERROR")), "{gone:?}");
}

#[test]
fn breakpoints_keep_to_their_line_also_against_a_pinned_version() {
    let mut harness = opened(OLD);
    harness.keys("B").line("4").keys("b");
    harness.save(&format!("# one\n{OLD}"));
    harness.save(&format!("# one\n# two\n{OLD}"));
    assert_eq!(harness.app.breakpoints()[0].words(), "line 6");
}

#[test]
fn the_graph_is_shown_before_and_behind_every_pass() {
    let mut harness = opened("def f(a, b):\n    while a:\n        b = a + b\n    return b\n");
    harness.keys("0 g z");
    assert!(harness.screen().contains("behind all passes  - + other passes"), "{}", harness.screen());
    let mut seen = vec![harness.app.pane(PaneId::Graph).rows().to_text()];
    harness.keys("-");
    assert!(harness.screen().contains("Graph  behind "), "{}", harness.screen());
    while harness.app.message.is_none() {
        seen.push(harness.app.pane(PaneId::Graph).rows().to_text());
        harness.keys("-");
    }
    assert_eq!(harness.message(), "this is before the first pass");
    assert!(harness.screen().contains("before the passes"), "{}", harness.screen());
    seen.dedup();
    assert!(seen.len() > 4, "{}", seen.len());
    harness.keys("+");
    assert!(harness.message().is_empty());
    // From a pass to the graph behind it, and the same instruction there.
    harness.keys("0 p / ");
    harness.send(Event::Paste("insert_superinstructions".into()));
    harness.keys("ret j j j ret");
    assert_eq!(harness.app.layout.focus(), PaneId::Graph);
    assert!(harness.screen().contains("Graph  behind insert_superinstructions"), "{}", harness.screen());
    let row = harness.app.pane(PaneId::Graph).row().map(|row| row.plain()).unwrap_or_default();
    assert!(row.contains("LOAD_FAST_LOAD_FAST"), "{row}");
    harness.keys("u g");
    let list = harness.app.pane(PaneId::Graph).rows().to_text();
    assert!(!list.contains('╭') && list.contains("LOAD_FAST_LOAD_FAST"), "{list}");
    harness.keys("u g");
    let outline = harness.app.pane(PaneId::Graph).rows().to_text();
    assert!(!outline.contains("LOAD_FAST") && outline.contains("→ B"), "{outline}");
    // The graph is of the chosen code object alone.
    harness.keys("1 + ");
    assert!(harness.message().contains("neither a tree nor the graph"), "{}", harness.message());
}

#[test]
fn moved_lines_are_kept() {
    let mut harness = opened(NEW);
    harness.others.clear();
    let line = harness.app.placed().into_iter().map(|placed| placed.area.x).filter(|&x| x > 0).min().expect("columns");
    harness.send(Event::Mouse(Mouse::Press(Position::new(line, 9))));
    harness.send(Event::Mouse(Mouse::Drag(Position::new(line + 6, 9))));
    harness.send(Event::Mouse(Mouse::Release(Position::new(line + 6, 9))));
    let kept = harness.app.layout.kept();
    assert!(kept.contains("[shares.default."), "{kept}");
    assert_eq!(harness.others, [Effect::Remember(kept)]);
    harness.keys("1 A-l A-l A-h z A-l");
    assert!(harness.message().contains("could give way"), "{}", harness.message());
    assert_eq!(harness.others.iter().filter(|effect| matches!(effect, Effect::Remember(_))).count(), 4);
}
