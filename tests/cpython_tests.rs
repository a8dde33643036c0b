//! CPython's own tests, run in place from an installed CPython's library by the machine.
//!
//! Does nothing unless `PYLENS_CPYTHON_LIB` names that library (`…/lib/python3.13`, with its `test` folder). The modules are those
//! of `tests/vm/cpython_modules.txt`; `PYLENS_CPYTHON_TESTS=test_dict,test_list` picks some. Each runs as
//! `pylens run -m unittest -v test.NAME`, two at a time, in a folder that it may write to. The folder is empty but for
//! stand-ins from `tests/vm/cpython_stubs` for extension modules of CPython, where the list names some behind the module:
//! there are tests that only look at what Python code does and yet import one. What fails is compared with
//! `tests/vm/cpython_gaps.txt`: a failure that is not listed there and a listed one that passes both fail the test.
//! `PYLENS_CPYTHON_LOGS=DIR` keeps what the modules printed; `PYLENS_CPYTHON_BIN` is another pylens than the one just built (a
//! release build, say); `PYLENS_CPYTHON_SECONDS` is the time limit of a module, 600 unless it is given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What became of one test method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Ok,
    Failed,
    Skipped,
}

/// What one module printed, read.
#[derive(Default)]
struct Report {
    /// By `Class.method`, without the module.
    methods: BTreeMap<String, Outcome>,
    /// Why the module as a whole has no result: it was not imported, or did not come to its end.
    broken: Option<String>,
    seconds: f64,
}

impl Report {
    fn count(&self, outcome: Outcome) -> usize {
        self.methods.values().filter(|&&known| known == outcome).count()
    }
}

/// The name of a test in a heading such as `test_a (test.test_x.Class.test_a) (i=1)`; `None` for another line.
fn test_name(heading: &str, module: &str) -> Option<String> {
    let (method, rest) = heading.split_once(" (")?;
    let (path, _) = rest.split_once(')')?;
    if method.is_empty() || !method.chars().all(|c| c.is_alphanumeric() || "_.".contains(c)) {
        return None;
    }
    // The doctests of a whole module.
    if path == "test" && method == module {
        return Some(method.to_owned());
    }
    let path = path.strip_prefix("test.")?;
    let inside = match path.strip_prefix(module) {
        Some(inside) => inside.trim_start_matches('.'),
        None if module.starts_with(path) => "",
        None => return None,
    };
    // A doctest and the set-up of a class do not repeat their own name.
    let named = inside == method || inside.ends_with(&format!(".{method}"));
    Some(match (inside, named) {
        (_, true) => inside.to_owned(),
        ("", _) => method.to_owned(),
        _ => format!("{inside}.{method}"),
    })
}

/// Reads what `unittest -v` printed. A method's own output may stand anywhere, so that the list at the end decides what failed.
fn read(text: &str, module: &str) -> Report {
    let mut report = Report::default();
    let mut current: Option<String> = None;
    let mut heading = false;
    let mut finished = false;
    for line in text.lines() {
        if heading {
            let failure = line.strip_prefix("ERROR: ").or_else(|| line.strip_prefix("FAIL: "));
            if let Some(failure) = failure.or_else(|| line.strip_prefix("UNEXPECTED SUCCESS: ")) {
                if failure.contains("unittest.loader._FailedTest") {
                    report.broken = Some("not imported".to_owned());
                } else if let Some(name) = test_name(failure, module) {
                    report.methods.insert(name, Outcome::Failed);
                }
            }
        }
        heading = line.len() == 70 && line.bytes().all(|byte| byte == b'=');
        finished |= line.starts_with("Ran ") && line.contains(" test");
        if let Some(reason) = line.strip_prefix("unittest.case.SkipTest: ") {
            report.broken = Some(format!("skips itself: {reason}"));
        }
        if let Some(name) = test_name(line, module) {
            report.methods.entry(name.clone()).or_insert(Outcome::Ok);
            current = Some(name);
        }
        if let Some(name) = &current {
            let end = line.rsplit("... ").next().unwrap_or(line);
            if end.starts_with("skipped ") {
                report.methods.insert(name.clone(), Outcome::Skipped);
            } else if end == "FAIL" || end == "ERROR" || end == "unexpected success" {
                report.methods.insert(name.clone(), Outcome::Failed);
            }
        }
    }
    if !finished && report.broken.is_none() {
        let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("");
        let during = current.clone().unwrap_or_default();
        if let Some(name) = current {
            report.methods.insert(name, Outcome::Failed);
        }
        report.broken = Some(format!("not finished (during {during}): {last}"));
    }
    report
}

/// Runs one module with a time limit.
fn run(binary: &Path, library: &Path, logs: &Path, module: &str, stubs: &[String], limit: Duration) -> Report {
    let folder = logs.join(format!("{module}.dir"));
    let log = logs.join(format!("{module}.log"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder of logs is writable");
    for stub in stubs {
        let file = format!("{stub}.py");
        std::fs::copy(lists().join("cpython_stubs").join(&file), folder.join(&file))
            .expect("the stand-in is committed");
    }
    let out = std::fs::File::create(&log).expect("the folder of logs is writable");
    let begun = Instant::now();
    let mut child = Command::new(binary)
        .args(["run", "--python", "3.13.0", "--stdlib"])
        .arg(library)
        .arg("--allow-read")
        .arg(format!("--allow-write={}", folder.display()))
        .args(["-m", "unittest", "-v"])
        .arg(format!("test.{module}"))
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(out.try_clone().expect("a file handle"))
        .stderr(out)
        .spawn()
        .expect("pylens runs");
    let mut late = false;
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > limit {
            late = true;
            let _ = child.kill();
            let _ = child.wait();
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let text = std::fs::read(&log).unwrap_or_default();
    let mut report = read(&String::from_utf8_lossy(&text), module);
    if late {
        report.broken = Some(format!("{} (time limit)", report.broken.unwrap_or_default()));
    }
    report.seconds = begun.elapsed().as_secs_f64();
    let _ = std::fs::remove_dir_all(&folder);
    report
}

fn lists() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm")
}

/// Lines of a committed list: without comments and blanks.
fn lines_of(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(lists().join(name)).expect("the list is committed");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The listed gaps of each module: `module Class.method: reason`, or `module: reason` for all of it.
fn gaps() -> BTreeMap<String, Vec<String>> {
    let mut gaps: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines_of("cpython_gaps.txt") {
        let (name, reason) = line.split_once(": ").unwrap_or_else(|| panic!("no reason is given in {line:?}"));
        assert!(!reason.trim().is_empty(), "no reason is given in {line:?}");
        let (module, method) = name.split_once(' ').unwrap_or((name, ""));
        gaps.entry(module.to_owned()).or_default().push(method.to_owned());
    }
    gaps
}

#[test]
fn cpython_tests_pass_but_for_the_listed_gaps() {
    let Some(library) = std::env::var_os("PYLENS_CPYTHON_LIB").map(PathBuf::from) else { return };
    let binary = std::env::var_os("PYLENS_CPYTHON_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_pylens").into());
    let binary = PathBuf::from(binary);
    let seconds = std::env::var("PYLENS_CPYTHON_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let logs = std::env::var_os("PYLENS_CPYTHON_LOGS").map_or_else(
        || std::env::temp_dir().join(format!("pylens-cpython-tests-{}", std::process::id())),
        PathBuf::from,
    );
    let picked = std::env::var("PYLENS_CPYTHON_TESTS").ok();
    let stubs: BTreeMap<String, Vec<String>> = lines_of("cpython_modules.txt")
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(module, stubs)| (module.to_owned(), stubs.split_whitespace().map(str::to_owned).collect()))
        .collect();
    let modules: Vec<String> = match &picked {
        Some(names) => names.split(',').map(str::to_owned).collect(),
        None => lines_of("cpython_modules.txt")
            .iter()
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect(),
    };
    let reports: Vec<Mutex<Report>> = modules.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < modules.len()) {
                    let stubs = stubs.get(&modules[at]).map_or(&[][..], Vec::as_slice);
                    let report = run(&binary, &library, &logs, &modules[at], stubs, Duration::from_secs(seconds));
                    *reports[at].lock().expect("no thread panics") = report;
                }
            });
        }
    });
    let reports: Vec<Report> = reports.into_iter().map(|it| it.into_inner().expect("no thread panics")).collect();
    if std::env::var_os("PYLENS_CPYTHON_LOGS").is_none() {
        let _ = std::fs::remove_dir_all(&logs);
    }

    println!("{:<32} {:>5} {:>5} {:>6} {:>7} {:>8}", "module", "run", "ok", "failed", "skipped", "seconds");
    let mut totals = [0; 4];
    for (module, report) in modules.iter().zip(&reports) {
        let row = [
            report.methods.len(),
            report.count(Outcome::Ok),
            report.count(Outcome::Failed),
            report.count(Outcome::Skipped),
        ];
        let broken = report.broken.as_deref().unwrap_or("");
        let [run, ok, failed, skipped] = row;
        println!("{module:<32} {run:>5} {ok:>5} {failed:>6} {skipped:>7} {:>8.1} {broken}", report.seconds);
        for (total, count) in totals.iter_mut().zip(row) {
            *total += count;
        }
    }
    let [run, ok, failed, skipped] = totals;
    println!("{:<32} {run:>5} {ok:>5} {failed:>6} {skipped:>7}", format!("{} modules", modules.len()));

    let gaps = gaps();
    let none = Vec::new();
    let mut wrong = Vec::new();
    for (module, report) in modules.iter().zip(&reports) {
        let listed = gaps.get(module).unwrap_or(&none);
        let whole = listed.iter().any(String::is_empty);
        match &report.broken {
            Some(reason) if !whole => wrong.push(format!("unlisted: {module}: {reason}")),
            None if whole => wrong.push(format!("listed, but comes to its end: {module}")),
            _ => {}
        }
        for (method, &outcome) in &report.methods {
            let gap = listed.contains(method);
            match outcome {
                Outcome::Failed if !gap && !whole => wrong.push(format!("unlisted: {module} {method}")),
                Outcome::Ok | Outcome::Skipped if gap => wrong.push(format!("listed, but passes: {module} {method}")),
                _ => {}
            }
        }
        for method in listed.iter().filter(|method| !method.is_empty() && !report.methods.contains_key(*method)) {
            wrong.push(format!("listed, but there is no such test: {module} {method}"));
        }
    }
    assert!(wrong.is_empty(), "{} differences from the list of gaps:\n{}", wrong.len(), wrong.join("\n"));
}

/// The smallest run: methods that pass, fail in part, are skipped and print something themselves.
#[test]
fn results_are_read_from_what_unittest_prints() {
    let text = "\
test_a (test.test_x.A.test_a) ... ok
test_b (test.test_x.A.test_b)
What it does. ... noise
ok
test_c (test.test_x.A.test_c) ... skipped 'no reason'
test_d (test.test_x.A.test_d) ... 
  test_d (test.test_x.A.test_d) (i=1) ... FAIL
doctests (test.test_x.__test__)
Doctest: test.test_x.__test__.doctests ... FAIL
test_x (test)
Doctest: test.test_x ... FAIL

======================================================================
FAIL: test_d (test.test_x.A.test_d) (i=1)
----------------------------------------------------------------------
Ran 5 tests in 0.1s
";
    let report = read(text, "test_x");
    let got: Vec<_> = report.methods.iter().map(|(name, outcome)| (name.as_str(), *outcome)).collect();
    let expected = [
        ("A.test_a", Outcome::Ok),
        ("A.test_b", Outcome::Ok),
        ("A.test_c", Outcome::Skipped),
        ("A.test_d", Outcome::Failed),
        ("__test__.doctests", Outcome::Failed),
        ("test_x", Outcome::Failed),
    ];
    assert_eq!(got, expected);
    assert!(report.broken.is_none());
    assert!(read("test_a (test.test_x.A.test_a) ... ", "test_x").broken.is_some());
}
