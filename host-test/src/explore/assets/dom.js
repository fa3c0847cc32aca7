// Small helpers for elements.

// Control characters but line breaks and tabs, and the controls of writing direction: they would let a text read
// otherwise than it is.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text for the screen, with what is hidden in it escaped as in JSON. */
export const visible = (text) =>
  text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Makes an element. Functions among the attributes are listeners; `false`, `null` and `undefined` are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  const shown = children.flat(2).filter((child) => child != null && child !== false);
  element.append(...shown.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Says something to screen readers, and shows it for a moment unless it stands elsewhere. */
export function say(text, shown = true) {
  const status = byId("status");
  status.textContent = visible(text);
  status.classList.toggle("away", !shown);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => status.classList.add("away"), 2500);
}

/** Puts a text on the clipboard, and says so. */
export async function copy(text, what = text) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${what}`);
  } catch {
    say("The browser does not allow copying");
  }
}

export const copyButton = (text, what, label = "Copy") =>
  h("button", { type: "button", class: "quiet", "aria-label": `Copy ${what}`, click: () => copy(text(), what) }, label);

/** A sentence with its `code` marked; `link` may turn a piece of code into an element. */
export function prose(text, link = () => null) {
  return text.split("`").map((piece, index) => {
    if (index % 2 === 0) return piece;
    return link(piece) ?? h("code", {}, piece);
  });
}
