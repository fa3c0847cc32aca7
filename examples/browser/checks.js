// Runs in the page for test.js: the cases of all examples, and the checks of this host.
import { runCases } from './cases.js';
import { call } from './okta.js';

const lines = [];
const print = (line) => lines.push(line);
const getUser = (userId) => call('catalog', 'callAction', 'user.get-user', JSON.stringify({ userId }));

function assert(condition, text) {
  if (!condition) throw new Error(text);
}

const checks = {
  async 'the page stays responsive while a call waits'() {
    let waiting = true;
    let ticks = 0;
    // test.js holds this request back for half a second.
    const slow = getUser('slow@example.com').catch(() => {}).finally(() => (waiting = false));
    for (; waiting; ticks++) await new Promise((resolve) => setTimeout(resolve, 5));
    await slow;
    assert(ticks >= 10, `${ticks} ticks of a timer`);
  },

  async 'concurrent calls do not interfere'() {
    const logins = ['amara@example.com', 'nobody@example.com', 'amara@example.com'];
    const found = await Promise.all(logins.map((login) => getUser(login).catch((error) => error.payload.val)));
    assert(found.map(({ status }) => status).join() === '200,404,200', JSON.stringify(found));
  },

  async 'the form shows a user'() {
    document.querySelector('button').click();
    const result = document.getElementById('result');
    for (let tries = 0; tries < 400 && !result.textContent; tries++) await new Promise((resolve) => setTimeout(resolve, 25));
    assert(result.textContent.includes('"firstName": "Amara"'), result.textContent);
  },
};

let counts = { passed: 0, failed: 0 };
try {
  const { steps } = await (await fetch('cases.json')).json();
  counts = await runCases(steps, (name, func, args) => call(name, func, ...args), { byName: true, print });
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      counts.passed += 1;
      print(`ok ${name}`);
    } catch (error) {
      counts.failed += 1;
      print(`FAILED ${name}: ${error.stack}`);
    }
  }
} catch (error) {
  counts.failed += 1;
  print(`FAILED: ${error.stack}`);
}
await fetch('report', { method: 'POST', body: JSON.stringify({ ...counts, lines }) });
