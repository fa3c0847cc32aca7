//! The environment of the instance: read once per call, and wiped from memory after it.

use crate::bindings::Problem;
use crate::request::problem;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroize;

/// Names and values of variables, some of them secret.
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// Takes over name and value pairs.
    pub fn new(variables: Vec<(String, String)>) -> Self {
        Self(variables)
    }

    /// A variable as it is set, which can be empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// A switch, off where it is not set.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name) {
            None | Some("false" | "FALSE" | "False" | "0") => Ok(false),
            Some("true" | "TRUE" | "True" | "1") => Ok(true),
            Some(_) => Err(problem(name, "is no switch. Expected: true or false.")),
        }
    }

    /// A whole number, none where it is not set. `unit` says of what, such as `seconds`.
    pub fn number(&self, name: &str, lowest: u32, unit: &str) -> Result<Option<u32>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse::<u32>() {
            Ok(number) if number >= lowest => Ok(Some(number)),
            _ => Err(problem(
                name,
                format!("is out of range. Expected: a whole number of {unit} from {lowest} to {}.", u32::MAX),
            )),
        }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn switches_and_numbers_say_what_was_expected() {
        let environment = Environment::new(vec![
            ("ON".into(), "True".into()),
            ("ODD".into(), "yes".into()),
            ("NUMBER".into(), "7".into()),
            ("EMPTY".into(), String::new()),
        ]);
        assert_eq!(environment.flag("ON").ok(), Some(true));
        assert_eq!(environment.flag("EMPTY").ok(), Some(false));
        assert_eq!(environment.flag("ODD").err().map(|problem| problem.name).as_deref(), Some("ODD"));
        assert_eq!(environment.number("NUMBER", 7, "seconds").ok(), Some(Some(7)));
        assert_eq!(environment.number("UNSET", 7, "seconds").ok(), Some(None));
        let problem = environment.number("NUMBER", 8, "seconds").expect_err("a problem");
        assert!(problem.message.contains("seconds from 8"), "{}", problem.message);
    }
}
