// Which actions a person means by some words. Words in the title count more than words elsewhere.

const words = (text) => text.toLowerCase().split(/[^\p{L}\d{}/_-]+/u).filter(Boolean);

/** What is searched of an action. */
export function indexed(action) {
  const { section, name, title, aliases, summary, path, method } = action;
  const text = [section, name, title, ...aliases, summary, path, method].join(" ").toLowerCase();
  return { ...action, text, named: words(title), beside: words(`${section} ${method} ${aliases.join(" ")}`) };
}

function worth(word, { named, beside }) {
  if (named.includes(word)) return 100;
  if (beside.includes(word)) return 99;
  if (named.some((one) => one.startsWith(word))) return 60;
  return 0;
}

/** The actions that hold all words, the likeliest first. */
export function search(actions, text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const score = (action) => wanted.reduce((sum, word) => sum + worth(word, action), -action.named.length);
  const hits = actions.filter((action) => wanted.every((word) => action.text.includes(word)));
  return hits.map((action) => [score(action), action]).sort(([a], [b]) => b - a).map(([, action]) => action);
}

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row.at(-1);
}

/** The actions whose titles or names come near to a text that matches none. */
export function near(actions, text) {
  const wanted = words(text.replace(/[.-]/g, " "));
  const miss = (word, action) => Math.min(word.length, ...action.named.map((one) => distance(word, one)));
  const cost = (action) => wanted.reduce((sum, word) => sum + miss(word, action) / word.length, action.named.length / 100);
  return actions.map((action) => [cost(action), action])
    .filter(([cost]) => cost < wanted.length * 0.6)
    .sort(([a], [b]) => a - b).slice(0, 5).map(([, action]) => action);
}
