// What a call returned: the response, or the error and what it means.

import { byId, copy, copyButton, h, prose } from "./dom.js";
import { isId } from "./ids.js";
import { colors, shownBody } from "./request.js";

/** What the cases of the error mean for who called. */
const MEANING = {
  "permanent-invalid-argument": "An argument cannot be sent. Nothing was sent.",
  "permanent-invalid-configuration": "The configuration of the explorer is incomplete or contradictory. Nothing was sent.",
  "permanent-not-allowed": "A policy forbids this request. Nothing was sent.",
  "permanent-refused": "Okta refused the request. Nothing was changed.",
  "rate-limited": "Too many requests. Nothing was changed; the same request succeeds after the wait.",
  unavailable: "Okta cannot answer now. Repeating is safe.",
  unreachable: "No connection. Nothing was sent.",
  interrupted: "The answer was lost. Repeating is safe.",
  "permanent-outcome-unknown": "The answer was lost, and it may have happened. Look before repeating it.",
  "permanent-unreadable-response": "It has happened, but the answer cannot be read.",
  "execution-failed": "The component failed.",
};

function idButton(value) {
  const click = () => copy(value);
  return h("button", { type: "button", class: "id", title: "Copy", "aria-label": `Copy ${value}`, click }, value);
}

/** Strings that are ids become buttons that copy. */
function marks(kind, text, key) {
  if (kind !== "string") return colors(kind, text);
  const value = JSON.parse(text);
  if (!isId(key ? JSON.parse(key) : "", value)) return colors(kind, text);
  return h("span", { class: "json-string" }, '"', idButton(value), '"');
}

function rate({ limit, remaining, resetEpochSeconds }) {
  const number = (value) => value.toLocaleString("en-US");
  const seconds = Math.max(0, resetEpochSeconds - Math.floor(Date.now() / 1000));
  return `${number(remaining)} of ${number(limit)} left, resets in ${seconds} s`;
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value);
  return h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

const copied = (value) => value && idButton(value);

function bodyOf(body, contentType) {
  if (!body) return h("p", { class: "hint" }, "No body.");
  const label = `Body of the response, ${contentType ?? "of no type"}`;
  return h("pre", { id: "response-body", tabindex: 0, "aria-label": label }, shownBody(body, marks));
}

function success(result, more) {
  const { status, milliseconds, body, contentType, next, etag, requestId, rateLimit } = result;
  const other = contentType && !/^application\/json\b/.test(contentType) ? contentType : null;
  return [
    h("p", { class: "outcome" }, h("b", { class: "status good" }, status), ` in ${milliseconds} ms`,
      next && h("button", { type: "button", id: "next", click: () => more(next) }, "Next page"),
      body && copyButton(() => body, "the body", "Copy body")),
    facts([
      ["Rate limit", rateLimit && rate(rateLimit)],
      ["Request id", copied(requestId)], ["ETag", copied(etag)], ["Type", other],
    ]),
    bodyOf(body, contentType),
  ];
}

function failure(result) {
  const refusal = result.response ?? result;
  const { status, errorCode, errorSummary, errorCauses, errorId, requestId, body } = refusal;
  // A message about all arguments names each of them.
  const name = result.name && result.name !== "arguments" ? `\`${result.name}\` ` : "";
  const message = result.message && prose(name + result.message);
  return [
    h("p", { class: "outcome" }, h("b", { class: "status bad" }, status || "Error"), " ", h("code", {}, result.error),
      status ? ` in ${result.milliseconds} ms` : "", body && copyButton(() => body, "the body", "Copy body")),
    h("p", {}, MEANING[result.error] ?? ""),
    facts([
      ["What", message],
      ["Code", errorCode], ["Summary", errorSummary],
      ["Causes", errorCauses?.length > 0 && h("ul", {}, errorCauses.map((cause) => h("li", {}, cause)))],
      ["Wait", result.waitMs !== undefined && `${result.waitMs.toLocaleString("en-US")} ms: ${result.reason}`],
      ["Error id", copied(errorId)], ["Request id", copied(requestId)],
    ]),
    refusal.bodyTruncated && h("p", { class: "hint" }, "The body is longer; it was cut after 64 KiB."),
    body && bodyOf(body, refusal.contentType),
  ];
}

/** Shows what a call returned; `more(next)` fetches the next page. */
export function showResult(title, result, more) {
  const place = byId("result");
  place.hidden = false;
  place.classList.toggle("failed", Boolean(result.error));
  place.replaceChildren(
    h("header", {}, h("h2", { id: "result-title", tabindex: -1 }, title)),
    ...(result.error ? failure(result) : success(result, more)).filter(Boolean),
  );
}

/** One line about a result, for the list of calls and for screen readers. */
export function inShort(result) {
  const { status, errorCode } = result.response ?? result;
  return [status, result.error && (errorCode ?? result.error)].filter(Boolean).join(" ");
}
