// A list to choose an object from, so that nobody copies ids by hand.

import { button, byId, empty, h, prose, say } from "../lib/dom.js";
import * as server from "../lib/server.js";
import { write } from "../lib/json.js";
import { itemsOf } from "../result/columns.js";
import { remember, titleOf } from "../result/ids.js";
import { noteRate } from "../result/rate.js";
import { pager } from "../result/pages.js";
import { read } from "../result/result.js";
import { Table } from "../result/table.js";

/** Shows the objects that a list action returns, with the arguments that it shares with the form; `take(id)` gets one. */
export async function pick(list, value, take) {
  const holes = [...list.path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
  const unset = holes.find((name) => value[name] === undefined);
  if (unset) return say(`Fill in ${unset} first`);
  const dialog = byId("pick");
  const place = h("div", { class: "list" }, h("p", { class: "hint" }, h("span", { class: "spinner" }), ` ${list.title}…`));
  const close = button("x", null, { class: "quiet", label: "Close", click: () => dialog.close() });
  dialog.replaceChildren(h("div", { class: "drawer-body" },
    h("header", {}, h("h2", { id: "pick-title" }, list.title), close),
    h("p", { class: "hint" }, "A click on a row takes its id into the form."), place));
  dialog.showModal();
  const args = Object.fromEntries(holes.map((name) => [name, value[name]]));
  const result = await server.call(list.name, write(args)).catch((error) => ({ error: "unreachable", message: error.message }));
  noteRate((result.response ?? result).rateLimit);
  const items = result.error ? null : itemsOf(read(result.body));
  if (!items?.length) {
    const { status, errorSummary } = result.response ?? result;
    const why = [status, errorSummary ?? result.message ?? result.error].filter(Boolean).join(" ");
    return place.replaceChildren(result.error ? h("p", { class: "error" }, prose(why)) : empty("inbox", "Nothing to choose", "The list is empty."));
  }
  remember(items);
  const table = new Table(place, items, { action: list, value: args }, (item) => {
    dialog.close();
    take(item.id ?? item.name ?? titleOf(item));
  });
  if (result.next) {
    dialog.firstElementChild.append(pager(result.next, server.nextPage, (page) => {
      const more = itemsOf(read(page.body)) ?? [];
      remember(more);
      table.add(more);
      table.setPartial(Boolean(page.next));
      return table.items.length;
    }, items.length));
    table.setPartial(true);
  }
  dialog.querySelector("#pick input")?.focus();
  return undefined;
}
