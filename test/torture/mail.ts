/** What is handed in, and how it is brought to its end. */
import assert from 'node:assert/strict';
import { checkWaiting } from './model';
import type { Paper } from './letter';
import type { World } from './world';

export interface Handed {
  readonly how: Paper['how'];
  /** Classes of recipients: `r0`... are remote, `l0`... are local. */
  readonly to: readonly string[];
  readonly isNull: boolean;
  /** Octets of the body. */
  readonly size: number;
}

export function paper(number: number, { how, to, isNull, size }: Handed): Paper {
  const name = `m${number}`;
  const text = [
    `From: ann@here.test`,
    `Subject: ${name}`,
    `Message-ID: <${name}@here.test>`,
    '',
    'x'.repeat(size),
    `end of ${name}`,
    '',
  ];
  const recipients = to.map((each) => `${each}.${name}@${each.startsWith('r') ? 'there.test' : 'here.test'}`);
  return { name, how, sender: isNull ? '' : 'ann@here.test', recipients, text: text.join('\r\n') };
}

/** The disk is well again, and time goes by until all is said and done. */
export async function drain(world: World): Promise<void> {
  world.disk.heal();
  for (let rounds = 0; ; rounds++) {
    world.command({ kind: 'release' });
    await world.settle();
    checkWaiting(world);
    const { queued, nextAttemptAt } = world.spool.counts();
    if (queued === 0) break;
    assert.ok(rounds < 1_000, `${queued} messages are never done`);
    world.clock.advance(Math.max(0, (nextAttemptAt ?? 0) - world.now()));
  }
  await world.restart();
  await world.settle();
}
