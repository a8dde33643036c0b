//! Every way of saving, on real files.
//!
//! The machine may be slow: where a rule counts refreshes per time, the bound grows with the time that really passed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::*;

struct Scene {
    folder: tempfile::TempDir,
    events: Receiver<FileEvent>,
    _watcher: Watcher,
}

impl Scene {
    /// A folder with `file.py` holding `start`, watched; the first report has been taken.
    fn new() -> Self {
        Self::with(WatchOptions::default(), |folder| folder.join("file.py"))
    }

    fn with(options: WatchOptions, path: impl Fn(&Path) -> PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("file.py"), "start").expect("writable");
        let path = path(folder.path());
        let (sender, events) = channel();
        let watcher = Watcher::spawn(path, options, move |event| drop(sender.send(event)));
        let scene = Self { folder, events, _watcher: watcher };
        let first = scene.next(Duration::from_secs(10)).expect("a first report");
        assert_eq!(text(&first), "start");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self) -> PathBuf {
        self.path("file.py")
    }

    /// The next report but those about the mode.
    fn next(&self, within: Duration) -> Option<FileEvent> {
        let end = Instant::now() + within;
        loop {
            match self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(FileEvent::Mode(_)) => {}
                Ok(event) => return Some(event),
                Err(_) => return None,
            }
        }
    }

    /// All reports until the content is `last` and nothing has come for 700 ms behind it.
    fn until(&self, last: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let found = seen.last().is_some_and(|text: &String| text == last);
            let patience = Duration::from_millis(if found { 700 } else { 10_000 });
            match self.next(patience) {
                // A new modification time of the same bytes is no refresh.
                Some(FileEvent::Touched(_)) => {}
                Some(event) => seen.push(text(&event)),
                None => return seen,
            }
        }
    }

    fn nothing_comes(&self) {
        while let Some(event) = self.next(Duration::from_millis(900)) {
            assert!(matches!(event, FileEvent::Touched(_)), "unexpected {event:?}");
        }
    }
}

fn text(event: &FileEvent) -> String {
    match event {
        FileEvent::Content(content) => String::from_utf8_lossy(&content.bytes).into_owned(),
        FileEvent::Touched(_) => "(touched)".into(),
        FileEvent::Missing => "(missing)".into(),
        FileEvent::Unreadable(why) => format!("({why})"),
        FileEvent::Mode(mode) => format!("({mode:?})"),
    }
}

fn pause(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

fn save_by_rename(folder: &Path, content: &str) {
    let temporary = folder.join(".file.py.tmp");
    fs::write(&temporary, content).expect("writable");
    fs::rename(&temporary, folder.join("file.py")).expect("renamed");
}

#[test]
fn plain_write() {
    let scene = Scene::new();
    fs::write(scene.file(), "new").expect("writable");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn truncate_then_write_after_a_gap() {
    let scene = Scene::new();
    fs::File::create(scene.file()).expect("truncated");
    pause(100);
    fs::write(scene.file(), "new").expect("writable");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn a_file_that_stays_empty_is_reported() {
    let scene = Scene::new();
    fs::write(scene.file(), "").expect("writable");
    assert_eq!(scene.until(""), [""]);
}

#[test]
fn write_a_temporary_file_and_rename_it() {
    let scene = Scene::new();
    save_by_rename(scene.folder.path(), "new");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn rename_to_a_backup_and_create() {
    let scene = Scene::new();
    fs::rename(scene.file(), scene.path("file.py~")).expect("renamed");
    pause(60);
    fs::write(scene.file(), "new").expect("writable");
    fs::remove_file(scene.path("file.py~")).expect("removed");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn vims_probe_for_a_writable_directory_is_ignored() {
    let scene = Scene::new();
    fs::write(scene.path("4913"), "").expect("writable");
    fs::remove_file(scene.path("4913")).expect("removed");
    fs::rename(scene.file(), scene.path("file.py~")).expect("renamed");
    fs::write(scene.file(), "new").expect("writable");
    fs::remove_file(scene.path("file.py~")).expect("removed");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn fifty_atomic_saves_in_a_row() {
    let scene = Scene::new();
    let start = Instant::now();
    for number in 1..=50 {
        save_by_rename(scene.folder.path(), &format!("version {number}"));
    }
    let allowed = 1 + start.elapsed().as_millis() / settle::QUIET.as_millis() / 2;
    let seen = scene.until("version 50");
    assert_eq!(seen.last().map(String::as_str), Some("version 50"));
    assert!(seen.len() as u128 <= allowed, "{seen:?}");
}

#[test]
fn twenty_saves_in_a_second() {
    let scene = Scene::new();
    // The start counts as a report, so the first of these saves would have to wait like the others.
    pause(300);
    let start = Instant::now();
    for number in 1..=20 {
        fs::write(scene.file(), format!("version {number}")).expect("writable");
        pause(48);
    }
    let allowed = 1 + start.elapsed().as_millis() / settle::LONGEST.as_millis() + 1;
    let seen = scene.until("version 20");
    assert_eq!(seen.last().map(String::as_str), Some("version 20"));
    assert!(seen.len() as u128 <= allowed.max(5), "{seen:?}");
}

#[test]
fn delete_and_create_after_two_seconds() {
    let scene = Scene::new();
    fs::remove_file(scene.file()).expect("removed");
    pause(2000);
    fs::write(scene.file(), "new").expect("writable");
    assert_eq!(scene.until("new"), ["(missing)", "new"]);
}

#[test]
fn delete_and_create_the_same() {
    let scene = Scene::new();
    fs::remove_file(scene.file()).expect("removed");
    assert_eq!(text(&scene.next(Duration::from_secs(10)).expect("a report")), "(missing)");
    fs::write(scene.file(), "start").expect("writable");
    assert_eq!(text(&scene.next(Duration::from_secs(10)).expect("a report")), "(touched)");
}

#[test]
fn touch_is_no_refresh() {
    let scene = Scene::new();
    let file = fs::File::options().append(true).open(scene.file()).expect("writable");
    file.set_modified(SystemTime::now() + Duration::from_secs(5)).expect("touched");
    drop(file);
    fs::write(scene.file(), "start").expect("writable");
    scene.nothing_comes();
}

#[cfg(unix)]
#[test]
fn a_symlink_that_is_pointed_elsewhere() {
    use std::os::unix::fs::symlink;
    let scene = Scene::with(WatchOptions::default(), |folder| {
        fs::create_dir(folder.join("other")).expect("created");
        fs::write(folder.join("other/target.py"), "other").expect("writable");
        symlink("file.py", folder.join("link.py")).expect("linked");
        folder.join("link.py")
    });
    symlink("other/target.py", scene.path("link.tmp")).expect("linked");
    fs::rename(scene.path("link.tmp"), scene.path("link.py")).expect("renamed");
    assert_eq!(scene.until("other"), ["other"]);
    // The new target's directory is watched from now on.
    fs::write(scene.path("other/target.py"), "changed").expect("writable");
    assert_eq!(scene.until("changed"), ["changed"]);
}

#[test]
fn the_directory_renamed_and_back() {
    let scene = Scene::with(WatchOptions::default(), |folder| {
        fs::create_dir(folder.join("src")).expect("created");
        fs::copy(folder.join("file.py"), folder.join("src/file.py")).expect("copied");
        folder.join("src/file.py")
    });
    fs::rename(scene.path("src"), scene.path("away")).expect("renamed");
    pause(100);
    fs::rename(scene.path("away"), scene.path("src")).expect("renamed back");
    scene.nothing_comes();
    fs::write(scene.path("src/file.py"), "new").expect("writable");
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn the_directory_replaced_by_another() {
    let scene = Scene::with(WatchOptions::default(), |folder| {
        fs::create_dir(folder.join("src")).expect("created");
        fs::copy(folder.join("file.py"), folder.join("src/file.py")).expect("copied");
        folder.join("src/file.py")
    });
    fs::rename(scene.path("src"), scene.path("away")).expect("renamed");
    fs::create_dir(scene.path("src")).expect("created");
    fs::write(scene.path("src/file.py"), "second").expect("writable");
    assert_eq!(scene.until("second"), ["second"]);
    fs::write(scene.path("src/file.py"), "third").expect("writable");
    assert_eq!(scene.until("third"), ["third"]);
}

#[test]
fn a_directory_in_the_files_place() {
    let scene = Scene::new();
    fs::remove_file(scene.file()).expect("removed");
    fs::create_dir(scene.file()).expect("created");
    assert_eq!(scene.until("(is a directory)"), ["(is a directory)"]);
    fs::remove_dir(scene.file()).expect("removed");
    fs::write(scene.file(), "new").expect("writable");
    assert_eq!(scene.until("new").last().map(String::as_str), Some("new"));
}

#[cfg(unix)]
#[test]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    fs::set_permissions(scene.file(), fs::Permissions::from_mode(0o0)).expect("changed");
    if fs::read(scene.file()).is_ok() {
        // Nothing is forbidden to root; a loop of symlinks is another thing that cannot be read.
        fs::remove_file(scene.file()).expect("removed");
        std::os::unix::fs::symlink("file.py", scene.file()).expect("linked");
        let seen = scene.next(Duration::from_secs(10)).map(|event| text(&event)).expect("a report");
        assert!(seen.starts_with("(cannot be read: "), "{seen}");
        return;
    }
    let expected = "(may not be read: permission denied)";
    assert_eq!(scene.until(expected), [expected]);
}

#[test]
fn polling_sees_changes_too() {
    let scene = Scene::with(WatchOptions { poll: true }, |folder| folder.join("file.py"));
    fs::write(scene.file(), "new").expect("writable");
    assert_eq!(scene.until("new"), ["new"]);
    // The same size, perhaps within the same tick of the file system's clock.
    fs::write(scene.file(), "wen").expect("writable");
    assert_eq!(scene.until("wen"), ["wen"]);
}

#[test]
fn refresh_reports_the_same_content_again() {
    let scene = Scene::new();
    scene._watcher.refresh();
    assert_eq!(scene.until("start"), ["start"]);
}

#[test]
fn paused_watching_catches_up() {
    let scene = Scene::new();
    scene._watcher.pause(true);
    fs::write(scene.file(), "new").expect("writable");
    scene.nothing_comes();
    scene._watcher.pause(false);
    assert_eq!(scene.until("new"), ["new"]);
}

#[test]
fn a_file_that_does_not_exist_yet() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("later.py");
    let (sender, events) = channel();
    let _watcher = Watcher::spawn(path.clone(), WatchOptions::default(), move |event| drop(sender.send(event)));
    let next = || loop {
        match events.recv_timeout(Duration::from_secs(10)).expect("a report") {
            FileEvent::Mode(_) => {}
            event => return text(&event),
        }
    };
    assert_eq!(next(), "(missing)");
    fs::write(&path, "here").expect("writable");
    assert_eq!(next(), "here");
}
