//! Which names are keywords.

macro_rules! keywords {
    ($($length:literal: $($keyword:ident = $text:literal)*;)*) => {
        /// A reserved word; `None` for any other name and for tokens that are no names.
        ///
        /// `match`, `case`, `type` and `_` are keywords in some places only and not among these.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Keyword { None, $($( $keyword, )*)* }

        /// The keyword spelled `name`.
        #[inline]
        pub fn keyword(name: &[u8]) -> Keyword {
            match name.len() {
                $( $length => match name {
                    $( $text => Keyword::$keyword, )*
                    _ => Keyword::None,
                }, )*
                _ => Keyword::None,
            }
        }

        #[cfg(test)]
        const ALL: &[&[u8]] = &[ $($( $text, )*)* ];
    };
}

keywords! {
    2: As = b"as" If = b"if" In = b"in" Is = b"is" Or = b"or";
    3: And = b"and" Def = b"def" Del = b"del" For = b"for" Not = b"not" Try = b"try";
    4: NoneValue = b"None" True = b"True" Elif = b"elif" Else = b"else" From = b"from" Pass = b"pass" With = b"with";
    5: False = b"False" Async = b"async" Await = b"await" Break = b"break" Class = b"class" Raise = b"raise"
       While = b"while" Yield = b"yield";
    6: Assert = b"assert" Except = b"except" Global = b"global" Import = b"import" Lambda = b"lambda" Return = b"return";
    7: Finally = b"finally";
    8: Continue = b"continue" Nonlocal = b"nonlocal";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_found() {
        assert_eq!(ALL.len(), 35);
        assert!(ALL.iter().all(|text| keyword(text) != Keyword::None));
        assert_eq!(keyword(b"match"), Keyword::None);
    }
}
