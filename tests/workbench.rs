//! The workbench on real files, driven by keys: presenting, the list to start from, lessons, exports.

use std::path::Path;

use pylens::tui::event::Event;
use pylens::tui::export::{self, picture::Stage};
use pylens::tui::key::Key;
use pylens::tui::{self, TuiOptions};
use ratatui::style::Modifier;

fn open(sample: &str, size: (u16, u16), options: TuiOptions) -> Stage {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
    tui::stage(TuiOptions { file: Some(file), ..options }, size).expect("the sample can be read")
}

fn press(stage: &mut Stage, keys: &str) {
    stage.press(&Key::parse_sequence(keys).expect("keys are spelled right"));
}

fn type_text(stage: &mut Stage, text: &str) {
    for c in text.chars() {
        let spelling = if c == ' ' { "space".to_owned() } else { c.to_string() };
        press(stage, &spelling);
    }
}

fn screen(stage: &Stage) -> String {
    export::text(&stage.draw())
}

fn last_line(stage: &Stage) -> String {
    screen(stage).trim_end().lines().last().unwrap_or_default().trim().to_owned()
}

#[test]
fn presenting_shows_one_pane_and_says_what_happened() {
    for (width, height) in [(66, 18), (80, 24), (120, 40), (200, 50)] {
        for theme in ["dark", "light", "monochrome"] {
            let options = TuiOptions { theme: Some(theme.into()), ..TuiOptions::default() };
            let mut stage = open("closures.py", (width, height), options);
            press(&mut stage, "5 P s s s");
            let text = screen(&stage);
            assert!(!text.contains("watching") && !text.contains("Frames"), "{text}");
            let caption = last_line(&stage);
            assert!(caption.starts_with("step 3 · STORE_NAME") && caption.contains("pops 10"), "{caption}");
            let rows = export::rows(&stage.draw());
            let current: Vec<_> = rows.iter().filter(|runs| runs.iter().any(|run| run.text.contains('▶'))).collect();
            assert_eq!(current.len(), 1, "{text}");
            let marked = Modifier::BOLD | Modifier::UNDERLINED;
            assert!(current[0].iter().any(|run| run.modifier.contains(marked)), "not by colour alone");
            press(&mut stage, "esc");
            assert!(screen(&stage).contains("watching"));
        }
    }
}

#[test]
fn given_commands_are_shown_and_repeats_counted() {
    let mut stage = open("closures.py", (66, 18), TuiOptions { show_keys: true, ..TuiOptions::default() });
    press(&mut stage, "s s s");
    assert!(last_line(&stage).ends_with("step ×3"), "{}", last_line(&stage));
    press(&mut stage, "n");
    assert!(last_line(&stage).ends_with("line"), "{}", last_line(&stage));
    stage.update(Event::Wake(1));
    assert!(last_line(&stage).ends_with("line"), "an earlier timer is not about this command");
    stage.update(Event::Wake(3));
    assert!(!last_line(&stage).ends_with("line"), "{}", last_line(&stage));
}

#[test]
fn predicting_asks_before_it_shows() {
    let mut stage = open("closures.py", (80, 24), TuiOptions::default());
    press(&mut stage, "s u q s");
    assert!(last_line(&stage).contains("next LOAD_CONST · what will happen? s shows it"), "{}", last_line(&stage));
    let step = |stage: &Stage| stage.app.run.as_ref().map(|run| run.step);
    assert_eq!(step(&stage), Some(1));
    press(&mut stage, "s");
    assert_eq!(step(&stage), Some(2));
    press(&mut stage, "s n");
    assert_eq!(step(&stage), Some(2), "another command asks anew");
    press(&mut stage, "u q s");
    assert_eq!(step(&stage), Some(3));
}

#[test]
fn rows_at_the_bottom_stay_empty() {
    let mut stage = open("closures.py", (66, 18), TuiOptions { bottom_margin: Some(4), ..TuiOptions::default() });
    press(&mut stage, "s");
    let text = screen(&stage);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[14..].iter().all(|line| line.is_empty()) && !lines[13].is_empty(), "{text}");
}

#[test]
fn without_a_file_there_is_a_list_of_what_can_be_opened() {
    let mut stage = tui::stage(TuiOptions::default(), (66, 18)).expect("it starts");
    stage.app.open_start_list();
    stage.update(Event::Resize(66, 18));
    let text = screen(&stage);
    assert!(text.contains("lesson  pipeline") && text.contains("type to filter"), "{text}");
    press(&mut stage, "esc");
    assert!(last_line(&stage).contains("F2 lists lessons"), "{text}");
    press(&mut stage, "F2");
    type_text(&mut stage, "mutable");
    press(&mut stage, "ret");
    assert!(screen(&stage).contains("def append(item"), "{}", screen(&stage));
    press(&mut stage, "F2");
    type_text(&mut stage, "lesson frames");
    press(&mut stage, "ret");
    assert!(screen(&stage).contains("1/9 Frames, calls"), "{}", screen(&stage));
    press(&mut stage, "space pagedown");
    assert!(screen(&stage).contains("3/9"), "{}", screen(&stage));
    press(&mut stage, "backspace");
    assert!(screen(&stage).contains("2/9"), "{}", screen(&stage));
    press(&mut stage, "s S tab ? esc");
    assert!(screen(&stage).contains("2/9"), "all keys work as usual");
    press(&mut stage, "space space space space space space space space space");
    assert!(screen(&stage).contains("the end of the lesson") || last_line(&stage).contains("the lesson is over"));
    press(&mut stage, "esc esc esc");
    assert!(stage.app.playing().is_none());
}

#[test]
fn panes_and_screens_are_exported_in_every_format() {
    let mut stage = open("closures.py", (80, 24), TuiOptions::default());
    press(&mut stage, "s s 5");
    let choices = stage_items(&mut stage);
    assert!(choices >= 14, "{choices}");
    for format in export::Format::ALL {
        for pane in [true, false] {
            let text = stage.app.exported(pane, *format);
            assert!(text.contains("MAKE_CELL") || !pane, "{format:?}");
            assert!(text.contains("--layout default") && text.contains("#step=2"), "{format:?}: {text}");
        }
    }
    press(&mut stage, "e");
    type_text(&mut stage, "screen html");
    press(&mut stage, "ret");
    assert_eq!(stage.written.len(), 1);
    assert!(stage.written[0].starts_with("<!DOCTYPE html>"));
    press(&mut stage, "e");
    type_text(&mut stage, "clipboard");
    press(&mut stage, "ret");
    assert_eq!(stage.written.len(), 2);
    assert!(last_line(&stage).starts_with("copied"), "{}", last_line(&stage));
}

/// How many ways of exporting are offered.
fn stage_items(stage: &mut Stage) -> usize {
    press(stage, "e");
    let text = screen(stage);
    press(stage, "esc");
    let more = text.lines().find_map(|line| line.split("─ ").nth(1)?.strip_suffix(" more below")?.trim().parse().ok());
    text.matches(" to closures-").count() + text.matches(" to the clipboard").count() + more.unwrap_or(0)
}

#[test]
fn a_place_on_the_command_line_is_gone_to() {
    let at = Some("outer@7:9#step=20#pane=bytecode#zoom".to_owned());
    let stage = open("closures.py", (120, 40), TuiOptions { at, layout: Some("run".into()), ..TuiOptions::default() });
    let text = screen(&stage);
    assert!(text.contains("Bytecode  outer") && text.contains("run 20/"), "{text}");
    assert!(!text.contains("▾ globals"), "{text}");
}
