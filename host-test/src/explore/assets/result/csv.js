// Lists for spreadsheets.

/** A spreadsheet takes a cell that begins so for a formula, whoever wrote it. */
const FORMULA = /^[\s"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]/;
/** But a number is a number. */
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A text that no spreadsheet runs: what would be a formula gets a quote in front of it. */
const safe = (text) => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** A cell of CSV. */
export function cell(text) {
  const shown = safe(text);
  return /[",\r\n;]/.test(shown) || shown !== shown.trim() ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** Rows of texts for the clipboard, which spreadsheets take cell by cell. */
export const tabbed = (rows) => rows.map((row) => row.map((text) => safe(text).replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");

/** Rows of texts as CSV (RFC 4180), with a mark that lets spreadsheets read it as UTF-8. */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
