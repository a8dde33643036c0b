//! The objects that the frames reach: number, type, references to it, the variables that hold it, text, what it holds.

use hashbrown::{HashMap, HashSet};

use crate::view::{Change, Column, ItemRef, Listing, Role, Row, measure};
use crate::vm::inspect::{NamedValue, ObjectId, ObjectView, VmView};

/// Which objects to show.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HeapOptions {
    /// Numbers, strings and the like as rows of their own, those that live for ever included; else they only stand in
    /// the text of what holds them.
    pub everything: bool,
    /// Only what is new, changed or gone.
    pub changed_only: bool,
    /// Only objects of this type.
    pub type_name: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("id", 0),
    Column::new("type", 3),
    Column::new("count", 2),
    Column::new("names", 1),
    Column::new("value", 0),
];

/// The heap as a table.
pub fn heap(now: &VmView, before: Option<&VmView>, options: &HeapOptions) -> Listing {
    let known: HashMap<ObjectId, &ObjectView> =
        before.into_iter().flat_map(|before| &before.objects).map(|object| (object.value.id, object)).collect();
    let names = names(now);
    let names: HashMap<ObjectId, String> = names.into_iter().map(|(id, names)| (id, equal(&names))).collect();
    let cycles = cycles(&now.objects);
    let shown = |object: &ObjectView| {
        (options.everything || !is_simple(object))
            && options.type_name.as_ref().is_none_or(|wanted| object.value.type_name == *wanted)
    };
    let objects = now.objects.iter().filter(|object| shown(object));
    let widths = objects.filter_map(|object| names.get(&object.value.id)).map(|names| measure::width(names));
    let width = widths.max().unwrap_or(0);
    let named = |object: &ObjectView| match names.get(&object.value.id) {
        // Two names of one object are worth a look.
        Some(names) if names.contains(" = ") => (Role::Warning, measure::pad(names, width)),
        names => (Role::Identifier, measure::pad(names.map_or("", |names| names), width)),
    };
    let mut rows: Vec<Row> = Vec::new();
    for object in now.objects.iter().filter(|object| shown(object)) {
        let change = match known.get(&object.value.id) {
            None if before.is_some() => Change::Added,
            Some(earlier) if **earlier != *object => Change::Changed,
            _ => Change::Same,
        };
        let mut row = object_row(object, named(object), options).change(change);
        if cycles.contains(&object.value.id) {
            row.push(4, Role::Warning, "  ↺ reaches itself");
        }
        rows.push(row);
    }
    let alive: HashSet<ObjectId> = now.objects.iter().map(|object| object.value.id).collect();
    let earlier = before.into_iter().flat_map(|before| &before.objects);
    let gone = earlier.filter(|object| shown(object) && !alive.contains(&object.value.id));
    let nameless = || (Role::Identifier, " ".repeat(width));
    // Nothing refers to them any more.
    let freed = |object: &ObjectView| object_row(&ObjectView { refcount: 0, ..object.clone() }, nameless(), options);
    rows.extend(gone.map(|object| freed(object).change(Change::Removed)));
    if options.changed_only {
        rows.retain(|row| row.change != Change::Same);
    }
    if rows.is_empty() {
        return Listing::note(nothing(options));
    }
    Listing::table(COLUMNS, rows)
}

fn nothing(options: &HeapOptions) -> String {
    match (&options.type_name, options.changed_only) {
        (Some(name), _) => format!("no {name} is reached from the frames; :heap shows all types again"),
        (None, true) => "the last step made, changed and freed nothing".into(),
        (None, false) if options.everything => "the frames hold nothing".into(),
        (None, false) => "no lists, functions or the like yet; :everything-on-heap shows numbers and texts, too".into(),
    }
}

/// Objects that say everything by their text: numbers, strings, None.
fn is_simple(object: &ObjectView) -> bool {
    const SIMPLE: [&str; 8] = ["int", "float", "complex", "str", "bool", "NoneType", "bytes", "ellipsis"];
    object.value.immortal || SIMPLE.contains(&object.value.type_name.as_str())
}

fn object_row(object: &ObjectView, (role, names): (Role, String), options: &HeapOptions) -> Row {
    let value = &object.value;
    let count = if value.immortal { "×∞   ".to_owned() } else { format!("×{:<3} ", object.refcount) };
    let mut row = Row::new()
        .cell(0, Role::ObjectId, format!("{:<6} ", value.id))
        .cell(1, Role::TypeName, format!("{:<10} ", value.type_name))
        .cell(2, Role::Number, count)
        .cell(3, role, names)
        .cell(4, Role::Value, value.text.clone());
    let held = object.parts.iter().filter(|(_, part)| options.everything || !part.immortal);
    for (label, part) in held {
        row.push(4, Role::Dim, format!("  {label}"));
        row.push(4, Role::ObjectId, format!("→{}", part.id));
    }
    if object.more_parts > 0 {
        row.push(4, Role::Dim, format!("  {} more", object.more_parts));
    }
    row.item(ItemRef::Object(value.id.0.into())).key(value.id.to_string())
}

/// `a = b`, as far as there is room for it.
fn equal(names: &[String]) -> String {
    const MOST: usize = 24;
    let mut text = names.first().map(|name| measure::truncate(name, MOST).into_owned()).unwrap_or_default();
    for (number, name) in names.iter().enumerate().skip(1) {
        if measure::width(&text) + 3 + measure::width(name) > MOST {
            text += &format!(" = {} more", names.len() - number);
            break;
        }
        text += &format!(" = {name}");
    }
    text + "  "
}

/// The variables that hold each object, of all frames: more than one is an alias.
fn names(now: &VmView) -> HashMap<ObjectId, Vec<String>> {
    let mut names: HashMap<ObjectId, Vec<String>> = HashMap::new();
    let mut add = |prefix: &str, variables: &[NamedValue]| {
        for variable in variables {
            if let Some(value) = variable.value.as_ref().filter(|value| !value.immortal) {
                let name = format!("{prefix}{}", variable.name);
                let known = names.entry(value.id).or_default();
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
    };
    for (number, frame) in now.frames.iter().enumerate().rev() {
        let prefix = if number + 1 == now.frames.len() { String::new() } else { format!("{}.", frame.function) };
        for group in [&frame.locals, &frame.cells, &frame.free, &frame.namespace] {
            add(&prefix, group);
        }
    }
    add("", &now.globals);
    names
}

/// Who holds an object, and what the marks on its row mean.
pub fn note(now: &VmView, id: u64) -> Vec<Row> {
    let Some(object) = now.objects.iter().find(|object| u64::from(object.value.id.0) == id) else {
        return vec![Row::text(Role::Note, "- freed: nothing refers to it any more")];
    };
    let is_it = |other: &ObjectId| *other == object.value.id;
    let mut holders = names(now).remove(&object.value.id).unwrap_or_default();
    for holder in &now.objects {
        let parts = holder.parts.iter().filter(|(_, part)| is_it(&part.id));
        holders.extend(parts.map(|(label, _)| format!("{label} of {}", holder.value.id)));
    }
    let stacks = now.frames.iter().flat_map(|frame| &frame.stack).flatten();
    let on_stacks = stacks.filter(|value| is_it(&value.id)).count();
    if on_stacks > 0 {
        holders.push("the value stack".into());
    }
    // A class is held by parts of itself, a function by its frame: what no row stands for.
    let known = holders.len() + on_stacks.saturating_sub(1);
    let unseen = (object.refcount as usize).saturating_sub(known);
    if unseen > 0 && !holders.is_empty() && !object.value.immortal {
        holders.push(format!("{unseen} more that no row shows"));
    }
    let count = match object.refcount {
        _ if object.value.immortal => "lives for ever, its references are not counted".to_owned(),
        1 => "1 reference to it".to_owned(),
        count => format!("{count} references to it"),
    };
    let from = if holders.is_empty() { String::new() } else { format!(", from {}", holders.join(", ")) };
    let head = Row::text(Role::ObjectId, format!("{} ", object.value.id))
        .with(Role::TypeName, object.value.type_name.clone())
        .with(Role::Text, format!("  {count}{from}"));
    let marks = match object.value.id.is_early() {
        true => "#b was made before the program began, as constants of code are · × counts references · → holds",
        false => "× counts references · → holds · + new ~ changed - freed just now",
    };
    vec![head, Row::text(Role::Note, marks)]
}

/// The objects that can be reached from themselves.
fn cycles(objects: &[ObjectView]) -> HashSet<ObjectId> {
    let parts: HashMap<ObjectId, Vec<ObjectId>> = objects
        .iter()
        .map(|object| (object.value.id, object.parts.iter().map(|(_, part)| part.id).collect()))
        .collect();
    let reaches_itself = |start: ObjectId| {
        let mut seen = HashSet::new();
        let mut pending = vec![start];
        while let Some(at) = pending.pop() {
            for &part in parts.get(&at).into_iter().flatten() {
                if part == start {
                    return true;
                }
                if seen.insert(part) {
                    pending.push(part);
                }
            }
        }
        false
    };
    objects.iter().map(|object| object.value.id).filter(|&id| reaches_itself(id)).collect()
}
