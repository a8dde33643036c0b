//! The parts of the screen that themes style besides the text of listings.

macro_rules! parts {
    ($($name:ident = $scope:literal, $doc:literal;)*) => {
        /// A part of the screen, or a mark laid over text.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Ui { $( #[doc = $doc] $name ),* }

        impl Ui {
            pub const ALL: &[Ui] = &[ $( Ui::$name ),* ];

            /// The scope that themes style.
            pub fn scope(self) -> &'static str {
                match self { $( Ui::$name => $scope ),* }
            }

            pub fn doc(self) -> &'static str {
                match self { $( Ui::$name => $doc ),* }
            }
        }
    };
}

parts! {
    Ground = "ui", "everything that has no style of its own";
    Frame = "ui.frame", "the lines between panes";
    FrameFocus = "ui.frame.focus", "the line above the pane that has the focus";
    Title = "ui.title", "a pane's title";
    TitleFocus = "ui.title.focus", "the title of the pane that has the focus";
    Bar = "ui.bar", "the line on top and the line at the bottom";
    BarKey = "ui.bar.key", "a key, or a thing to notice, on those lines";
    Message = "ui.message", "a message at the bottom";
    MessageError = "ui.message.error", "a message that something went wrong";
    Cursor = "ui.cursor", "the row under the cursor in the pane that has the focus";
    CursorInactive = "ui.cursor.inactive", "the row under the cursor in other panes";
    Related = "ui.related", "a row that corresponds to the selection";
    Selected = "ui.selected", "the selected piece of source";
    Match = "ui.match", "a match of the search";
    Gutter = "ui.gutter", "line numbers and gutters";
    GutterChanged = "ui.gutter.changed", "the mark of rows that changed with the last save";
    Breakpoint = "ui.breakpoint", "a breakpoint";
    Current = "ui.current", "the mark of what runs next";
    Executed = "ui.executed", "the mark of what has just run";
    Caret = "ui.caret", "the caret under an error and its message";
    Stale = "ui.stale", "a view of the last good revision while a newer one is broken";
    Popup = "ui.popup", "a window over the panes";
    PopupFrame = "ui.popup.frame", "the frame of such a window";
}
