//! Where the operator, the brackets or the parentheses of an expression stand.
//!
//! CPython parses the failing text for this. Here a scan for tokens does: the text is a complete expression (it comes from
//! a compiled instruction's position), so only its outermost operator has to be found.

/// The part of the text that gets `^` while the rest gets `~`; lines and characters from 0, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchors {
    pub left_line: usize,
    pub left: usize,
    pub right_line: usize,
    pub right: usize,
    /// The expression is a call …
    pub call: bool,
    /// … of a plain name.
    pub simple_name: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Name, number, string, or a closed pair of brackets.
    Operand,
    /// A bracketed group directly behind an operand: call or subscript.
    Trailer(char),
    Dot,
    Operator(String),
    Keyword,
    Other,
}

struct Token {
    kind: Kind,
    line: usize,
    start: usize,
    end_line: usize,
    end: usize,
}

const KEYWORDS: [&str; 19] = [
    "raise", "return", "assert", "del", "import", "from", "with", "while", "and", "or", "not", "in", "is", "if",
    "else", "lambda", "await", "yield", "for",
];

pub fn anchors(lines: &[Vec<char>]) -> Option<Anchors> {
    let tokens = scan(lines)?;
    if tokens.iter().any(|t| matches!(t.kind, Kind::Keyword | Kind::Other)) {
        return None;
    }
    // Operators with a left operand; the others are unary.
    let mut binary: Vec<(usize, u32)> = Vec::new();
    let mut unary_first = false;
    for (at, token) in tokens.iter().enumerate() {
        if let Kind::Operator(text) = &token.kind {
            let has_left = at > 0 && matches!(tokens[at - 1].kind, Kind::Operand | Kind::Trailer(_));
            if !has_left {
                unary_first |= at == 0;
                continue;
            }
            binary.push((at, precedence(text)?));
        }
    }
    if let Some(lowest) = binary.iter().map(|(_, p)| *p).min() {
        if unary_first && lowest >= POWER {
            return None;
        }
        let same = binary.iter().filter(|(_, p)| *p == lowest);
        let at = if lowest == POWER { same.map(|(at, _)| *at).next()? } else { same.map(|(at, _)| *at).next_back()? };
        let token = &tokens[at];
        return Some(Anchors {
            left_line: token.line,
            left: token.start,
            right_line: token.end_line,
            right: token.end,
            call: false,
            simple_name: false,
        });
    }
    if unary_first {
        return None;
    }
    let last = tokens.last()?;
    match last.kind {
        Kind::Trailer(bracket) => Some(Anchors {
            left_line: last.line,
            left: last.start,
            right_line: last.end_line,
            right: last.end,
            call: bracket == '(',
            simple_name: tokens.len() == 2,
        }),
        _ => None,
    }
}

const POWER: u32 = 7;

fn precedence(operator: &str) -> Option<u32> {
    Some(match operator {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        "**" => POWER,
        _ => return None,
    })
}

/// Tokens outside brackets; a bracketed group is one token.
fn scan(lines: &[Vec<char>]) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut line, mut col) = (0, 0);
    while line < lines.len() {
        let Some(&c) = lines[line].get(col) else {
            line += 1;
            col = 0;
            continue;
        };
        if c.is_whitespace() || c == '\\' {
            col += 1;
            continue;
        }
        if c == '#' {
            line += 1;
            col = 0;
            continue;
        }
        let (start_line, start) = (line, col);
        let kind = if c.is_alphanumeric() || c == '_' {
            while lines[line]
                .get(col)
                .is_some_and(|c| c.is_alphanumeric() || *c == '_' || *c == '.' && number_before(&lines[line], start))
            {
                col += 1;
                // The sign of an exponent belongs to the number.
                if number_before(&lines[line], start)
                    && matches!(lines[line][col - 1], 'e' | 'E')
                    && lines[line].get(start + 1) != Some(&'x')
                    && matches!(lines[line].get(col), Some('+' | '-'))
                {
                    col += 1;
                }
            }
            let word: String = lines[line][start..col].iter().collect();
            if matches!(lines[line].get(col), Some('\'' | '"')) && word.len() <= 2 {
                string(lines, &mut line, &mut col)?;
                Kind::Operand
            } else if KEYWORDS.contains(&word.as_str()) {
                Kind::Keyword
            } else {
                Kind::Operand
            }
        } else if c == '\'' || c == '"' {
            string(lines, &mut line, &mut col)?;
            Kind::Operand
        } else if matches!(c, '(' | '[' | '{') {
            brackets(lines, &mut line, &mut col)?;
            let behind = tokens.last().is_some_and(|t| matches!(t.kind, Kind::Operand | Kind::Trailer(_)));
            if behind { Kind::Trailer(c) } else { Kind::Operand }
        } else if lines[line][col..].starts_with(&['.'; 3]) {
            col += 3;
            Kind::Operand
        } else if c == '.' {
            col += 1;
            if lines[line].get(col).is_some_and(char::is_ascii_digit) {
                while lines[line].get(col).is_some_and(|c| c.is_alphanumeric()) {
                    col += 1;
                }
                Kind::Operand
            } else {
                Kind::Dot
            }
        } else {
            let two: String = lines[line][col..].iter().take(2).collect();
            if matches!(two.as_str(), "**" | "//" | "<<" | ">>") {
                col += 2;
                Kind::Operator(two)
            } else if matches!(two.as_str(), "==" | "!=" | "<=" | ">=" | ":=") {
                col += 2;
                Kind::Other
            } else {
                col += 1;
                if "|^&+-*/%@~".contains(c) { Kind::Operator(c.to_string()) } else { Kind::Other }
            }
        };
        tokens.push(Token { kind, line: start_line, start, end_line: line, end: col });
    }
    (!tokens.is_empty()).then_some(tokens)
}

fn number_before(line: &[char], start: usize) -> bool {
    line[start].is_ascii_digit()
}

/// Moves behind a string literal.
fn string(lines: &[Vec<char>], line: &mut usize, col: &mut usize) -> Option<()> {
    let quote = *lines[*line].get(*col)?;
    let triple = lines[*line].get(*col + 1) == Some(&quote) && lines[*line].get(*col + 2) == Some(&quote);
    *col += if triple { 3 } else { 1 };
    loop {
        match lines[*line].get(*col) {
            None => {
                *line += 1;
                *col = 0;
                if *line >= lines.len() {
                    return None;
                }
            }
            Some('\\') => *col += 2,
            Some(&c) if c == quote => {
                if !triple {
                    *col += 1;
                    return Some(());
                }
                if lines[*line].get(*col + 1) == Some(&quote) && lines[*line].get(*col + 2) == Some(&quote) {
                    *col += 3;
                    return Some(());
                }
                *col += 1;
            }
            Some(_) => *col += 1,
        }
    }
}

/// Moves behind a bracketed group.
fn brackets(lines: &[Vec<char>], line: &mut usize, col: &mut usize) -> Option<()> {
    let mut depth = 0;
    loop {
        match lines[*line].get(*col) {
            None | Some('#') => {
                *line += 1;
                *col = 0;
                if *line >= lines.len() {
                    return None;
                }
            }
            Some('(' | '[' | '{') => {
                depth += 1;
                *col += 1;
            }
            Some(')' | ']' | '}') => {
                depth -= 1;
                *col += 1;
                if depth == 0 {
                    return Some(());
                }
            }
            Some('\'' | '"') => string(lines, line, col)?,
            Some(_) => *col += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(usize, usize)> {
        anchors(&[text.chars().collect()]).map(|a| (a.left, a.right))
    }

    #[test]
    fn outermost_operator_or_bracket() {
        assert_eq!(found("a + b * c"), Some((2, 3)));
        assert_eq!(found("a * b + -c"), Some((6, 7)));
        assert_eq!(found("x[1](2)[3]"), Some((7, 10)));
        assert_eq!(found("f(a + b)"), Some((1, 8)));
        assert_eq!(found("a ** b ** c"), Some((2, 4)));
        assert_eq!(found("-a"), None);
        assert_eq!(found("a.b"), None);
        assert_eq!(found("a < b"), None);
        assert_eq!(found("... @ a"), Some((4, 5)));
        assert_eq!(found("1e-5 + a"), Some((5, 6)));
    }
}
