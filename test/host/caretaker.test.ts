import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import * as client from '../../src/engine/client';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { readLock } from '../../src/engine/mailroot/lock';
import { Caretaker, type CaretakerPorts, type EngineState } from '../../src/host/caretaker';
import { connected, runEngine } from '../support/engineProcess';
import { tempMailRoot } from '../support/tempFolder';

interface Watched {
  readonly caretaker: Caretaker;
  readonly mailRoot: MailRoot;
  readonly states: EngineState[];
  readonly troubles: string[];
  readonly log: string[];
  /** Resolves at the next state that fits. */
  readonly state: <K extends EngineState['kind']>(kind: K) => Promise<Extract<EngineState, { kind: K }>>;
}

function watched(t: TestContext, changes: Partial<CaretakerPorts> = {}): Watched {
  const mailRoot = changes.mailRoot ?? tempMailRoot(t);
  const states: EngineState[] = [];
  const troubles: string[] = [];
  const log: string[] = [];
  let waiting: { kind: string; done: (state: EngineState) => void }[] = [];
  const caretaker = new Caretaker({
    mailRoot,
    load: () => Promise.resolve(client),
    engine: { command: process.execPath, enginePath: resolve('dist/engine.js') },
    settings: () => Promise.resolve({ config: { 'smtp.port': 0 } }),
    onLog: (line) => log.push(line),
    onTrouble: (reason) => troubles.push(reason),
    onState: (state) => {
      states.push(state);
      for (const { done } of waiting.filter(({ kind }) => kind === state.kind)) done(state);
      waiting = waiting.filter(({ kind }) => kind !== state.kind);
    },
    ...changes,
  });
  t.after(() => caretaker.stop());
  return {
    caretaker,
    mailRoot,
    states,
    troubles,
    log,
    state: (kind) => new Promise((done) => waiting.push({ kind, done: done as (state: EngineState) => void })),
  };
}

const kinds = (states: readonly EngineState[]): string[] => states.map(({ kind }) => kind);
const within = { timeout: 30_000 };

void test('it starts an engine, and stopping ends that engine', within, async (t) => {
  const { caretaker, mailRoot, states } = watched(t);
  await caretaker.start();
  assert.equal(caretaker.state.kind, 'running');
  assert.ok(existsSync(mailRoot.lock));
  await caretaker.stop();
  assert.deepEqual(kinds(states), ['starting', 'running', 'stopped']);
  assert.ok(!existsSync(mailRoot.lock));
});

void test('stopped and started at once, there is no trouble in between', within, async (t) => {
  const { caretaker, states } = watched(t);
  await caretaker.start();
  await caretaker.stop();
  await caretaker.start();
  assert.deepEqual(kinds(states), ['starting', 'running', 'stopped', 'starting', 'running']);
});

void test('asked twice, it starts one', within, async (t) => {
  const { caretaker, states } = watched(t);
  await Promise.all([caretaker.start(), caretaker.start()]);
  await caretaker.start();
  assert.deepEqual(kinds(states), ['starting', 'running']);
});

void test('an engine that runs already is joined and told our settings, and runs on when we go', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const engine = await runEngine(t, mailRoot);
  const config = { 'smtp.port': 0, defaultDomain: 'joined.test' };
  const { caretaker } = watched(t, { mailRoot, settings: () => Promise.resolve({ config }) });
  await caretaker.start();
  assert.equal((await readLock(mailRoot))?.pid, engine.process.pid);
  caretaker.dispose();
  assert.equal(caretaker.state.kind, 'stopped');
  assert.equal(engine.process.exitCode, null);
});

/** What the engine would log in with at x@far.test. */
async function knowsSecret(t: TestContext, mailRoot: MailRoot): Promise<boolean | undefined> {
  const asking = await connected(t, mailRoot);
  const { recipients } = await asking.request('route', { recipients: ['x@far.test'] });
  const way = recipients[0]?.way;
  return way?.kind === 'hosts' ? way.hosts[0]?.login?.isKnown : undefined;
}

const config = {
  'smtp.port': 0,
  remoteDomains: { 'far.test': { host: '127.0.0.1:1', user: 'ann', password: '${secret:relay}' } },
};

void test('an engine that we start has our secrets', within, async (t) => {
  const settings = { config, secrets: { relay: 'swordfish' } };
  const { caretaker, mailRoot } = watched(t, { settings: () => Promise.resolve(settings) });
  await caretaker.start();
  assert.equal(await knowsSecret(t, mailRoot), true);
});

void test(
  'an engine that somebody else started gets our secrets, and one without any takes none away',
  within,
  async (t) => {
    const mailRoot = tempMailRoot(t);
    await runEngine(t, mailRoot, { config });
    assert.equal(await knowsSecret(t, mailRoot), false);
    const ours = watched(t, { mailRoot, settings: () => Promise.resolve({ config, secrets: { relay: 'swordfish' } }) });
    await ours.caretaker.start();
    assert.equal(await knowsSecret(t, mailRoot), true);
    const other = watched(t, { mailRoot, settings: () => Promise.resolve({ config, secrets: {} }) });
    await other.caretaker.start();
    assert.equal(await knowsSecret(t, mailRoot), true);
    const state = other.caretaker.state;
    assert.equal(state.kind, 'running');
    await state.client.request('configure', { config, secrets: { relay: '' } });
    assert.equal(await knowsSecret(t, mailRoot), false, 'forgotten');
  },
);

void test('two windows share one engine', within, async (t) => {
  const one = watched(t);
  const other = watched(t, { mailRoot: one.mailRoot });
  await Promise.all([one.caretaker.start(), other.caretaker.start()]);
  assert.deepEqual([one.caretaker.state.kind, other.caretaker.state.kind], ['running', 'running']);
});

void test('an engine that dies is started again by itself', within, async (t) => {
  const { caretaker, mailRoot, state, log, troubles } = watched(t);
  await caretaker.start();
  const first = await readLock(mailRoot);
  const [failed, again] = [state('failed'), state('running')];
  process.kill(first?.pid ?? 0, 'SIGKILL');
  assert.equal((await failed).reason, 'The engine ended unexpectedly.');
  await again;
  assert.notEqual((await readLock(mailRoot))?.pid, first?.pid);
  assert.ok(log.some((line) => line.includes('started again in 250 ms')));
  assert.deepEqual(troubles, []);
});

void test('an engine that can not be started is told at the third time', within, async (t) => {
  const { caretaker, state, troubles, states } = watched(t, {
    engine: { command: process.execPath, enginePath: resolve('dist/there-is-no-such-engine.js') },
  });
  await caretaker.start();
  await state('failed');
  assert.equal(troubles.length, 0);
  await state('failed');
  assert.equal(troubles.length, 1);
  assert.match(troubles.join(), /The engine ended at once \(code 1\); see its log/);
  assert.ok(states.filter(({ kind }) => kind === 'failed').length >= 3);
});

void test('stopped while it waits to start again, it stays stopped', within, async (t) => {
  const { caretaker } = watched(t, {
    engine: { command: resolve('there-is-no-such-program'), enginePath: resolve('dist/engine.js') },
  });
  await caretaker.start();
  assert.ok(caretaker.state.kind === 'failed');
  assert.match(caretaker.state.reason, /could not be started: .*ENOENT/);
  await caretaker.stop();
  assert.equal(caretaker.state.kind, 'stopped');
});

void test('stopped while it starts, what comes of that start is let go', within, async (t) => {
  const { caretaker, states } = watched(t);
  const starting = caretaker.start();
  await caretaker.stop();
  await starting;
  assert.deepEqual(kinds(states), ['starting', 'stopped']);
});
