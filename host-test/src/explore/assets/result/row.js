// The object of a row, beside the table: its document, what belongs to it, and what can be done with it.

import { button, h, menu } from "../lib/dom.js";
import { destructive } from "../catalog/catalog.js";
import { titleOf } from "./ids.js";
import { around, ofId } from "./relations.js";
import { tree } from "./tree.js";
import { relation } from "./values.js";

/** The links to what belongs to an object, and a menu of what changes it; nothing if no action retrieves it. */
export function related(item, from) {
  const target = typeof item.id === "string" && ofId("id", item.id, from);
  if (!target) return null;
  const { reads, writes } = around(target);
  const chip = (one) => h("li", {}, relation(one, shorter(one.action.title, target.action.title), { class: "chip link" }));
  const entry = (one) => h("li", {}, relation(one,
    [one.action.title, one.action.annotations.destructiveHint && destructive()]));
  const own = from.action.name !== target.action.name;
  return h("div", { class: "related" },
    h("ul", { class: "chips", "aria-label": "Related" }, own && chip(target), reads.slice(0, 8).map(chip)),
    writes.length > 0 && menu("zap", "Actions", h("ul", { class: "entries" }, writes.map(entry))));
}

/** "List User Groups" beside "Get User" is "Groups" at best; but a short title is better than a wrong one. */
function shorter(title) {
  return title.replace(/^(List( All)?|Get|Retrieve) /, "");
}

/** Shows the object of a row in a dialog at the side. */
export function showRow(dialog, item, { from, previous, next, position }) {
  const close = button("x", null, { class: "quiet", label: "Close", click: () => dialog.close() });
  const go = (name, label, to, key) =>
    button(name, null, { class: "quiet", label: `${label} (${key})`, disabled: !to, click: () => to(), "data-go": key });
  const title = titleOf(item) || (typeof item.id === "string" ? item.id : "Details");
  dialog.onkeydown = (event) => {
    if (event.target.closest("input, details[open].menu")) return;
    if (event.key === "ArrowRight" || event.key === "j") next?.();
    if (event.key === "ArrowLeft" || event.key === "k") previous?.();
  };
  dialog.onclick = (event) => {
    // A click beside the dialog, and a link that leads away from it, close it.
    if (event.target === dialog || event.target.closest("a[href^='#']")) dialog.close();
  };
  dialog.replaceChildren(h("div", { class: "drawer-body" },
    h("header", {}, h("h2", { id: "row-title" }, title), h("span", { class: "hint" }, position),
      go("arrow-left", "Previous row", previous, "k"), go("arrow-right", "Next row", next, "j"), close),
    related(item, from),
    tree(item, { from, id: "row-document", label: "the row" })));
  if (!dialog.open) dialog.showModal();
  close.focus();
}
