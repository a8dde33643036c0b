//! From the text of a theme to styles, with a warning for everything that makes no sense.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use toml::{Table, Value};

use super::{Theme, Themes, Ui, color};
use crate::view::Role;

/// A theme file and those it inherits from, as tables.
struct Chain {
    /// The theme itself first, its most distant ancestor last.
    files: Vec<(String, Table)>,
}

pub(super) fn load(themes: &Themes, id: &str) -> (Theme, Vec<String>) {
    let mut warnings = Vec::new();
    let chain = Chain::read(themes, id, &mut warnings);
    let palette = chain.palette(&mut warnings);
    let scopes = chain.scopes(&palette, &mut warnings);
    let name = chain.files.iter().find_map(|(_, table)| table.get("name")?.as_str()).unwrap_or(id).to_owned();

    let mut missing = Vec::new();
    let mut style_of = |scope: &'static str| match lookup(&scopes, scope) {
        Some(style) => style,
        None => {
            missing.push(scope);
            Style::new()
        }
    };
    let roles = Role::ALL.iter().map(|role| style_of(role.scope())).collect();
    let ui = Ui::ALL.iter().map(|ui| style_of(ui.scope())).collect();
    // A broken file has its own warning already; that it then lacks scopes says nothing new.
    if warnings.is_empty() {
        warnings.extend(missing.iter().map(|scope| format!("theme {id}: scope {scope:?} has no style")));
    }
    (Theme { id: id.to_owned(), name, roles, ui }, warnings)
}

/// The style of the scope itself or of the nearest scope above it; a scope's own style hides those above entirely.
fn lookup(scopes: &BTreeMap<String, Style>, scope: &str) -> Option<Style> {
    let mut scope = scope;
    loop {
        if let Some(style) = scopes.get(scope) {
            return Some(*style);
        }
        scope = &scope[..scope.rfind('.')?];
    }
}

impl Chain {
    fn read(themes: &Themes, id: &str, warnings: &mut Vec<String>) -> Self {
        let mut files: Vec<(String, Table)> = Vec::new();
        let mut next = Some(id.to_owned());
        while let Some(id) = next.take() {
            if files.iter().any(|(seen, _)| *seen == id) {
                warnings.push(format!("theme {id}: it inherits from itself"));
                break;
            }
            let Some(text) = themes.text(&id) else {
                warnings.push(format!("theme {}: there is no theme {id:?} to inherit from", files[0].0));
                break;
            };
            let table = match text.parse::<Table>() {
                Ok(table) => table,
                Err(error) => {
                    let at = error.span().map_or(0, |span| span.start).min(text.len());
                    let line = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
                    warnings.push(format!("theme {id}: line {line}: {}", error.message()));
                    break;
                }
            };
            for key in table.keys().filter(|key| !["name", "inherits", "palette", "scopes"].contains(&key.as_str())) {
                warnings.push(format!("theme {id}: there is no setting {key:?}"));
            }
            next = table.get("inherits").and_then(Value::as_str).map(str::to_owned);
            files.push((id, table));
        }
        Self { files }
    }

    /// The tables called `section`, ancestors first, so that later ones replace earlier ones.
    fn sections<'a>(&'a self, section: &'a str) -> impl Iterator<Item = (&'a str, &'a Table)> {
        self.files.iter().rev().filter_map(move |(id, table)| Some((id.as_str(), table.get(section)?.as_table()?)))
    }

    fn palette(&self, warnings: &mut Vec<String>) -> BTreeMap<String, Color> {
        let mut palette = BTreeMap::new();
        for (id, table) in self.sections("palette") {
            for (name, value) in table {
                let text = value.as_str().unwrap_or_default();
                match color::parse(text) {
                    Some(color) => {
                        palette.insert(name.clone(), color);
                    }
                    None => warnings.push(format!(
                        "theme {id}: colour {name:?}: {text:?} is neither #rrggbb nor the name of a colour"
                    )),
                }
            }
        }
        palette
    }

    fn scopes(&self, palette: &BTreeMap<String, Color>, warnings: &mut Vec<String>) -> BTreeMap<String, Style> {
        let mut scopes = BTreeMap::new();
        for (id, table) in self.sections("scopes") {
            for (scope, value) in table {
                if !is_used(scope) {
                    warnings.push(format!("theme {id}: scope {scope:?} is not used"));
                    continue;
                }
                let mut warn = |what: String| warnings.push(format!("theme {id}: scope {scope:?}: {what}"));
                if let Some(style) = style(value, palette, &mut warn) {
                    scopes.insert(scope.clone(), style);
                }
            }
        }
        scopes
    }
}

/// Whether any role has this scope or one below it.
fn is_used(scope: &str) -> bool {
    let below = |known: &str| known.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    Role::ALL.iter().any(|role| below(role.scope())) || Ui::ALL.iter().any(|ui| below(ui.scope()))
}

/// `"blue"`, or `{ fg = …, bg = …, bold = true, … }`; `None` if nothing of it can be used.
fn style(value: &Value, palette: &BTreeMap<String, Color>, warn: &mut impl FnMut(String)) -> Option<Style> {
    let mut color = |value: &Value| {
        let name = value.as_str().unwrap_or_default();
        let found = palette.get(name).copied().or_else(|| color::parse(name));
        if found.is_none() {
            warn(format!("there is no colour {name:?}"));
        }
        found
    };
    let table = match value {
        Value::Table(table) => table,
        _ => return Some(Style::new().fg(color(value)?)),
    };
    let mut style = Style::new();
    let mut unknown = Vec::new();
    for (key, value) in table {
        match key.as_str() {
            "fg" => style.fg = color(value),
            "bg" => style.bg = color(value),
            _ => match modifier(key) {
                Some(modifier) if value.as_bool() == Some(true) => style = style.add_modifier(modifier),
                Some(_) => {}
                None => unknown.push(key),
            },
        }
    }
    for key in unknown {
        warn(format!("there is no attribute {key:?}"));
    }
    Some(style)
}

fn modifier(name: &str) -> Option<Modifier> {
    Some(match name {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        _ => return None,
    })
}
