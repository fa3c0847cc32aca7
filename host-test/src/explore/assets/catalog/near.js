// Actions whose titles come near to words that match none.

const words = (text) => text.toLowerCase().split(/[^\p{L}\d{}/_-]+/u).filter(Boolean);

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
  const miss = (word, action) => Math.min(word.length, ...words(action.title).map((one) => distance(word, one)));
  const cost = (action) => wanted.reduce((sum, word) => sum + miss(word, action) / word.length, words(action.title).length / 100);
  return actions.map((action) => [cost(action), action])
    .filter(([cost]) => cost < wanted.length * 0.6)
    .sort(([a], [b]) => a - b).slice(0, 5).map(([, action]) => action);
}
