//! The lessons in `samples` are tests: every expectation in them holds, and every note can be read on a small screen.

use std::path::{Path, PathBuf};

use pylens::tui::export::Format;
use pylens::tui::lesson::play::Wanted;
use pylens::tui::lesson::{Instruction, Lesson, VERBS, library, parse};
use pylens::tui::play_lesson;

fn lessons() -> Vec<Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    library::lessons()
        .map(|(name, text)| parse::parse(name, &folder, text).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

#[test]
fn every_expectation_holds_at_every_size() {
    let mut failures = Vec::new();
    for lesson in lessons() {
        for size in [(66, 18), (120, 40)] {
            let pauses = lesson.pauses();
            let played = play_lesson(lesson.clone(), Some(size), None, &Wanted::default()).expect("threads start");
            assert_eq!(played.screens.len(), pauses, "{}: {:?}", lesson.name, played.failures);
            failures.extend(played.failures);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_lesson_tests_something_between_two_pauses() {
    for lesson in lessons() {
        let mut expected = 0;
        for step in &lesson.steps {
            match &step.instruction {
                Instruction::Expect(_) => expected += 1,
                Instruction::Pause(name) => {
                    assert!(!name.is_empty(), "{}:{}: a pause without a name", lesson.name, step.line);
                    expected = 0;
                }
                Instruction::Note(note) => assert!(note.len() <= 300, "{}:{}: too long", lesson.name, step.line),
                _ => {}
            }
        }
        assert_eq!(expected, 0, "{}: expectations behind the last pause", lesson.name);
        assert!(lesson.pauses() >= 4, "{}", lesson.name);
    }
}

#[test]
fn a_failed_expectation_is_told_with_its_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let text =
        "title: x\nopen closures.py\nexpect output has nothing of the kind\nexpect step 4\nopen nosuch.py\npause\n";
    let lesson = parse::parse("x.lesson", &folder, text).expect("it can be read");
    let played = play_lesson(lesson, None, None, &Wanted::default()).expect("threads start");
    assert_eq!(played.failures.len(), 3, "{:?}", played.failures);
    assert_eq!(played.failures[0], "x.lesson:3: Output has no \"nothing of the kind\"");
    assert_eq!(played.failures[1], "x.lesson:4: the program stands at step 0, not 4");
    assert!(played.failures[2].contains("nosuch.py cannot be read"), "{:?}", played.failures);
}

#[test]
fn pictures_and_recordings_hold_real_text() {
    let lesson = lessons().into_iter().find(|lesson| lesson.name == "constants.lesson").expect("it is there");
    let wanted = Wanted { pictures: vec![Format::Svg, Format::Html], pauses: Vec::new(), recording: true };
    let pauses = lesson.pauses();
    let played = play_lesson(lesson, Some((80, 24)), Some("light".into()), &wanted).expect("threads start");
    assert_eq!(played.pictures.len(), 2 * pauses);
    assert!(played.pictures.iter().all(|(_, text)| text.contains("constants.py") && text.contains("What happens to")));
    let recording = played.recording.expect("it was wanted");
    let marks = recording.lines().filter(|line| line.contains(",\"m\",")).count();
    assert_eq!(marks, pauses);
    assert!(recording.starts_with("{\"version\":3,\"term\":{\"cols\":80,\"rows\":24"), "{}", &recording[..80]);
}

#[test]
fn every_instruction_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/README.md");
    let text = std::fs::read_to_string(path).expect("it is there");
    for (verb, ..) in VERBS {
        assert!(text.contains(&format!("| `{verb} ")), "{verb}");
    }
}

/// The pictures in the README are those that `samples/pictures/draw.sh` draws.
#[test]
fn the_readme_s_pictures_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("it is there");
    let pictures: Vec<PathBuf> = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|path| path.ends_with(".svg"))
        .map(|path| root.join(path))
        .collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        assert!(picture.is_file(), "{} is missing", picture.display());
    }
}
