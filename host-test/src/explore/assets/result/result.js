// What a call returned: a table, a document, a text, or an error.

import { button, byId, copyButton, download, empty, h, icon } from "../lib/dom.js";
import { parse, pretty, write } from "../lib/json.js";
import { itemsOf } from "./columns.js";
import { failure } from "./failure.js";
import { remember } from "./ids.js";
import { pager } from "./pages.js";
import { gauge, noteRate } from "./rate.js";
import { related } from "./row.js";
import { Table } from "./table.js";
import { tree } from "./tree.js";
import { widener } from "./wide.js";

const WORDS = {
  200: "OK", 201: "Created", 202: "Accepted", 204: "No content", 304: "Not modified", 400: "Bad request", 401: "Unauthorized",
  403: "Forbidden", 404: "Not found", 405: "Method not allowed", 409: "Conflict", 412: "Precondition failed",
  429: "Too many requests", 500: "Server error", 502: "Bad gateway", 503: "Unavailable", 504: "Timeout",
};

/** The value of a JSON body with all its digits; `undefined` for other texts. */
export function read(body) {
  try {
    return parse(body);
  } catch {
    return undefined;
  }
}

const color = (kind, text) => h("span", { class: `json-${kind}` }, text);

/** A body as it came, indented if it is JSON. */
export function raw(body, contentType, id = "response-body") {
  const shown = typeof body !== "string" ? [`${Math.floor((body.base64.length * 3) / 4)} bytes`]
    : read(body) === undefined ? [body] : pretty(body, color);
  return h("pre", { id, class: "raw", tabindex: 0, "aria-label": `Body, ${contentType ?? "of no type"}` }, shown);
}

const size = (text) => (text.length < 1024 ? `${text.length} B` : `${(text.length / 1024).toFixed(text.length < 10240 ? 1 : 0)} KB`);

function outcome({ result, cancelled }) {
  const { status, body } = result.response ?? result;
  const good = !result.error;
  const text = cancelled ? "Cancelled" : status ? `${status} ${WORDS[status] ?? ""}` : "Not sent";
  return h("p", { class: "outcome" }, h("b", { class: `status ${good ? "good" : "bad"}` }, text),
    result.milliseconds !== undefined && h("span", { class: "timing" }, icon("clock"), `${result.milliseconds.toLocaleString("en-US")} ms`),
    typeof body === "string" && body && h("span", { class: "hint" }, size(body)));
}

/** Rate limit, request id and entity tag of a response. */
function facts({ rateLimit, requestId, etag, contentType }) {
  const other = contentType && !/^application\/json\b/.test(contentType) ? contentType : null;
  const copied = (value) => h("span", { class: "id-value" }, h("code", {}, value), copyButton(() => value, value));
  const rows = [
    ["Rate limit", rateLimit && gauge(rateLimit)], ["Request id", requestId && copied(requestId)],
    ["ETag", etag && copied(etag)], ["Type", other],
  ];
  return h("dl", { class: "facts inline", id: "facts" },
    rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** The ways to look at a response, the best one first: `[name, icon, label, element()]`. */
function views(call, state) {
  const { result, action } = call;
  const { body, contentType } = result;
  const from = { action, value: call.value };
  const document = read(body);
  const plain = ["raw", "braces", "JSON", () => [raw(state.text(), contentType)]];
  if (document === undefined || document === null || typeof document !== "object") {
    return [["raw", "braces", "Text", () => [raw(state.text(), contentType)]]];
  }
  const items = itemsOf(document);
  const asTree = ["tree", "list-tree", "Tree", () => [tree(call.loaded?.items ?? document, { from: items ? null : from, id: "response-body", label: "the response" })]];
  if (!items || items.length === 0) return [asTree, plain];
  call.loaded ??= { items, next: result.next, pages: 1 };
  const asTable = ["table", "table-2", "Table", () => {
    state.table ??= new Table(h("div", { class: "list", id: "rows-of-response" }), call.loaded.items, from);
    state.table.setPartial(Boolean(call.loaded.next));
    return [state.table.root];
  }];
  return [asTable, asTree, plain];
}

/** Saves the body, or the rows of all pages that were loaded. */
const save = (call, text) =>
  button("download", null, { class: "quiet", label: "Save as JSON", click: () => download(text(), `${call.action.name.replace(".", "-")}.json`, "application/json") });

function success(call, fetchPage) {
  const { result, action } = call;
  if (!result.body || /^\s*\{\s*\}\s*$/.test(result.body)) return [h("div", { id: "response-body" }, empty("check", "Done", "Okta returned nothing."))];
  // The body as it came; of several pages one list, with the digits of all numbers.
  const state = { text: () => (call.loaded?.pages > 1 ? write(call.loaded.items) : result.body) };
  const all = views(call, state);
  const place = h("div", { class: "view" });
  const tabs = all.map(([name, symbol, label, make]) => {
    const tab = button(symbol, label, { class: "tab", "data-view": name, "aria-pressed": "false", click: () => show(name, make) });
    return tab;
  });
  const show = (name, make) => {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
    place.replaceChildren(...make());
    state.view = name;
  };
  const document = read(result.body);
  const none = document && itemsOf(document)?.length === 0;
  if (none) place.append(h("div", { id: "response-body" }, empty("inbox", "Nothing found", "The list is empty. Filters and searches that are less strict find more.")));
  else show(all[0][0], all[0][3]);
  const took = (page) => {
    if (page.error) {
      place.prepend(h("div", { class: "page-error" }, failure(page, raw, true)));
      return call.loaded.items.length;
    }
    const items = itemsOf(read(page.body)) ?? [];
    remember(items);
    noteRate(page.rateLimit);
    const { loaded } = call;
    call.loaded = { items: [...loaded.items, ...items], next: page.next, pages: loaded.pages + 1 };
    state.table?.add(items);
    state.table?.setPartial(Boolean(page.next));
    if (state.view !== "table") all.filter(([name]) => name === state.view).forEach(([name, , , make]) => show(name, make));
    byId("facts")?.replaceWith(facts(page));
    return call.loaded.items.length;
  };
  const single = document && !Array.isArray(document) && !call.loaded && related(document, { action, value: call.value });
  return [
    h("div", { class: "views" }, h("div", { class: "tabs", role: "group", "aria-label": "View" }, none ? [] : tabs),
      h("span", { class: "grow" }), copyButton(state.text, "the JSON"), save(call, state.text)),
    single, place,
    call.loaded?.next && pager(call.loaded.next, fetchPage, took, call.loaded.items.length),
  ];
}

/** Greys a response that is not of the request above it, and says so. */
export function showStale(is) {
  byId("result").classList.toggle("stale", is);
  if (byId("stale")) byId("stale").hidden = !is;
}

/** Shows what a call returned; `fetchPage(next, signal)` fetches a further page of a list. `note` tells of an earlier response. */
export function showResult(call, fetchPage, note) {
  const { result } = call;
  const place = byId("result");
  place.hidden = false;
  place.classList.toggle("failed", Boolean(result.error));
  place.classList.remove("stale");
  if (!note) noteRate((result.response ?? result).rateLimit);
  place.replaceChildren(...[
    h("header", {}, h("h2", { id: "result-title", tabindex: -1 }, "Response"), outcome(call),
      h("span", { id: "stale", class: "state waiting", hidden: true }, "of the request before"), h("span", { class: "grow" }), widener()),
    note && h("p", { class: "hint", id: "kept" }, icon("clock"), " ", note),
    !result.error && facts(result),
    ...(result.error ? failure(result, raw, call.action.annotations.readOnlyHint) : success(call, fetchPage)),
  ].filter(Boolean));
}

/** Shows that a call runs. */
export function showRunning() {
  const place = byId("result");
  place.hidden = false;
  place.classList.remove("failed", "stale");
  place.replaceChildren(
    h("header", {}, h("h2", { id: "result-title", tabindex: -1 }, "Response"),
      h("p", { class: "outcome" }, h("span", { class: "spinner" }), h("span", {}, "Waiting for Okta "), h("span", { id: "elapsed" }, "0.0 s")), h("span", { class: "grow" }), widener()),
    h("div", { class: "skeleton", "aria-hidden": "true" }, h("span", {}), h("span", {}), h("span", {}), h("span", {})));
}

/** One line about a result, for the list of calls and for screen readers. */
export function inShort(result) {
  const { status, errorCode } = result.response ?? result;
  return [status, result.error && (errorCode ?? result.error)].filter(Boolean).join(" ");
}
