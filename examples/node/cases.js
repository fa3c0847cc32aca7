// Runs the steps of ../cases.json through any `call(interface, function, args)`; also used by ../browser.

const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** Interfaces that both components export. With the small one, a step of another interface runs by name. */
const ALWAYS = ['catalog', 'pages', 'auth', 'generic-request'];

/** Converts an argument for jco: fields in camelCase, `undefined` for none, the saved value for `{name}`. */
function argument(value, saved) {
  if (value === null) return undefined;
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (whole, name) => saved[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => argument(item, saved));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [camel(name), argument(item, saved)]));
}

/** The value at a path such as `/body/0/id`; a string or bytes on the way are read as JSON. */
function at(value, path) {
  for (const part of path.split('/').slice(1)) {
    if (value instanceof Uint8Array) value = new TextDecoder().decode(value);
    if (typeof value === 'string') value = JSON.parse(value);
    value = value?.[part] ?? value?.[camel(part)];
  }
  return value ?? null;
}

/** The differences from the expected values. */
function differences(result, expected, saved) {
  return Object.entries(expected).flatMap(([path, value]) => {
    const [found, wanted] = [at(result, path), value === null ? null : argument(value, saved)];
    const equal = wanted === '*' ? typeof found === 'string' && found !== '' : found === wanted;
    return equal ? [] : [`${path} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`];
  });
}

async function outcome(run) {
  try {
    return { ok: await run() };
  } catch (error) {
    if (!error.payload) throw error;
    return { error: { case: error.payload.tag, value: error.payload.val } };
  }
}

async function failure(step, call, byName, saved) {
  let [name, func, args] = [step.interface, step.function, step.args];
  if (byName && !ALWAYS.includes(name)) {
    args = [`${name}.${func}`, JSON.stringify(step['by-name'])];
    [name, func] = ['catalog', 'call-action'];
  }
  const result = await outcome(() => call(camel(name), camel(func), argument(args, saved)));
  const kind = 'ok' in step ? 'ok' : 'error';
  if (!(kind in result)) return `${kind} expected, got ${JSON.stringify(result)}`;
  const found = differences(result[kind], step[kind], saved);
  for (const [key, path] of Object.entries(step.save ?? {})) saved[key] = at(result.ok, path);
  return found.join('; ');
}

/** Runs all steps in order and prints a line for each. Returns how many passed and how many failed. */
export async function runCases(steps, call, { byName = false, print = console.log } = {}) {
  const saved = {};
  const counts = { passed: 0, failed: 0 };
  for (const step of steps) {
    const problem = await failure(step, call, byName, saved).catch((error) => `${error.stack ?? error}`);
    counts[problem ? 'failed' : 'passed'] += 1;
    print(problem ? `FAILED ${step.name}: ${problem}` : `ok ${step.name}`);
  }
  return counts;
}
