// Runs the cases of all examples, and the checks of this host. Ends by `N passed, N failed`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { runCases } from './cases.js';
import { connect, OktaError } from './okta.js';

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^OKTA_(CLIENT|TESTING)_/.test(name)));
const steps = JSON.parse(readFileSync(new URL('../cases.json', import.meta.url))).steps;

const okta = connect(environment);
const { passed, failed } = await runCases(steps, (name, func, args) => okta[name][func](...args));
const counts = { passed, failed };

/** An org that records its requests, and responds by `respond`. */
async function org(respond) {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await respond()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const settings = (token) => ({ OKTA_CLIENT_ORGURL: url, OKTA_CLIENT_TOKEN: token, OKTA_TESTING_DISABLEHTTPSCHECK: 'true' });
  return { url, requests, settings, close: () => server.closeAllConnections() ?? server.close() };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const checks = {
  async 'two tenants at once see only their own org and token'() {
    // Each org responds once both have a request: calls one after the other would never end.
    let arrived = 0;
    let both;
    const bothAsked = new Promise((resolve) => (both = resolve));
    const respond = (name) => async () => {
      if (++arrived === 2) both();
      await bothAsked;
      return { id: name };
    };
    const orgs = [await org(respond('one')), await org(respond('two'))];
    const tenants = [connect(orgs[0].settings('token-one')), connect(orgs[1].settings('token-two'))];
    const users = await Promise.all(tenants.map((tenant) => tenant.user.getUser('me')));
    assert.deepEqual(users.map((user) => JSON.parse(user.body).id), ['one', 'two']);
    assert.deepEqual(orgs.map((org) => org.requests), [['SSWS token-one'], ['SSWS token-two']]);
    await Promise.all([...tenants, ...orgs].map((each) => each.close()));
  },

  async 'the event loop runs while a call waits'() {
    const slow = await org(() => pause(500).then(() => ({})));
    const tenant = connect(slow.settings('token'));
    let waiting = true;
    let ticks = 0;
    const call = tenant.user.getUser('me').finally(() => (waiting = false));
    // Counts ticks only once the org has the request, so that the start of the worker does not count.
    while (waiting && slow.requests.length === 0) await pause(5);
    for (; waiting; ticks++) await pause(5);
    await call;
    assert(ticks >= 10, `${ticks} ticks of a timer`);
    await Promise.all([tenant.close(), slow.close()]);
  },

  async 'an origin that is not allowed is not reached'() {
    const other = await org(() => ({}));
    const tenant = connect(other.settings('token'), { origins: ['https://your-org.okta.com'] });
    const error = await tenant.user.getUser('me').catch((error) => error);
    assert(error instanceof OktaError);
    assert.equal(error.payload.tag, 'permanent-not-allowed');
    assert.deepEqual(other.requests, []);
    await Promise.all([tenant.close(), other.close()]);
  },

  async 'a deadline stops the worker, and the next call gets a new one'() {
    let silent = true;
    const org1 = await org(() => (silent ? new Promise(() => {}) : { id: 'here' }));
    const tenant = connect(org1.settings('token'), { deadline: 10_000 });
    await assert.rejects(tenant.user.getUser('me'), /user.getUser was stopped/);
    silent = false;
    assert.equal(JSON.parse((await tenant.user.getUser('me')).body).id, 'here');
    await Promise.all([tenant.close(), org1.close()]);
  },

  async 'a tenant without settings learns what is missing'() {
    const tenant = connect({});
    const { payload } = await tenant.user.getUser('me').catch((error) => error);
    assert.equal(payload.tag, 'permanent-invalid-configuration');
    assert.equal(payload.val.name, 'OKTA_CLIENT_ORGURL');
    await tenant.close();
  },

  async 'an argument of a wrong type is a TypeError'() {
    await assert.rejects(okta.user.listUsers({ limit: 'two' }), TypeError);
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    counts.passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
await okta.close();
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed ? 1 : 0);
