//! Rows as comma-separated values (RFC 4180, with plain line breaks).

/// The rows, behind a header if there is one, without a line break at the end.
pub fn text(header: Option<&[String]>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let name = |path: &String| if path.is_empty() { "value".to_string() } else { path.clone() };
    let header = header.map(|paths| paths.iter().map(name).collect::<Vec<_>>());
    let line = |cells: Vec<String>| cells.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(",");
    header.into_iter().chain(rows).map(line).collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_commas_quotes_and_line_breaks() {
        let row = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
        let rows = [row(&["a,b", "say \"hi\"", "two\nlines"]), row(&["", "plain", "'=1"])];
        let text = text(Some(&row(&["id", "", "c"])), rows.into_iter());
        assert_eq!(text, "id,value,c\n\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n,plain,'=1");
    }
}
