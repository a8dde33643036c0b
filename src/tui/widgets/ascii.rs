//! For terminals that cannot show Unicode: the finished screen with each symbol replaced by the ASCII character that
//! looks most like it.

use ratatui::buffer::Buffer;

/// Symbols of ours with their stand-ins; what is not among them becomes `?`.
const STAND_INS: &[(&str, &str)] = &[
    ("┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻╋┝┥┯┷┿┠┨┰┸╂", "+"),
    ("─━┄┅╌╍", "-"),
    ("│┃┆┇╎╏", "|"),
    ("▶▸▹›→", ">"),
    // What has just run is not what runs next.
    ("▷", ")"),
    ("▾▼", "v"),
    ("▴▲", "^"),
    ("◀◂←‹", "<"),
    ("●◐■▪•", "*"),
    ("○", "o"),
    ("✓", "+"),
    ("✗×", "x"),
    ("…", "~"),
    ("▐▌", "|"),
    ("·", "."),
    ("−–—", "-"),
    ("µ", "u"),
    ("∞", "*"),
    ("↺", "@"),
    ("▁▂▃", "."),
    ("▄▅▆", "o"),
    ("▇█", "#"),
];

/// The character for a symbol of the screen.
fn stand_in(symbol: &str) -> &'static str {
    STAND_INS.iter().find(|(symbols, _)| symbols.contains(symbol)).map_or("?", |(_, plain)| plain)
}

/// Replaces everything that is not ASCII.
pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = stand_in(cell.symbol());
            cell.set_symbol(plain);
        }
    }
}

/// Whether the environment says that the terminal shows something else than UTF-8; `variable` looks one up.
pub fn is_wanted(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    set.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn only_ascii_is_left() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, "┌─│▶ ✓ … é 日", ratatui::style::Style::new());
        plain(&mut buffer);
        assert_eq!(crate::tui::export::text(&buffer).trim_end(), "+-|> + ~ ? ?");
    }

    #[test]
    fn the_locale_decides() {
        let wanted = |pairs: &'static [(&'static str, &'static str)]| {
            is_wanted(&|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(!wanted(&[]));
        assert!(!wanted(&[("LANG", "en_US.UTF-8")]));
        assert!(wanted(&[("LANG", "C")]));
        assert!(wanted(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")]));
        assert!(!wanted(&[("LANG", "C"), ("LC_CTYPE", "C.utf8")]));
    }
}
