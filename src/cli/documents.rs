//! `pylens completions` and `pylens man`: made of the same table as parser and help.

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Arguments;
use super::arguments::CompletionsArguments;
use super::output::print;

pub fn completions(arguments: &CompletionsArguments) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "pylens", &mut script);
    print(&String::from_utf8_lossy(&script));
    0
}

/// A chapter of the manual page: its title, and terms with what they mean.
pub type Chapter = (String, Vec<(String, String)>);

/// Prints the manual page; `chapters` are those on the workbench.
pub fn man(chapters: &[Chapter]) -> u8 {
    print(&manual(chapters));
    0
}

fn manual(chapters: &[Chapter]) -> String {
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let mut command = Arguments::command();
    command.build();
    let _ = Man::new(command.clone()).render(&mut page);
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let title = format!("pylens {}", subcommand.get_name());
        let man = Man::new(subcommand.clone()).title(title.clone());
        let mut roff = Roff::new();
        roff.control("SH", [title.to_uppercase().as_str()]);
        let _ = roff.to_writer(&mut page);
        let mut part = Vec::new();
        let _ = man.render_synopsis_section(&mut part);
        let _ = man.render_description_section(&mut part);
        let _ = man.render_options_section(&mut part);
        // Sections of a page become subsections of this one.
        page.extend(String::from_utf8_lossy(&part).replace(".SH ", ".SS ").into_bytes());
    }
    let mut roff = Roff::new();
    for (title, terms) in chapters.iter().chain([&exit_status()]) {
        roff.control("SH", [title.to_uppercase().as_str()]);
        for (term, meaning) in terms {
            roff.control("TP", []).text([bold(term)]).text([roman(meaning)]);
        }
    }
    let _ = roff.to_writer(&mut page);
    String::from_utf8_lossy(&page).into_owned()
}

fn exit_status() -> Chapter {
    let rows = [
        ("0", "All is well."),
        ("1", "The Python file has an error, or an expectation of a lesson failed."),
        ("2", "pylens was called wrongly, or could not read or write what it was asked to."),
    ];
    ("Exit status".into(), rows.map(|(term, meaning)| (term.to_owned(), meaning.to_owned())).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subcommand_is_in_the_manual_and_in_the_completions() {
        let page = manual(&[("Keys".into(), vec![("q".into(), "Leave.".into())])]);
        let mut script = Vec::new();
        clap_complete::generate(clap_complete::Shell::Bash, &mut Arguments::command(), "pylens", &mut script);
        let script = String::from_utf8_lossy(&script);
        for subcommand in Arguments::command().get_subcommands() {
            let name = subcommand.get_name();
            assert!(page.contains(&format!("PYLENS {}", name.to_uppercase())), "{name} is not in the manual");
            assert!(script.contains(name), "{name} is not completed");
            assert!(subcommand.get_about().is_some(), "{name} has no sentence");
        }
        assert!(page.contains("Leave."));
    }
}
