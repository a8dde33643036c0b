//! Source lines of a traceback entry with their underlines.

use super::anchors::{Anchors, anchors};
use unicode_width::UnicodeWidthChar;

/// Characters before a byte offset.
fn char_offset(line: &str, byte: usize) -> usize {
    line.bytes().take(byte).filter(|b| b & 0xc0 != 0x80).count()
}

fn width(line: &[char], end: usize) -> usize {
    line.iter().take(end).map(|c| if c.width() == Some(2) { 2 } else { 1 }).sum()
}

/// Removes the common indentation and the blanks around, as the summary of a frame does.
fn dedented(source: &[String]) -> Vec<Vec<char>> {
    let margin = source
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0);
    source
        .iter()
        .map(|line| if line.trim().is_empty() { Vec::new() } else { line[margin..].trim_end().chars().collect() })
        .collect()
}

/// The lines of the failing instruction, indented, with carets where they help.
pub fn annotated(source: &[String], column: Option<i32>, end_column: Option<i32>) -> String {
    let lines = dedented(source);
    if lines.iter().all(Vec::is_empty) {
        return String::new();
    }
    let (Some(column), Some(end_column)) = (column, end_column) else {
        let text: String = lines[0].iter().collect();
        return format!("    {}\n", text.trim());
    };
    let removed = source[0].trim_end().chars().count().saturating_sub(lines[0].len());
    let start = char_offset(&source[0], column as usize).saturating_sub(removed);
    let last = lines.len() - 1;
    let end = char_offset(&source[last], end_column as usize).saturating_sub(removed).min(lines[last].len());
    let shown_start = width(&lines[0], start);
    let shown_end = width(&lines[last], end);
    // The exact text of the instruction.
    let segment: Vec<Vec<char>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let from = if at == 0 { start.min(line.len()) } else { 0 };
            let to = if at == last { end } else { line.len() };
            if from < to { line[from..to].to_vec() } else { Vec::new() }
        })
        .collect();
    let mut found = anchors(&segment);
    let show = should_show(&lines, start, end, found.as_ref());
    let mut significant = vec![0, last];
    if let Some(a) = &mut found {
        if a.left_line == 0 {
            a.left += start;
        }
        if a.right_line == 0 {
            a.right += start;
        }
        a.left = width(&lines[a.left_line], a.left);
        a.right = width(&lines[a.right_line], a.right);
        for line in [a.left_line, a.right_line] {
            significant.extend([line.wrapping_sub(1), line, line + 1]);
        }
    }
    significant.retain(|&line| line <= last);
    significant.sort_unstable();
    significant.dedup();
    let mut out = String::new();
    let mut output = |at: usize| {
        let line = &lines[at];
        out.push_str("    ");
        out.extend(line.iter());
        out.push('\n');
        if !show {
            return;
        }
        let blanks = line.iter().take_while(|c| c.is_whitespace()).count();
        let count = if at == last { shown_end } else { width(line, line.len()) };
        out.push_str("    ");
        for col in 0..count {
            out.push(if col < blanks || at == 0 && col < shown_start {
                ' '
            } else {
                match &found {
                    None => '^',
                    Some(a) => {
                        let behind_left = at > a.left_line || at == a.left_line && col >= a.left;
                        let before_right = at < a.right_line || at == a.right_line && col < a.right;
                        if behind_left && before_right { '^' } else { '~' }
                    }
                }
            });
        }
        out.push('\n');
    };
    let mut previous: Option<usize> = None;
    let mut skipped = Vec::new();
    for &at in &significant {
        if let Some(before) = previous {
            match at - before {
                2 => output(at - 1),
                more if more > 2 => {
                    // Noted here, put in place below: `output` still borrows the text.
                    skipped.push((at, more - 1));
                }
                _ => {}
            }
        }
        output(at);
        previous = Some(at);
    }
    for (at, count) in skipped {
        let marker: String = lines[at].iter().collect();
        let needle = format!("    {marker}\n");
        if let Some(place) = out.rfind(&needle) {
            out.insert_str(place, &format!("    ...<{count} lines>...\n"));
        }
    }
    out
}

/// Carets are left out when they would underline the whole statement.
fn should_show(lines: &[Vec<char>], start: usize, end: usize, anchors: Option<&Anchors>) -> bool {
    if whole_statement_call(lines, start, end, anchors) {
        return false;
    }
    if anchors.is_some() {
        return true;
    }
    let last = &lines[lines.len() - 1];
    lines[0][..start.min(lines[0].len())].iter().any(|c| !c.is_whitespace())
        || last[end.min(last.len())..].iter().any(|c| !c.is_whitespace())
}

/// `return name(…)` and `name = …(…)` whose call is what failed and reaches from column 0 … — which, as CPython has it,
/// compares the call's columns with the instruction's.
fn whole_statement_call(lines: &[Vec<char>], start: usize, end: usize, anchors: Option<&Anchors>) -> bool {
    let Some(anchors) = anchors else { return false };
    let last = &lines[lines.len() - 1];
    // Behind the call the statement ends.
    let rest: String = last[end.min(last.len())..].iter().collect();
    if !anchors.call || !(rest.trim_start().is_empty() || rest.trim_start().starts_with(['#', ';'])) {
        return false;
    }
    // CPython compares offsets in characters with the tree's, which are in bytes.
    let before = lines[0][..start.min(lines[0].len())].iter().chain(&last[..end.min(last.len())]);
    if !before.copied().all(|c| c.is_ascii()) {
        return false;
    }
    let head: String = lines[0][..start.min(lines[0].len())].iter().collect();
    let segment: String = lines[0][start.min(lines[0].len())..].iter().collect();
    let head = head.trim_end();
    if head == "return" {
        let name: String = segment.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        return segment[name.len()..].trim_start().starts_with('(') && anchors.simple_name;
    }
    is_assignment(head)
}

/// Whether the text before the call is `name =` and nothing else.
fn is_assignment(head: &str) -> bool {
    let Some(name) = head.strip_suffix('=').map(str::trim) else { return false };
    name.chars().all(|c| c.is_alphanumeric() || c == '_') && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The source line of a `SyntaxError` and its carets.
pub fn syntax_error(text: &str, offset: Option<i64>, one_line: bool, end_offset: Option<i64>) -> Vec<String> {
    let right: Vec<char> = text.trim_end_matches('\n').chars().collect();
    let blanks = right.iter().take_while(|c| matches!(c, ' ' | '\n' | '\x0c')).count();
    let stripped: String = right[blanks..].iter().collect();
    let mut out = vec![format!("    {stripped}\n")];
    let Some(mut offset) = offset else { return out };
    let length = right.len() as i64;
    let full = text.chars().count() as i64;
    let mut end = if one_line { end_offset.filter(|&end| end != 0).unwrap_or(offset) } else { length + 1 };
    if full > 0 && offset > full {
        offset = length + 1;
    }
    if full > 0 && end > full {
        end = length + 1;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let column = offset - 1 - blanks as i64;
    let end_column = end - 1 - blanks as i64;
    if column >= 0 {
        let space: String =
            right[blanks..].iter().take(column as usize).map(|&c| if c.is_whitespace() { c } else { ' ' }).collect();
        out.push(format!("    {space}{}\n", "^".repeat((end_column - column).max(0) as usize)));
    }
    out
}
