//! East Asian encodings, several bytes to a character, with CPython's tables and errors.
//!
//! `encoding_rs` has the tables of the WHATWG, from which CPython's differ: [`TABLES`] lists, for each of CPython's codecs,
//! what a byte beyond ASCII means by itself and where its sequences of two to four bytes mean something else.
//! [`shifted`] adds the codecs that switch between character sets (`iso2022_…`, `hz`).

use std::borrow::Cow;

use super::multibyte_tables::TABLES;
use encoding_rs::Encoding;

/// One of CPython's codecs, as it differs from one of the WHATWG's.
#[derive(Debug)]
pub struct Table {
    pub codec: &'static str,
    pub base: &'static Encoding,
    /// The meaning of the bytes 0x80 to 0xff: a character, [`ILLEGAL`], or [`LEAD`].
    pub high: &'static str,
    /// Ascending and disjoint.
    pub changes: &'static [Change],
}

/// What sequences of bytes mean that follow each other, read as big-endian numbers.
#[derive(Debug)]
pub struct Change {
    pub first: u32,
    pub last: u32,
    /// A character for each; all that one sequence alone means; or nothing where they are illegal.
    pub text: &'static str,
}

/// Marks a byte that cannot stand here.
pub const ILLEGAL: char = '\u{fffe}';

/// Marks the first byte of a sequence.
pub const LEAD: char = '\u{ffff}';

/// Why bytes are no text: the first of them, how many, and CPython's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed {
    pub start: usize,
    pub length: usize,
    pub reason: &'static str,
}

impl Malformed {
    pub(super) fn illegal(start: usize, length: usize) -> Self {
        Malformed { start, length, reason: "illegal multibyte sequence" }
    }

    pub(super) fn incomplete(start: usize, end: usize) -> Self {
        Malformed { start, length: end - start, reason: "incomplete multibyte sequence" }
    }
}

/// The table of CPython's codec of that name.
pub fn table(codec: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.codec == codec)
}

impl Table {
    /// Decodes all of `bytes`.
    pub fn decode(&self, bytes: &[u8]) -> Result<String, Malformed> {
        let high: Vec<char> = self.high.chars().collect();
        let mut text = String::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let Some(&single) = usize::from(byte).checked_sub(128).and_then(|index| high.get(index)) else {
                text.push(self.low(byte));
                at += 1;
                continue;
            };
            match single {
                ILLEGAL => return Err(Malformed::illegal(at, 1)),
                LEAD => {
                    let length = self.sequence_length(&bytes[at..]).ok_or(Malformed::incomplete(at, bytes.len()))?;
                    let meaning = self.meaning(&bytes[at..at + length]);
                    text.push_str(&meaning.ok_or(Malformed::illegal(at, self.illegal_length(&bytes[at..])))?);
                    at += length;
                }
                character => {
                    text.push(character);
                    at += 1;
                }
            }
        }
        Ok(text)
    }

    /// The meaning of a byte below 0x80.
    fn low(&self, byte: u8) -> char {
        match (byte, self.codec) {
            (b'\\', "shift_jis_2004" | "shift_jisx0213") => '¥',
            (b'~', "shift_jis_2004" | "shift_jisx0213") => '\u{203e}',
            _ => byte as char,
        }
    }

    /// How many bytes the sequence at the start of `bytes` has; `None` if some are missing.
    fn sequence_length(&self, bytes: &[u8]) -> Option<usize> {
        let second = *bytes.get(1)?;
        let length = match (self.codec, bytes[0]) {
            ("euc_jp" | "euc_jis_2004" | "euc_jisx0213", 0x8f) => 3,
            ("gb18030", _) if second.is_ascii_digit() => 4,
            // A syllable spelled out: a filler and three letters.
            ("euc_kr", 0xa4) if second == 0xd4 => 8,
            _ => 2,
        };
        (bytes.len() >= length).then_some(length)
    }

    /// How many bytes CPython blames for an illegal sequence.
    fn illegal_length(&self, bytes: &[u8]) -> usize {
        // Characters that the edition of 2004 added are read, then refused.
        let edition = match self.codec {
            "euc_jisx0213" => "euc_jis_2004",
            "shift_jisx0213" => "shift_jis_2004",
            _ => return 1,
        };
        let added = table(edition).is_some_and(|table| table.meaning(&bytes[..2]).is_some());
        if added { 2 } else { 1 }
    }

    /// The text that one sequence stands for.
    pub(super) fn meaning(&self, sequence: &[u8]) -> Option<Cow<'static, str>> {
        if sequence.len() == 8 {
            return spelled_syllable(sequence).map(|c| c.to_string().into());
        }
        let code = sequence.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
        let index = self.changes.partition_point(|change| change.last < code);
        match self.changes.get(index) {
            Some(change) if change.first <= code => change.meaning(code).map(Cow::Borrowed),
            _ => {
                let decoded = self.base.decode_without_bom_handling_and_without_replacement(sequence)?;
                // A byte that the WHATWG has for a character by itself begins no sequence.
                let is_whole = sequence.len() < 4 || decoded.chars().count() == 1;
                is_whole.then(|| decoded.into_owned().into())
            }
        }
    }
}

impl Change {
    fn meaning(&self, code: u32) -> Option<&'static str> {
        if self.first == self.last {
            return Some(self.text).filter(|text| !text.is_empty());
        }
        let (start, c) = self.text.char_indices().nth((code - self.first) as usize)?;
        Some(&self.text[start..start + c.len_utf8()])
    }
}

/// KS X 1001 can spell a syllable it lacks: a filler and the three letters, the last one a filler again if there is none.
fn spelled_syllable(sequence: &[u8]) -> Option<char> {
    const NONE: u8 = 127;
    const FIRST: [u8; 30] = [
        0, 1, NONE, 2, NONE, NONE, 3, 4, 5, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 6, 7, 8, NONE, 9, 10, 11, 12, 13,
        14, 15, 16, 17, 18,
    ];
    const LAST: [u8; 30] = [
        1, 2, 3, 4, 5, 6, 7, NONE, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, NONE, 18, 19, 20, 21, 22, NONE, 23, 24, 25,
        26, 27,
    ];
    let letter = |index: usize| (sequence[index] == 0xa4).then_some(sequence[index + 1]);
    let (first, vowel, last) = (letter(2)?, letter(4)?, letter(6)?);
    let first = *FIRST.get(usize::from(first.checked_sub(0xa1)?))?;
    let vowel = vowel.checked_sub(0xbf).filter(|&vowel| vowel < 21)?;
    let last = if last == 0xd4 { 0 } else { *LAST.get(usize::from(last.checked_sub(0xa1)?))? };
    if first == NONE || last == NONE {
        return None;
    }
    char::from_u32(0xac00 + (u32::from(first) * 21 + u32::from(vowel)) * 28 + u32::from(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(codec: &str, bytes: &[u8]) -> Result<String, Malformed> {
        table(codec).expect("a codec").decode(bytes)
    }

    #[test]
    fn tables_are_cpythons_and_not_the_whatwgs() {
        for (codec, bytes, expected) in [
            ("shift_jis", &b"\x81\x60\xb1"[..], "〜ｱ"),
            ("cp932", b"\x81\x60\x80\xa0", "～\u{80}\u{f8f0}"),
            ("euc_jp", b"\xa1\xc1\x8f\xb0\xa1\x8e\xb1", "〜丂ｱ"),
            ("big5", b"\xa1\x45", "•"),
            ("cp950", b"\xc6\xa1", "ヾ"),
            ("big5hkscs", b"\x88\x62\xa1\x45", "\u{ca}\u{304}•"),
            ("gb2312", b"\xa1\xa4", "・"),
            ("gbk", b"\xa1\xa4\x81\x40", "·丂"),
            ("gb18030", b"\x81\x35\xf4\x37\x90\x30\x81\x30", "ḿ\u{10000}"),
            ("euc_kr", b"\xb0\xa1\xa4\xd4\xa4\xa1\xa4\xbf\xa4\xd4", "가가"),
            ("cp949", b"\x81\x41", "갂"),
            ("euc_jis_2004", b"\xa4\xf7\x8f\xa1\xa1", "か\u{309a}\u{20089}"),
            ("shift_jis_2004", b"\\\x81\x5f\x82\xf5", "¥\\か\u{309a}"),
        ] {
            assert_eq!(decode(codec, bytes).as_deref(), Ok(expected), "{codec}");
        }
    }

    #[test]
    fn errors_blame_the_first_byte_or_what_is_left() {
        assert_eq!(decode("euc_kr", b"a\x81\x41"), Err(Malformed::illegal(1, 1)));
        assert_eq!(decode("euc_jp", b"\x8f\xb0"), Err(Malformed::incomplete(0, 2)));
        assert_eq!(decode("gb18030", b"\x80a"), Err(Malformed::illegal(0, 1)));
        assert_eq!(decode("euc_jisx0213", b"\xae\xa1"), Err(Malformed::illegal(0, 2)));
    }

    #[test]
    fn tables_are_in_order() {
        for table in TABLES {
            assert_eq!(table.high.chars().count(), 128, "{}", table.codec);
            assert!(table.changes.windows(2).all(|pair| pair[0].last < pair[1].first), "{}", table.codec);
        }
    }

    /// Writes what `encoding_rs` makes of every sequence that `tests/record/multibyte.py` compares.
    #[test]
    #[ignore = "part of making the tables anew"]
    fn write_the_whatwgs_tables() {
        use std::io::Write;
        let path = std::env::var_os("PYLENS_WHATWG_TABLES").expect("PYLENS_WHATWG_TABLES names a file");
        let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a new file"));
        let bases =
            [encoding_rs::BIG5, encoding_rs::EUC_JP, encoding_rs::EUC_KR, encoding_rs::GB18030, encoding_rs::SHIFT_JIS];
        for base in bases {
            let mut write = |sequence: &[u8]| {
                if let Some(text) = base.decode_without_bom_handling_and_without_replacement(sequence) {
                    let code = sequence.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
                    writeln!(out, "{} {code:x} {}", base.name(), text.escape_unicode()).expect("room");
                }
            };
            for code in 0x8000..=0xffff_u16 {
                write(&code.to_be_bytes());
                if base == encoding_rs::EUC_JP {
                    let [second, third] = code.to_be_bytes();
                    write(&[0x8f, second, third]);
                }
            }
        }
    }
}
