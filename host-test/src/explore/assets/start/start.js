// The start page: the org, jobs, favourites, recent calls.

import { button, byId, empty, h, icon } from "../lib/dom.js";
import { favourites } from "../lib/store.js";
import { ago, count } from "../lib/words.js";
import * as server from "../lib/server.js";
import { find, found, link } from "../catalog/catalog.js";
import { calls } from "../call/calls.js";
import { kindOf } from "../call/org.js";
import { gauge, lastRate, noteRate } from "../result/rate.js";
import { read } from "../result/result.js";

/** What people look for who have no favourites yet. */
const POPULAR = ["user.list-users", "group.list-groups", "application.list-applications", "user.create-user", "system-log.get-org-system-log", "policy.list-policies"];

/** The pictures of the jobs; another job gets a list. */
const ICONS = {
  onboard: "user-plus", offboard: "user-minus", "rotate-secret": "key-round", "contain-account": "shield-alert", "clone-access": "copy-plus",
};

const section = (id, title, ...content) =>
  h("section", { "aria-labelledby": id, class: "block" }, h("h2", { id }, title), content);

/** Asks the org for its name, which shows that address and credential are right. */
function check(place) {
  const shown = h("p", { class: "hint", role: "status", id: "checked" });
  const ask = async () => {
    shown.replaceChildren(h("span", { class: "spinner" }), " Asking the org…");
    const result = await server.call("org.get-org-settings", "{}").catch((error) => ({ error: error.message }));
    noteRate((result.response ?? result).rateLimit);
    const org = !result.error && read(result.body);
    const { status, errorSummary } = result.response ?? result;
    shown.replaceChildren(icon(org ? "check" : "triangle-alert"), org
      ? ` ${org.companyName ?? "The org"} answers in ${result.milliseconds} ms`
      : ` ${[status, errorSummary ?? result.message ?? result.error].filter(Boolean).join(" ")}`);
    shown.classList.toggle("error", !org);
    if (lastRate()) place.querySelector(".org-rate").replaceChildren(gauge(lastRate()));
  };
  return [button("plug", "Check the connection", { id: "check", click: ask }), shown];
}

function orgCard(org, total, forbidden) {
  const { kind, label, text } = kindOf(org);
  const card = h("div", { class: `card org-card ${kind}` });
  card.append(
    h("div", {}, h("p", { class: "org-kind" }, icon(kind === "live" ? "triangle-alert" : kind === "mock" ? "plug" : "lock"), h("strong", {}, label)),
      h("p", { class: "org-name" }, org.org), h("p", { class: "hint" }, text)),
    h("dl", { class: "facts" },
      h("dt", {}, "Actions"), h("dd", {}, forbidden > 0 ? `${total - forbidden} of ${total} allowed` : String(total)),
      h("dt", {}, "Writing"), h("dd", {}, org.readOnly ? "off, by the policy" : "on"),
      h("dt", {}, "Rate limit"), h("dd", { class: "org-rate" }, lastRate() ? gauge(lastRate()) : "known after the first call")),
    h("div", { class: "org-check" }, check(card)));
  return card;
}

const jobCard = (job) =>
  h("li", {}, h("a", { class: "card job", href: `#job/${job.name}` }, h("span", { class: "job-icon" }, icon(ICONS[job.name] ?? "list")),
    h("span", { class: "job-title" }, job.title), h("span", { class: "hint" }, job.summary),
    h("span", { class: "job-steps" }, count(job.steps.length, "step"))));

/** A call of this session, as a link that brings it back. */
export function callLink(entry, restore) {
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    restore(entry);
  };
  return h("li", {}, h("a", { href: entry.address, class: entry.failed ? "failed" : null, click: go },
    h("span", { class: "title" }, entry.title), h("span", { class: "state plain short" }, entry.short),
    h("time", { datetime: new Date(entry.at).toISOString() }, ago(entry.at))));
}

/** Shows the start page. */
export function showStart({ org, actions, jobs }, restore) {
  const liked = favourites().map(find).filter(Boolean);
  const popular = POPULAR.map(find).filter(Boolean);
  const list = (actions) => h("ul", { class: "links" }, actions.map((action) => h("li", {}, link(action))));
  byId("start").replaceChildren(h("div", { class: "start" },
    h("h1", { tabindex: -1, id: "title" }, "What do you want to do?"),
    h("p", { class: "lead" }, "Choose a job, or ",
      h("button", { type: "button", class: "linklike", id: "to-search", click: () => document.dispatchEvent(new CustomEvent("search")) }, "search the actions"),
      " ", h("kbd", {}, "/"), ". Nothing is sent before you run it."),
    orgCard(org, actions.length, actions.filter(({ allowed }) => !allowed).length),
    section("jobs-title", "Jobs", h("ul", { class: "cards" }, jobs.map(jobCard))),
    h("div", { class: "two" },
      section("favourites-title", liked.length > 0 ? "Favourites" : "Often used",
        list(liked.length > 0 ? liked : popular),
        liked.length === 0 && h("p", { class: "hint" }, icon("star"), " The star beside a title puts an action here.")),
      section("recent-title", "Recent calls", calls.length > 0
        ? h("ul", { class: "links recent" }, calls.slice(0, 8).map((entry) => callLink(entry, restore)))
        : empty("clock", "No calls yet", "What you run appears here, with its arguments, until you close this tab.")))));
}

/** Says that an address names nothing, and what it may have meant, unless it `isLate()` by then. */
export async function showUnknown(name, isLate) {
  const near = (await found(name)).slice(0, 5);
  if (isLate()) return;
  byId("start").replaceChildren(h("div", { class: "start unknown" },
    h("p", { class: "unknown-icon" }, icon("circle-help")),
    h("h1", { tabindex: -1, id: "title" }, "Unknown action"),
    h("p", { class: "lead" }, "There is no action ", h("code", { id: "unknown-name" }, name), ". The link may be misspelled, or made by another version."),
    near.length > 0 && section("near-title", "Did you mean", h("ul", { class: "links" }, near.map((action) => h("li", {}, link(action))))),
    h("p", {}, h("a", { href: "#" }, "To the start"))));
}
