//! Rows as a table that fits the terminal: one line a row, long cells cut.

use crate::terminal::{cell, table};
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The maximum width of a column while others need room.
const WIDE: usize = 40;

/// The maximum of extra width of a column for later rows.
const SPARE: usize = 10;

/// The spaces around a cell.
const PADDING: usize = 2;

/// The widths of the columns. If the terminal has no room for all, long columns get narrower, and then the last ones are left
/// out if `may_drop`. If rows are still `to_come`, the columns share the remaining room.
pub fn widths(columns: &[String], rows: &[Vec<String>], may_drop: bool, to_come: bool) -> Vec<usize> {
    let widest = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|text| line(text).width()).max();
    let of = |(at, name): (usize, &String)| name.width().max(widest(at).unwrap_or_default()).max(1);
    let widths: Vec<usize> = columns.iter().enumerate().map(of).collect();
    let terminal = Table::new().width().filter(|width| *width > 0).map_or(usize::MAX, usize::from);
    let mut widths = fitted(widths, terminal, may_drop);
    let room = terminal.saturating_sub(widths.iter().sum::<usize>() + widths.len() * PADDING);
    if to_come {
        let more = (room / widths.len().max(1)).min(SPARE);
        widths.iter_mut().for_each(|width| *width += more);
    }
    widths
}

fn fitted(mut widths: Vec<usize>, terminal: usize, may_drop: bool) -> Vec<usize> {
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + widths.len() * PADDING;
    if total(&widths) <= terminal {
        return widths;
    }
    for width in &mut widths {
        *width = (*width).min(WIDE);
    }
    while may_drop && widths.len() > 2 && total(&widths) > terminal {
        widths.pop();
    }
    while total(&widths) > terminal {
        let Some(widest) = widths.iter_mut().max().filter(|width| **width > 8) else { break };
        *widest -= 1;
    }
    widths
}

/// The rows, behind a header if there is one.
pub fn text(header: Option<&[String]>, rows: Vec<Vec<String>>, widths: &[usize]) -> String {
    let names: Vec<&str> = header.unwrap_or_default().iter().map(String::as_str).collect();
    let mut table = if header.is_some() { table(&names) } else { headless() };
    for row in rows {
        let cells = row.iter().zip(widths).map(|(text, width)| cut(&line(text), *width));
        table.add_row(Row::from(cells.collect::<Vec<_>>()));
    }
    for (column, width) in table.column_iter_mut().zip(widths) {
        let width = u16::try_from(width + PADDING).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
    crate::cli::tables::plain(&table)
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

    #[test]
    fn columns_get_narrower_and_then_fewer() {
        assert_eq!(fitted(vec![20, 100], 200, true), [20, 100]);
        assert_eq!(fitted(vec![20, 100], 80, true), [20, 40]);
        assert_eq!(fitted(vec![20, 30, 40], 60, true), [20, 30]);
        assert_eq!(fitted(vec![20, 30, 40], 60, false).len(), 3);
        assert!(fitted(vec![20, 30, 40], 60, false).iter().sum::<usize>() + 6 <= 60);
    }

    #[test]
    fn long_cells_are_cut_by_their_width() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("日本語日本語", 6), "日本…");
    }
}
