//! Colours: how many a terminal has, the nearest of those, and the contrast between two.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None: `NO_COLOR` is set, or the terminal has none.
    None,
    Sixteen,
    TwoHundredFiftySix,
    True,
}

impl ColorDepth {
    /// What the environment says; `variable` looks one up.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        // https://no-color.org: any value but the empty one.
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            return ColorDepth::None;
        }
        let term = variable("TERM").unwrap_or_default();
        // Terminals of one colour, as their descriptions say: the VT100 and its family, and all that end like this.
        let family = ["vt52", "vt100", "vt102", "vt220", "vt320", "vt420"];
        let is_plain = family.iter().any(|name| term == *name || term.starts_with(&format!("{name}-")));
        if term == "dumb" || is_plain || term.ends_with("-m") || term.ends_with("-mono") {
            return ColorDepth::None;
        }
        match variable("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => ColorDepth::True,
            _ if term.contains("direct") => ColorDepth::True,
            _ if term.contains("256") => ColorDepth::TwoHundredFiftySix,
            // Terminals that have had true colour for years, and do not always say so over ssh.
            _ if ["kitty", "alacritty", "wezterm", "foot", "ghostty"].iter().any(|name| term.contains(name)) => {
                ColorDepth::True
            }
            _ => ColorDepth::Sixteen,
        }
    }

    /// The theme for this depth when the person has not chosen one.
    pub fn default_theme(self) -> &'static str {
        match self {
            ColorDepth::None => "monochrome",
            ColorDepth::Sixteen => "ansi16",
            ColorDepth::TwoHundredFiftySix | ColorDepth::True => "dark",
        }
    }

    /// The nearest colour that can be shown; `None` where there are no colours.
    pub fn nearest(self, color: Color) -> Option<Color> {
        match (self, color) {
            (ColorDepth::None, _) => None,
            (ColorDepth::True, _) => Some(color),
            (ColorDepth::TwoHundredFiftySix, Color::Rgb(r, g, b)) => Some(Color::Indexed(nearest_256(r, g, b))),
            (ColorDepth::Sixteen, Color::Rgb(r, g, b)) => Some(nearest_16(r, g, b)),
            _ => Some(color),
        }
    }
}

/// The nearest entry of the 6×6×6 cube or the grey ramp of the 256 colours.
fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let level = |value: u8| (0..6).min_by_key(|&i| LEVELS[i].abs_diff(value)).unwrap_or(0);
    let (ri, gi, bi) = (level(r), level(g), level(b));
    let cube = (LEVELS[ri], LEVELS[gi], LEVELS[bi]);
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let step = (mean.saturating_sub(3) / 10).min(23) as u8;
    let grey = 8 + 10 * step;
    if distance((r, g, b), (grey, grey, grey)) < distance((r, g, b), cube) {
        232 + step
    } else {
        16 + 36 * ri as u8 + 6 * gi as u8 + bi as u8
    }
}

fn nearest_16(r: u8, g: u8, b: u8) -> Color {
    SIXTEEN.iter().min_by_key(|(_, _, rgb)| distance((r, g, b), *rgb)).map_or(Color::Reset, |&(_, color, _)| color)
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

/// The sixteen colours: name in themes, colour, what terminals usually show.
const SIXTEEN: &[(&str, Color, (u8, u8, u8))] = &[
    ("black", Color::Black, (0, 0, 0)),
    ("red", Color::Red, (205, 0, 0)),
    ("green", Color::Green, (0, 205, 0)),
    ("yellow", Color::Yellow, (205, 205, 0)),
    ("blue", Color::Blue, (0, 0, 238)),
    ("magenta", Color::Magenta, (205, 0, 205)),
    ("cyan", Color::Cyan, (0, 205, 205)),
    ("white", Color::Gray, (229, 229, 229)),
    ("bright-black", Color::DarkGray, (127, 127, 127)),
    ("bright-red", Color::LightRed, (255, 0, 0)),
    ("bright-green", Color::LightGreen, (0, 255, 0)),
    ("bright-yellow", Color::LightYellow, (255, 255, 0)),
    ("bright-blue", Color::LightBlue, (92, 92, 255)),
    ("bright-magenta", Color::LightMagenta, (255, 0, 255)),
    ("bright-cyan", Color::LightCyan, (0, 255, 255)),
    ("bright-white", Color::White, (255, 255, 255)),
];

/// `#rrggbb`, one of the sixteen names, or `default`.
pub fn parse(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    if let Some(hex) = text.strip_prefix('#') {
        if hex.len() != 6 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(hex, 16).ok()?;
        return Some(Color::Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8));
    }
    SIXTEEN.iter().find(|(name, ..)| *name == text).map(|&(_, color, _)| color)
}

/// Contrast ratio of WCAG 2: 1 (none) to 21 (black on white).
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color) -> f64 {
    let (r, g, b) = match color {
        Color::Rgb(r, g, b) => (r, g, b),
        _ => SIXTEEN.iter().find(|(_, known, _)| *known == color).map_or((0, 0, 0), |&(_, _, rgb)| rgb),
    };
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_follows_the_environment() {
        let detect = |pairs: &[(&str, &str)]| {
            ColorDepth::detect(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(detect(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]), ColorDepth::True);
        assert_eq!(detect(&[("TERM", "tmux-256color")]), ColorDepth::TwoHundredFiftySix);
        assert_eq!(detect(&[("TERM", "linux")]), ColorDepth::Sixteen);
        assert_eq!(detect(&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")]), ColorDepth::None);
        assert_eq!(detect(&[("TERM", "xterm-kitty"), ("NO_COLOR", "")]), ColorDepth::True);
        for plain in ["dumb", "vt100", "vt100-am", "vt220", "xterm-mono", "screen-m"] {
            assert_eq!(detect(&[("TERM", plain), ("COLORTERM", "truecolor")]), ColorDepth::None, "{plain}");
        }
    }

    #[test]
    fn nearest_colours() {
        let rgb = Color::Rgb(0x8a, 0xb8, 0xf5);
        assert_eq!(ColorDepth::TwoHundredFiftySix.nearest(rgb), Some(Color::Indexed(111)));
        assert_eq!(ColorDepth::TwoHundredFiftySix.nearest(Color::Rgb(0x16, 0x18, 0x1d)), Some(Color::Indexed(234)));
        assert_eq!(ColorDepth::Sixteen.nearest(Color::Rgb(250, 5, 5)), Some(Color::LightRed));
        assert_eq!(ColorDepth::None.nearest(rgb), None);
    }

    #[test]
    fn contrast_of_black_and_white() {
        assert!((contrast(Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255)) - 21.0).abs() < 0.01);
        assert!((contrast(Color::Rgb(9, 9, 9), Color::Rgb(9, 9, 9)) - 1.0).abs() < 0.01);
    }
}
