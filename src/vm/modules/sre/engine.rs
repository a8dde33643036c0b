//! The matching engine of `re`: code of `re/_compiler.py` and a subject in, positions of the groups out.
//!
//! CPython's `_sre` in the form of a backtracking machine: what is still to be tried stands on a stack of choices, what
//! groups held before stands on a trail, so that neither a long subject nor a deep repetition uses Rust's stack. Only
//! look-around, atomic groups and possessive repetitions start a machine of their own, as deep as the pattern nests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::charset::{self, Fold};

/// Opcodes, numbered as in `re/_constants.py` of CPython 3.13.
pub mod op {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub const GROUPREF_IGNORE: u32 = 30;
    pub const IN_IGNORE: u32 = 31;
    pub const LITERAL_IGNORE: u32 = 32;
    pub const NOT_LITERAL_IGNORE: u32 = 33;
    pub const GROUPREF_LOC_IGNORE: u32 = 34;
    pub const IN_LOC_IGNORE: u32 = 35;
    pub const LITERAL_LOC_IGNORE: u32 = 36;
    pub const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub const GROUPREF_UNI_IGNORE: u32 = 38;
    pub const IN_UNI_IGNORE: u32 = 39;
    pub const LITERAL_UNI_IGNORE: u32 = 40;
    pub const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;
}

pub const MAXREPEAT: u32 = u32::MAX;

/// What is searched: characters by index.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// ASCII text, or bytes.
    Bytes(&'a [u8]),
    Wide(&'a [u32]),
}

impl Subject<'_> {
    pub fn len(&self) -> usize {
        match self {
            Subject::Bytes(bytes) => bytes.len(),
            Subject::Wide(points) => points.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub fn at(&self, index: usize) -> u32 {
        match self {
            Subject::Bytes(bytes) => u32::from(bytes[index]),
            Subject::Wide(points) => points[index],
        }
    }
}

/// The pattern's code is not what the compiler makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadCode;

/// One match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    /// Start and end of each group, from group 1.
    pub marks: Vec<Option<usize>>,
    pub lastindex: Option<usize>,
}

/// A turn of a repetition: which, how often, where the last turn began, and the repetition around it.
#[derive(Clone, Copy)]
struct Turn {
    /// Index of REPEAT.
    at: usize,
    count: i64,
    last: Option<usize>,
    outer: Option<u32>,
}

/// What to do when the present way fails.
enum Choice {
    /// Go on at this code and position.
    Go { pc: usize, pos: usize, turn: Option<u32>, trail: usize, lastindex: Option<usize> },
    /// A greedy run of one-character items: give one back.
    Shorter {
        tail: usize,
        start: usize,
        least: usize,
        count: usize,
        turn: Option<u32>,
        trail: usize,
        lastindex: Option<usize>,
    },
    /// A lazy run: take one more.
    Longer { at: usize, pos: usize, count: u32, turn: Option<u32>, trail: usize, lastindex: Option<usize> },
}

pub struct Machine<'a> {
    code: &'a [u32],
    subject: Subject<'a>,
    end: usize,
    marks: Vec<Option<usize>>,
    lastindex: Option<usize>,
    trail: Vec<(usize, Option<usize>)>,
    turns: Vec<Turn>,
    choices: Vec<Choice>,
    /// The whole rest has to match.
    match_all: bool,
    /// Where an empty match is not allowed to end.
    not_at: Option<usize>,
    /// Set from outside to give up; looked at now and then.
    interrupt: Arc<AtomicBool>,
    failures: u32,
}

impl<'a> Machine<'a> {
    pub fn new(code: &'a [u32], groups: usize, subject: Subject<'a>, end: usize, interrupt: Arc<AtomicBool>) -> Self {
        Self {
            code,
            subject,
            end: end.min(subject.len()),
            marks: vec![None; groups * 2],
            lastindex: None,
            trail: Vec::new(),
            turns: Vec::new(),
            choices: Vec::new(),
            match_all: false,
            not_at: None,
            interrupt,
            failures: 0,
        }
    }

    fn reset(&mut self) {
        self.marks.iter_mut().for_each(|mark| *mark = None);
        self.lastindex = None;
        self.trail.clear();
        self.turns.clear();
        self.choices.clear();
    }

    /// A match that begins at `start`; `whole`: and ends at the end. `must_advance`: and is not empty.
    pub fn match_at(&mut self, start: usize, whole: bool, must_advance: bool) -> Result<Option<Found>, BadCode> {
        if start > self.end {
            return Ok(None);
        }
        self.reset();
        self.match_all = whole;
        self.not_at = must_advance.then_some(start);
        Ok(self.run(0, start, None, true)?.map(|end| Found {
            start,
            end,
            marks: self.marks.clone(),
            lastindex: self.lastindex,
        }))
    }

    /// The first match at or behind `start`.
    pub fn search(&mut self, start: usize, must_advance: bool) -> Result<Option<Found>, BadCode> {
        let hint = Hint::read(self.code);
        let mut at = start;
        let mut must_advance = must_advance;
        while at + hint.least <= self.end {
            if let Some(first) = hint.first {
                while at < self.end && self.subject.at(at) != first {
                    at += 1;
                }
                if at >= self.end {
                    return Ok(None);
                }
            } else if let Some(set) = hint.set {
                while at < self.end && !charset::contains(self.code, set, self.subject.at(at))? {
                    at += 1;
                }
                if at >= self.end {
                    return Ok(None);
                }
            }
            if let Some(found) = self.match_at(at, false, must_advance && at == start)? {
                return Ok(Some(found));
            }
            must_advance = must_advance && at == start;
            at += 1;
        }
        Ok(None)
    }

    #[inline]
    fn word(&self, at: usize) -> Result<u32, BadCode> {
        self.code.get(at).copied().ok_or(BadCode)
    }

    fn target(&self, at: usize) -> Result<usize, BadCode> {
        Ok(at + self.word(at)? as usize)
    }

    fn undo(&mut self, trail: usize) {
        while self.trail.len() > trail {
            if let Some((mark, old)) = self.trail.pop() {
                self.marks[mark] = old;
            }
        }
    }

    fn go(&mut self, pc: usize, pos: usize, turn: Option<u32>) {
        let (trail, lastindex) = (self.trail.len(), self.lastindex);
        self.choices.push(Choice::Go { pc, pos, turn, trail, lastindex });
    }

    /// Runs from `pc` until SUCCESS; the position there, or `None`. Choices made on the way are forgotten.
    fn run(&mut self, pc: usize, pos: usize, turn: Option<u32>, top: bool) -> Result<Option<usize>, BadCode> {
        let base = self.choices.len();
        let (mut pc, mut pos, mut turn) = (pc, pos, turn);
        loop {
            let advanced = self.step(&mut pc, &mut pos, &mut turn, top)?;
            match advanced {
                Step::On => continue,
                Step::Done => {
                    self.choices.truncate(base);
                    return Ok(Some(pos));
                }
                Step::Fail => {}
            }
            self.failures = self.failures.wrapping_add(1);
            if self.failures & 0xffff == 0 && self.interrupt.load(Ordering::Relaxed) {
                return Err(BadCode);
            }
            // Back to the newest choice.
            loop {
                if self.choices.len() == base {
                    return Ok(None);
                }
                let Some(choice) = self.choices.pop() else { return Ok(None) };
                match choice {
                    Choice::Go { pc: to, pos: from, turn: in_turn, trail, lastindex } => {
                        self.undo(trail);
                        self.lastindex = lastindex;
                        (pc, pos, turn) = (to, from, in_turn);
                        break;
                    }
                    Choice::Shorter { tail, start, least, mut count, turn: in_turn, trail, lastindex } => {
                        self.undo(trail);
                        self.lastindex = lastindex;
                        // A literal behind the run must stand where the run ends.
                        let literal = if self.word(tail)? == op::LITERAL { Some(self.word(tail + 1)?) } else { None };
                        let fits = |machine: &Self, count: usize| match literal {
                            Some(c) => start + count < machine.end && machine.subject.at(start + count) == c,
                            None => true,
                        };
                        let mut found = false;
                        while count > least {
                            count -= 1;
                            if fits(self, count) {
                                found = true;
                                break;
                            }
                        }
                        if !found {
                            continue;
                        }
                        if count > least {
                            self.choices.push(Choice::Shorter {
                                tail,
                                start,
                                least,
                                count,
                                turn: in_turn,
                                trail,
                                lastindex,
                            });
                        }
                        (pc, pos, turn) = (tail, start + count, in_turn);
                        break;
                    }
                    Choice::Longer { at, pos: from, count, turn: in_turn, trail, lastindex } => {
                        self.undo(trail);
                        self.lastindex = lastindex;
                        let most = self.word(at + 3)?;
                        if most != MAXREPEAT && count >= most || from >= self.end || !self.item(at + 4, from)? {
                            continue;
                        }
                        self.choices.push(Choice::Longer {
                            at,
                            pos: from + 1,
                            count: count + 1,
                            turn: in_turn,
                            trail,
                            lastindex,
                        });
                        (pc, pos, turn) = (self.target(at + 1)?, from + 1, in_turn);
                        break;
                    }
                }
            }
        }
    }

    /// Whether the one-character item at `pc` matches the character at `pos`.
    fn item(&self, pc: usize, pos: usize) -> Result<bool, BadCode> {
        let c = self.subject.at(pos);
        Ok(match self.word(pc)? {
            op::ANY => !charset::is_linebreak(c),
            op::ANY_ALL => true,
            op::LITERAL => c == self.word(pc + 1)?,
            op::NOT_LITERAL => c != self.word(pc + 1)?,
            op::IN => charset::contains(self.code, pc + 2, c)?,
            op::CATEGORY => charset::category(self.word(pc + 1)?, c)?,
            op::LITERAL_IGNORE => charset::lower(Fold::Ascii, c) == self.word(pc + 1)?,
            op::NOT_LITERAL_IGNORE => charset::lower(Fold::Ascii, c) != self.word(pc + 1)?,
            op::IN_IGNORE => charset::contains(self.code, pc + 2, charset::lower(Fold::Ascii, c))?,
            op::LITERAL_UNI_IGNORE => charset::lower(Fold::Unicode, c) == self.word(pc + 1)?,
            op::NOT_LITERAL_UNI_IGNORE => charset::lower(Fold::Unicode, c) != self.word(pc + 1)?,
            op::IN_UNI_IGNORE => charset::contains(self.code, pc + 2, charset::lower(Fold::Unicode, c))?,
            op::LITERAL_LOC_IGNORE => charset::locale_equal(c, self.word(pc + 1)?),
            op::NOT_LITERAL_LOC_IGNORE => !charset::locale_equal(c, self.word(pc + 1)?),
            op::IN_LOC_IGNORE => {
                charset::contains(self.code, pc + 2, charset::lower(Fold::Locale, c))?
                    || charset::contains(self.code, pc + 2, charset::upper_locale(c))?
            }
            _ => return Err(BadCode),
        })
    }

    /// How many characters from `pos` the item at `pc` matches, at most `most`.
    fn count(&self, pc: usize, pos: usize, most: u32) -> Result<usize, BadCode> {
        let room = self.end - pos;
        let most = if most == MAXREPEAT { room } else { room.min(most as usize) };
        if self.word(pc)? == op::ANY_ALL {
            return Ok(most);
        }
        let mut count = 0;
        while count < most && self.item(pc, pos + count)? {
            count += 1;
        }
        Ok(count)
    }

    #[inline]
    fn step(&mut self, pc: &mut usize, pos: &mut usize, turn: &mut Option<u32>, top: bool) -> Result<Step, BadCode> {
        let at = *pc;
        match self.word(at)? {
            op::FAILURE => return Ok(Step::Fail),
            op::SUCCESS => {
                if top && (self.match_all && *pos != self.end || self.not_at == Some(*pos)) {
                    return Ok(Step::Fail);
                }
                return Ok(Step::Done);
            }
            op::ANY | op::ANY_ALL => {
                if *pos >= self.end || !self.item(at, *pos)? {
                    return Ok(Step::Fail);
                }
                *pos += 1;
                *pc += 1;
            }
            op::LITERAL
            | op::NOT_LITERAL
            | op::CATEGORY
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => {
                if *pos >= self.end || !self.item(at, *pos)? {
                    return Ok(Step::Fail);
                }
                *pos += 1;
                *pc += 2;
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                if *pos >= self.end || !self.item(at, *pos)? {
                    return Ok(Step::Fail);
                }
                *pos += 1;
                *pc = self.target(at + 1)?;
            }
            op::AT => {
                if !self.anchor(self.word(at + 1)?, *pos)? {
                    return Ok(Step::Fail);
                }
                *pc += 2;
            }
            op::MARK => {
                let mark = self.word(at + 1)? as usize;
                if mark >= self.marks.len() {
                    return Err(BadCode);
                }
                self.trail.push((mark, self.marks[mark]));
                self.marks[mark] = Some(*pos);
                if mark & 1 == 1 {
                    self.lastindex = Some(mark / 2 + 1);
                }
                *pc += 2;
            }
            op::JUMP | op::INFO => *pc = self.target(at + 1)?,
            op::BRANCH => {
                // Each alternative has its length in front of it; the list ends with 0.
                let mut alternatives = Vec::new();
                let mut next = at + 1;
                while self.word(next)? != 0 {
                    alternatives.push(next + 1);
                    next = self.target(next)?;
                }
                let Some((&first, others)) = alternatives.split_first() else { return Ok(Step::Fail) };
                for &other in others.iter().rev() {
                    if self.may_begin(other, *pos)? {
                        self.go(other, *pos, *turn);
                    }
                }
                *pc = first;
            }
            op::REPEAT_ONE => {
                let (least, most) = (self.word(at + 2)? as usize, self.word(at + 3)?);
                let count = self.count(at + 4, *pos, most)?;
                if count < least {
                    return Ok(Step::Fail);
                }
                let tail = self.target(at + 1)?;
                let (trail, lastindex) = (self.trail.len(), self.lastindex);
                if count > least {
                    self.choices.push(Choice::Shorter {
                        tail,
                        start: *pos,
                        least,
                        count,
                        turn: *turn,
                        trail,
                        lastindex,
                    });
                }
                *pos += count;
                *pc = tail;
            }
            op::MIN_REPEAT_ONE => {
                let least = self.word(at + 2)?;
                if least > 0 && self.count(at + 4, *pos, least)? < least as usize {
                    return Ok(Step::Fail);
                }
                *pos += least as usize;
                let (trail, lastindex) = (self.trail.len(), self.lastindex);
                self.choices.push(Choice::Longer { at, pos: *pos, count: least, turn: *turn, trail, lastindex });
                *pc = self.target(at + 1)?;
            }
            op::POSSESSIVE_REPEAT_ONE => {
                let (least, most) = (self.word(at + 2)? as usize, self.word(at + 3)?);
                let count = self.count(at + 4, *pos, most)?;
                if count < least {
                    return Ok(Step::Fail);
                }
                *pos += count;
                *pc = self.target(at + 1)?;
            }
            op::REPEAT => {
                self.turns.push(Turn { at, count: -1, last: None, outer: *turn });
                *turn = Some(self.turns.len() as u32 - 1);
                *pc = self.target(at + 1)?;
            }
            op::MAX_UNTIL | op::MIN_UNTIL => return self.until(pc, pos, turn),
            op::POSSESSIVE_REPEAT => return self.possessive(pc, pos, turn),
            op::ATOMIC_GROUP => match self.run(at + 2, *pos, *turn, false)? {
                Some(end) => {
                    *pos = end;
                    *pc = self.target(at + 1)?;
                }
                None => return Ok(Step::Fail),
            },
            op::ASSERT | op::ASSERT_NOT => {
                let wanted = self.word(at)? == op::ASSERT;
                let back = self.word(at + 2)? as usize;
                let found = match pos.checked_sub(back) {
                    Some(start) => {
                        let (trail, lastindex) = (self.trail.len(), self.lastindex);
                        let found = self.run(at + 3, start, *turn, false)?.is_some();
                        if !(found && wanted) {
                            self.undo(trail);
                            self.lastindex = lastindex;
                        }
                        found
                    }
                    None => false,
                };
                if found != wanted {
                    return Ok(Step::Fail);
                }
                *pc = self.target(at + 1)?;
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => {
                let Some((start, end)) = self.group(self.word(at + 1)?) else { return Ok(Step::Fail) };
                let fold = match self.word(at)? {
                    op::GROUPREF => Fold::None,
                    op::GROUPREF_IGNORE => Fold::Ascii,
                    op::GROUPREF_UNI_IGNORE => Fold::Unicode,
                    _ => Fold::Locale,
                };
                for index in start..end {
                    if *pos >= self.end
                        || charset::lower(fold, self.subject.at(*pos)) != charset::lower(fold, self.subject.at(index))
                    {
                        return Ok(Step::Fail);
                    }
                    *pos += 1;
                }
                *pc += 2;
            }
            op::GROUPREF_EXISTS => {
                *pc = match self.group(self.word(at + 1)?) {
                    Some(_) => at + 3,
                    None => at + 1 + self.word(at + 2)? as usize,
                };
            }
            _ => return Err(BadCode),
        }
        Ok(Step::On)
    }

    /// A glance at an alternative, so that hopeless ones make no choice.
    fn may_begin(&self, pc: usize, pos: usize) -> Result<bool, BadCode> {
        Ok(match self.word(pc)? {
            op::LITERAL | op::IN => pos < self.end && self.item(pc, pos)?,
            _ => true,
        })
    }

    fn group(&self, group: u32) -> Option<(usize, usize)> {
        let at = group as usize * 2;
        let (start, end) = ((*self.marks.get(at)?)?, (*self.marks.get(at + 1)?)?);
        (start <= end).then_some((start, end))
    }

    fn until(&mut self, pc: &mut usize, pos: &mut usize, turn: &mut Option<u32>) -> Result<Step, BadCode> {
        let lazy = self.word(*pc)? == op::MIN_UNTIL;
        let Some(now) = turn.and_then(|turn| self.turns.get(turn as usize).copied()) else { return Err(BadCode) };
        let (least, most) = (i64::from(self.word(now.at + 2)?), self.word(now.at + 3)?);
        let (body, tail) = (now.at + 4, *pc + 1);
        let count = now.count + 1;
        let again = |machine: &mut Self, last: Option<usize>| {
            machine.turns.push(Turn { at: now.at, count, last, outer: now.outer });
            Some(machine.turns.len() as u32 - 1)
        };
        if count < least {
            *turn = again(self, now.last);
            *pc = body;
            return Ok(Step::On);
        }
        // A turn that matched nothing is not followed by another.
        let more = (most == MAXREPEAT || count < i64::from(most)) && now.last != Some(*pos);
        if lazy {
            if more {
                let next = again(self, Some(*pos));
                self.go(body, *pos, next);
            }
            *turn = now.outer;
            *pc = tail;
        } else if more {
            self.go(tail, *pos, now.outer);
            *turn = again(self, Some(*pos));
            *pc = body;
        } else {
            *turn = now.outer;
            *pc = tail;
        }
        Ok(Step::On)
    }

    fn possessive(&mut self, pc: &mut usize, pos: &mut usize, turn: &mut Option<u32>) -> Result<Step, BadCode> {
        let at = *pc;
        let (least, most) = (self.word(at + 2)?, self.word(at + 3)?);
        let mut count = 0;
        while most == MAXREPEAT || count < most {
            let (trail, lastindex) = (self.trail.len(), self.lastindex);
            match self.run(at + 4, *pos, *turn, false)? {
                Some(end) => {
                    let stuck = end == *pos;
                    *pos = end;
                    count += 1;
                    if stuck && count >= least {
                        break;
                    }
                }
                None => {
                    self.undo(trail);
                    self.lastindex = lastindex;
                    break;
                }
            }
        }
        if count < least {
            return Ok(Step::Fail);
        }
        // The tail stands behind the SUCCESS that ends the body.
        *pc = self.target(at + 1)? + 1;
        Ok(Step::On)
    }

    fn anchor(&self, what: u32, pos: usize) -> Result<bool, BadCode> {
        let word_before = |is_word: fn(u32) -> bool| pos > 0 && is_word(self.subject.at(pos - 1));
        let word_here = |is_word: fn(u32) -> bool| pos < self.end && is_word(self.subject.at(pos));
        let boundary = |is_word: fn(u32) -> bool| word_before(is_word) != word_here(is_word);
        let empty = self.end == 0;
        Ok(match what {
            0 | 2 => pos == 0,
            1 => pos == 0 || charset::is_linebreak(self.subject.at(pos - 1)),
            3 | 8 => !empty && boundary(charset::is_ascii_word),
            4 | 9 => !empty && !boundary(charset::is_ascii_word),
            5 => pos == self.end || pos + 1 == self.end && charset::is_linebreak(self.subject.at(pos)),
            6 => pos == self.end || charset::is_linebreak(self.subject.at(pos)),
            7 => pos == self.end,
            10 => !empty && boundary(charset::is_unicode_word),
            11 => !empty && !boundary(charset::is_unicode_word),
            _ => return Err(BadCode),
        })
    }
}

enum Step {
    On,
    Done,
    Fail,
}

/// What INFO says of the beginning of every match.
struct Hint {
    least: usize,
    first: Option<u32>,
    /// Index of a set in the code.
    set: Option<usize>,
}

impl Hint {
    const PREFIX: u32 = 1;
    const CHARSET: u32 = 4;

    fn read(code: &[u32]) -> Self {
        let mut hint = Hint { least: 0, first: None, set: None };
        if code.first() != Some(&op::INFO) {
            return hint;
        }
        let word = |at: usize| code.get(at).copied().unwrap_or(0);
        hint.least = word(3) as usize;
        if word(2) & Self::PREFIX != 0 && word(5) > 0 {
            hint.first = Some(word(7));
        } else if word(2) & Self::CHARSET != 0 {
            hint.set = Some(5);
        }
        hint
    }
}
