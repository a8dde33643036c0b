//! What can be wrong with a replacement field of an f-string.

use super::kind::kind;
use super::notation::*;
use super::parser::{Never, Parser};
use super::primary::name;
use super::statements::annotated_rhs;
use super::strings::fstring_format_spec;

pub fn invalid_replacement_field(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["{" a="=" =>? p.raise_location(a, "f-string: valid expression required before '='")]
        ["{" a="!" =>? p.raise_location(a, "f-string: valid expression required before '!'")]
        ["{" a=":" =>? p.raise_location(a, "f-string: valid expression required before ':'")]
        ["{" a="}" =>? p.raise_location(a, "f-string: valid expression required before '}'")]
        ["{" !annotated_rhs =>? p.raise_on_next_token("f-string: expecting a valid expression after '{'")]
        ["{" annotated_rhs !{ ["="] ["!"] [":"] ["}"] } =>?
            p.raise_on_next_token("f-string: expecting '=', or '!', or ':', or '}'")]
        ["{" annotated_rhs "=" !{ ["!"] [":"] ["}"] } =>?
            p.raise_on_next_token("f-string: expecting '!', or ':', or '}'")]
        ["{" annotated_rhs "="? invalid_conversion_character]
        ["{" annotated_rhs "="? { ["!" name] }? !{ [":"] ["}"] } =>?
            p.raise_on_next_token("f-string: expecting ':' or '}'")]
        ["{" annotated_rhs "="? { ["!" name] }? ":" fstring_format_spec* !"}" =>?
            p.raise_on_next_token("f-string: expecting '}', or format specs")]
        ["{" annotated_rhs "="? { ["!" name] }? !"}" =>?
            p.raise_on_next_token("f-string: expecting '}'")]
    )
}

fn invalid_conversion_character(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["!" &{ [":"] ["}"] } =>? p.raise_on_next_token("f-string: missing conversion character")]
        ["!" !name =>? p.raise_on_next_token("f-string: invalid conversion character")]
    )
}
