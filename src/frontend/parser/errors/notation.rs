//! A notation for grammar rules that reads like CPython's `Grammar/python.gram`.
//!
//! A rule is a function from the parser to `Option<T>`: `Some` is what its action made, `None` means that it did not
//! match (or that an error was raised, which [`Parser::error`] tells). [`rule!`] lists the alternatives in brackets, in
//! the order in which they are tried:
//!
//! ```text
//! fn while_stmt(p: &mut Parser) -> Option<StmtId> {
//!     rule!(p at;                                          `at` names the token where the rule starts
//!         [@invalid_while_stmt]                            only in the second run
//!         ["while" a=named_expression ":" b=block c=else_block? => p.stmt(at, Stmt::While { .. })]
//!     )
//! }
//! ```
//!
//! | written | means |
//! |---|---|
//! | `"if"` | that keyword, operator or kind of token |
//! | `block` | the rule of that name |
//! | `{ [..] [..] }` | a group of alternatives |
//! | `(…)` | a Rust expression that gives an `Option` |
//! | `x?`, `x*`, `x+`, `","."x"+` | optional, repeated, separated |
//! | `&x`, `!x` | `x` must, must not follow; nothing is consumed |
//! | `&&":"` | `x` follows, or "expected ':'" is raised |
//! | `~` | from here on the other alternatives are out |
//! | `=> action` | makes the result; without one, the last item is the result |
//! | `=>? action` | an action that may give `None`: the rule then fails without trying the other alternatives |
//!
//! Groups and repetitions are functions of their own in CPython's generated parser and count as levels of its stack;
//! so they do here, because the depth at which "Parser stack overflowed" is raised depends on it.

/// A rule: enters a level, tries the alternatives in order, leaves the level.
macro_rules! rule {
    ($p:ident $at:ident; $($alternatives:tt)+) => {{
        let $at = $p.enter()?;
        let found = alternatives!($p $at; $($alternatives)+);
        $p.leave();
        found
    }};
}

/// A rule whose result is remembered for each token it was tried at.
macro_rules! memo {
    ($p:ident $at:ident $rule:ident; $($alternatives:tt)+) => {{
        let $at = $p.enter()?;
        if let Some(found) = $p.recall(Rule::$rule) {
            $p.leave();
            return found;
        }
        let found = alternatives!($p $at; $($alternatives)+);
        if !$p.failed() {
            $p.remember($at, Rule::$rule, found);
        }
        $p.leave();
        found
    }};
}

macro_rules! alternatives {
    ($p:ident $at:ident; $([ $($item:tt)* ])+) => {
        'alternatives: {
            $(
                #[allow(clippy::redundant_closure_call, reason = "the closure is what `?` leaves")]
                let found = (|$p: &mut Parser| alternative!($p; $($item)*))($p);
                if let Some(found) = $p.settle($at, found) {
                    break 'alternatives found;
                }
            )+
            None
        }
    };
}

/// One alternative, item by item.
macro_rules! alternative {
    ($p:ident; => ? $action:expr) => {{
        let found = $action;
        if found.is_none() {
            $p.give_up();
        }
        found
    }};
    ($p:ident; => $action:expr) => { Some($action) };
    ($p:ident; @ $invalid:ident) => { $p.invalid($invalid) };
    ($p:ident; ~ $($rest:tt)+) => {{
        #[allow(clippy::redundant_closure_call, reason = "the closure is what `?` leaves")]
        let found = (|$p: &mut Parser| alternative!($p; $($rest)+))($p);
        if found.is_none() {
            $p.give_up();
        }
        found
    }};
    ($p:ident; && $token:literal $($rest:tt)*) => {{
        $p.expect_forced(const { kind($token) }, $token)?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; & $part:tt $($rest:tt)*) => {{
        $p.ahead(true, |$p| item!($p $part).map(drop))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; ! $part:tt $($rest:tt)*) => {{
        $p.ahead(false, |$p| item!($p $part).map(drop))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $name:ident = $separator:literal . $part:tt + $($rest:tt)*) => {{
        let $name = $p.gather(const { kind($separator) }, |$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $name:ident = $part:tt ? $($rest:tt)*) => {{
        let $name = $p.optional(|$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $name:ident = $part:tt * $($rest:tt)*) => {{
        let $name = $p.repeat(0, |$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $name:ident = $part:tt + $($rest:tt)*) => {{
        let $name = $p.repeat(1, |$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $name:ident = $part:tt $($rest:tt)*) => {{
        let $name = item!($p $part)?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $separator:literal . $part:tt + $($rest:tt)+) => {{
        $p.gather(const { kind($separator) }, |$p| item!($p $part))?;
        alternative!($p; $($rest)+)
    }};
    ($p:ident; $separator:literal . $part:tt +) => {
        $p.gather(const { kind($separator) }, |$p| item!($p $part))
    };
    ($p:ident; $part:tt ? $($rest:tt)*) => {{
        $p.optional(|$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $part:tt * $($rest:tt)*) => {{
        $p.repeat(0, |$p| item!($p $part))?;
        alternative!($p; $($rest)*)
    }};
    ($p:ident; $part:tt + $($rest:tt)+) => {{
        $p.repeat(1, |$p| item!($p $part))?;
        alternative!($p; $($rest)+)
    }};
    ($p:ident; $part:tt +) => { $p.repeat(1, |$p| item!($p $part)) };
    ($p:ident; $part:tt) => { item!($p $part) };
    ($p:ident; $part:tt $($rest:tt)+) => {{
        item!($p $part)?;
        alternative!($p; $($rest)+)
    }};
    ($p:ident;) => { Some(()) };
}

/// One item of an alternative.
macro_rules! item {
    ($p:ident $rule:ident) => { $rule($p) };
    ($p:ident $token:literal) => { $p.expect(const { kind($token) }) };
    ($p:ident { $($alternatives:tt)+ }) => {
        (|$p: &mut Parser| rule!($p _at; $($alternatives)+))($p)
    };
    ($p:ident ($parse:expr)) => { $parse };
}

pub(super) use {alternative, alternatives, item, memo, rule};
