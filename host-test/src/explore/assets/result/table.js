// A list as a table: filter, sort, columns, rows that open, copies.

import { button, byId, copy, download, empty, h, icon, menu } from "../lib/dom.js";
import { isContainer, typeOf, write } from "../lib/json.js";
import { load, save } from "../lib/store.js";
import { count } from "../lib/words.js";
import { at, columnsOf, firstColumns, headingOf, textOf } from "./columns.js";
import { csv, tabbed } from "./csv.js";
import { showRow } from "./row.js";
import { cellValue } from "./values.js";

/** Rows are drawn in steps, as a person scrolls. */
const STEP = 200;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compare(one, other) {
  const [left, right] = [typeOf(one), typeOf(other)];
  const none = (type) => type === "undefined" || type === "null";
  if (none(left) || none(right)) return Number(none(left)) - Number(none(right));
  const numbers = [left, right].every((type) => type === "number" || type === "integer");
  return numbers ? Number(write(one)) - Number(write(other)) : collator.compare(textOf(one), textOf(other));
}

export class Table {
  /** A table of objects, inside of an element; `from` is the call that returned them. A row shows its object, or is taken. */
  constructor(root, items, from, take) {
    this.root = root;
    this.from = from;
    this.take = take;
    this.items = [...items];
    this.filter = "";
    this.partial = false;
    this.sort = null;
    this.chosen = load(`columns.${from.action.name}`, null);
    this.build();
    this.learn();
    this.draw();
  }

  /** Adds the objects of a further page. */
  add(items) {
    this.items.push(...items);
    this.learn();
    this.draw();
  }

  /** Takes whether there are pages that are not loaded. */
  setPartial(is) {
    this.partial = is;
    this.tellTotal();
  }

  learn() {
    this.columns = columnsOf(this.items);
    const known = new Set(this.columns.map(({ key }) => key));
    const chosen = this.chosen?.filter((key) => known.has(key)) ?? [];
    this.shown = chosen.length > 0 ? chosen : firstColumns(this.columns, this.items);
    this.columnList.replaceChildren(...this.columnChoices());
  }

  /** The filtered and sorted rows. */
  rows() {
    const wanted = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (item) => {
      const whole = (value) => (isContainer(value) ? write(value) : textOf(value));
      const text = this.columns.map(({ path }) => whole(at(item, path))).join("\n").toLowerCase();
      return wanted.every((word) => text.includes(word));
    };
    const rows = wanted.length > 0 ? this.items.filter(holds) : [...this.items];
    if (!this.sort) return rows;
    const { path } = this.columns.find(({ key }) => key === this.sort.key) ?? {};
    if (!path) return rows;
    // What is empty stays at the end in both directions.
    const empty = (item) => ["undefined", "null"].includes(typeOf(at(item, path)));
    const full = rows.filter((item) => !empty(item)).sort((a, b) => compare(at(a, path), at(b, path)));
    return [...(this.sort.down ? full.reverse() : full), ...rows.filter(empty)];
  }

  visible() {
    return this.shown.map((key) => this.columns.find((column) => column.key === key)).filter(Boolean);
  }

  /** The table as rows of texts, the header first. */
  texts() {
    const columns = this.visible();
    return [columns.map(({ key }) => key), ...this.rows().map((item) => columns.map(({ path }) => textOf(at(item, path))))];
  }

  build() {
    // A list to choose from may stand above a result: ids are those of the result.
    const id = (name) => (this.take ? null : name);
    const input = h("input", {
      type: "search", id: id("filter"), "aria-label": "Filter the rows", placeholder: "Filter rows", autocomplete: "off", spellcheck: "false",
      input: () => {
        this.filter = input.value;
        this.active = 0;
        this.draw();
      },
      keydown: (event) => this.take && this.choose(event),
    });
    this.total = h("span", { class: "hint", id: id("rows"), role: "status" });
    this.columnList = h("fieldset", { class: "columns" });
    const file = () => `${this.from.action.name.replace(".", "-")}.csv`;
    this.save = button("download", "CSV", {
      id: id("csv"), title: "Saves the rows and columns that are shown",
      click: () => download(csv(this.texts()), file(), "text/csv;charset=utf-8", `${this.size()}${this.partial ? "; further pages are not loaded" : ""}`),
    });
    const tools = h("div", { class: "toolbar" },
      h("span", { class: "finder" }, icon("search"), input), this.total,
      menu("columns-3", "Columns", this.columnList, { id: id("columns") }),
      button("copy", "Copy", { id: id("copy-table"), label: "Copy the rows as a table", title: "For a spreadsheet or a mail", click: () => copy(tabbed(this.texts()), count(this.rows().length, "row")) }),
      this.save);
    this.head = h("tr", {});
    this.body = h("tbody", {});
    this.place = h("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Rows" },
      h("table", {}, h("thead", {}, this.head), this.body));
    this.none = empty("inbox", "No rows", "Nothing here holds these words.");
    this.body.addEventListener("click", (event) => {
      const inside = event.target.closest("a, button");
      // Where a row is taken, a link must not lead away.
      if (inside && this.take && !inside.matches(".open")) event.preventDefault();
      else if (inside || String(getSelection())) return;
      const row = event.target.closest("tr");
      if (row) this.open(Number(row.dataset.index));
    });
    this.place.addEventListener("scroll", () => {
      if (this.place.scrollTop + this.place.clientHeight > this.place.scrollHeight - 400) this.more();
    });
    this.root.replaceChildren(tools, this.place, this.none);
  }

  columnChoices() {
    const toggle = (key, on) => {
      this.shown = on ? [...this.shown, key] : this.shown.filter((other) => other !== key);
      this.chosen = this.shown;
      save(`columns.${this.from.action.name}`, this.chosen);
      this.draw();
    };
    const box = ({ key }) => {
      const input = h("input", { type: "checkbox", checked: this.shown.includes(key), value: key, change: () => toggle(key, input.checked) });
      return h("label", { class: "pick" }, input, h("span", {}, key));
    };
    const reset = button("rotate-cw", "As at first", {
      class: "quiet", click: () => {
        this.chosen = null;
        save(`columns.${this.from.action.name}`, null);
        this.learn();
        this.draw();
      },
    });
    return [h("legend", {}, "Columns"), ...this.columns.map(box), reset];
  }

  header({ key, path }) {
    const sorted = this.sort?.key === key;
    const direction = sorted ? (this.sort.down ? "descending" : "ascending") : "none";
    const name = { ascending: "arrow-up", descending: "arrow-down", none: "arrow-up-down" }[direction];
    const click = () => {
      this.sort = !sorted ? { key, down: false } : this.sort.down ? null : { key, down: true };
      this.draw();
      this.head.querySelector(`[data-key="${CSS.escape(key)}"] button`)?.focus();
    };
    return h("th", { scope: "col", "aria-sort": direction, "data-key": key, title: key },
      h("button", { type: "button", class: "sort", click }, h("span", {}, headingOf({ key, path })), icon(name)));
  }

  draw() {
    this.ordered = this.rows();
    this.head.replaceChildren(...this.visible().map((column) => this.header(column)));
    this.body.replaceChildren();
    this.more();
    this.activate();
    this.place.hidden = this.ordered.length === 0;
    this.none.hidden = this.ordered.length > 0;
    this.tellTotal();
  }

  /** How many rows are shown, and of how many. */
  size() {
    const [all, some] = [this.items.length, this.ordered.length];
    return some === all ? count(all, "row") : `${some.toLocaleString("en-US")} of ${count(all, "row")}`;
  }

  tellTotal() {
    this.total.textContent = this.partial ? `${this.size()}, more not loaded` : this.size();
    this.save.querySelector("span").textContent = `CSV (${this.size()})`;
  }

  /** Draws the next rows. */
  more() {
    const begin = this.body.children.length;
    const columns = this.visible();
    const rows = this.ordered.slice(begin, begin + STEP).map((item, offset) => {
      const cells = columns.map(({ path, key }, index) => {
        const value = at(item, path);
        const text = textOf(value);
        const from = path.length === 1 ? this.from : null;
        const shown = cellValue(path.at(-1), value, text, from);
        // The button of a row holds no other button.
        const plain = !text || (shown instanceof Element && shown.matches(".id-value"));
        const content = index > 0 ? shown : this.opener(begin + offset, plain ? text || "Open" : shown);
        return h(index > 0 ? "td" : "th", { scope: index > 0 ? null : "row", "data-key": key, title: text.length > 30 ? text : null }, content);
      });
      return h("tr", { "data-index": begin + offset }, cells);
    });
    this.body.append(...rows);
  }

  /** Marks the row that Enter takes. */
  activate() {
    if (!this.take) return;
    this.active = Math.min(Math.max(this.active ?? 0, 0), this.ordered.length - 1);
    while (this.body.children.length <= this.active && this.body.children.length < this.ordered.length) this.more();
    for (const row of this.body.querySelectorAll(".current")) row.classList.remove("current");
    this.body.children[this.active]?.classList.add("current");
    this.body.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  /** Moves among the rows to choose from, and takes one, by the keys of the filter. */
  choose(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.active += step;
    else if (event.key !== "Enter" || this.ordered.length === 0) return;
    event.preventDefault();
    if (step) this.activate();
    else this.take(this.ordered[this.active]);
  }

  opener(index, content) {
    return h("button", { type: "button", class: "open", "aria-haspopup": "dialog", click: () => this.open(index) }, content);
  }

  open(index) {
    if (this.take) return this.take(this.ordered[index]);
    const step = (by) => this.ordered[index + by] && (() => this.open(index + by));
    while (this.body.children.length <= index && this.body.children.length < this.ordered.length) this.more();
    for (const row of this.body.querySelectorAll(".current")) row.classList.remove("current");
    this.body.children[index]?.classList.add("current");
    showRow(byId("row"), this.ordered[index], {
      from: this.from, previous: step(-1), next: step(1), position: `${index + 1} of ${this.ordered.length}`,
    });
    return undefined;
  }
}
