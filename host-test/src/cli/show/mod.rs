//! How results are shown: JSON, JSON lines, tables and CSV.
//!
//! Piped output is that of the component, unless a form is asked for. On a terminal, a list is a table; of anything else, the
//! body is shown, as colored, indented JSON if it is JSON.

mod columns;
mod content;
mod csv;
mod pretty;
pub(super) mod table;

use crate::cli::quote::quoted;
use crate::host::values::Outcome;
use crate::terminal::{cell, out, out_table, say};
use clap::ValueEnum;
use content::{content, has_next, list};
use serde_json::value::RawValue;
use serde_json::{Value, json};
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
    /// Print this form. On a terminal, the default is a table for a list and the body of anything else; elsewhere it is json:
    /// the whole response, or with --fields the body or items alone. With --all, json is one array of all items
    #[arg(long, value_enum, value_name = "FORM", conflicts_with_all = ["table", "csv"])]
    output: Option<Form>,
    /// Print a table
    #[arg(long, conflicts_with = "csv")]
    table: bool,
    /// Print comma-separated values, safe to open in a spreadsheet
    #[arg(long)]
    csv: bool,
    /// Print these fields of each item only, such as id,profile.login
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = field)]
    fields: Vec<String>,
}

/// The name of a field, without the spaces around it.
fn field(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a name is empty: expected names such as id,profile.login".into()),
        name => Ok(name.to_string()),
    }
}

impl Show {
    /// The options that ask for this form, for a command that goes on with it.
    pub fn options(&self) -> String {
        let form = self.form().and_then(|form| Some(format!(" --output {}", form.to_possible_value()?.get_name())));
        let names: Vec<_> = self.fields.iter().map(|field| quoted(field)).collect();
        let fields = (!names.is_empty()).then(|| format!(" --fields {}", names.join(",")));
        [form, fields].into_iter().flatten().collect()
    }

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
        let items = list(content);
        let more = items.as_ref().is_some_and(|items| !items.is_empty()) && has_next(outcome);
        if form == Form::Json && self.fields.is_empty() {
            let of_response = outcome.fields.contains_key("status");
            if terminal && of_response && self.form().is_none() { body(action, outcome) } else { document(&whole) }?;
        } else {
            let mut pages = Pages { one: items.is_none(), form, ..Pages::new(self.clone(), action, Form::Json) };
            pages.add(items.unwrap_or_else(|| vec![content]))?;
            pages.finish()?;
        }
        if more {
            say("There is another page: --all shows the whole list");
        }
        Ok(())
    }
}

/// Prints the body of a response for a person. A body that is not JSON is shown as text.
fn body(action: &str, outcome: &Outcome) -> anyhow::Result<()> {
    match outcome.fields.get("body") {
        Some(Value::String(text)) if ["", "{}"].contains(&text.trim()) => {
            let status = outcome.fields.get("status").cloned().unwrap_or_default();
            say(&format!("Done: {action} ({status})"));
            Ok(())
        }
        Some(Value::String(text)) if serde_json::from_str::<&RawValue>(text.trim()).is_err() => Ok(out(text)?),
        Some(Value::String(json)) => document(json),
        other => document(&other.cloned().unwrap_or_default().to_string()),
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

/// The fields of a listed result that tell its items apart; none if it lists nothing.
pub fn columns(action: &str, outcome: &Outcome) -> anyhow::Result<Vec<String>> {
    let whole = outcome.to_json();
    let items = list(content(&whole)?).unwrap_or_default();
    Ok(columns::best(&items, action).into_iter().filter(|field| !field.is_empty()).collect())
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
    layout: table::Layout,
    /// The items that are printed once all have come.
    held: Vec<Box<RawValue>>,
    count: usize,
    /// Whether the header of CSV was printed.
    headed: bool,
    /// Whether there may be more than one page.
    to_come: bool,
    /// What a narrow terminal does not show, in a sentence.
    hidden: Option<String>,
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
            layout: table::Layout::default(),
            held: Vec::new(),
            count: 0,
            headed: false,
            to_come: false,
            hidden: None,
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

    /// The options that ask for the same form.
    pub fn options(&self) -> String {
        self.show.options()
    }

    /// Prints the next items, or stores them if the form needs all.
    pub fn add(&mut self, items: Vec<&RawValue>) -> anyhow::Result<()> {
        if self.count == 0 {
            columns::unknown(&items, &self.show.fields).iter().for_each(|problem| say(problem));
        }
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

    /// Prints the stored items, and says so if a table would have none.
    pub fn finish(&mut self) -> anyhow::Result<()> {
        self.flush()?;
        if self.form == Form::Table && self.count == 0 {
            say("The list is empty.");
        }
        Ok(())
    }

    /// Prints the stored items of a list that may have failed.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        let held = std::mem::take(&mut self.held);
        let items: Vec<&RawValue> = held.iter().map(AsRef::as_ref).collect();
        match self.form {
            Form::Json => {
                let lines: Vec<String> = items.iter().map(|item| self.selected(item)).collect();
                document(&if self.one { lines.concat() } else { format!("[{}]", lines.join(",")) })?;
            }
            Form::Csv if self.columns.is_none() && !items.is_empty() => {
                self.columns = Some(columns::all(&items));
                self.csv(&items)?;
            }
            Form::Csv | Form::Jsonl | Form::Table => {}
        }
        self.hidden.iter().for_each(|hidden| say(hidden));
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
        let first = self.layout.is_empty();
        let chosen = self.columns.is_none();
        let columns = self.columns.get_or_insert_with(|| columns::best(items, &self.action));
        let rows: Vec<Vec<String>> = items.iter().map(|item| columns::texts(item, columns)).collect();
        if first {
            let drops = if chosen { table::Drops::Last } else { table::Drops::None };
            self.layout = table::layout(columns, &rows, drops, self.to_come);
            self.hidden = self.layout.hidden("--fields");
        }
        Ok(out_table(&self.layout.text(first.then_some(columns.as_slice()), rows))?)
    }

    fn csv(&mut self, items: &[&RawValue]) -> anyhow::Result<()> {
        let columns = self.columns.clone().unwrap_or_default();
        let header = (!std::mem::replace(&mut self.headed, true)).then_some(columns.as_slice());
        let text = csv::text(header, items.iter().map(|item| columns::csv_texts(item, &columns)));
        if header.is_none() && items.is_empty() { Ok(()) } else { Ok(out(&text)?) }
    }
}
