//! Reads the constraints in the description of a parameter: sentences in a fixed form, which hosts use in forms.

use crate::docs::{code, codes};
use crate::model::ParamType;

/// The known constraints on the values of a parameter: for people, never enforced or sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    pub values: Vec<String>,
    pub default: Option<String>,
    pub minimum: Option<u32>,
    pub maximum: Option<u32>,
    pub format: Option<String>,
}

/// Reads all constraints; the error says which sentence cannot be read and what to write instead.
pub fn constraints(description: &str, ty: ParamType) -> Result<Constraints, String> {
    let mut constraints = Constraints::default();
    for sentence in sentences(description) {
        if is_constraint(&sentence) && read(&sentence, ty, &mut constraints).is_none() {
            return Err(format!(
                "says \"{sentence}\", which cannot be read. Write Values: `asc`, `desc`. or Default: `20`. or \
                 Format: `date-time`. and, for a number, From 1 to 200. or At least 1. or At most 200."
            ));
        }
    }
    Ok(constraints)
}

/// Whether a sentence begins like a constraint.
fn is_constraint(sentence: &str) -> bool {
    let word = sentence.split([' ', ':']).next().unwrap_or_default();
    let range = ["From ", "At least ", "At most "].iter().find_map(|start| sentence.strip_prefix(start));
    ["Values", "Default", "Format"].contains(&word)
        || range.is_some_and(|rest| rest.starts_with(|c: char| c == '`' || c.is_ascii_digit()))
}

fn read(sentence: &str, ty: ParamType, constraints: &mut Constraints) -> Option<()> {
    if let Some(values) = sentence.strip_prefix("Values: ") {
        constraints.values = codes(values)?.into_iter().map(String::from).collect();
        return Some(());
    }
    if let Some(default) = sentence.strip_prefix("Default: ") {
        let default = code(default)?;
        let fits = match ty {
            ParamType::Flag => default == "true" || default == "false",
            ParamType::Number => default.parse::<u32>().is_ok(),
            _ => true,
        };
        constraints.default = fits.then(|| default.into());
        return fits.then_some(());
    }
    if let Some(format) = sentence.strip_prefix("Format: ") {
        constraints.format = Some(code(format)?.into());
        return Some(());
    }
    let (minimum, maximum) = if let Some(range) = sentence.strip_prefix("From ") {
        let (minimum, maximum) = range.split_once(" to ")?;
        (Some(minimum), Some(maximum))
    } else {
        (sentence.strip_prefix("At least "), sentence.strip_prefix("At most "))
    };
    for (number, place) in [(minimum, &mut constraints.minimum), (maximum, &mut constraints.maximum)] {
        if let Some(number) = number {
            *place = Some(number.parse().ok().filter(|_| ty == ParamType::Number)?);
        }
    }
    (minimum.is_some() || maximum.is_some()).then_some(())
}

/// The sentences of a text, without their full stops; a full stop within code does not end a sentence.
fn sentences(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut sentences = Vec::new();
    let (mut start, mut in_code) = (0, false);
    for (place, character) in text.char_indices() {
        match character {
            '`' => in_code = !in_code,
            '.' if !in_code && matches!(text.as_bytes().get(place + 1), None | Some(b' ')) => {
                sentences.push(text[start..place].trim().to_string());
                start = place + 1;
            }
            _ => {}
        }
    }
    sentences.push(text[start..].trim().to_string());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_stand_anywhere_in_a_description() {
        let text = "the size of a\npage, such as `1. 2`. From 1 to 200. Default: `20`. With `q` it is 10.";
        let expected =
            Constraints { default: Some("20".into()), minimum: Some(1), maximum: Some(200), ..Constraints::default() };
        assert_eq!(constraints(text, ParamType::Number), Ok(expected));
        let expected = Constraints { values: vec!["a.b".into(), "c".into()], ..Constraints::default() };
        assert_eq!(constraints("The kind. Values: `a.b`,\n`c`.", ParamType::Text), Ok(expected));
        assert_eq!(constraints("From the app to Okta. At most the half.", ParamType::Text), Ok(Constraints::default()));
    }
}
