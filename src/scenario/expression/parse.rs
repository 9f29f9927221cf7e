//! Builds the tree: operators by their strength, weakest first, as in Pratt's parsers.
//!
//! `a || b && c == d + e * f` is `a || (b && (c == (d + (e * f))))`. Two rules of CEL's grammar surprise: `!` and `-` do
//! not mix before one operand (`!-x` is an error), and the middle of `?:` is no `?:` itself without parentheses.

use crate::scenario::expression::syntax::{Function, Kind, Node, Operator, Strength};
use crate::scenario::expression::token::Spanned;
use crate::scenario::expression::token_kind::Token;
use crate::scenario::expression::{DEEPEST_NESTING, ExpressionProblem};
use crate::scenario::model::Span;
use crate::scenario::suggest::nearest;

/// Words of CEL that cannot be names.
pub(super) const RESERVED: [&str; 21] = [
    "in",
    "true",
    "false",
    "null",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

type Parsed<T> = Result<T, ExpressionProblem>;

/// Builds the tree of all the words, or says what is wrong with the grammar.
pub(super) fn parse(text: &str, tokens: &[Spanned]) -> Result<Node, Vec<ExpressionProblem>> {
    let mut parser = Parser { text, tokens, at: 0, nesting: 0 };
    parser.whole().map_err(|problem| vec![problem])
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Spanned],
    at: usize,
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn whole(&mut self) -> Parsed<Node> {
        if self.tokens.len() == 1 {
            let problem = ExpressionProblem::new(0..self.text.len(), "the expression is empty");
            return Err(problem.with_help("write a condition, as in `price * quantity <= 1000000`"));
        }
        let node = self.expression()?;
        match self.peek() {
            Token::End => Ok(node),
            _ => Err(self.unexpected("an operator or the end")),
        }
    }

    /// The word here; `End` stays.
    fn peek(&self) -> &'a Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |(_, span)| span.clone())
    }

    /// Where the last word that was taken ends.
    fn end_of_last(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |(_, span)| span.end)
    }

    /// Takes this sign if it stands here.
    fn takes(&mut self, sign: &str) -> bool {
        let stands = matches!(self.peek(), Token::Sign(here) if *here == sign);
        self.at += usize::from(stands);
        stands
    }

    fn expect(&mut self, sign: &str, opened: &Span) -> Parsed<()> {
        if self.takes(sign) {
            return Ok(());
        }
        if *self.peek() == Token::End {
            let opening = self.text.get(opened.clone()).unwrap_or_default();
            let problem = ExpressionProblem::new(opened.clone(), format!("`{opening}` is not closed"));
            return Err(problem.with_help(format!("add `{sign}`")));
        }
        Err(self.unexpected(&format!("`{sign}`")))
    }

    /// The word here is not what has to stand here.
    fn unexpected(&self, wanted: &str) -> ExpressionProblem {
        let span = self.span();
        let word = self.text.get(span.clone()).unwrap_or_default();
        let problem = match self.peek() {
            Token::End => ExpressionProblem::new(span, format!("the expression ends where {wanted} should follow")),
            _ => ExpressionProblem::new(span, format!("unexpected `{word}`, where {wanted} should stand")),
        };
        match (self.peek(), self.before()) {
            (Token::Name(name), _) if name == "and" => problem.with_help("write `&&`"),
            (Token::Name(name), _) if name == "or" => problem.with_help("write `||`"),
            (Token::Name(name), _) if name == "is" => problem.with_help("write `==`"),
            (_, Some(Token::Name(name))) if name == "not" => problem.with_help("write `!`"),
            (Token::Sign("=="), Some(Token::Sign("=="))) => problem.with_help("write `==`"),
            _ => problem,
        }
    }

    /// The word before this one.
    fn before(&self) -> Option<&'a Token> {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|(token, _)| token)
    }

    /// `or`, or `or ? or : expression`
    fn expression(&mut self) -> Parsed<Node> {
        if self.nesting == DEEPEST_NESTING {
            let message = format!("the expression nests more than {DEEPEST_NESTING} levels deep");
            return Err(ExpressionProblem::new(self.span(), message).with_help("split it into several conditions"));
        }
        self.nesting += 1;
        let condition = self.run(Strength::Or)?;
        let node = if self.takes("?") {
            let yes = self.run(Strength::Or)?;
            if matches!(self.peek(), Token::Sign("?")) {
                let problem = ExpressionProblem::new(self.span(), "unexpected `?`, where `:` should stand");
                return Err(problem.with_help("put parentheses around the inner `?:`"));
            }
            if !self.takes(":") {
                return Err(self.unexpected("the `:` of `?:`"));
            }
            let no = self.expression()?;
            let span = condition.span.start..self.end_of_last();
            Node { kind: Kind::Choose(Box::new([condition, yes, no])), span }
        } else {
            condition
        };
        self.nesting -= 1;
        Ok(node)
    }

    /// Operands of the next strength, joined by operators of this one.
    fn run(&mut self, strength: Strength) -> Parsed<Node> {
        let start = self.span().start;
        let first = self.operand(strength)?;
        let mut rest = Vec::new();
        while let Some(sign) = self.operator(strength) {
            let operator = Operator { sign, span: self.span() };
            self.at += 1;
            rest.push((operator, self.operand(strength)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Node { kind: Kind::Run { strength, first: Box::new(first), rest }, span: start..self.end_of_last() })
    }

    fn operand(&mut self, strength: Strength) -> Parsed<Node> {
        match strength.stronger() {
            Some(stronger) => self.run(stronger),
            None => self.unary(),
        }
    }

    /// The operator of this strength that stands here.
    fn operator(&self, strength: Strength) -> Option<&'static str> {
        let sign = match self.peek() {
            Token::Sign(sign) => sign,
            Token::Name(name) if name == "in" => "in",
            _ => return None,
        };
        (Strength::of(sign) == Some(strength)).then_some(sign)
    }

    /// Any number of `!`, or any number of `-`, before an operand.
    fn unary(&mut self) -> Parsed<Node> {
        let start = self.span().start;
        let Token::Sign(sign @ ("!" | "-")) = self.peek() else { return self.postfix(None) };
        let mut times = 0;
        while self.takes(sign) {
            times += 1;
        }
        if let Token::Sign("!" | "-") = self.peek() {
            let problem =
                ExpressionProblem::new(start..self.span().end, "CEL does not mix `!` and `-` before an operand");
            return Err(problem.with_help("put parentheses around the inner one"));
        }
        if times == 1 && *sign == "-" && matches!(self.peek(), Token::Int(_) | Token::Double(_)) {
            return self.postfix(Some(start));
        }
        let operand = self.postfix(None)?;
        let span = start..self.end_of_last();
        Ok(Node { kind: Kind::Unary { sign, times, operand: Box::new(operand) }, span })
    }

    /// An operand and the macros called on it. `minus` is where the minus of a negative number stands.
    fn postfix(&mut self, minus: Option<usize>) -> Parsed<Node> {
        let start = minus.unwrap_or(self.span().start);
        let mut node = self.primary(minus)?;
        while let Token::Sign(sign @ ("." | "[" | "{")) = self.peek() {
            let opened = self.span();
            if *sign != "." {
                let what = if *sign == "[" { "indexing" } else { "`{`" };
                let problem =
                    ExpressionProblem::new(opened, format!("{what} has no meaning in an expression over issues"));
                return Err(match node.kind {
                    Kind::Name(name) if *sign == "[" => {
                        problem.with_help(format!("ask for a member by `\"id\" in {name}`"))
                    }
                    _ => problem,
                });
            }
            self.at += 1;
            node = self.method(node, start)?;
        }
        Ok(node)
    }

    /// What follows the point after `range`.
    fn method(&mut self, range: Node, start: usize) -> Parsed<Node> {
        let span = self.span();
        let Token::Name(name) = self.peek() else { return Err(self.unexpected("`exists` or `all`")) };
        self.at += 1;
        let called = matches!(self.peek(), Token::Sign("("));
        let on = self.text.get(range.span.clone()).unwrap_or_default();
        let every = match name.as_str() {
            "all" if called => true,
            "exists" if called => false,
            "all" | "exists" => return Err(self.unexpected(&format!("`(` after `{name}`"))),
            "size" if called => {
                let problem = ExpressionProblem::new(span, "`size` is written as a function here");
                return Err(problem.with_help(format!("write `size({on})`")));
            }
            "contains" if called => {
                let problem = ExpressionProblem::new(span, "`contains` has no meaning in an expression over issues");
                return Err(problem.with_help(format!("write `… in {on}`")));
            }
            _ if called => {
                let problem = ExpressionProblem::new(span, format!("unknown macro `{name}`"));
                return Err(match nearest(name, ["exists", "all"]) {
                    Some(near) => problem.with_help(format!("did you mean `{near}`?")),
                    None => problem.with_help("the macros are `exists` and `all`"),
                });
            }
            _ => {
                let problem = ExpressionProblem::new(span, format!("`.{name}`: issues have no parts to select"));
                return Err(problem.with_help("only `.exists(v, …)` and `.all(v, …)` follow a point"));
            }
        };
        let opened = self.span();
        self.at += 1;
        let variable = match self.peek() {
            Token::Name(variable) if !RESERVED.contains(&variable.as_str()) => (variable.clone(), self.span()),
            _ => return Err(self.unexpected(&format!("the variable of `{name}`"))),
        };
        self.at += 1;
        if !self.takes(",") {
            let problem = self.unexpected(&format!("`,` after the variable of `{name}`"));
            return Err(problem.with_help(format!("write `{on}.{name}(v, v != \"…\")`")));
        }
        let body = self.expression()?;
        self.expect(")", &opened)?;
        let kind = Kind::Macro { every, range: Box::new(range), variable, body: Box::new(body) };
        Ok(Node { kind, span: start..self.end_of_last() })
    }

    fn primary(&mut self, minus: Option<usize>) -> Parsed<Node> {
        let span = self.span();
        let start = minus.unwrap_or(span.start);
        let kind = match self.peek() {
            Token::Int(number) => self.whole_number(*number, minus.is_some(), start..span.end)?,
            Token::Double(number) => Kind::Double(if minus.is_some() { -number } else { *number }),
            Token::Text(text) => Kind::Text(text.clone()),
            Token::Name(name) => return self.name(name, span),
            Token::Sign("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect(")", &span)?;
                return Ok(Node { kind: inner.kind, span: start..self.end_of_last() });
            }
            Token::Sign("[") => {
                self.at += 1;
                let elements = self.elements(&span)?;
                return Ok(Node { kind: Kind::List(elements), span: start..self.end_of_last() });
            }
            Token::Sign("{") => {
                let problem = ExpressionProblem::new(span, "maps have no meaning in an expression over issues");
                return Err(problem.with_help("write a list, as in `x in [1, 2]`"));
            }
            Token::Sign(_) | Token::End => return Err(self.unexpected("an operand")),
        };
        self.at += 1;
        Ok(Node { kind, span: start..span.end })
    }

    fn whole_number(&self, number: u64, negative: bool, span: Span) -> Parsed<Kind> {
        let signed = if negative { 0_i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() };
        signed.map(Kind::Int).ok_or_else(|| {
            let word = self.text.get(span.clone()).unwrap_or_default();
            let problem = ExpressionProblem::new(span.clone(), format!("`{word}` is outside the 64-bit integers"));
            problem.with_help("write a double, as in `1e20`")
        })
    }

    /// The elements of a list and its closing bracket; a comma may follow the last.
    fn elements(&mut self, opened: &Span) -> Parsed<Vec<Node>> {
        let mut elements = Vec::new();
        while !self.takes("]") {
            elements.push(self.expression()?);
            if !self.takes(",") {
                self.expect("]", opened)?;
                break;
            }
        }
        Ok(elements)
    }

    /// A literal that is a word, an issue or variable, or a call.
    fn name(&mut self, name: &str, span: Span) -> Parsed<Node> {
        match name {
            "true" | "false" => {
                self.at += 1;
                return Ok(Node { kind: Kind::Bool(name == "true"), span });
            }
            "null" => {
                let problem = ExpressionProblem::new(span, "`null` has no meaning in an expression over issues");
                return Err(problem.with_help("every issue has a value in every deal"));
            }
            "in" => return Err(self.unexpected("an operand")),
            _ if RESERVED.contains(&name) => {
                let message = format!("`{name}` is a reserved word of CEL and cannot be a name");
                let problem = ExpressionProblem::new(span, message);
                return Err(problem.with_help("give the issue another id, or test it in a table"));
            }
            _ => {}
        }
        self.at += 1;
        let opened = self.span();
        if !self.takes("(") {
            return Ok(Node { kind: Kind::Name(name.to_owned()), span });
        }
        let function = match name {
            "size" => Function::Size,
            "double" => Function::Double,
            "int" => Function::Int,
            _ => {
                let problem = ExpressionProblem::new(span, format!("unknown function `{name}`"));
                return Err(match nearest(name, ["size", "double", "int"]) {
                    Some(near) => problem.with_help(format!("did you mean `{near}`?")),
                    None if matches!(name, "exists" | "all") => {
                        problem.with_help(format!("write `issue.{name}(v, …)`"))
                    }
                    None => problem.with_help("the functions are `size`, `double` and `int`"),
                });
            }
        };
        if matches!(self.peek(), Token::Sign(")")) {
            return Err(self.unexpected(&format!("the argument of `{name}`")));
        }
        let argument = Box::new(self.expression()?);
        self.expect(")", &opened)?;
        Ok(Node { kind: Kind::Call { function, argument }, span: span.start..self.end_of_last() })
    }
}
