//! Rows as a table that fits the terminal: one line a row, long cells cut.

use crate::terminal::{cell, table};
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The least room of a column while others can be left out: a time of Okta fits.
const ROOM: usize = 24;

/// The least room of a column.
const LEAST: usize = 8;

/// The maximum of extra width of a column for later rows.
const SPARE: usize = 10;

/// The spaces around a cell.
const PADDING: usize = 2;

/// Which columns may be left out.
#[derive(Clone, Copy)]
pub enum Drops<'a> {
    /// None: somebody asked for them.
    None,
    /// The last ones.
    Last,
    /// These, in this order: the first one before anything is cut.
    Named(&'a [&'a str]),
}

/// The columns that are shown, each with its width.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<(usize, usize)>,
    dropped: usize,
    /// Whether an id is cut.
    is_cut: bool,
}

/// What a column needs.
struct Column<'a> {
    name: &'a str,
    width: usize,
}

impl Column<'_> {
    /// Whether it holds what people copy, which is of no use without its end.
    fn is_id(&self) -> bool {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        last == "ACTION" || last == "id" || (last.ends_with("Id") && last != "alternateId")
    }
}

/// Fits columns to the terminal: long ones get narrower, then those that may be dropped are, and ids are cut last. Where rows
/// are still to come, they get what room there is.
pub fn layout(columns: &[String], rows: &[Vec<String>], drops: Drops<'_>, to_come: bool) -> Layout {
    let widest = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|text| line(text).width()).max();
    let width = |at: usize, name: &str| name.width().max(widest(at).unwrap_or_default()).max(1);
    let named = columns.iter().enumerate();
    let columns: Vec<Column<'_>> = named.map(|(at, name)| Column { name, width: width(at, name) }).collect();
    let terminal = Table::new().width().filter(|width| *width > 0).map_or(usize::MAX, usize::from);
    let mut layout = fitted(&columns, terminal, drops);
    if to_come {
        let room = terminal.saturating_sub(total(layout.columns.iter().map(|(_, width)| *width)));
        let more = (room / layout.columns.len().max(1)).min(SPARE);
        layout.columns.iter_mut().for_each(|(_, width)| *width += more);
    }
    layout
}

fn total(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width.saturating_add(PADDING)).sum()
}

fn fitted(columns: &[Column<'_>], terminal: usize, drops: Drops<'_>) -> Layout {
    let mut shown: Vec<(usize, &Column<'_>)> = columns.iter().enumerate().collect();
    let mut named = if let Drops::Named(names) = drops { names.iter() } else { [].iter() };
    while shown.len() > 1 {
        let is_whole = matches!(drops, Drops::Named(_)) && shown.len() == columns.len();
        let least = |column: &Column<'_>| {
            if is_whole || column.is_id() { column.width } else { column.width.min(ROOM) }
        };
        if total(shown.iter().map(|(_, column)| least(column))) <= terminal {
            break;
        }
        match (drops, named.next()) {
            (Drops::Last, _) => drop(shown.pop()),
            (_, Some(name)) => shown.retain(|(_, column)| column.name != *name),
            (_, None) => break,
        }
    }
    let mut layout = Layout { dropped: columns.len() - shown.len(), ..Layout::default() };
    layout.columns = shown.iter().map(|(at, column)| (*at, column.width)).collect();
    for may_cut_ids in [false, true] {
        while total(layout.columns.iter().map(|(_, width)| *width)) > terminal {
            let may_cut = |(at, width): &&mut (usize, usize)| *width > LEAST && (may_cut_ids || !columns[*at].is_id());
            let Some(widest) = layout.columns.iter_mut().filter(may_cut).max_by_key(|(_, width)| *width) else { break };
            widest.1 -= 1;
            layout.is_cut |= may_cut_ids;
        }
    }
    layout
}

impl Layout {
    /// Whether nothing is laid out yet.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// A sentence about columns that are left out and ids that are cut; `option` shows all of them.
    pub fn hidden(&self, option: &str) -> Option<String> {
        let (what, them) = match (self.dropped, self.is_cut) {
            (0, false) => return None,
            (0, true) => ("Ids are cut".to_string(), "them"),
            (1, _) => ("1 column hidden".to_string(), "it"),
            (dropped, _) => (format!("{dropped} columns hidden"), "them"),
        };
        Some(format!("{what}: a wider terminal or {option} shows {them}"))
    }

    /// The rows, behind a header if there is one.
    pub fn text(&self, header: Option<&[String]>, rows: Vec<Vec<String>>) -> String {
        let of = |cells: &[String], at: usize| cells.get(at).cloned().unwrap_or_default();
        let names: Option<Vec<String>> =
            header.map(|names| self.columns.iter().map(|(at, _)| of(names, *at)).collect());
        let mut table = match &names {
            Some(names) => table(&names.iter().map(String::as_str).collect::<Vec<_>>()),
            None => headless(),
        };
        for row in rows {
            let cells = self.columns.iter().map(|(at, width)| cut(&line(&of(&row, *at)), *width));
            table.add_row(Row::from(cells.collect::<Vec<_>>()));
        }
        for (column, (_, width)) in table.column_iter_mut().zip(&self.columns) {
            let width = u16::try_from(width + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        crate::cli::tables::plain(&table)
    }
}

/// A table like those with a header, but without one.
fn headless() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// A text on one line, harmless to a terminal.
fn line(text: &str) -> String {
    cell(&text.replace(['\n', '\t'], " ")).into_owned()
}

/// A text cut to a width.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let (mut kept, mut used) = (String::new(), 1);
    for character in text.chars() {
        used += character.width().unwrap_or_default();
        if used > width {
            break;
        }
        kept.push(character);
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shown columns of a table: a name of each, and its width.
    fn shown<'a>(columns: &[(&'a str, usize)], terminal: usize, drops: Drops<'_>) -> Vec<(&'a str, usize)> {
        let all: Vec<Column<'_>> = columns.iter().map(|(name, width)| Column { name, width: *width }).collect();
        let layout = fitted(&all, terminal, drops);
        assert_eq!(layout.dropped + layout.columns.len(), columns.len());
        layout.columns.into_iter().map(|(at, width)| (columns[at].0, width)).collect()
    }

    #[test]
    fn columns_get_narrower_and_then_fewer() {
        assert_eq!(shown(&[("a", 20), ("b", 100)], 200, Drops::Last), [("a", 20), ("b", 100)]);
        assert_eq!(shown(&[("a", 20), ("b", 100)], 80, Drops::Last), [("a", 20), ("b", 56)]);
        let three = [("a", 20), ("b", 30), ("c", 40)];
        assert_eq!(shown(&three, 60, Drops::Last), [("a", 20), ("b", 30)]);
        assert_eq!(shown(&three, 60, Drops::Named(&["b", "c"])), [("a", 20), ("c", 36)]);
        let all = shown(&three, 60, Drops::None);
        assert_eq!((all.len(), total(all.iter().map(|(_, width)| *width))), (3, 60));
    }

    #[test]
    fn ids_are_cut_last() {
        let columns = [("id", 20), ("actor.alternateId", 30), ("name", 20), ("target.0.id", 20)];
        let cut = shown(&columns, 70, Drops::None);
        assert_eq!(cut, [("id", 20), ("actor.alternateId", 11), ("name", 11), ("target.0.id", 20)]);
        assert_eq!(shown(&columns, 24, Drops::Last), [("id", 20)]);
        assert_eq!(shown(&columns, 20, Drops::Last), [("id", 18)]);
        let hidden = |dropped, is_cut| Layout { dropped, is_cut, ..Layout::default() }.hidden("--fields");
        assert_eq!(hidden(0, false), None);
        assert_eq!(hidden(2, true).as_deref(), Some("2 columns hidden: a wider terminal or --fields shows them"));
        assert_eq!(hidden(0, true).as_deref(), Some("Ids are cut: a wider terminal or --fields shows them"));
    }

    #[test]
    fn long_cells_are_cut_by_their_width() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("日本語日本語", 6), "日本…");
    }
}
