//! The hints and the kind of result of an action: by its method and name, unless its docs declare otherwise.

use crate::docs::{code, codes};

/// The hints of the Model Context Protocol (MCP), with its meanings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It may remove or overwrite something.
    pub destructive: bool,
    /// Repeating the call has no further effect.
    pub idempotent: bool,
}

impl Hints {
    /// The hints of a method.
    pub fn of(method: &str) -> Self {
        Self {
            read_only: method == "GET",
            destructive: matches!(method, "PUT" | "DELETE"),
            idempotent: matches!(method, "GET" | "PUT" | "DELETE"),
        }
    }

    /// Reads the words of a `Hints:` line; the error says what is wrong and what to write instead.
    pub fn parse(line: &str) -> Result<Self, String> {
        let mut hints = Self::default();
        let words = codes(line).unwrap_or_default();
        if words != ["none"] {
            for word in &words {
                match *word {
                    "read-only" => hints.read_only = true,
                    "destructive" => hints.destructive = true,
                    "idempotent" => hints.idempotent = true,
                    _ => return Err(unknown(line)),
                }
            }
        }
        if words.is_empty() || (hints.read_only && hints.destructive) {
            return Err(unknown(line));
        }
        Ok(hints)
    }
}

fn unknown(line: &str) -> String {
    format!(
        "declares the hints {line}. Hints: takes `read-only` or `destructive`, and `idempotent`, joined by a comma and a \
         space, or `none`"
    )
}

/// The kind of body in a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Empty.
    Nothing,
    /// A document that is not a JSON array.
    Document,
    /// A JSON array.
    List,
}

impl Returns {
    /// The kind of body by method and name.
    pub fn of(method: &str, function: &str) -> Self {
        match method {
            "DELETE" => Self::Nothing,
            _ if function.starts_with("list-") => Self::List,
            _ => Self::Document,
        }
    }

    /// Reads a `Returns:` line, and whether it declares a paginated list; the error says what is wrong and what to
    /// write instead.
    pub fn parse(line: &str) -> Result<(Self, bool), String> {
        let all = [Self::Nothing, Self::Document, Self::List];
        let (word, pages) = line.strip_suffix(", `pages`").map_or((line, false), |word| (word, true));
        let found = all.into_iter().find(|returns| code(word) == Some(returns.word()));
        let found = found.filter(|returns| !pages || *returns == Self::List).map(|returns| (returns, pages));
        found.ok_or_else(|| {
            format!("declares that it returns {line}. Returns: takes `nothing`, `document`, `list` or `list`, `pages`")
        })
    }

    /// The word of a `Returns:` line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Document => "document",
            Self::List => "list",
        }
    }
}
