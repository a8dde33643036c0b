//! Every command by every one of its keys: a row for each says what must be true afterwards. A command without a row fails.

use super::flow_tests::opened;
use super::random_tests::Harness;
use super::*;
use crate::base::OptimizeLevel;
use crate::tui::commands::{Command, What};
use crate::tui::key::Key;

const PROGRAM: &str =
    "def f(n):\n    return n * 2\n\ntotal = 0\nfor i in range(3):\n    total = total + f(i)\nprint(total)\n";

/// What a command is tried on.
struct Before {
    screen: String,
    step: u64,
    cursor: usize,
    caret: usize,
    rows: usize,
}

fn state(harness: &Harness) -> Before {
    let pane = harness.app.pane(harness.app.layout.focus());
    Before {
        screen: harness.screen(),
        step: step(harness),
        cursor: pane.cursor(),
        caret: pane.caret,
        rows: pane.extent().0,
    }
}

fn step(harness: &Harness) -> u64 {
    harness.app.run.as_ref().map_or(0, |run| run.step)
}

fn cursor(harness: &Harness) -> usize {
    harness.app.pane(harness.app.layout.focus()).cursor()
}

fn asked_for(harness: &Harness, effect: &Effect) -> bool {
    harness.others.contains(effect)
}

fn focus(harness: &Harness) -> PaneId {
    harness.app.layout.focus()
}

fn says(harness: &Harness, words: &str) -> bool {
    harness.message().contains(words)
}

fn shows(harness: &Harness, words: &str) -> bool {
    harness.screen().contains(words)
}

type Check = fn(&Before, &Harness) -> bool;

/// A command, the keys before it, and what must be true behind it.
const ROWS: &[(&str, &str, Check)] = &[
    ("help", "", |_, h| shows(h, "Try this") && shows(h, "s runs one instruction")),
    ("palette", "", |_, h| shows(h, "Find by name")),
    ("command-line", "", |_, h| h.app.overlays.len() == 1),
    ("quit", "", |_, h| asked_for(h, &Effect::Quit(0))),
    ("suspend", "", |_, h| asked_for(h, &Effect::Suspend)),
    ("redraw", "", |_, h| asked_for(h, &Effect::Redraw)),
    ("refresh", "", |_, h| asked_for(h, &Effect::Reread)),
    ("pause-watching", "", |_, h| {
        h.app.file.paused && asked_for(h, &Effect::PauseWatching(true)) && shows(h, "○ paused")
    }),
    ("next-theme", "", |_, h| says(h, "theme: ")),
    ("present", "5", |_, h| h.app.look.presenting && !shows(h, "watching")),
    ("predict", "", |_, h| h.app.look.predict),
    ("show-keys", "", |_, h| h.app.look.show_keys),
    ("export", "", |_, h| shows(h, "Export") && shows(h, "to the clipboard")),
    ("open", "", |_, h| shows(h, "What do you want to look at?") && shows(h, "sample")),
    ("lesson-next", "", |_, h| says(h, "no lesson is being played")),
    ("lesson-back", "", |_, h| says(h, "no lesson is being played")),
    ("editor", "j j j", |_, h| asked_for(h, &Effect::Edit("random.py".into(), 4))),
    ("up", "j j", |_, h| cursor(h) == 1),
    ("down", "", |_, h| cursor(h) == 1),
    ("left", "l l", |b, h| state(h).caret < b.caret),
    ("right", "", |b, h| state(h).caret > b.caret),
    ("top", "G", |b, h| b.cursor == 6 && cursor(h) == 0),
    ("bottom", "", |_, h| cursor(h) == 6),
    ("page-up", "5 G", |b, h| cursor(h) + 9 < b.cursor),
    ("page-down", "5", |_, h| cursor(h) > 9),
    ("half-page-up", "5 G", |b, h| cursor(h) + 4 < b.cursor),
    ("half-page-down", "5", |_, h| cursor(h) > 4),
    ("scroll-left", "S-right", |_, h| h.app.pane(PaneId::Source).shift == 0),
    ("scroll-right", "", |_, h| h.app.pane(PaneId::Source).shift > 0),
    ("next-corresponding", "j j j 2", |b, h| cursor(h) == b.cursor + 1 && shows(h, "2/3")),
    ("previous-corresponding", "j j j 2 ] ]", |b, h| cursor(h) + 1 == b.cursor && shows(h, "2/3")),
    ("next-stage", "", |_, h| focus(h) == PaneId::Tokens),
    ("previous-stage", "3", |_, h| focus(h) == PaneId::Tokens),
    ("follow", "", |_, h| focus(h) == PaneId::Ast),
    ("back", ">", |_, h| focus(h) == PaneId::Source),
    ("forward", "> C-o", |_, h| focus(h) == PaneId::Tokens),
    ("search", "", |_, h| h.app.overlays.len() == 1),
    ("next-match", "/ t o t a l ret", |_, h| says(h, "match 2/3 of total") && cursor(h) == 5),
    ("previous-match", "/ t o t a l ret", |_, h| says(h, "match 3/3 of total") && cursor(h) == 6),
    ("next-pane", "", |_, h| focus(h) != PaneId::Source),
    ("previous-pane", "", |_, h| focus(h) != PaneId::Source),
    ("zoom", "", |_, h| h.app.layout.is_zoomed() && !shows(h, "NEWLINE")),
    ("wider", "", |_, h| h.app.layout.kept().contains("shares")),
    ("narrower", "", |_, h| h.app.layout.kept().contains("shares")),
    ("taller", "", |_, h| h.app.layout.kept().contains("shares")),
    ("flatter", "", |_, h| h.app.layout.kept().contains("shares")),
    ("toggle-fold", "3 g", |_, h| state(h).rows == 1),
    ("expand-more", "3", |b, h| state(h).rows > b.rows),
    ("expand-less", "3", |b, h| state(h).rows < b.rows),
    ("code-objects", "c C", |_, h| shows(h, "Code objects") && shows(h, "ran 3×, 5 instructions")),
    ("opcode-card", "5 j", |_, h| shows(h, "What this instruction does")),
    ("why", "", |_, h| shows(h, "In short") && shows(h, "Bytes of the .pyc")),
    ("optimization-level", "", |_, h| h.app.file.options.level == OptimizeLevel::O && shows(h, " -O ")),
    ("baseline", "", |_, h| h.app.file.has_baseline()),
    ("diff", "", |_, h| h.app.look.diff == Diff::Ghosts),
    ("offsets", "5", |b, h| says(h, "offsets: shown") && h.screen() != b.screen),
    ("caches", "5", |b, h| shows(h, "CACHE") && !b.screen.contains("CACHE")),
    ("positions", "5 z", |b, h| shows(h, "5,9-5,14") && !b.screen.contains("5,9-5,14")),
    ("specialized", "G c C-o 5", |_, h| says(h, "specialized instructions: shown")),
    ("details", "3", |b, h| shows(h, "Load") && !b.screen.contains("Load")),
    ("heat", "", |b, h| h.app.look.heat && h.screen() != b.screen),
    ("line-values", "", |_, h| !h.app.look.line_values),
    ("everything-on-heap", "0 h", |_, h| says(h, "heap: every object")),
    ("changed-on-heap", "0 h", |_, h| says(h, "heap: what the last step did")),
    ("notes", "", |_, h| !h.app.look.notes && !shows(h, "K explains it")),
    ("graph-form", "0 g", |_, h| says(h, "the graph is a list")),
    ("syntax-tree", "3", |_, h| shows(h, "Syntax tree") && shows(h, "function_definition")),
    ("step", "", |_, h| step(h) == 1),
    ("step-back", "s s", |_, h| step(h) == 1),
    ("expression", "s s", |b, h| step(h) > b.step),
    ("expression-back", "n n n", |b, h| step(h) < b.step),
    ("line", "", |b, h| step(h) > b.step),
    ("line-back", "n n n", |b, h| step(h) < b.step),
    ("into", "n n n", |b, h| step(h) > b.step && h.app.run.as_ref().is_some_and(|run| run.line == Some(6))),
    ("into-back", "n n n n", |b, h| step(h) < b.step),
    ("finish", "i i i i i", |b, h| {
        step(h) > b.step && h.app.run.as_ref().is_some_and(|run| run.view().frames.len() == 1)
    }),
    ("finish-back", "i i i i i", |b, h| step(h) < b.step),
    ("continue", "", |_, h| h.app.run.as_ref().is_some_and(|run| Some(run.step) == run.total)),
    ("continue-back", "c", |_, h| step(h) == 0),
    ("to-cursor", "G", |_, h| h.app.run.as_ref().is_some_and(|run| run.line == Some(7))),
    ("restart", "s s", |_, h| step(h) == 0),
    ("interrupt", "", |_, h| {
        (says(h, "nothing is running") || says(h, "interrupted"))
            && !h.others.iter().any(|e| matches!(e, Effect::Quit(_)))
    }),
    ("answer", "", |_, h| says(h, "does not ask for anything")),
    ("breakpoints", "", |_, h| says(h, "there are no breakpoints")),
    ("breakpoint", "j", |_, h| h.app.breakpoints().iter().map(|b| b.words()).eq(["line 2"]) && shows(h, "●  2")),
    ("break-on-entry", "l l l l", |_, h| h.app.breakpoints().iter().any(|b| b.words().contains('f'))),
    ("break-on-change", "j j j l", |_, h| h.app.breakpoints().iter().any(|b| b.words().contains("total"))),
    ("break-on-exception", "", |_, h| h.app.breakpoints().iter().any(|b| b.words().contains("exception"))),
    ("rerun-policy", "", |_, h| says(h, "after a save R runs the new version")),
];

#[test]
fn every_command_does_what_it_says_by_every_one_of_its_keys() {
    for command in Command::all() {
        for keys in command.default_keys() {
            let (before, check): (&str, Check) = match command.what {
                What::Pane(_) | What::Layout(_) => ("", |_, _| true),
                What::Action(_) => {
                    let row = ROWS.iter().find(|(name, ..)| *name == command.name);
                    let (_, before, check) = row.unwrap_or_else(|| panic!("{} has no row", command.name));
                    (before, *check)
                }
            };
            let mut harness = opened(PROGRAM);
            if !before.is_empty() {
                harness.keys(before);
            }
            harness.others.clear();
            let start = state(&harness);
            harness.keys(keys);
            let name = command.name;
            assert!(check(&start, &harness), "{name} by {keys}: {:?}\n{}", harness.message(), harness.screen());
            match command.what {
                What::Pane(pane) => assert_eq!(focus(&harness), pane, "{keys}"),
                What::Layout(preset) => assert_eq!(harness.app.layout.preset(), preset, "{keys}"),
                What::Action(_) => {}
            }
        }
    }
    for (name, ..) in ROWS {
        assert!(Command::all().any(|command| command.name == *name), "there is no command {name}");
    }
}

#[test]
fn every_command_is_found_by_its_name() {
    for command in Command::all() {
        let mut harness = opened(PROGRAM);
        harness.keys("C-p");
        harness.send(Event::Paste(command.name.into()));
        let shown = harness.screen();
        assert!(shown.contains(command.name), "{}", command.name);
        // The first of what is found is the command itself.
        let first = harness.app.overlays.last().and_then(|overlay| match overlay {
            Overlay::List(list) => list.item(0).map(|item| item.label.clone()),
            _ => None,
        });
        assert_eq!(first.as_deref(), Some(command.name), "typed {}", command.name);
    }
}

#[test]
fn the_palette_finds_names_of_the_file_and_code_objects() {
    for (typed, wanted) in [("total", PaneId::Scopes), ("zoom", PaneId::Source)] {
        let mut harness = opened(PROGRAM);
        harness.keys("C-p");
        harness.send(Event::Paste(typed.into()));
        harness.keys("ret");
        assert_eq!(focus(&harness), wanted, "{typed}");
    }
}

#[test]
fn the_line_takes_lines_offsets_steps_and_paths() {
    for (line, check) in [
        ("4", (|h| cursor(h) == 3) as fn(&Harness) -> bool),
        ("2:12", |h| cursor(h) == 1 && state(h).caret > 8),
        ("@14", |h| cursor(h) == 1),
        ("#5", |h| step(h) == 5),
        ("step 7", |h| step(h) == 7),
        ("Module.body[1]", |h| focus(h) == PaneId::Ast && cursor(h) > 0),
        ("heap list", |h| focus(h) == PaneId::Heap),
        ("theme light", |h| h.app.look.theme.id == "light"),
        ("layout-run", |h| h.app.layout.preset() == Preset::Run),
        ("break function f", |h| h.app.breakpoints().len() == 1),
        ("#x", |h| says(h, "is no number of a step")),
        ("@99999", |h| says(h, "the source has no offset 99999")),
        ("nothing", |h| says(h, "is no line, offset (@n), step (#n), node path or command")),
    ] {
        let mut harness = opened(PROGRAM);
        harness.line(line);
        assert!(check(&harness), "{line}: {}\n{}", harness.message(), harness.screen());
    }
}

#[test]
fn a_command_that_cannot_act_says_why() {
    for (keys, words) in [
        ("1 space", "this pane is not a tree (toggle-fold)"),
        ("1 +", "this pane is neither a tree nor the graph (expand-more)"),
        (".", "nothing has been searched for: press / first (next-match)"),
        ("C-o", "there is nothing to go back to"),
        ("K", "there is no instruction under the cursor"),
        ("0 c > > >", "this is the last stage"),
        ("<", "this is the first stage"),
        ("z A-l", "there is no pane beside this one that could give way"),
    ] {
        let mut harness = opened(PROGRAM);
        harness.keys(keys);
        assert_eq!(harness.message(), words, "{keys}");
        assert!(harness.app.message.as_ref().is_some_and(|message| message.is_error));
    }
    let mut broken = opened("x = = 1\n");
    broken.keys("s");
    assert!(broken.message().starts_with("there is no program to run"), "{}", broken.message());
}

#[test]
fn configured_keys_replace_the_default_ones() {
    let keymap = BTreeMap::from([("quit".to_owned(), vec!["Q".to_owned()])]);
    let (keymap, warnings) = Keymap::new(&keymap);
    assert!(warnings.is_empty());
    let key = |text: &str| vec![Key::parse(text).expect("a key")];
    assert!(
        matches!(keymap.lookup(&key("Q")), crate::tui::keymap::Meaning::Command(command) if command.name == "quit")
    );
    assert!(matches!(keymap.lookup(&key("q")), crate::tui::keymap::Meaning::Nothing));
}
