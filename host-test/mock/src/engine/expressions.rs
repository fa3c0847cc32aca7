//! The syntax of conditions in Okta's expression language. The mock org checks it, and never evaluates a condition.

/// Deeper parentheses are refused, so that no input exhausts the stack.
const MAX_DEPTH: usize = 50;

/// Reads an expression; the error says what is wrong with it.
pub fn check(text: &str) -> Result<(), String> {
    let tokens = tokens(text)?;
    let mut rest = tokens.as_slice();
    operation(&mut rest, 0)?;
    match rest.first() {
        None => Ok(()),
        Some(token) => Err(format!("unexpected {token} in {text}")),
    }
}

/// Names, numbers, quoted texts and operators.
fn tokens(text: &str) -> Result<Vec<&str>, String> {
    let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => match rest[1..].find(first) {
                Some(end) => end + 2,
                None => return Err(format!("a text does not end in {text}")),
            },
            _ if is_word(first) => rest.find(|other| !is_word(other)).unwrap_or(rest.len()),
            _ if ["==", "!=", ">=", "<=", "&&", "||"].iter().any(|two| rest.starts_with(two)) => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '.' || letter == '$'
}

const OPERATORS: &[&str] =
    &["==", "!=", ">", "<", ">=", "<=", "&&", "||", "+", "-", "*", "/", "AND", "OR", "and", "or", "eq", "ne"];

/// Operands with operators between them.
fn operation(rest: &mut &[&str], depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err("it is nested too deeply".to_owned());
    }
    loop {
        operand(rest, depth)?;
        match rest.first() {
            Some(&"?") => {
                *rest = &rest[1..];
                operation(rest, depth + 1)?;
                take(rest, ":")?;
            }
            Some(operator) if OPERATORS.contains(operator) => *rest = &rest[1..],
            _ => return Ok(()),
        }
    }
}

fn operand(rest: &mut &[&str], depth: usize) -> Result<(), String> {
    while let Some(&("!" | "NOT" | "not" | "-")) = rest.first() {
        *rest = &rest[1..];
    }
    let Some((token, after)) = rest.split_first() else { return Err("it ends too early".to_owned()) };
    match token.chars().next() {
        Some('(') => {
            *rest = after;
            operation(rest, depth + 1)?;
            take(rest, ")")
        }
        Some('{') => {
            *rest = after;
            list(rest, "}", depth)
        }
        Some('"' | '\'') => {
            *rest = after;
            Ok(())
        }
        Some(first) if is_word(first) && !OPERATORS.contains(token) => {
            *rest = after;
            while let Some(open @ (&"(" | &"[")) = rest.first() {
                let close = if *open == "(" { ")" } else { "]" };
                *rest = &rest[1..];
                list(rest, close, depth)?;
                // The result of a call can be called further: `user.getGroups().size()`.
                if rest.first().is_some_and(|token| token.starts_with('.')) {
                    *rest = &rest[1..];
                }
            }
            Ok(())
        }
        _ => Err(format!("unexpected {token}")),
    }
}

/// Operations with commas between them, up to a closing token.
fn list(rest: &mut &[&str], close: &str, depth: usize) -> Result<(), String> {
    if rest.first().is_some_and(|token| *token == close) {
        return take(rest, close);
    }
    loop {
        operation(rest, depth + 1)?;
        match rest.first() {
            // A colon stands between the key and the value of a map.
            Some(&("," | ":")) => *rest = &rest[1..],
            _ => return take(rest, close),
        }
    }
}

fn take(rest: &mut &[&str], wanted: &str) -> Result<(), String> {
    match rest.split_first() {
        Some((token, after)) if *token == wanted => {
            *rest = after;
            Ok(())
        }
        Some((token, _)) => Err(format!("expected {wanted}, not {token}")),
        None => Err(format!("{wanted} is missing")),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn conditions_are_read_and_broken_ones_refused() {
        for good in [
            "true",
            "user.title==\"Engineer\"",
            "user.department == 'R&D' AND !(user.isContractor == true)",
            "String.stringContains(user.email, \"@example.com\") || isMemberOfAnyGroup(\"00g1\", \"00g2\")",
            "user.getGroups({'group.type': {'OKTA_GROUP'}}).size() > 0",
            "user.a == null ? true : user.b.c[0] != -1",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in
            ["", "(user.firstName == \"A\"", "user.firstName ==", "user.a \"b\"", "\"open", "a == b)", "==", "f(a,"]
        {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check(&"(".repeat(100_000)).is_err());
        assert!(check(&"!".repeat(100_000)).is_err());
    }
}
