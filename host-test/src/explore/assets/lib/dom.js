// Small helpers for elements.

// Control characters but line breaks and tabs, and the controls of writing direction: they would let a text read
// otherwise than it is.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SVG = "http://www.w3.org/2000/svg";

/** A text for the screen, with what is hidden in it escaped as in JSON. */
export const visible = (text) =>
  text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Attributes that a person reads. */
const READ = new Set(["title", "aria-label", "placeholder", "label"]);

/** Makes an element. Functions among the attributes are listeners; `false`, `null` and `undefined` are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, READ.has(name) ? visible(String(value)) : value);
  }
  const shown = children.flat(3).filter((child) => child != null && child !== false);
  element.append(...shown.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

/** An icon of `icons.svg`, hidden from screen readers: what it means is said beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** A button with an icon; `attributes.label` is what screen readers say if there is no text. */
export function button(name, text, { label, ...attributes } = {}) {
  const all = { type: "button", "aria-label": label, title: text ? null : label, ...attributes };
  return h("button", all, name && icon(name), text && h("span", {}, text));
}

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

export const copyButton = (text, what, label) =>
  button("copy", label, { class: label ? "" : "quiet", label: `Copy ${what}`, click: () => copy(text(), what) });

/** Saves a text as a file of the person; `what` says what it holds. */
export function download(text, name, type, what) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  say(`Saved ${name}${what ? `: ${what}` : ""}`);
}

/** A sentence with its `code` marked; `link` may turn a piece of code into an element. */
export function prose(text, link = () => null) {
  return text.split("`").map((piece, index) => {
    if (index % 2 === 0) return piece;
    return link(piece) ?? h("code", {}, piece);
  });
}

/** What stands where nothing is yet: an icon, a heading, and what to do. */
export const empty = (name, title, ...text) =>
  h("div", { class: "empty" }, icon(name), h("p", { class: "empty-title" }, title), h("p", {}, ...text));

/** A button that opens a small panel; it closes by Escape and by a click elsewhere. */
export function menu(name, text, content, attributes = {}) {
  const panel = h("div", { class: "panel" }, content);
  const details = h("details", { class: "menu" },
    h("summary", { class: "button", ...attributes }, icon(name), text && h("span", {}, text), icon("chevron-down")), panel);
  // Aligned with the right of the button, or with its left where it would be cut off.
  const align = () => {
    const { left, right } = (details.closest(".drawer-body, #output, #top") ?? document.body).getBoundingClientRect();
    const [from, to] = [details.getBoundingClientRect().left, details.getBoundingClientRect().right];
    panel.classList.toggle("from-left", to - panel.offsetWidth < left && from + panel.offsetWidth <= right);
    panel.style.setProperty("--room", `${Math.max(innerHeight - details.getBoundingClientRect().bottom - 16, 160)}px`);
  };
  const outside = (event) => !details.contains(event.target) && (details.open = false);
  details.addEventListener("toggle", () => {
    if (details.open) align();
    if (details.open) document.addEventListener("pointerdown", outside);
    else document.removeEventListener("pointerdown", outside);
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    event.preventDefault();
    details.open = false;
    details.querySelector("summary").focus();
  });
  return details;
}
