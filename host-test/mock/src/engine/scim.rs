//! The SCIM-like expressions of `filter` and `search`: `status eq "ACTIVE" and (profile.login sw "a" or id pr)`.

use jiff::Timestamp;
use serde_json::Value;
use std::cmp::Ordering;

/// Deeper parentheses are refused, so that no input exhausts the stack.
const MAX_DEPTH: usize = 50;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these hold.
    And(Vec<Filter>),
    /// At least one of these holds.
    Or(Vec<Filter>),
    /// The field at a dotted path compares to a value.
    Test(String, Operator, Value),
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Eq,
    Ne,
    Sw,
    Ew,
    Co,
    Gt,
    Ge,
    Lt,
    Le,
    Pr,
}

impl Filter {
    /// Reads an expression; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tokens = Tokens { rest: text };
        let filter = any(&mut tokens, 0)?;
        match tokens.take()? {
            None => Ok(filter),
            Some(token) => Err(format!("unexpected {token}")),
        }
    }

    /// Whether the resource satisfies the expression.
    pub fn matches(&self, resource: &Value) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.matches(resource)),
            Self::Or(any) => any.iter().any(|filter| filter.matches(resource)),
            Self::Test(path, operator, wanted) => {
                let found = values(resource, path);
                match operator {
                    Operator::Ne => !found.iter().any(|value| equal(value, wanted)),
                    _ => found.iter().any(|value| holds(value, *operator, wanted)),
                }
            }
        }
    }
}

/// All values at a dotted path; arrays on the way (and at its end) stand for each of their elements.
pub fn values<'a>(resource: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![resource];
    for key in path.split('.') {
        found = found
            .into_iter()
            .filter_map(|value| value.get(key))
            .flat_map(|value| value.as_array().map_or(vec![value], |all| all.iter().collect()))
            .collect();
    }
    found.retain(|value| !value.is_null());
    found
}

fn holds(value: &Value, operator: Operator, wanted: &Value) -> bool {
    let text = |test: fn(&str, &str) -> bool| match (value.as_str(), wanted.as_str()) {
        (Some(value), Some(wanted)) => test(&value.to_lowercase(), &wanted.to_lowercase()),
        _ => false,
    };
    let order = |test: fn(Ordering) -> bool| compare(value, wanted).is_some_and(test);
    match operator {
        Operator::Eq => equal(value, wanted),
        Operator::Ne => !equal(value, wanted),
        Operator::Sw => text(|value, wanted| value.starts_with(wanted)),
        Operator::Ew => text(|value, wanted| value.ends_with(wanted)),
        Operator::Co => text(|value, wanted| value.contains(wanted)),
        Operator::Gt => order(Ordering::is_gt),
        Operator::Ge => order(Ordering::is_ge),
        Operator::Lt => order(Ordering::is_lt),
        Operator::Le => order(Ordering::is_le),
        Operator::Pr => true,
    }
}

fn equal(value: &Value, wanted: &Value) -> bool {
    compare(value, wanted).map_or(value == wanted, Ordering::is_eq)
}

/// Times compare as times, numbers as numbers, other text without regard to case.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) {
        return left.partial_cmp(&right);
    }
    let (left, right) = (left.as_str()?, right.as_str()?);
    match (left.parse::<Timestamp>(), right.parse::<Timestamp>()) {
        (Ok(left), Ok(right)) => Some(left.cmp(&right)),
        _ => Some(left.to_lowercase().cmp(&right.to_lowercase())),
    }
}

fn any(tokens: &mut Tokens<'_>, depth: usize) -> Result<Filter, String> {
    let mut parts = vec![all(tokens, depth)?];
    while tokens.take_word("or") {
        parts.push(all(tokens, depth)?);
    }
    Ok(single(parts, Filter::Or))
}

fn all(tokens: &mut Tokens<'_>, depth: usize) -> Result<Filter, String> {
    let mut parts = vec![unit(tokens, depth)?];
    while tokens.take_word("and") {
        parts.push(unit(tokens, depth)?);
    }
    Ok(single(parts, Filter::And))
}

fn single(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}

fn unit(tokens: &mut Tokens<'_>, depth: usize) -> Result<Filter, String> {
    match tokens.take()? {
        Some("(") if depth < MAX_DEPTH => {
            let inner = any(tokens, depth + 1)?;
            match tokens.take()? {
                Some(")") => Ok(inner),
                _ => Err("a parenthesis is not closed".to_owned()),
            }
        }
        Some(path) if path.starts_with(|first: char| first.is_ascii_alphabetic()) => test(path, tokens),
        Some(token) => Err(format!("unexpected {token}")),
        None => Err("the expression ends too early".to_owned()),
    }
}

fn test(path: &str, tokens: &mut Tokens<'_>) -> Result<Filter, String> {
    let word = tokens.take()?.unwrap_or_default();
    let operator = match word.to_ascii_lowercase().as_str() {
        "eq" => Operator::Eq,
        "ne" => Operator::Ne,
        "sw" => Operator::Sw,
        "ew" => Operator::Ew,
        "co" => Operator::Co,
        "gt" => Operator::Gt,
        "ge" => Operator::Ge,
        "lt" => Operator::Lt,
        "le" => Operator::Le,
        "pr" => return Ok(Filter::Test(path.to_owned(), Operator::Pr, Value::Null)),
        _ => return Err(format!("{word:?} is not an operator")),
    };
    let text = tokens.take()?.unwrap_or_default();
    // Quoted text, numbers, true and false are written as in JSON.
    match serde_json::from_str(text) {
        Ok(value) => Ok(Filter::Test(path.to_owned(), operator, value)),
        Err(_) => Err(format!("{text:?} is not a value")),
    }
}

struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// The next parenthesis, word or quoted text (with its quotes).
    fn take(&mut self) -> Result<Option<&'a str>, String> {
        let text = self.rest.trim_start();
        let end = match text.chars().next() {
            None => return Ok(None),
            Some('(' | ')') => 1,
            Some('"') => quoted(text).ok_or("a quote is not closed")?,
            Some(_) => text.find(|end: char| end.is_whitespace() || "()\"".contains(end)).unwrap_or(text.len()),
        };
        let (token, rest) = text.split_at(end);
        self.rest = rest;
        Ok(Some(token))
    }

    /// Takes the next token if it is this word, in any case.
    fn take_word(&mut self, word: &str) -> bool {
        let before = self.rest;
        let found = matches!(self.take(), Ok(Some(token)) if token.eq_ignore_ascii_case(word));
        if !found {
            self.rest = before;
        }
        found
    }
}

/// The length of the quoted text at the start.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use serde_json::json;

    #[test]
    fn expressions_select_items() {
        let resource = json!({
            "status": "ACTIVE", "lastUpdated": "2026-02-01T00:00:00.000Z", "count": 3,
            "profile": {"name": "Ana \"Q\"", "tags": ["red", "blue"], "gone": null},
            "target": [{"id": "1"}, {"id": "2"}],
        });
        for (text, expected) in [
            (r#"status eq "active""#, true),
            (r#"status ne "ACTIVE""#, false),
            (r#"profile.name eq "ana \"q\"""#, true),
            (r#"profile.name sw "An" and profile.name co "q""#, true),
            (r#"profile.tags eq "blue""#, true),
            (r#"target.id eq "2""#, true),
            (r#"profile.gone pr or profile.none pr"#, false),
            (r#"lastUpdated gt "2026-01-31T23:59:59Z""#, true),
            (r#"lastUpdated le "2026-02-01T01:00:00+01:00""#, true),
            ("count ge 3 and count lt 3.5", true),
            (r#"count gt "x""#, false),
            (r#"id pr or (status pr AND (count eq 3))"#, true),
            (r#"status eq "A" or status eq "B" and count eq 3"#, false),
        ] {
            let found = Filter::parse(text).map(|filter| filter.matches(&resource));
            assert_eq!(found, Ok(expected), "{text}");
        }
    }

    #[test]
    fn broken_expressions_are_refused() {
        let deep = "(".repeat(100_000);
        for text in [
            "",
            "status",
            "status is \"A\"",
            "status eq",
            "status eq ACTIVE",
            "status eq \"A",
            "(status pr",
            "status pr)",
            "status pr and",
            "\"a\" eq \"b\"",
            &deep,
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }
}
