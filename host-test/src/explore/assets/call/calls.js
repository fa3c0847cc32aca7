// The calls of this session, latest first. Results and secrets stay in memory; what a reload keeps has neither.

import { write } from "../lib/json.js";
import { labelOf, titleOf } from "../result/ids.js";
import { read } from "../result/result.js";

const KEY = "okta-explorer.calls";
const MOST = 50;

const listeners = [];

/** `{ name, title, target, address, short, failed, at }` of each call, and `call` if it was made since the page was loaded. */
export const calls = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
})();

/** What a call was about: the object of its path, that which it made, or what it searched for. */
export function targetOf({ action, value, result }) {
  const last = [...action.path.matchAll(/{(\w+)}/g)].at(-1)?.[1];
  if (last) return labelOf(value[last]) || String(value[last]);
  const made = !action.annotations.readOnlyHint && result.body && read(result.body);
  const query = action.annotations.readOnlyHint ? Object.entries(value).find(([name]) => /^(search|filter|q|type|since)$/.test(name)) : null;
  return (made && titleOf(made)) || (query ? `${query[0]}: ${write(query[1]).replace(/^"|"$/g, "")}` : "");
}

/** Adds a call. */
export function add(entry) {
  calls.unshift(entry);
  calls.length = Math.min(calls.length, MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(calls.map(({ call, ...kept }) => kept)));
  } catch {
    // Then a reload forgets them.
  }
  for (const listener of listeners) listener();
}

/** The latest call of an action with these arguments, if it was made since the page was loaded. */
export const latest = (action, text) => calls.find(({ call }) => call?.action.name === action && call.text === text)?.call;

/** Calls a function after each call. */
export const onCall = (listener) => listeners.push(listener);
