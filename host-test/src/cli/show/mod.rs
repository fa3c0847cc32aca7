//! How results are shown: JSON, JSON lines, tables and CSV.
//!
//! Piped output is that of the component, unless a form is asked for. On a terminal, a list is a table, and everything
//! else is colored, indented JSON.

mod columns;
mod csv;
mod pretty;
pub(super) mod table;

use crate::host::values::Outcome;
use crate::terminal::{cell, out, out_table, say};
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::IsTerminal;

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// JSON: indented on a terminal.
    Json,
    /// One item a line.
    Jsonl,
    /// A table that fits the terminal.
    Table,
    /// Comma-separated values, safe to open in a spreadsheet.
    Csv,
}

/// The options of commands with a result.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Show {
    /// Print this form; by default a list is a table on a terminal, and everything else JSON
    #[arg(long, value_enum, value_name = "FORM", conflicts_with_all = ["table", "csv"])]
    output: Option<Form>,
    /// Print a table
    #[arg(long, conflicts_with = "csv")]
    table: bool,
    /// Print comma-separated values, safe to open in a spreadsheet
    #[arg(long)]
    csv: bool,
    /// Print these fields of each item only, such as id,profile.login
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
}

impl Show {
    fn form(&self) -> Option<Form> {
        match self {
            Self { table: true, .. } => Some(Form::Table),
            Self { csv: true, .. } => Some(Form::Csv),
            Self { output, .. } => *output,
        }
    }

    /// Prints the result of a call. A program gets an error as part of the JSON, a person on stderr.
    pub fn outcome(&self, action: &str, outcome: &Outcome) -> anyhow::Result<()> {
        let terminal = std::io::stdout().is_terminal();
        if outcome.error.is_some() {
            let wanted = match self.form() {
                Some(form) => matches!(form, Form::Json | Form::Jsonl),
                None => !terminal,
            };
            return if wanted { document(&outcome.to_json()) } else { Ok(()) };
        }
        let whole = outcome.to_json();
        let content = content(&whole)?;
        let form = match self.form() {
            Some(form) => form,
            None if terminal && list(content).is_some() => Form::Table,
            None => Form::Json,
        };
        if form == Form::Json && self.fields.is_empty() {
            return document(&whole);
        }
        let one = list(content).is_none();
        let mut pages = Pages { one, form, ..Pages::new(self.clone(), action, Form::Json) };
        pages.add(list(content).unwrap_or_else(|| vec![content]))?;
        pages.finish()?;
        if terminal && form == Form::Table && outcome.fields.get("next").is_some_and(|next| !next.is_null()) {
            say("There is another page: --all shows the whole list");
        }
        Ok(())
    }
}

/// Prints a JSON document: as it is, or indented and in color on a terminal.
pub fn document(json: &str) -> anyhow::Result<()> {
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        return Ok(out(json)?);
    }
    Ok(out_table(&pretty::pretty(&cell(json), crate::terminal::stdout_has_color()))?)
}

/// `body` or `items` of a result, or all of it.
fn content(whole: &str) -> anyhow::Result<&RawValue> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(whole)?;
    let found = ["body", "items"].into_iter().find_map(|name| fields.get(name).copied());
    Ok(match found {
        Some(found) => found,
        None => serde_json::from_str(whole)?,
    })
}

/// The items of a list: of an array, or of the only array in an object, as that of the domains.
fn list(content: &RawValue) -> Option<Vec<&RawValue>> {
    if let Ok(items) = serde_json::from_str(content.get()) {
        return Some(items);
    }
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(content.get()).ok()?;
    members.retain(|name, _| name != "_links" && name != "_embedded");
    let (_, only) = members.pop_first().filter(|_| members.is_empty())?;
    let items: Vec<&RawValue> = serde_json::from_str(only.get()).ok()?;
    (!items.is_empty() && items.iter().all(|item| item.get().starts_with('{'))).then_some(items)
}

/// Prints the items of a list, a page at a time.
pub struct Pages {
    show: Show,
    action: String,
    form: Form,
    /// Whether there is one document instead of a list.
    one: bool,
    /// The columns of a table and of CSV, from the first page.
    columns: Option<Vec<String>>,
    widths: Vec<usize>,
    /// The items that are printed once all have come.
    held: Vec<Box<RawValue>>,
    count: usize,
    /// Whether the header of CSV was printed.
    headed: bool,
    /// Whether there may be more than one page.
    to_come: bool,
}

impl Pages {
    /// Prints in the form that was asked for, or else in `form`.
    pub fn new(show: Show, action: &str, form: Form) -> Self {
        let form = show.form().unwrap_or(form);
        let columns = (!show.fields.is_empty()).then(|| show.fields.clone());
        Self {
            show,
            action: action.into(),
            form,
            one: false,
            columns,
            widths: Vec::new(),
            held: Vec::new(),
            count: 0,
            headed: false,
            to_come: false,
        }
    }

    /// Prints all pages of a list: as a table on a terminal, and elsewhere one item per line.
    pub fn followed(show: &Show, action: &str) -> Self {
        let form = if std::io::stdout().is_terminal() { Form::Table } else { Form::Jsonl };
        Self { to_come: true, ..Self::new(show.clone(), action, form) }
    }

    /// Whether nothing is printed before [`Pages::finish`].
    pub fn are_held(&self) -> bool {
        self.form == Form::Json || (self.form == Form::Csv && self.columns.is_none())
    }

    /// Whether an item is printed the same whatever comes with it.
    pub fn are_lines(&self) -> bool {
        self.form == Form::Jsonl || (self.form == Form::Csv && self.columns.is_some())
    }

    /// Prints the next items, or stores them if the form needs all.
    pub fn add(&mut self, items: Vec<&RawValue>) -> anyhow::Result<()> {
        match self.form {
            Form::Jsonl if !items.is_empty() => {
                let lines: Vec<String> = items.iter().map(|item| self.selected(item)).collect();
                out(&lines.join("\n"))?;
            }
            Form::Jsonl => {}
            Form::Table => self.table(&items)?,
            // Without --fields, the columns are those of all items.
            Form::Csv if !self.are_held() => self.csv(&items)?,
            Form::Csv | Form::Json => self.held.extend(items.iter().map(|item| (*item).to_owned())),
        }
        self.count += items.len();
        Ok(())
    }

    /// Prints the stored items.
    pub fn finish(&mut self) -> anyhow::Result<()> {
        let held = std::mem::take(&mut self.held);
        let items: Vec<&RawValue> = held.iter().map(AsRef::as_ref).collect();
        match self.form {
            Form::Json => {
                let lines: Vec<String> = items.iter().map(|item| self.selected(item)).collect();
                document(&if self.one { lines.concat() } else { format!("[{}]", lines.join(",")) })?;
            }
            Form::Csv if self.columns.is_none() => {
                self.columns = Some(columns::all(&items));
                self.csv(&items)?;
            }
            Form::Table if self.count == 0 => say("The list is empty."),
            Form::Csv | Form::Jsonl | Form::Table => {}
        }
        Ok(())
    }

    /// An item on one line, or only the fields that were asked for.
    fn selected(&self, item: &RawValue) -> String {
        if self.show.fields.is_empty() {
            // Within a string, a line break is always escaped.
            return item.get().replace(['\n', '\r'], " ");
        }
        let field = |path: &String| {
            let value = columns::pick(item, path).map_or("null", |value| value.get());
            format!("{}:{}", json!(path), value.replace(['\n', '\r'], " "))
        };
        format!("{{{}}}", self.show.fields.iter().map(field).collect::<Vec<_>>().join(","))
    }

    fn table(&mut self, items: &[&RawValue]) -> anyhow::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let first = self.widths.is_empty();
        let chosen = self.columns.is_none();
        let columns = self.columns.get_or_insert_with(|| columns::best(items, &self.action));
        let rows: Vec<Vec<String>> = items.iter().map(|item| columns::texts(item, columns)).collect();
        if first {
            self.widths = table::widths(columns, &rows, chosen, self.to_come);
            columns.truncate(self.widths.len());
        }
        let text = table::text(first.then_some(columns.as_slice()), rows, &self.widths);
        Ok(out_table(&text)?)
    }

    fn csv(&mut self, items: &[&RawValue]) -> anyhow::Result<()> {
        let columns = self.columns.clone().unwrap_or_default();
        let header = (!std::mem::replace(&mut self.headed, true)).then_some(columns.as_slice());
        let text = csv::text(header, items.iter().map(|item| columns::csv_texts(item, &columns)));
        if header.is_none() && items.is_empty() { Ok(()) } else { Ok(out(&text)?) }
    }
}
