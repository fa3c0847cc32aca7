// Lists for spreadsheets.

/** A spreadsheet takes a cell that begins so for a formula, whoever wrote it. */
const FORMULA = /^[\s"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]/;
/** But a number is a number. */
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A cell that no spreadsheet runs: what would be a formula becomes text by a quote in front of it. */
export function cell(text) {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of texts as CSV (RFC 4180), with a mark that lets spreadsheets read it as UTF-8. */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
