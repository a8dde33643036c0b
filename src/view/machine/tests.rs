use std::path::Path;

use super::*;
use crate::pipeline::session::{Moment, Motion, Session};
use crate::pipeline::{Input, Options, build, on_deep_stack};
use crate::view::{Change, Listing};

/// The moment that motions lead to.
fn moment(text: &str, motions: &[Motion]) -> Moment {
    let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
    let artifacts = on_deep_stack(|| build(input, Options::default()));
    let compiled = artifacts.compiled.out.ready().expect("the program compiles").clone();
    let source = artifacts.source.out.ready().cloned();
    let mut session =
        Session::with(compiled, Path::new("demo.py"), Options::default(), Default::default(), Vec::new(), source);
    session.record(100_000);
    for &motion in motions {
        session.go(motion);
    }
    session.moment()
}

fn texts(listing: &Listing) -> Vec<String> {
    listing.rows.iter().map(|row| row.plain().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn frames_show_cells_free_variables_globals_and_builtins() {
    let text = "k = 7\ndef f(a):\n    def g():\n        return len([a, k])\n    return g()\nf(1)\n";
    let now = moment(text, &[Motion::ToLine(4)]);
    let rows = texts(&frames(&now.view, now.before.as_ref(), &now.builtins));
    assert!(rows[0].starts_with("f.<locals>.g line 4, at "), "{rows:?}");
    for wanted in ["free a = 1", "cell a = 1", "global k = 7", "builtins taken from there: len"] {
        assert!(rows.contains(&wanted.to_owned()), "{wanted} in {rows:?}");
    }
}

#[test]
fn frames_say_which_thread_holds_the_lock_and_which_file_they_are_of() {
    let text = "import _thread, time\nlock = _thread.allocate_lock()\nlock.acquire()\ndef work():\n    lock.acquire()\n\
                _thread.start_new_thread(work, ())\ntime.sleep(1)\nlock.release()\n";
    let at = |line: u32| {
        let now = moment(text, &[Motion::ToLine(line)]);
        texts(&frames(&now.view, now.before.as_ref(), &now.builtins))
    };
    let rows = at(5);
    assert_eq!(
        rows[..3],
        [
            "threads one at a time holds the GIL",
            "thread 1 main waits or sleeps <module> line 7",
            "thread 2 holds the GIL work line 5"
        ]
    );
    let rows = at(8);
    assert_eq!(rows[1..3], ["thread 1 main holds the GIL <module> line 8", "thread 2 waits for a lock work line 5"]);
    let now = moment("import textwrap\nprint(textwrap.dedent(' a'))\n", &[Motion::ToLine(2), Motion::Into]);
    let rows = texts(&frames(&now.view, None, &[]));
    assert!(rows[0].starts_with("dedent line ") && rows[0].contains(" of textwrap.py, at "), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("<module> line 2, at ")), "{rows:?}");
}

#[test]
fn frames_that_are_new_are_marked_and_say_what_they_belong_to() {
    let text = "async def f():\n    x = 1\nc = f()\ntry:\n    c.send(None)\nexcept StopIteration:\n    pass\n";
    let found = (1..40).find_map(|steps| {
        let now = moment(text, &vec![Motion::Step; steps]);
        (now.view.frames.len() == 2).then_some(now)
    });
    let now = found.expect("f is called");
    let listing = frames(&now.view, now.before.as_ref(), &now.builtins);
    let frame = |name: &str| listing.rows.iter().find(|row| row.plain().starts_with(name)).map(|row| row.change);
    assert_eq!((frame("f "), frame("<module>")), (Some(Change::Added), Some(Change::Same)));
    let now = moment(text, &[Motion::ToLine(2)]);
    let rows = texts(&frames(&now.view, now.before.as_ref(), &now.builtins));
    assert!(rows[0].starts_with("f line 2, at ") && rows[0].contains(" coroutine #"), "{rows:?}");
}

#[test]
fn a_slot_says_what_made_it_and_what_was_popped() {
    let text = "a = 1\nb = (a + 2) * (a - 3)\n";
    // a, 2, a + 2, a, 3: the difference comes next.
    let mut motions = vec![Motion::ToLine(2)];
    motions.extend([Motion::Step; 5]);
    let now = moment(text, &motions);
    let made = |slot: usize| now.makers.get(slot).cloned().flatten();
    let listing = stack(&now.view, now.before.as_ref(), &made);
    let rows = texts(&listing);
    assert_eq!(rows, ["2 3 ← 3", "1 1 ← a", "0 3 ← a + 2", "next BINARY_OP 10 pops 2, pushes 1"]);
    assert_eq!(listing.rows[0].change, Change::Added);
    motions.push(Motion::Step);
    let now = moment(text, &motions);
    let made = |slot: usize| now.makers.get(slot).cloned().flatten();
    let rows = texts(&stack(&now.view, now.before.as_ref(), &made));
    assert_eq!(rows[..4], ["1 -2 ← a - 3", "0 3 ← a + 2", "popped 3", "popped 1"]);
}

#[test]
fn the_heap_marks_aliases_and_cycles() {
    let text = "a = [1]\nb = a\na.append(a)\nc = {'x': a}\npass\n";
    let now = moment(text, &[Motion::ToLine(5)]);
    let rows = texts(&heap(&now.view, None, &HeapOptions::default()));
    assert!(rows.iter().any(|row| row.contains("list") && row.contains("↺") && row.contains("a = b [")), "{rows:?}");
    let dicts = HeapOptions { type_name: Some("dict".into()), ..HeapOptions::default() };
    assert_eq!(heap(&now.view, None, &dicts).rows.len(), 1);
    let everything = HeapOptions { everything: true, ..HeapOptions::default() };
    assert!(heap(&now.view, None, &everything).rows.len() > rows.len());
}

#[test]
fn the_heap_shows_what_a_waiting_coroutine_holds() {
    let text = "async def inner(what):\n    await what\nasync def outer(n):\n    kept = [n]\n    await inner(n)\n\
                class Wait:\n    def __await__(self):\n        yield\nwaiting = outer(Wait())\nwaiting.send(None)\n\
                finished = True\n";
    let now = moment(text, &[Motion::ToLine(11)]);
    let rows = texts(&heap(&now.view, None, &HeapOptions::default())).join("\n");
    assert!(rows.contains("<coroutine outer, in line 5>"), "{rows}");
    assert!(rows.contains("<coroutine inner, in line 2>"), "{rows}");
    for part in ["kept", "waits for"] {
        assert!(rows.contains(part), "{part}: {rows}");
    }
}

#[test]
fn the_heap_says_what_a_step_made() {
    let text = "a = [1, 2, 3, 4]\nb = 1\n";
    let now = moment(text, &[Motion::ToLine(1), Motion::Step]);
    let changed = HeapOptions { changed_only: true, ..HeapOptions::default() };
    let listing = heap(&now.view, now.before.as_ref(), &changed);
    assert!(listing.rows.iter().all(|row| row.change == Change::Added), "{}", listing.to_text());
}

#[test]
fn the_heap_says_what_a_step_changed_and_freed() {
    let text = "a = [1]\nb = [a]\na.append(2)\ndel b\n";
    let changed = HeapOptions { changed_only: true, ..HeapOptions::default() };
    let mut found = Vec::new();
    for steps in 1..40 {
        let now = moment(text, &vec![Motion::Step; steps]);
        let rows = heap(&now.view, now.before.as_ref(), &changed).rows;
        found.extend(rows.iter().map(|row| (row.change, row.plain().split_whitespace().collect::<Vec<_>>().join(" "))));
    }
    let is_there = |change: Change, words: &str| found.iter().any(|(of, text)| *of == change && text.contains(words));
    assert!(is_there(Change::Added, "list ×1 [1]"), "{found:?}");
    assert!(is_there(Change::Changed, "list ×2 a [1, 2]"), "{found:?}");
    assert!(is_there(Change::Removed, "list ×0 [[1, 2]]"), "{found:?}");
}

#[test]
fn values_stand_at_the_ends_of_lines() {
    let now = moment("def f(x):\n    y = x + 1\n    return y\nf(2)\n", &[Motion::ToLine(3)]);
    let values: Vec<_> = now.values.iter().map(|(line, values)| (*line, line_values(values))).collect();
    assert_eq!(values, [(2, "x=2  y=3".into()), (3, "y=3".into())]);
}

#[test]
fn time_has_its_events_and_a_chart() {
    let text = "def f():\n    print('x')\nf()\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    pass\n";
    let now = moment(text, &[Motion::ToLine(3)]);
    let rows = texts(&timeline(&now.trace, now.step));
    for wanted in ["f is called", "f returns", "output", "exception", "the end"] {
        assert!(rows.iter().any(|row| row.contains(wanted)), "{wanted} in {rows:?}");
    }
    let text =
        "def f():\n    1 / 0\ndef g():\n    yield 1\nnext(g())\ntry:\n    f()\nexcept ZeroDivisionError:\n    pass\n";
    let now = moment(text, &[Motion::End]);
    let rows = texts(&timeline(&now.trace, now.step));
    for wanted in ["g returns a generator", "g goes on", "g yields", "f is left by the exception"] {
        assert!(rows.iter().any(|row| row.contains(wanted)), "{wanted} in {rows:?}");
    }
    let text = "async def c(): pass\nasync def a(): yield\nc().close()\na()\n";
    let now = moment(text, &[Motion::End]);
    let rows = texts(&timeline(&now.trace, now.step));
    for wanted in ["c returns a coroutine", "a returns an asynchronous generator"] {
        assert!(rows.iter().any(|row| row.contains(wanted)), "{wanted} in {rows:?}");
    }
    let text = "def f():\n    print('x')\nf()\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    pass\n";
    let now = moment(text, &[Motion::ToLine(3)]);
    let bars = timeline::chart(&now.trace, now.step, 20, 4);
    assert_eq!(bars.len(), 20);
    assert_eq!(bars.iter().filter(|bar| bar.is_here).count(), 1);
    assert!(bars.iter().any(|bar| bar.eighths == 32) && bars.iter().any(|bar| bar.mark == Some("✗")));
}

#[test]
fn modules_say_who_imported_them() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("friend.py"), "import math\nx = 1\n").expect("a file");
    let text = "import friend\nprint(friend.x)\n";
    let path = folder.path().join("demo.py");
    let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
    let artifacts = on_deep_stack(|| build(input, Options::default()));
    let compiled = artifacts.compiled.out.ready().expect("the program compiles").clone();
    let mut session = Session::new(compiled, &path, Options::default());
    session.go(Motion::ToLine(2));
    let shown = |session: &mut Session| {
        let moment = session.moment();
        modules(&moment.view.modules, &moment.modules).to_text()
    };
    let rows = shown(&mut session);
    let line = |name: &str| rows.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
    assert!(line("friend").contains("from source friend.py  by __main__ line 1, step"), "{rows}");
    assert!(line("searched").contains("has it"), "{rows}");
    // What an import imports in turn stands below it.
    assert!(line("math").starts_with("  math  native  by friend line 1"), "{rows}");
    assert!(rows.contains("there from the start") && line("sys").contains("native"), "{rows}");
    let before = rows.clone();
    // While its body runs a module is there, but not all of it; so are those that wait for it.
    session.go(Motion::To(0));
    let half = std::iter::repeat_with(|| {
        session.go(Motion::Step);
        shown(&mut session)
    });
    let half = half.take(200).find(|rows| rows.contains("math")).expect("friend imports math");
    let friend = half.lines().find(|line| line.starts_with("friend")).unwrap_or_default();
    assert!(friend.contains("partly initialized: its body is running"), "{half}");
    session.go(Motion::To(0));
    assert!(!shown(&mut session).contains("friend"), "{before}");
}

#[test]
fn unanswered_input_is_shown() {
    let now = moment("x = input('name? ')\n", &[Motion::End]);
    let rows = texts(&output(&now.view, None, now.waiting));
    assert!(rows.last().is_some_and(|row| row.contains("asks for input")), "{rows:?}");
}
