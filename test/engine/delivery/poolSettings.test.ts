/** The pool when the settings, or the secrets in them, have changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedHost } from '../../support/scriptedHost';
import { hopTo, letter, poolOf, send } from './client';

const limit = { timeout: 20_000 };

void test(
  'a change of settings gives idle connections back: who was logged in may be so no longer',
  limit,
  async (t) => {
    const host = await scriptedHost(t);
    const pool = poolOf({}, { messagesPerConnection: 20 });
    t.after(() => pool.close());
    await send(hopTo(host.port), letter(), { pool });
    assert.deepEqual(pool.counts(), { connections: 1, idle: 1, waiting: 0 });
    pool.forget();
    assert.equal(pool.counts().idle, 0);
    await send(hopTo(host.port), letter(), { pool });
    assert.equal(host.connections(), 2);
  },
);
