//! The command line: what each subcommand takes, what it says when it cannot, how it ends.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn pylens(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).stdin(Stdio::null()).output().expect("pylens starts")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pylens"));
    command.args(arguments).current_dir(folder).env("COLUMNS", "100").env_remove("PYTHONPATH");
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(name, folder.join(".home"));
    }
    command
}

fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("pylens starts");
    child.stdin.take().expect("a pipe").write_all(input).expect("pylens reads");
    child.wait_with_output().expect("pylens ends")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a good file, a broken one, a module and a package.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    };
    write("good.py", "x = 2 * 3\nprint(x)\n");
    write("bad.py", "x = = 1\n");
    write("undecodable.py", "# -*- coding: nosuch -*-\n");
    write("package/module.py", "print(7)\n");
    write("package/__main__.py", "from . import module\nprint(8)\n");
    folder
}

/// Subcommands that read Python source.
const READERS: &[&[&str]] =
    &[&["tokens"], &["ast"], &["scopes"], &["dis"], &["passes"], &["code"], &["check"], &["run"]];

#[test]
fn sources_are_files_modules_text_and_standard_input() {
    let folder = folder();
    let at = folder.path();
    for reader in READERS {
        let with = |more: &[&'static str]| [*reader, more].concat();
        let file = pylens(at, &with(&["good.py"]));
        assert_eq!((file.status.code(), err(&file).as_str()), (Some(0), ""), "{reader:?}");
        let input = with_input(at, &with(&["-"]), b"x = 2 * 3\nprint(x)\n");
        assert_eq!(input.status.code(), Some(0), "{reader:?}");
        let code = pylens(at, &with(&["-c", "x = 2 * 3\nprint(x)\n"]));
        assert_eq!(code.status.code(), Some(0), "{reader:?}");
        let module = pylens(at, &with(&["-m", "package.module"]));
        assert_eq!((module.status.code(), err(&module).as_str()), (Some(0), ""), "{reader:?}");
    }
    assert_eq!(out(&pylens(at, &["run", "-m", "package"])), "7\n8\n");
    let beside = pylens(at, &["run", "-c", "import package.module as m; print(m.__file__[0])"]);
    assert_eq!(out(&beside), "7\n/\n");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let found = command(elsewhere.path(), &["run", "-m", "package.module"]).env("PYTHONPATH", at).output();
    assert_eq!(out(&found.expect("pylens starts")), "7\n");
}

#[test]
fn compiled_files_are_read_where_that_makes_sense() {
    let folder = folder();
    let at = folder.path();
    assert_eq!(pylens(at, &["pyc", "good.py", "-o", "good.pyc"]).status.code(), Some(0));
    let (source, compiled) = (pylens(at, &["dis", "good.py"]), pylens(at, &["dis", "good.pyc"]));
    assert_eq!((out(&source), compiled.status.code()), (out(&compiled), Some(0)));
    assert_eq!(out(&pylens(at, &["code", "good.py", "--json"])), out(&pylens(at, &["code", "good.pyc", "--json"])));
    assert_eq!(out(&pylens(at, &["run", "good.pyc"])), "6\n");
    let inspected = pylens(at, &["pyc", "--inspect", "good.pyc"]);
    assert!(out(&inspected).starts_with("good.pyc (") && inspected.status.code() == Some(0));
    for (arguments, words) in [
        (&["tokens", "good.pyc"][..], "good.pyc is compiled and holds no source: dis, code, run and pyc --inspect can"),
        (&["dis", "--stage", "pseudo", "good.pyc"], "a .pyc file holds the final instructions only"),
    ] {
        let output = pylens(at, arguments);
        assert!(err(&output).contains(words) && output.status.code() == Some(2), "{}", err(&output));
    }
    let bytes = std::fs::read(at.join("good.pyc")).expect("it was written");
    let mut other = bytes.clone();
    other[..2].copy_from_slice(&3531u16.to_le_bytes());
    for (content, words) in [
        (&bytes[..7], "it is shorter than the header of one"),
        (&bytes[..40], "damaged.pyc is damaged: "),
        (&other[..], "was compiled by CPython 3.12"),
        (b"0123456789abcdef", "it does not begin with the number of any CPython"),
    ] {
        std::fs::write(at.join("damaged.pyc"), content).expect("it can be written");
        let output = pylens(at, &["dis", "damaged.pyc"]);
        assert!(err(&output).contains(words) && output.status.code() == Some(2), "{}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
    }
}

#[test]
fn errors_of_the_file_are_python_s_and_others_are_one_sentence() {
    let folder = folder();
    let at = folder.path();
    for reader in READERS.iter().filter(|reader| **reader != ["tokens"]) {
        let output = pylens(at, &[*reader, &["bad.py"]].concat());
        assert_eq!(output.status.code(), Some(1), "{reader:?}");
        assert!(err(&output).ends_with("SyntaxError: invalid syntax\n"), "{}", err(&output));
    }
    for (file, words) in [
        ("nosuch.py", "pylens: nosuch.py does not exist\n"),
        ("package", "pylens: package is a directory, not a file\n"),
    ] {
        for reader in READERS.iter().filter(|reader| **reader != ["run"]) {
            let output = pylens(at, &[*reader, &[file]].concat());
            assert_eq!((err(&output).as_str(), output.status.code()), (words, Some(2)), "{reader:?}");
        }
    }
    let output = pylens(at, &["tokens", "-m", "no.such"]);
    assert!(err(&output).starts_with("pylens: there is no module \"no.such\"") && output.status.code() == Some(2));
    let output = pylens(at, &["check", "undecodable.py"]);
    assert!(err(&output).contains("unknown encoding: nosuch") && output.status.code() == Some(1), "{}", err(&output));
    for wrong in [&["nosuch", "--x"][..], &["ast", "good.py", "--optimize", "7"], &["dis"], &["run"]] {
        assert_eq!(pylens(at, wrong).status.code(), Some(2), "{wrong:?}");
    }
}

/// `python FILE` checks the bytes of a file before all else, and words that differently from `compile()`.
#[test]
fn a_program_is_decoded_as_python_does_with_the_file_it_runs() {
    let folder = folder();
    std::fs::write(folder.path().join("latin.py"), b"x = 1\ny = '\xff'\n").expect("it can be written");
    let output = pylens(folder.path(), &["run", "latin.py"]);
    // The interpreter names the program by its whole path.
    let path = folder.path().join("latin.py");
    let words = format!(
        "SyntaxError: Non-UTF-8 code starting with '\\xff' in file {} on line 2, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details\n",
        path.display()
    );
    assert_eq!((err(&output), output.status.code()), (words, Some(1)));
    let output = pylens(folder.path(), &["check", "latin.py"]);
    let words = "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte\n";
    assert!(err(&output).ends_with(words), "{}", err(&output));
    let output = pylens(folder.path(), &["run", "undecodable.py"]);
    assert_eq!((err(&output).as_str(), output.status.code()), ("SyntaxError: encoding problem: nosuch\n", Some(1)));
}

#[test]
fn a_tree_of_files_is_compiled_and_errors_do_not_stop_it() {
    let folder = folder();
    let at = folder.path();
    let output = pylens(at, &["pyc", "--all", "."]);
    assert_eq!(out(&output), "3 written, 0 fresh, 2 with errors, 0 with problems\n");
    assert!(
        err(&output).contains("SyntaxError: invalid syntax") && err(&output).contains("nosuch"),
        "{}",
        err(&output)
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(at.join("package/__pycache__/module.cpython-313.pyc").is_file());
    let output = pylens(at, &["pyc", "--all", "package"]);
    assert_eq!(out(&output), "0 written, 2 fresh, 0 with errors, 0 with problems\n");
    let output = pylens(at, &["pyc", "--all", "--force", "-j", "2", "package"]);
    assert_eq!(
        (out(&output).as_str(), output.status.code()),
        ("2 written, 0 fresh, 0 with errors, 0 with problems\n", Some(0))
    );
    let output = pylens(at, &["pyc", "--all", "package", "nowhere"]);
    assert_eq!((err(&output).as_str(), output.status.code()), ("pylens: nowhere does not exist\n", Some(2)));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("good.py");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("its owner may");
    if std::fs::read(&path).is_ok() {
        return; // For root there is no such thing as a file that may not be read.
    }
    let output = pylens(folder.path(), &["dis", "good.py"]);
    assert_eq!(err(&output), "pylens: good.py may not be read: permission denied\n");
}

#[test]
fn colours_when_asked_for() {
    let folder = folder();
    for reader in READERS.iter().filter(|reader| !matches!(reader[0], "check" | "run")) {
        let with = |when: &'static str| pylens(folder.path(), &[*reader, &["good.py", "--color", when]].concat());
        let (plain, auto, colored) = (out(&with("never")), out(&with("auto")), out(&with("always")));
        assert_eq!(plain, auto, "no terminal, no colours");
        if reader[0] != "scopes" {
            assert!(colored.contains("\x1b["), "{reader:?}");
        }
        let mut bare = String::new();
        let mut escape = false;
        for c in colored.chars() {
            escape = c == '\x1b' || escape;
            if !escape {
                bare.push(c);
            }
            escape = escape && c != 'm';
        }
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&bare), lines(&plain), "{reader:?}");
    }
}

#[test]
fn every_stage_speaks_json() {
    let folder = folder();
    for arguments in [
        &["tokens"][..],
        &["ast"],
        &["ast", "--optimize", "1"],
        &["scopes"],
        &["dis"],
        &["dis", "--stage", "pseudo"],
        &["dis", "--stage", "optimized"],
        &["passes"],
        &["code"],
        &["check"],
    ] {
        let output = pylens(folder.path(), &[arguments, &["good.py", "--json"]].concat());
        let json: Result<serde_json::Value, _> = serde_json::from_str(&out(&output));
        assert!(json.is_ok() && output.status.code() == Some(0), "{arguments:?}: {}", err(&output));
        let broken = pylens(folder.path(), &[arguments, &["bad.py", "--json"]].concat());
        let status = if arguments == ["tokens"] { 0 } else { 1 };
        assert_eq!(broken.status.code(), Some(status), "{arguments:?}");
    }
    let tokens: serde_json::Value =
        serde_json::from_str(&out(&pylens(folder.path(), &["tokens", "good.py", "--json"]))).expect("JSON");
    let first = serde_json::json!({ "type": "NAME", "string": "x", "start": [1, 0], "end": [1, 1] });
    assert_eq!(tokens[0], first);
    // Nested as a script would want it, not the rows of a pane.
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&out(&pylens(folder.path(), arguments))).expect("JSON")
    };
    let tree = json(&["ast", "good.py", "--json"]);
    assert_eq!((&tree["_type"], &tree["body"][0]["lineno"]), (&"Module".into(), &1.into()));
    assert!(json(&["ast", "good.py", "--json", "--no-attributes"])["body"][0].get("lineno").is_none());
    let passes = json(&["passes", "good.py", "--json"]);
    assert_eq!(passes[0]["qualname"], "<module>");
    assert!(passes[0]["passes"][0]["changes"].is_array() && passes[0]["before"][0]["instructions"].is_array());
}

#[test]
fn configuration_is_printed_and_checked() {
    let folder = folder();
    let at = folder.path();
    let path = at.join(".home/pylens/config.toml");
    assert_eq!(out(&pylens(at, &["config", "--path"])), format!("{}\n", path.display()));
    for arguments in [&["config"][..], &["config", "--print-default"]] {
        let text = out(&pylens(at, arguments));
        assert!(text.contains("# theme = \"auto\"") && text.contains("# step = [\"s\", \"F8\"]"), "{text}");
    }
    assert_eq!(pylens(at, &["config", "--check"]).status.code(), Some(0));
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    std::fs::write(&path, "layout = 'run'\n[watch]\npoll = 1\n").expect("it can be written");
    let output = pylens(at, &["config", "--check"]);
    let expected = format!("{}:3: watch.poll: expected true or false, found 1\n", path.display());
    assert_eq!((out(&output), output.status.code()), (expected, Some(1)));
}

#[test]
fn lessons_are_found_by_name_and_mistakes_told() {
    let folder = folder();
    let at = folder.path();
    let good = pylens(at, &["lesson", "frames", "--check"]);
    assert_eq!((err(&good).as_str(), good.status.code()), ("", Some(0)));
    let lesson = "title: x\nopen good.py\nexpect ast has Nothing\npause one\n";
    std::fs::write(at.join("x.lesson"), lesson).expect("a file");
    let failed = pylens(at, &["lesson", "x.lesson", "--check"]);
    assert_eq!((err(&failed).as_str(), failed.status.code()), ("x.lesson:3: AST has no \"Nothing\"\n", Some(1)));
    std::fs::write(at.join("y.lesson"), "title: y\nopne good.py\n").expect("a file");
    let wrong = pylens(at, &["lesson", "y.lesson", "--check"]);
    assert!(err(&wrong).contains("y.lesson:2: \"opne good.py\" is no instruction") && wrong.status.code() == Some(2));
    let missing = pylens(at, &["lesson", "x", "--check"]);
    assert!(err(&missing).contains("x does not exist; the lessons that come with pylens are"), "{}", err(&missing));
    let drawn = pylens(at, &["lesson", "x.lesson", "--pictures", "out", "--format", "svg,html,md", "--size", "66x18"]);
    assert_eq!(drawn.status.code(), Some(1), "the expectation still fails");
    for extension in ["svg", "html", "md"] {
        let text = std::fs::read_to_string(at.join(format!("out/x-one.{extension}"))).expect("it was drawn");
        assert!(text.contains("good.py"), "{extension}");
    }
}

#[test]
fn an_export_carries_the_command_line_that_repeats_it() {
    let folder = folder();
    let at = folder.path();
    let draw = |more: &[&str]| {
        let output = pylens(at, &[&["good.py", "--export", "x.txt", "--size", "90x26"], more].concat());
        assert_eq!((err(&output).as_str(), output.status.code()), ("", Some(0)));
        std::fs::read_to_string(at.join("x.txt")).expect("it was drawn")
    };
    let first = draw(&["--press", "v r s s s j 5 j z"]);
    let (screen, command) = first.trim_end().rsplit_once('\n').expect("a command line at the end");
    assert!(command.starts_with("pylens good.py --layout run --theme dark --at '@"), "{command}");
    let words: Vec<&str> = command.split(' ').skip(2).map(|word| word.trim_matches('\'')).collect();
    let again = draw(&words);
    // The line on top has times in it.
    let bare = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(bare(screen), bare(again.trim_end().rsplit_once('\n').expect("a command line").0));
    let wrong = pylens(at, &["good.py", "--export", "x.png"]);
    assert_eq!(
        err(&wrong),
        "pylens: x.png cannot be written: the name of a picture ends in one of .txt, .md, .svg, .html, .ansi\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    let mut child = command(folder.path(), &["ast", "good.py"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("pylens starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("pylens ends");
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
}

#[test]
fn the_workbench_needs_a_terminal() {
    let folder = folder();
    let output = pylens(folder.path(), &["good.py"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("needs a terminal") && err(&output).lines().count() == 1, "{}", err(&output));
}

#[test]
fn instructions_are_explained() {
    let folder = folder();
    let at = folder.path();
    let one = pylens(at, &["explain", "binary_op"]);
    assert!(out(&one).contains("[left, right] → [result]"), "{}", out(&one));
    let all = pylens(at, &["explain"]);
    assert!(out(&all).contains("INSTRUMENTED_LINE") && out(&all).contains("STORE_FAST_MAYBE_NULL"));
    let json: serde_json::Value = serde_json::from_str(&out(&pylens(at, &["explain", "--json"]))).expect("JSON");
    assert!(json.as_array().is_some_and(|cards| cards.len() > 200));
    let typo = pylens(at, &["explain", "LOAD_FATS"]);
    assert!(err(&typo).contains("did you mean LOAD_FAST") && typo.status.code() == Some(2), "{}", err(&typo));
}

#[test]
fn two_files_are_compared_at_every_stage() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(at.join("other.py"), "\nx = 2 * y\nprint(x)\n").expect("it can be written");
    let output = pylens(at, &["vs", "good.py", "other.py"]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(text.starts_with("good.py  vs  other.py"), "{text}");
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let binary = text.lines().find(|line| line.contains("BINARY_OP")).expect("it is new");
    assert!(binary.contains('+') || binary.contains('~'), "{binary}");
    let same = out(&pylens(at, &["vs", "good.py", "good.py"]));
    assert_eq!(same.matches("the same").count(), 9, "{same}");
    let json: serde_json::Value =
        serde_json::from_str(&out(&pylens(at, &["vs", "good.py", "other.py", "--json"]))).expect("JSON");
    assert_eq!(json["source"].as_array().map(Vec::len), Some(2));
    assert_eq!(pylens(at, &["vs", "good.py", "bad.py"]).status.code(), Some(1));
}

#[test]
fn the_readme_knows_every_subcommand_and_no_other() {
    use clap::CommandFactory;
    let readme = include_str!("../README.md");
    let known = pylens::cli::Arguments::command();
    for subcommand in known.get_subcommands() {
        assert!(readme.contains(&format!("`pylens {}", subcommand.get_name())), "{}", subcommand.get_name());
    }
    for word in readme.split("`pylens ").skip(1).filter_map(|rest| rest.split([' ', '`']).next()) {
        let is_file = word.chars().all(|c| c.is_uppercase());
        assert!(is_file || known.find_subcommand(word).is_some(), "there is no subcommand {word:?}");
    }
}

#[test]
fn completions_and_manual_are_printed() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&pylens(folder.path(), &["completions", shell])).contains("explain"), "{shell}");
    }
    let manual = out(&pylens(folder.path(), &["man"]));
    assert!(manual.starts_with(".ie") && manual.contains("step\\-back"), "{}", &manual[..200]);
}

#[test]
fn whatever_a_person_gets_wrong_is_told_in_one_sentence() {
    let folder = folder();
    let at = folder.path();
    std::fs::create_dir(at.join("folder.py")).expect("a folder");
    std::fs::write(at.join("short.pyc"), b"abc").expect("a file");
    for (arguments, wanted) in [
        (&["tokens", "nosuch.py"][..], "nosuch.py does not exist"),
        (&["dis", "folder.py"], "folder.py is a directory, not a file"),
        (&["vs", "good.py", "nosuch.py"], "nosuch.py does not exist"),
        (&["dis", "short.pyc"], "short.pyc is no .pyc file: it is shorter than the header of one"),
        (
            &["dis", "-m", "nosuch.mod"],
            "there is no module \"nosuch.mod\" in the current directory or in the folders of PYTHONPATH",
        ),
        (
            &["pyc", "--inspect", "good.py"],
            "good.py is a source, not a .pyc file: pylens pyc good.py -o OUT.pyc writes one",
        ),
        (&["explain", "LOAD_FASY"], "CPython 3.13 has no instruction \"LOAD_FASY\"; did you mean LOAD_FAST"),
        (&["lesson", "nosuch"], "nosuch does not exist; the lessons that come with pylens are pipeline, constants"),
        (&["good.py", "--export", "x.foo"], "x.foo cannot be written: the name of a picture ends in one of .txt, .md"),
        (&["good.py", "--export", "nosuch/x.svg"], "nosuch/x.svg cannot be written: "),
        (&["good.py", "--export", "x.svg", "--theme", "drak"], "no theme is called \"drak\"; there are dark, "),
        (&["good.py", "--export", "x.svg", "--layout", "rnu"], "no layout is called \"rnu\"; there are default, "),
        (&["good.py", "--export", "x.svg", "--at", "f@x"], "--at: expected a line, found \"x\""),
        (&["good.py", "--export", "x.svg", "--press", "X-q"], "\"X-q\" is no sequence of keys, such as \"s s z\""),
        (&["good.pyc"], "good.pyc is compiled and holds no source: pylens dis good.pyc shows what is in it"),
    ] {
        let output = pylens(at, arguments);
        let text = err(&output);
        assert!(text.starts_with(&format!("pylens: {wanted}")), "{arguments:?}: {text}");
        assert_eq!((text.lines().count(), output.status.code()), (1, Some(2)), "{arguments:?}: {text}");
    }
}

/// What the sandbox of files does, with what of CPython's stands above it: archives on the path, permissions, links.
#[test]
fn programs_use_archives_permissions_and_links() {
    let folder = folder();
    let program = "\
import os, stat, sys, zipfile
with zipfile.ZipFile('archive.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('inside.py', 'value = 42\\n\\n\\ndef fail():\\n    raise ValueError(__file__)\\n')
    archive.writestr('packed/__init__.py', 'from . import part\\n')
    archive.writestr('packed/part.py', 'number = 7\\n')
sys.path.insert(0, 'archive.zip')
import inside, packed.part, colorsys
print(inside.value, packed.part.number, type(inside.__loader__).__name__, packed.__path__, colorsys.__name__)
try:
    inside.fail()
except ValueError as error:
    print(error, error.__traceback__.tb_next.tb_frame.f_code.co_filename)
try:
    import not_inside
except ModuleNotFoundError as error:
    print(error)
print([type(hook).__name__ for hook in sys.path_hooks])

def mode(path):
    return oct(stat.S_IMODE(os.lstat(path).st_mode))

os.close(os.open('secret', os.O_CREAT | os.O_WRONLY, 0o600))
os.mkdir('closed', 0o700)
open('plain', 'x').close()
os.umask(0o007)
open('masked', 'x').close()
print(mode('secret'), mode('closed'), mode('plain'), mode('masked'))
os.symlink('/nowhere/at/all', 'dangling')
os.symlink('/etc', 'outside')
print(os.readlink('dangling'), os.path.lexists('dangling'), os.path.exists('dangling'))
os.rename('dangling', 'moved')
os.remove('moved')
os.remove('outside')
print(os.path.lexists('moved'), os.path.exists('/etc'))
try:
    os.remove('/etc/hostname')
except PermissionError as error:
    print(error.errno)
print(os.path.expanduser('~'))
";
    std::fs::write(folder.path().join("program.py"), program).expect("it can be written");
    let output = pylens(folder.path(), &["run", "--allow-read", "--allow-write=.", "program.py"]);
    let expected = "\
42 7 zipimporter ['archive.zip/packed'] colorsys
archive.zip/inside.py archive.zip/inside.py
No module named 'not_inside'
['type', 'function']
0o600 0o700 0o644 0o660
/nowhere/at/all True False
False True
13
/home/pylens
";
    assert_eq!((out(&output).as_str(), err(&output).as_str()), (expected, ""));
}

/// What `cProfile` stands on counts calls of Python functions and of builtins, by caller too.
#[test]
fn the_profiler_counts_calls() {
    let folder = folder();
    let program = "\
import _lsprof

def total(n):
    return sum(each(i) for i in range(n))

def each(i):
    return len('x' * i)

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def name(code):
    return code if isinstance(code, str) else code.co_name

profiler = _lsprof.Profiler()
profiler.enable()
total(5)
fib(6)
[].append(1)
profiler.disable()
for entry in sorted(profiler.getstats(), key=lambda entry: name(entry.code)):
    calls = [(name(call.code), call.callcount, call.reccallcount) for call in entry.calls or ()]
    print(name(entry.code), entry.callcount, entry.reccallcount, calls, entry.totaltime >= entry.inlinetime >= 0)
ticks = iter(range(1000))
profiler = _lsprof.Profiler(lambda: next(ticks), 0.5)
profiler.enable()
fib(2)
profiler.disable()
print([entry.totaltime for entry in profiler.getstats() if name(entry.code) == 'fib'])
";
    std::fs::write(folder.path().join("program.py"), program).expect("it can be written");
    let output = pylens(folder.path(), &["run", "program.py"]);
    let expected = "\
<built-in method builtins.len> 5 0 [] True
<built-in method builtins.sum> 1 0 [('<genexpr>', 6, 0)] True
<genexpr> 6 0 [('each', 5, 0)] True
<method 'append' of 'list' objects> 1 0 [] True
<method 'disable' of '_lsprof.Profiler' objects> 1 0 [] True
each 5 0 [('<built-in method builtins.len>', 5, 0)] True
fib 25 24 [('fib', 24, 22)] True
total 1 0 [('<built-in method builtins.sum>', 1, 0)] True
[2.5]
";
    assert_eq!((out(&output).as_str(), err(&output).as_str()), (expected, ""));
}

#[test]
fn a_module_of_the_program_stands_before_an_extension_module_but_not_before_a_builtin_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("math.py", "\"\"\"Own.\"\"\"\n"),
        ("time.py", "\"\"\"Own.\"\"\"\n"),
        (
            "main.py",
            "import math, time\nprint(math.__doc__)\ntry:\n    math.sqrt(2)\nexcept AttributeError as error:\n    print(str(error).split(' (')[0])\nprint(time.__doc__ == 'Own.')\n",
        ),
    ] {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    let output = pylens(folder.path(), &["run", "main.py"]);
    assert_eq!(out(&output), "Own.\nmodule 'math' has no attribute 'sqrt'\nFalse\n", "{}", err(&output));
}
