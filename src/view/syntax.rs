//! The error-tolerant view of the source: a tree-sitter tree, which exists also while the file does not parse.
//!
//! It colours the source and finds the word under the cursor. It is never the source of truth for compilation.

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use super::{Listing, Role, Row};
use crate::base::Span;

/// A syntax tree with the text that it is of.
#[derive(Clone)]
pub struct Syntax {
    tree: Option<Tree>,
    text: std::sync::Arc<str>,
    /// What the edit since the text before touched.
    touched: Vec<Span>,
}

impl Syntax {
    /// Parses `text`; what `before` shares with it is not parsed again.
    pub fn parse(text: &std::sync::Arc<str>, before: Option<&Syntax>) -> Self {
        let mut parser = Parser::new();
        if parser.set_language(&tree_sitter_python::LANGUAGE.into()).is_err() {
            return Self { tree: None, text: text.clone(), touched: Vec::new() };
        }
        let edited = before.filter(|before| *before.text != **text).and_then(|before| {
            let mut tree = before.tree.clone()?;
            let edit = edit_between(&before.text, text);
            tree.edit(&edit);
            Some((tree, edit))
        });
        let unchanged = before.filter(|before| *before.text == **text).and_then(|before| before.tree.clone());
        let old = edited.as_ref().map(|(tree, _)| tree);
        let tree = unchanged.or_else(|| parser.parse(text.as_bytes(), old));
        let mut touched = Vec::new();
        if let (Some((old, edit)), Some(tree)) = (&edited, &tree) {
            touched.push(Span::new(edit.start_byte as u32, edit.new_end_byte as u32));
            let changed = old.changed_ranges(tree);
            touched.extend(changed.map(|range| Span::new(range.start_byte as u32, range.end_byte as u32)));
        }
        Self { tree, text: text.clone(), touched }
    }

    /// What the edit since the text before touched: the changed characters, and the text that means something else now.
    pub fn touched(&self) -> &[Span] {
        &self.touched
    }

    pub fn has_errors(&self) -> bool {
        self.tree.as_ref().is_none_or(|tree| tree.root_node().has_error())
    }

    /// The pieces of text that have a role, in order, without overlaps; the rest is plain.
    pub fn highlights(&self) -> Vec<(Span, Role)> {
        let mut pieces = Vec::new();
        let Some(tree) = &self.tree else { return pieces };
        walk(tree, &mut |node, _, place| {
            if node.child_count() == 0 || is_one_piece(node.kind()) {
                if let Some(role) = role(node, place) {
                    pieces.push((span(node), role));
                }
                return false;
            }
            true
        });
        pieces
    }

    /// The token at `offset`, or the one that ends there.
    pub fn word_at(&self, offset: u32) -> Option<Span> {
        let root = self.tree.as_ref()?.root_node();
        let at = |offset: usize| {
            let node = root.descendant_for_byte_range(offset, offset + 1)?;
            (node.child_count() == 0 && !node.byte_range().is_empty()).then(|| span(node))
        };
        let offset = offset as usize;
        let before = || at(offset.checked_sub(1)?).filter(|word| word.end as usize == offset);
        at(offset).filter(|word| word.contains(offset as u32)).or_else(before)
    }

    /// The tree as rows, with its ERROR and MISSING nodes.
    pub fn listing(&self) -> Listing {
        let mut rows = Vec::new();
        let Some(tree) = &self.tree else { return Listing::note("there is no syntax tree") };
        walk(tree, &mut |node, depth, _| {
            // Punctuation and keywords stand in their parent's text already.
            if node.is_named() || node.is_missing() {
                rows.push(self.row(node, depth));
            }
            true
        });
        Listing::tree(rows)
    }

    fn row(&self, node: Node, depth: usize) -> Row {
        let role = if node.is_error() || node.is_missing() { Role::Error } else { Role::Node };
        let mut row = Row::new().depth(depth).span(span(node));
        if node.is_missing() {
            return row.with(role, "MISSING ").with(Role::Value, node.kind().to_owned());
        }
        row.push(0, role, node.kind().to_owned());
        if node.named_child_count() == 0 {
            let text = self.text.get(node.byte_range()).unwrap_or_default();
            let line = text.lines().next().unwrap_or_default();
            row.push(0, Role::Value, format!(" {}", super::measure::truncate(line, 60)));
        }
        row
    }
}

/// Where a node stands: the nodes around it, and the field of the innermost that it is in. Asking a node for its parent
/// would begin at the root every time.
struct Place<'t> {
    around: Vec<(Node<'t>, Option<&'t str>)>,
    field: Option<&'t str>,
}

impl Place<'_> {
    fn parent_kind(&self) -> &str {
        self.around.last().map_or("", |(parent, _)| parent.kind())
    }

    /// Whether what is around the node is what a call calls.
    fn is_called(&self) -> bool {
        let [.., (grandparent, _), (_, field)] = &self.around[..] else { return false };
        grandparent.kind() == "call" && *field == Some("function")
    }
}

/// Preorder walk; `visit` gets the node, its depth and its place, and says whether to go into its children.
fn walk<'t>(tree: &'t Tree, visit: &mut impl FnMut(Node<'t>, usize, &Place<'t>) -> bool) {
    let mut cursor = tree.walk();
    let mut place = Place { around: Vec::new(), field: None };
    loop {
        let node = cursor.node();
        place.field = cursor.field_name();
        if visit(node, place.around.len(), &place) && cursor.goto_first_child() {
            place.around.push((node, place.field));
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            place.around.pop();
        }
    }
}

fn span(node: Node) -> Span {
    Span::new(node.start_byte() as u32, node.end_byte() as u32)
}

/// Nodes that have children but one colour.
fn is_one_piece(kind: &str) -> bool {
    matches!(kind, "comment" | "escape_sequence" | "string_start" | "string_end" | "integer" | "float")
}

fn role(node: Node, place: &Place) -> Option<Role> {
    let parent_kind = place.parent_kind();
    let is_field = |name: &str| place.field == Some(name);
    Some(match node.kind() {
        "comment" => Role::Comment,
        "string_start" | "string_content" | "string_end" => Role::String,
        "escape_sequence" | "escape_interpolation" | "type_conversion" => Role::Escape,
        "integer" | "float" => Role::Number,
        "true" | "false" | "none" | "ellipsis" => Role::Builtin,
        "identifier" => match parent_kind {
            "function_definition" if is_field("name") => Role::Function,
            "class_definition" if is_field("name") => Role::Class,
            "call" if is_field("function") => Role::Function,
            "attribute" if is_field("attribute") && place.is_called() => Role::Function,
            "decorator" => Role::Decorator,
            "type" => Role::Class,
            _ => Role::Identifier,
        },
        "(" | ")" | "[" | "]" | "{" | "}" | "," | ":" | ";" | "." => match parent_kind {
            "interpolation" => Role::Escape,
            _ => Role::Punctuation,
        },
        "@" if parent_kind == "decorator" => Role::Decorator,
        kind if !node.is_named() && kind.starts_with(|c: char| c.is_ascii_alphabetic()) => Role::Keyword,
        kind if !node.is_named() && !kind.is_empty() => Role::Operator,
        _ => return None,
    })
}

/// The one edit that turns `old` into `new`: everything between their common beginning and end.
fn edit_between(old: &str, new: &str) -> InputEdit {
    let (old_bytes, new_bytes) = (old.as_bytes(), new.as_bytes());
    let start = old_bytes.iter().zip(new_bytes).take_while(|(a, b)| a == b).count();
    let most = old_bytes.len().min(new_bytes.len()) - start;
    let end = old_bytes.iter().rev().zip(new_bytes.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old_bytes.len() - end, new_bytes.len() - end);
    InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old_bytes, start),
        old_end_position: point(old_bytes, old_end),
        new_end_position: point(new_bytes, new_end),
    }
}

fn point(text: &[u8], offset: usize) -> Point {
    let before = &text[..offset];
    let row = before.iter().filter(|&&byte| byte == b'\n').count();
    let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count();
    Point { row, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<(String, Role)> {
        let highlights = Syntax::parse(&text.into(), None).highlights();
        highlights.iter().map(|(span, role)| (text[span.range()].to_owned(), *role)).collect()
    }

    #[test]
    fn colours() {
        let roles = roles("@cache\ndef f(x): # note\n    return g(x.y) + f'{1}' if x is not None else 'a\\n'\n");
        for (text, role) in [
            ("@", Role::Decorator),
            ("cache", Role::Decorator),
            ("def", Role::Keyword),
            ("f", Role::Function),
            ("# note", Role::Comment),
            ("g", Role::Function),
            ("y", Role::Identifier),
            ("+", Role::Operator),
            ("{", Role::Escape),
            ("1", Role::Number),
            ("None", Role::Builtin),
            ("\\n", Role::Escape),
        ] {
            assert!(roles.contains(&(text.to_owned(), role)), "{text} {role:?} in {roles:?}");
        }
    }

    #[test]
    fn an_incremental_parse_gives_the_same_tree() {
        let first = "x = 1\ndef f():\n    return x\n".into();
        let second = "x = 1\ndef f(y):\n    return x + y\n".into();
        let incremental = Syntax::parse(&second, Some(&Syntax::parse(&first, None)));
        assert_eq!(incremental.listing(), Syntax::parse(&second, None).listing());
    }

    #[test]
    fn an_edit_says_what_it_touched() {
        let first = "x = 1\ny = 2\nz = 3\n".into();
        let before = Syntax::parse(&first, None);
        assert!(before.touched().is_empty());
        let after = Syntax::parse(&"x = 1\ny = 25\nz = 3\n".into(), Some(&before));
        assert!(after.touched().contains(&Span::new(11, 12)), "{:?}", after.touched());
        assert!(Syntax::parse(&first, Some(&before)).touched().is_empty());
    }

    #[test]
    fn a_broken_file_has_a_tree_too() {
        let syntax = Syntax::parse(&"def f(:\n    return (1\nx = 2\n".into(), None);
        assert!(syntax.has_errors());
        let text = syntax.listing().to_text();
        assert!(text.contains("ERROR") || text.contains("MISSING"), "{text}");
        assert!(syntax.highlights().iter().any(|(_, role)| *role == Role::Keyword));
    }

    #[test]
    fn the_word_under_the_cursor() {
        let syntax = Syntax::parse(&"total = price * 2\n".into(), None);
        assert_eq!(syntax.word_at(9), Some(Span::new(8, 13)));
        assert_eq!(syntax.word_at(13), Some(Span::new(8, 13)), "just behind a word");
        assert_eq!(syntax.word_at(14), Some(Span::new(14, 15)));
    }
}
