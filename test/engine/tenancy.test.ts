import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { heartbeatMs, readLock } from '../../src/engine/mailroot/lock';
import { silentLog } from '../../src/engine/ports';
import { Tenancy, type TenancyPorts } from '../../src/engine/tenancy';
import { manualClock } from '../support/manualClock';
import { tempMailRoot } from '../support/tempFolder';
import type { MailRoot } from '../../src/engine/mailroot/layout';

function ports(mailRoot: MailRoot, changes: Partial<TenancyPorts> = {}): TenancyPorts {
  const answers = (): Promise<boolean> => Promise.resolve(true);
  return { mailRoot, clock: manualClock(), log: silentLog, answers, onLost: () => undefined, ...changes };
}

test('the lock says who is here and where SMTP listens, and is gone afterwards', async (t) => {
  const mailRoot = tempMailRoot(t);
  const tenancy = await Tenancy.take({ startedAt: 7, socket: '/x.sock' }, ports(mailRoot));
  await tenancy.listens({ host: '127.0.0.1', port: 2525 });
  const lock = await readLock(mailRoot);
  assert.deepEqual([lock?.pid, lock?.startedAt, lock?.smtpPort], [process.pid, 7, 2525]);
  await tenancy.listens(undefined);
  assert.equal((await readLock(mailRoot))?.smtpPort, undefined);
  await tenancy.release();
  assert.equal(existsSync(mailRoot.lock), false);
});

test('who comes second is told who was first', async (t) => {
  const mailRoot = tempMailRoot(t);
  await Tenancy.take({ startedAt: 1, socket: '/x.sock' }, ports(mailRoot));
  await assert.rejects(Tenancy.take({ startedAt: 2, socket: '/y.sock' }, ports(mailRoot)), /process \d+/);
});

test('a lock that is taken away is noticed at the next heartbeat, once', async (t) => {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  let lost = 0;
  const noticed = new Promise<void>((done) => {
    const onLost = (): void => {
      lost++;
      done();
    };
    void Tenancy.take({ startedAt: 1, socket: '/x.sock' }, ports(mailRoot, { clock, onLost })).then((tenancy) => {
      tenancy.beat();
      rmSync(mailRoot.lock);
      clock.advance(heartbeatMs);
    });
  });
  await noticed;
  clock.advance(heartbeatMs * 5);
  assert.equal(lost, 1);
});
