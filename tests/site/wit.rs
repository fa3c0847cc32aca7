//! The declarations of the WIT files, for the pages of the actions.

/// The function of an action in the text of its WIT file, without docs, and before it the record of its options.
pub fn declaration(wit: &str, function: &str) -> String {
    let begins = [format!("record {function}-options {{"), format!("{function}: func(")];
    let ends = ["}", ";"];
    let mut parts = Vec::new();
    for (begin, end) in begins.iter().zip(ends) {
        let lines = wit.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
        let lines = lines.skip_while(|line| !line.starts_with(begin.as_str()));
        let whole = |line: &&str| !line.trim_start().starts_with("///");
        let mut part = Vec::new();
        for line in lines {
            part.extend(Some(line).filter(whole));
            if line.ends_with(end) && !line.starts_with(' ') {
                break;
            }
        }
        parts.extend(Some(part.join("\n")).filter(|part| !part.is_empty()));
    }
    parts.join("\n\n")
}
