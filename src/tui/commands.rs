//! The table of commands: name, default keys, when it can act, one sentence. Keymap, palette, help and the bottom line
//! all read it.
//!
//! Three kinds of command come from tables of their own: one for each pane, one for each preset of the layout.

use super::layout::Preset;
use super::panes::PaneId;

/// When a command can act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    Always,
    /// Some version of the file has been shown.
    File,
    /// The program can be run: there is a code object.
    Program,
    /// The focused pane is a tree.
    Tree,
    /// The focused pane is a tree, or the graph with its moments.
    Levels,
    /// A search has been made.
    Search,
    /// Something is selected.
    Selection,
}

impl When {
    /// Why a command cannot act now, when it cannot.
    pub fn otherwise(self) -> &'static str {
        match self {
            When::Always => "",
            When::File => "there is no file to show yet",
            When::Program => "there is no program to run: the file has not been compiled",
            When::Tree => "this pane is not a tree",
            When::Levels => "this pane is neither a tree nor the graph",
            When::Search => "nothing has been searched for: press / first",
            When::Selection => "nothing is selected",
        }
    }
}

/// Chapters of the help screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    General,
    Moving,
    Selection,
    Panes,
    View,
    Running,
}

impl Group {
    pub const ALL: &[Group] =
        &[Group::General, Group::Moving, Group::Selection, Group::Panes, Group::View, Group::Running];

    pub fn title(self) -> &'static str {
        match self {
            Group::General => "General",
            Group::Moving => "Moving",
            Group::Selection => "Selection and search",
            Group::Panes => "Panes and layout",
            Group::View => "What panes show",
            Group::Running => "Running",
        }
    }
}

macro_rules! actions {
    ($([$group:ident, $when:ident] $( $name:ident = $text:literal, [$($keys:literal),*], $doc:literal; )*)*) => {
        /// A command without an argument.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Action { $( $( #[doc = $doc] $name ),* ),* }

        const ACTIONS: &[Command] = &[ $( $( Command {
            what: What::Action(Action::$name),
            name: $text,
            keys: &[$($keys),*],
            when: When::$when,
            group: Group::$group,
            doc: $doc,
        } ),* ),* ];
    };
}

actions! {
    [General, Always]
    Help = "help", ["?", "F1"], "List all keys and commands.";
    Palette = "palette", ["C-p"], "Find a command, pane, name or code object by its name.";
    CommandLine = "command-line", [":"], "Go to a line, an offset, a step or a node; or give a command by name.";
    Quit = "quit", ["q"], "Leave pylens.";
    Suspend = "suspend", ["C-z"], "Put pylens into the background; fg brings it back.";
    Redraw = "redraw", ["C-l"], "Draw the whole screen anew.";
    Refresh = "refresh", ["r"], "Read the file again and do all stages anew.";
    PauseWatching = "pause-watching", ["p"], "Stop or go on following saves of the file.";
    NextTheme = "next-theme", ["T"], "Switch to the next theme.";
    Present = "present", ["P"], "Show the focused pane alone and large, for an audience.";
    Predict = "predict", ["u q"], "Let each step ask what will happen before it shows it.";
    ShowKeys = "show-keys", ["u w"], "Show the commands that keys give, for an audience.";
    Export = "export", ["e"], "Write the pane or the screen to a file, or copy it.";
    Open = "open", ["F2"], "List lessons, samples and Python files to open.";
    LessonNext = "lesson-next", ["C-n"], "Go on with the lesson; Space and PgDn do so, too, while it waits.";
    LessonBack = "lesson-back", ["C-b"], "Go back in the lesson; so do Backspace and PgUp.";
    Editor = "editor", ["C-e"], "Open the file in $EDITOR at the selected line.";

    [Moving, Always]
    Up = "up", ["k", "up"], "Move the cursor up.";
    Down = "down", ["j", "down"], "Move the cursor down.";
    Left = "left", ["h", "left"], "Move left; in a tree close the node or go to its parent.";
    Right = "right", ["l", "right"], "Move right; in a tree open the node.";
    Top = "top", ["g", "home"], "Go to the first row.";
    Bottom = "bottom", ["G", "end"], "Go to the last row.";
    PageUp = "page-up", ["pageup"], "Move up by a page.";
    PageDown = "page-down", ["pagedown"], "Move down by a page.";
    HalfUp = "half-page-up", ["C-u"], "Move up by half a page.";
    HalfDown = "half-page-down", ["C-d"], "Move down by half a page.";
    ScrollLeft = "scroll-left", ["S-left"], "Show what lies further left.";
    ScrollRight = "scroll-right", ["S-right"], "Show what lies further right.";

    [Selection, Selection]
    NextCorresponding = "next-corresponding", ["]"], "Go to the next row of this pane that corresponds to the selection.";
    PreviousCorresponding = "previous-corresponding", ["["], "Go to the previous row that corresponds to the selection.";
    NextStage = "next-stage", [">"], "Carry the selection to the pane of the next stage.";
    PreviousStage = "previous-stage", ["<"], "Carry the selection to the pane of the stage before.";
    Follow = "follow", ["ret"], "Follow: a jump to its target, a problem to its place, a row to its code.";

    [Selection, Always]
    Back = "back", ["C-o", "A-left"], "Go back to where the selection was before.";
    Forward = "forward", ["C-i", "A-right"], "Go forward again.";
    Search = "search", ["/"], "Search the pane for a regular expression.";

    [Selection, Search]
    NextMatch = "next-match", ["."], "Go to the next match of the search.";
    PreviousMatch = "previous-match", [","], "Go to the previous match of the search.";

    [Panes, Always]
    NextPane = "next-pane", ["tab"], "Give the focus to the next pane.";
    PreviousPane = "previous-pane", ["S-tab"], "Give the focus to the pane before.";
    Zoom = "zoom", ["z"], "Show the focused pane alone, or all again.";
    Wider = "wider", ["A-l"], "Give the focused pane more columns; lines can also be dragged with the mouse.";
    Narrower = "narrower", ["A-h"], "Give the focused pane fewer columns.";
    Taller = "taller", ["A-j"], "Give the focused pane more rows.";
    Flatter = "flatter", ["A-k"], "Give the focused pane fewer rows.";

    [View, Tree]
    ToggleFold = "toggle-fold", ["space"], "Open or close the node under the cursor.";

    [View, Levels]
    ExpandMore = "expand-more", ["+", "="], "Open all nodes one level further; in the graph go to the next pass.";
    ExpandLess = "expand-less", ["-"], "Close all nodes one level further; in the graph go to the pass before.";

    [View, File]
    CodeObjects = "code-objects", ["o"], "Choose the code object that the bytecode panes show.";
    OpcodeCard = "opcode-card", ["K"], "Explain the instruction under the cursor.";
    Why = "why", ["w"], "Show why this is here and what became of it: the selection at every stage.";
    OptimizationLevel = "optimization-level", ["O"], "Switch between no flag, -O and -OO.";
    Baseline = "baseline", ["B"], "Pin this version: later ones are compared with it; again to unpin.";
    Diff = "diff", ["D"], "Mark what changed; mark it and show what is gone as ghosts; or do neither.";
    Offsets = "offsets", ["u o"], "Show or hide the offsets of instructions.";
    Caches = "caches", ["u c"], "Show or hide inline caches.";
    Positions = "positions", ["u p"], "Show or hide the source position of each instruction and node.";
    Specialized = "specialized", ["u s"], "Show or hide what instructions have been specialized to.";
    Details = "details", ["u d"], "Show or hide contexts and empty fields of the tree.";
    Heat = "heat", ["u e"], "Show or hide how often lines and instructions ran.";
    LineValues = "line-values", ["u v"], "Show or hide the values of names at the ends of lines.";
    HeapEverything = "everything-on-heap", ["u h"], "Switch the heap between objects that hold others and everything.";
    HeapChanged = "changed-on-heap", ["u n"], "Show all of the heap or only what the last step made, changed and freed.";
    Notes = "notes", ["u k"], "Show or hide the notes at the bottom of panes: opcode, node path, where a name is found.";
    GraphForm = "graph-form", ["u g"], "Show the graph as a drawing, as a list, or in outline.";
    SyntaxTree = "syntax-tree", ["u t"], "Switch the AST pane to the error-tolerant syntax tree, or back.";

    [Running, Program]
    Step = "step", ["s", "F8"], "Run one instruction.";
    StepBack = "step-back", ["S", "S-F8"], "Take one instruction back.";
    Expression = "expression", ["x"], "Run to the end of the expression.";
    ExpressionBack = "expression-back", ["X"], "Go back to the start of the expression.";
    Line = "line", ["n", "F10"], "Run to the next line, over calls.";
    LineBack = "line-back", ["N", "S-F10"], "Go back to the line before, over calls.";
    Into = "into", ["i", "F11"], "Run to the next line, into calls.";
    IntoBack = "into-back", ["I"], "Go back to the line before, into calls.";
    Finish = "finish", ["f", "S-F11"], "Run until this function returns.";
    FinishBack = "finish-back", ["F"], "Go back to where this function was called.";
    Continue = "continue", ["c", "F5"], "Run to the next breakpoint or to the end.";
    ContinueBack = "continue-back", ["C"], "Go back to the breakpoint before or to the start.";
    ToCursor = "to-cursor", ["t"], "Run to the line or instruction under the cursor.";
    Restart = "restart", ["R", "S-F5"], "Go back to the start of the program.";
    Interrupt = "interrupt", ["C-c"], "Interrupt the running program.";
    Answer = "answer", ["a"], "Answer the program's input().";
    Breakpoints = "breakpoints", ["A-b"], "List the breakpoints and all steps at which they stop.";

    [Running, File]
    Breakpoint = "breakpoint", ["b", "F9"], "Set or remove a breakpoint on the line or instruction under the cursor.";
    BreakEntry = "break-on-entry", ["A-f"], "Stop where the function of the name under the cursor is entered; again to remove.";
    BreakChange = "break-on-change", ["A-n"], "Stop when the name under the cursor is bound; again to remove.";
    BreakException = "break-on-exception", ["A-e"], "Stop when an exception is raised; again to remove.";
    RerunPolicy = "rerun-policy", ["A-r"], "Switch what a save does to the program: run it again, ask, or leave it.";
}

/// What a command does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum What {
    Action(Action),
    /// Bring a pane to the front and give it the focus.
    Pane(PaneId),
    Layout(Preset),
}

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Command {
    pub what: What,
    /// What the palette and the command line call it.
    pub name: &'static str,
    /// Default keys; each is a sequence as in `v c`.
    pub keys: &'static [&'static str],
    pub when: When,
    pub group: Group,
    pub doc: &'static str,
}

impl Command {
    /// All commands, in the order of the help screen.
    pub fn all() -> impl Iterator<Item = Command> {
        let panes = PaneId::ALL.iter().map(|&pane| Command {
            what: What::Pane(pane),
            name: pane.title(),
            keys: &[],
            when: When::Always,
            group: Group::Panes,
            doc: pane.doc(),
        });
        let presets = Preset::ALL.iter().map(|&preset| Command {
            what: What::Layout(preset),
            name: preset.name(),
            keys: &[],
            when: When::Always,
            group: Group::Panes,
            doc: preset.doc(),
        });
        ACTIONS.iter().copied().chain(panes).chain(presets)
    }

    pub fn of(what: What) -> Option<Command> {
        Command::all().find(|command| command.what == what)
    }

    /// The default key sequences, those from the tables of panes and presets included.
    pub fn default_keys(&self) -> Vec<&'static str> {
        match self.what {
            What::Action(_) => self.keys.to_vec(),
            What::Pane(pane) => vec![pane.keys()],
            What::Layout(preset) => vec![preset.keys()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_docs_are_sentences() {
        let mut names: Vec<_> = Command::all().map(|command| command.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for command in Command::all() {
            assert!(command.doc.ends_with('.') && !command.doc.contains('!'), "{}", command.name);
        }
    }
}
