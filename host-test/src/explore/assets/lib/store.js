// What the browser remembers of a person's choices: no arguments and no responses.

const PREFIX = "okta-explorer.";

/** What is kept under a name, or `fallback`. */
export function load(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a value; `null` removes it. A browser that keeps nothing is no error. */
export function save(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private windows and full disks.
  }
}

/** The names of the favourite actions, in the order in which they were chosen. */
export const favourites = () => load("favourites", []);

/** Adds an action to the favourites, or takes it out; true if it is one now. */
export function toggleFavourite(name) {
  const now = favourites();
  const is = now.includes(name);
  save("favourites", is ? now.filter((other) => other !== name) : [...now, name]);
  return !is;
}
