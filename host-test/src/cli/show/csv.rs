//! Rows as comma-separated values (RFC 4180).

/// The rows, behind a header if there is one.
pub fn text(header: Option<&[String]>, rows: impl Iterator<Item = Vec<String>>) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    if let Some(header) = header {
        let name = |path: &String| if path.is_empty() { "value".to_string() } else { path.clone() };
        writer.write_record(header.iter().map(name))?;
    }
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(String::from_utf8(writer.into_inner().map_err(|error| error.into_error())?)?)
}
