/**
 * One transaction with one next hop, over a session of the pool: waits for its turn, reads the message when there is somebody to take it,
 * and once more with a new session when the one it was given turns out to be gone. Returns a status per recipient, none for those whose
 * turn did not come before the pool was closed.
 */
import type { NextHop } from './hop';
import type { Ask, Lease } from './lanes';
import type { SessionPool } from './pool';
import type { Statuses } from './smtpSession';
import type { Transaction } from './transaction';

export async function deliver(
  hop: NextHop,
  transaction: Transaction,
  { pool, ask }: { pool: SessionPool; ask: Ask },
): Promise<Statuses> {
  const leased = await pool.lease(hop, ask);
  switch (leased.kind) {
    case 'closed':
      return new Map();
    case 'failed':
      return new Map(transaction.recipients.map(({ address }) => [address, leased.status]));
    case 'lease': {
      const statuses = await over(leased.lease, transaction, (found) =>
        pool.tell(hop, new Set(found.values()), ask.id),
      );
      return statuses === 'stale' ? deliver(hop, transaction, { pool, ask: { ...ask, fresh: true } }) : statuses;
    }
  }
}

/** What was met is told before the session is given back: the next in line may not need to meet it. */
async function over(
  { session, recorder, deadlineMs, release }: Lease,
  transaction: Transaction,
  tell: (statuses: Statuses) => void,
): Promise<Statuses | 'stale'> {
  try {
    const statuses = await session.transact(transaction, await transaction.content(), { recorder, deadlineMs });
    if (statuses === 'stale') recorder.record('*', 'note: that connection was gone: once more with a new one');
    else tell(statuses);
    return statuses;
  } finally {
    release();
  }
}
