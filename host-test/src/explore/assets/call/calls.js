// The calls of this session, latest first. Results and secrets stay in memory; what a reload keeps has neither.

const KEY = "okta-explorer.calls";
const MOST = 50;

const listeners = [];

/** `{ name, title, address, short, failed, at }` of each call, and `call` if it was made since the page was loaded. */
export const calls = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
})();

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
