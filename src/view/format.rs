//! The table of the formats that a screen or a pane is exported in.

macro_rules! formats {
    ($($name:ident = $extension:literal, $doc:literal;)*) => {
        /// What an export is written as.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Format { $( #[doc = $doc] $name ),* }

        impl Format {
            pub const ALL: &[Format] = &[ $( Format::$name ),* ];

            /// The extension of its files, which is also what the command line calls it.
            pub fn extension(self) -> &'static str {
                match self { $( Format::$name => $extension ),* }
            }

            pub fn doc(self) -> &'static str {
                match self { $( Format::$name => $doc ),* }
            }
        }
    };
}

formats! {
    Text = "txt", "plain text";
    Markdown = "md", "Markdown, the text in a code block";
    Svg = "svg", "SVG: a picture in which the text stays text";
    Html = "html", "an HTML page with the colours of the theme";
    Ansi = "ansi", "text with the escape sequences of a terminal";
}

impl Format {
    pub fn of_extension(extension: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.extension() == extension)
    }
}
