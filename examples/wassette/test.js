// Runs ../cases.json by `wassette tool invoke`. Ends by `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runCases } from '../node/cases.js';

const [wassette, components] = process.argv.slice(2);
const PARAMETERS = {
  'next-page': ['next'],
  'collect-list': ['action', 'arguments', 'bounds'],
  'describe-action': ['action'],
  'call-action': ['action', 'arguments'],
  'send-request': ['method', 'path', 'query', 'headers', 'body'],
};
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds missing fields to a record: Wassette requires all of them, even optional ones. */
function bounds(given) {
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [kebab(name), value]));
  return { 'max-pages': null, 'max-items': null, 'max-bytes': null, ...fields };
}

function call(name, func, args) {
  const values = PARAMETERS[kebab(func)].map((parameter, at) => {
    const value = args[at] ?? null;
    return [parameter, parameter === 'bounds' ? bounds(value) : value];
  });
  const tool = `actions_okta_${kebab(name)}_0_1_0_${kebab(func)}`;
  const json = JSON.stringify(Object.fromEntries(values));
  const { ok, err } = JSON.parse(execFileSync(wassette, ['tool', 'invoke', tool, '--args', json, '--component-dir', components]));
  if (err) throw Object.assign(new Error(err.tag), { payload: err });
  // Bytes are a list of numbers.
  return Array.isArray(ok.body) ? { ...ok, body: Uint8Array.from(ok.body) } : ok;
}

const { steps } = JSON.parse(readFileSync(new URL('../cases.json', import.meta.url)));
const { passed, failed } = await runCases(steps, call, { byName: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
