/** What `readSources` would have read of the message in samples: one recipient failed, one was put off and then accepted. */
import { defaultConfig } from '../../../src/engine/config';
import type { Envelope, RecipientState } from '../../../src/engine/mailroot/envelope';
import { placedFields } from '../../../src/engine/story/places';
import type { StorySources } from '../../../src/engine/story/sources';
import { id, ltr, rtr } from './samples';

export const at = Date.UTC(2026, 10, 23, 11, 50, 1, 200);
export const context = { settings: defaultConfig, now: at + 600_000 };

export const head = Buffer.from(
  'From: You <you@example.com>\r\nTo: a550@sim.test, 550@sim.test,\r\n folded@sim.test\r\nCc: 451x2@sim.test\r\nSubject: Your order\r\n\r\nhi\r\n',
);

const reply = { code: 550, enhanced: '5.1.1', text: 'User unknown' };
export const failed: RecipientState = {
  action: 'failed',
  at: at + 40,
  stage: 'rcpt',
  category: 'unknown-user',
  status: '5.1.1',
  text: 'The remote host said: 550 5.1.1 User unknown',
  reply,
  nextHop: 'sim.test [127.0.0.1]:38949',
};
export const relayed: RecipientState = {
  action: 'relayed',
  at: at + 299_000,
  nextHop: 'sim.test [127.0.0.1]:38949',
  reply: { code: 250, text: 'OK' },
};

export function state(more: Partial<Envelope> = {}): Envelope {
  return {
    version: 1,
    id,
    arrivedAt: at,
    source: { kind: 'pickup', file: 'a.eml' },
    why: 'sender from the From header; recipients from the To, Cc headers',
    reversePath: 'you@example.com',
    recipients: [
      { address: '550@sim.test', state: failed },
      { address: '451x2@sim.test', state: relayed },
    ],
    attempts: 2,
    ...more,
  };
}

export function sources(more: Partial<StorySources> = {}): StorySources {
  const message = { folder: 'Sent', kind: 'message', id, path: `/m/Sent/${id}.eml` } as const;
  return {
    files: { id, ltr: `/m/Sent/${id}.ltr`, rtr: `/m/Sent/${id}.rtr`, message },
    subject: 'Your order',
    ltr,
    rtr,
    shortened: false,
    left: { ltr: 0, rtr: 0 },
    top: [],
    envelope: state(),
    fields: placedFields(head),
    itr: '',
    ...more,
  };
}

export const itr = [
  `MailRoot inbound transcript of ${id}, accepted`,
  '',
  '== from 127.0.0.1 port 40312 to port 2525 at 2026-11-23T11:50:01.200Z ==',
  '     0 > 220 host.test ESMTP MailRoot',
  '     2 < EHLO shop.test',
  '     4 < MAIL FROM:<you@example.com>',
  '     5 < RCPT TO:<550@sim.test>',
  '     5 > 250 2.1.5 Accepted',
  '',
].join('\r\n');
