//! Encodings of seven bits that switch between character sets: `hz`, and the family of ISO 2022.
//!
//! The sets are those of [`super::multibyte`]: the two bytes of a character there have their highest bits set. Mirrors
//! CPython's `_codecs_iso2022.c` and the `hz` of `_codecs_cn.c`.

use super::multibyte::{Malformed, table};

const ESC: u8 = 0x1b;
const SO: u8 = 0x0e;
const SI: u8 = 0x0f;

/// Longest escape sequence that is looked at.
const LONGEST_ESCAPE: usize = 16;

/// A character set that an escape sequence can choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Set {
    Ascii,
    Latin1,
    Greek,
    /// JIS X 0201: ASCII with a yen sign and an overline.
    Roman,
    Katakana,
    /// Two bytes, to be looked up in that codec behind that prefix.
    Double {
        codec: &'static str,
        prefix: &'static [u8],
    },
}

const fn double(codec: &'static str) -> Set {
    Set::Double { codec, prefix: &[] }
}

const fn behind_8f(codec: &'static str) -> Set {
    Set::Double { codec, prefix: &[0x8f] }
}

/// A final byte, whether a `$` comes before it, and the set they choose.
type Designation = (u8, bool, Set);

const JISX0208: Designation = (b'B', true, double("euc_jp"));
const JISX0208_OLD: Designation = (b'@', true, double("euc_jp"));
const JISX0212: Designation = (b'D', true, behind_8f("euc_jp"));
const ROMAN: Designation = (b'J', false, Set::Roman);
const KATAKANA: Designation = (b'I', false, Set::Katakana);
const KSX1001: Designation = (b'C', true, double("euc_kr"));
const GB2312: Designation = (b'A', true, double("gb2312"));
const LATIN_1: Designation = (b'A', false, Set::Latin1);
const GREEK: Designation = (b'F', false, Set::Greek);

fn designations(codec: &str) -> &'static [Designation] {
    const JISX0213_2000: [Designation; 2] =
        [(b'O', true, double("euc_jisx0213")), (b'P', true, behind_8f("euc_jisx0213"))];
    const JISX0213_2004: [Designation; 2] =
        [(b'Q', true, double("euc_jis_2004")), (b'P', true, behind_8f("euc_jis_2004"))];
    match codec {
        "iso2022_kr" => &[KSX1001],
        "iso2022_jp" => &[JISX0208, ROMAN, JISX0208_OLD],
        "iso2022_jp_1" => &[JISX0208, JISX0212, ROMAN, JISX0208_OLD],
        "iso2022_jp_2" => &[JISX0208, JISX0212, KSX1001, GB2312, ROMAN, JISX0208_OLD, LATIN_1, GREEK],
        "iso2022_jp_3" => &[JISX0208, JISX0213_2000[0], JISX0213_2000[1]],
        "iso2022_jp_2004" => &[JISX0208, JISX0213_2004[0], JISX0213_2004[1]],
        "iso2022_jp_ext" => &[JISX0208, JISX0212, ROMAN, KATAKANA, JISX0208_OLD],
        _ => &[],
    }
}

/// Decodes all of `bytes` with CPython's codec of that name.
pub fn decode(codec: &str, bytes: &[u8]) -> Result<String, Malformed> {
    if codec == "hz" { hz(bytes) } else { Iso2022::new(codec, bytes).decode() }
}

fn hz(bytes: &[u8]) -> Result<String, Malformed> {
    let mut text = String::new();
    let mut in_chinese = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = || bytes.get(at + 1).copied().ok_or(Malformed::incomplete(at, bytes.len()));
        if byte == b'~' {
            match (pair()?, in_chinese) {
                (b'~', false) => text.push('~'),
                (b'{', false) => in_chinese = true,
                (b'\n', false) => {}
                (b'}', true) => in_chinese = false,
                _ => return Err(Malformed::illegal(at, 1)),
            }
            at += 2;
        } else if byte >= 0x80 {
            return Err(Malformed::illegal(at, 1));
        } else if in_chinese {
            text.push_str(&double_byte("gb2312", &[], &[byte, pair()?]).ok_or(Malformed::illegal(at, 1))?);
            at += 2;
        } else {
            text.push(byte as char);
            at += 1;
        }
    }
    Ok(text)
}

/// The text of a pair of bytes of seven bits.
fn double_byte(codec: &str, prefix: &[u8], pair: &[u8]) -> Option<String> {
    match (pair, codec, prefix) {
        ([0x80..=0xff, _] | [_, 0x80..=0xff], ..) => return None,
        // Where the codecs of EUC differ from the set itself.
        ([0x22, 0x32], "euc_jis_2004" | "euc_jisx0213", []) => return Some("~".to_owned()),
        ([0x7d, 0x3b], "euc_jisx0213", [0x8f]) => return Some("鬜".to_owned()),
        // The second plane of JIS X 0213; in EUC the other rows are those of JIS X 0212.
        ([0x21 | 0x23..=0x25 | 0x28 | 0x2c..=0x2f | 0x6e..=0x7e, _], "euc_jis_2004" | "euc_jisx0213", [0x8f]) => {}
        (_, "euc_jis_2004" | "euc_jisx0213", [0x8f]) => return None,
        _ => {}
    }
    let sequence: Vec<u8> = prefix.iter().copied().chain(pair.iter().map(|byte| byte | 0x80)).collect();
    Some(table(codec)?.meaning(&sequence)?.into_owned())
}

struct Iso2022<'a> {
    bytes: &'a [u8],
    at: usize,
    designations: &'static [Designation],
    has_shift: bool,
    has_g2: bool,
    /// What G0, G1 and G2 stand for.
    sets: [Set; 3],
    shifted: bool,
    /// Inside an escape sequence of another kind, which is text.
    foreign_escape: bool,
    text: String,
}

impl<'a> Iso2022<'a> {
    fn new(codec: &str, bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            designations: designations(codec),
            has_shift: codec == "iso2022_kr",
            has_g2: codec == "iso2022_jp_2",
            sets: [Set::Ascii; 3],
            shifted: false,
            foreign_escape: false,
            text: String::new(),
        }
    }

    fn decode(mut self) -> Result<String, Malformed> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                _ if self.foreign_escape => {
                    self.plain(byte);
                    self.foreign_escape = !ends_escape(byte);
                }
                ESC => self.escape()?,
                SI | SO if self.has_shift => {
                    self.shifted = byte == SO;
                    self.at += 1;
                }
                b'\n' => {
                    self.shifted = false;
                    self.plain(byte);
                }
                0x80.. => return Err(Malformed::illegal(self.at, 1)),
                0..0x20 => self.plain(byte),
                _ => self.character(self.sets[usize::from(self.shifted)])?,
            }
        }
        Ok(self.text)
    }

    /// A byte that means what it means in Latin-1.
    fn plain(&mut self, byte: u8) {
        self.text.push(byte as char);
        self.at += 1;
    }

    fn need(&self, length: usize) -> Result<&'a [u8], Malformed> {
        let found = self.bytes.get(self.at..self.at + length);
        found.ok_or(Malformed::incomplete(self.at, self.bytes.len()))
    }

    fn character(&mut self, set: Set) -> Result<(), Malformed> {
        let byte = self.bytes[self.at];
        match set {
            Set::Double { codec, prefix } => {
                let pair = self.need(2)?;
                let meaning = double_byte(codec, prefix, pair).ok_or(Malformed::illegal(self.at, 2))?;
                self.text.push_str(&meaning);
                self.at += 2;
                return Ok(());
            }
            Set::Roman if byte == b'\\' => self.text.push('¥'),
            Set::Roman if byte == b'~' => self.text.push('\u{203e}'),
            Set::Katakana => match byte {
                0x21..=0x5f => self.text.extend(char::from_u32(0xff40 + u32::from(byte))),
                _ => return Err(Malformed::illegal(self.at, 1)),
            },
            Set::Latin1 | Set::Greek => return Err(Malformed::illegal(self.at, 1)),
            Set::Ascii | Set::Roman => self.text.push(byte as char),
        }
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        match self.need(2)?[1] {
            b'(' | b')' | b'$' | b'.' | b'&' => self.designate(),
            b'N' if self.has_g2 => self.single_shift(),
            _ => {
                self.plain(ESC);
                self.foreign_escape = true;
                Ok(())
            }
        }
    }

    /// One character of G2.
    fn single_shift(&mut self) -> Result<(), Malformed> {
        let byte = self.need(3)?[2];
        let decoded = match self.sets[2] {
            Set::Greek => greek(byte ^ 0x80),
            _ if byte >= 0x80 => None,
            Set::Latin1 => Some((byte | 0x80) as char),
            _ => Some(byte as char),
        };
        self.text.push(decoded.ok_or(Malformed::illegal(self.at, 3))?);
        self.at += 3;
        Ok(())
    }

    /// An escape sequence that says what G0, G1 or G2 stands for.
    fn designate(&mut self) -> Result<(), Malformed> {
        let rest = &self.bytes[self.at..];
        let sequence = self.escape_sequence(rest)?;
        let illegal = Malformed::illegal(self.at, sequence.len());
        let (target, last, is_double) = match *sequence {
            [_, b'$', last] => (0, last, true),
            [_, b'(', last] => (0, last, false),
            [_, b')', last] => (1, last, false),
            [_, b'.', last] if self.has_g2 => (2, last, false),
            [_, b'$', b'(', last] => (0, last, true),
            [_, b'$', b')', last] => (1, last, true),
            [_, _, _, ESC, b'$', b'B'] if !self.has_shift => (0, b'B', true),
            _ => return Err(illegal),
        };
        let chosen = self.designations.iter().find(|(end, double, _)| (*end, *double) == (last, is_double));
        self.sets[target] = match chosen {
            Some(&(_, _, set)) => set,
            None if (last, is_double) == (b'B', false) => Set::Ascii,
            None => return Err(illegal),
        };
        self.at += sequence.len();
        Ok(())
    }

    fn escape_sequence(&self, rest: &'a [u8]) -> Result<&'a [u8], Malformed> {
        let mut index = 1;
        while index < LONGEST_ESCAPE {
            let Some(&byte) = rest.get(index) else {
                return Err(Malformed::incomplete(self.at, self.bytes.len()));
            };
            if ends_escape(byte) {
                return Ok(&rest[..=index]);
            }
            // `ESC & @` announces the revised JIS X 0208, and goes on.
            let announces = !self.has_shift && rest[index..].starts_with(b"&@");
            index += if announces { 3 } else { 1 };
        }
        Err(Malformed::illegal(self.at, 1))
    }
}

fn ends_escape(byte: u8) -> bool {
    matches!(byte, b'@'..=b'Z')
}

/// ISO 8859-7 as CPython's ISO 2022 has it, without the characters that later editions added.
fn greek(byte: u8) -> Option<char> {
    let code = match byte {
        0..=0xa0 | 0xa3 | 0xa6..=0xa9 | 0xab..=0xad | 0xb0..=0xb3 | 0xb7 | 0xbb | 0xbd => u32::from(byte),
        0xa1 => 0x2018,
        0xa2 => 0x2019,
        0xaf => 0x2015,
        0xb4..=0xfe if byte != 0xd2 => 0x2d0 + u32::from(byte),
        _ => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_chosen_by_escapes() {
        for (codec, bytes, expected) in [
            ("hz", &b"a~~~{VPND~}~\nb"[..], "a~中文b"),
            ("iso2022_jp", b"\x1b$B$\"\x1b(Ba\x1b(J\\", "あa¥"),
            ("iso2022_kr", b"\x1b$)C\x0e0!\x0fa\x0e0!\na", "가a가\na"),
            ("iso2022_jp_2", b"\x1b.A\x1bNi\x1b$(C0!", "é가"),
            ("iso2022_jp_ext", b"\x1b(I1\x1b$(D0!", "ｱ丂"),
            ("iso2022_jp_2004", b"\x1b$(Q$w", "か\u{309a}"),
            ("iso2022_jp", b"\x1b[31ma", "\x1b[31ma"),
        ] {
            assert_eq!(decode(codec, bytes).as_deref(), Ok(expected), "{codec}");
        }
    }

    #[test]
    fn errors_blame_the_sequence() {
        assert_eq!(decode("iso2022_jp", b"a\x1b$(C"), Err(Malformed::illegal(1, 4)));
        assert_eq!(decode("iso2022_jp", b"\x1b$"), Err(Malformed::incomplete(0, 2)));
        assert_eq!(decode("iso2022_jp", b"\x1b$B\x7f\x7f"), Err(Malformed::illegal(3, 2)));
        assert_eq!(decode("hz", b"~}"), Err(Malformed::illegal(0, 1)));
    }
}
