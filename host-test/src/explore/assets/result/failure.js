// An error, and what it means for who called.

import { copyButton, h, icon, prose } from "../lib/dom.js";

/** What the cases of the error mean, for one request. */
const MEANING = {
  "permanent-invalid-argument": "An argument cannot be sent, and neither was the request.",
  "permanent-invalid-configuration": "The configuration of the explorer is incomplete or contradictory. Nothing was sent.",
  "permanent-not-allowed": "A policy forbids this request. Nothing was sent.",
  "permanent-refused": "Okta refused the request.",
  "rate-limited": "Too many requests. The same request succeeds after the wait.",
  unavailable: "Okta cannot answer now. Repeating is safe.",
  unreachable: "No connection. Nothing was sent.",
  interrupted: "The answer was lost. Repeating is safe.",
  "permanent-outcome-unknown": "The answer was lost, and it may have happened. Look before repeating it.",
  "permanent-unreadable-response": "It has happened, but the answer cannot be read.",
  "execution-failed": "The component failed.",
  "cancelled-read": "Cancelled. It only reads, so repeating is safe.",
  "cancelled-write": "Cancelled, but Okta may have done it already. Look before repeating it.",
};

/** The arguments that an error names, with what is wrong: by path, such as `body.profile.login`. */
export function problems({ error, name, message }) {
  if (error !== "permanent-invalid-argument") return new Map();
  if (name !== "arguments") return new Map([[name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), message]]);
  const parts = message.matchAll(/`([^`]+)` (is .*?)(?=; `[^`]+` is |$)/g);
  return new Map([...parts].map(([, argument, wrong]) => [argument, wrong]));
}

/** The fields that Okta's causes are about, by path: a cause begins with the name of a property, or holds it in words. */
export function causesByField(causes, paths) {
  const found = new Map();
  const simple = (text) => text.toLowerCase().replace(/[^a-z\d]/g, "");
  for (const cause of causes) {
    const [head, ...rest] = cause.split(":");
    const named = rest.length > 0 ? head.trim() : "";
    const last = (path) => String(path.findLast((part) => typeof part === "string"));
    const whole = paths.find((path) => simple(path.join("")).endsWith(simple(named)) && named.includes("."));
    const path = named && (whole ?? paths.find((path) => simple(last(path)) === simple(named)));
    const mentioned = path || paths.find((path) => last(path).length > 3 && new RegExp(`\\b${last(path)}\\b`).test(cause));
    if (mentioned) found.set(mentioned.join("."), [found.get(mentioned.join(".")), cause].filter(Boolean).join(" "));
  }
  return found;
}

/** The cases in which nothing happened, which matters for what writes. */
const UNCHANGED = ["permanent-refused", "rate-limited"];

const fact = ([name, value]) => [h("dt", {}, name), h("dd", {}, value)];
const copied = (value) => value && h("span", { class: "id-value" }, h("code", {}, value), copyButton(() => value, value));

/** The elements that tell of an error; `body` shows the response behind it, `reads` is whether the action only reads. */
export function failure(result, body, reads) {
  const refusal = result.response ?? result;
  const { errorCode, errorSummary, errorCauses, errorId, requestId } = refusal;
  // A message about all arguments names each of them.
  const name = result.name && result.name !== "arguments" ? `\`${result.name}\` ` : "";
  // A cause says what to do about it; a summary often says only that there is a cause.
  const [cause, ...more] = errorCauses ?? [];
  const meaning = [MEANING[result.error], !reads && UNCHANGED.includes(result.error) && "The request changed nothing."].filter(Boolean).join(" ");
  const facts = [
    ["What", result.message && prose(name + result.message)], ["Code", errorCode], ["Summary", cause && errorSummary],
    ["Causes", more.length > 0 && h("ul", {}, errorCauses.map((cause) => h("li", {}, cause)))],
    ["Wait", result.waitMs !== undefined && `${result.waitMs.toLocaleString("en-US")} ms: ${result.reason}`],
    ["Error id", copied(errorId)], ["Request id", copied(requestId)], ["Kind", h("code", {}, result.error)],
  ];
  return [
    h("div", { class: "problem" }, icon("triangle-alert"),
      h("div", {}, h("p", { class: "problem-title" }, cause || errorSummary || meaning || result.error),
        (cause || errorSummary) && h("p", {}, meaning))),
    h("dl", { class: "facts" }, facts.filter(([, value]) => value).flatMap(fact)),
    refusal.bodyTruncated && h("p", { class: "hint" }, "The body is longer; it was cut after 64 KiB."),
    refusal.body && h("details", { class: "more" }, h("summary", {}, icon("chevron-right"), "Body of the response"), body(refusal.body, refusal.contentType)),
  ];
}
