/**
 * Folders of a hundred thousand messages that nobody has to deliver: hard links to a few, each under names of its own, so that there is
 * one such folder in seconds. Of a hundred each is from another sender and to another domain, and some are to be found by their subject.
 */
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import type { FolderName } from '../../src/engine/mailroot/layout';
import { makeMailRoot } from '../editor/editor';
import { stateOf } from './queued';

export type Browsed = Extract<FolderName, 'Queue' | 'BadMail' | 'Drop'>;

const originals = 100;
/** ext4 takes 65 000 links to a file. */
const linksEach = 20_000;
const text = 'A line of some text that makes up the body of a message.\r\n'.repeat(60);
const day = 86_400_000;

/** One of a hundred has this in its subject. */
export const wanted = 'invoice';

export function fillWithLinks(root: string, folder: Browsed, count: number): void {
  makeMailRoot(root);
  const aside = join(root, 'originals');
  mkdirSync(aside, { recursive: true });
  for (let i = 0; i < count; i++) {
    const id = idOf(i);
    const kind = (i % originals) + originals * Math.floor(i / linksEach);
    for (const [part, content] of Object.entries(partsOf(folder, kind))) {
      const original = join(aside, `${kind}${part}`);
      if (i % linksEach < originals) writeFileSync(original, content);
      linkSync(original, join(root, folder, id + part));
    }
  }
}

function idOf(i: number): string {
  const moment = new Date(Date.UTC(2026, 10, 1) + i * 7_919).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${moment}-${(i % 0xfffffff).toString(16).padStart(7, '0')}`;
}

function partsOf(folder: Browsed, kind: number): Record<string, string> {
  const message = messageFrom(kind);
  const state = (more: Partial<Envelope> = {}): string =>
    encodeEnvelope({ ...stateOf('20261123T115001Z-0000000', kind, Date.now() + day), ...more });
  switch (folder) {
    case 'Drop':
      return { '.eml': message };
    case 'Queue':
      return { '.eml': message, '.envelope.json': state() };
    case 'BadMail': {
      const why = 'Nobody is there who could be told.';
      const fate = { kind: 'bad', reason: 'general-failure', text: why } as const;
      return { '.bad': message, '.bdr': `BadMail\r\n\r\n${why}\r\n`, '.bdp': state({ fate }) };
    }
  }
}

function messageFrom(kind: number): string {
  const place = kind % originals;
  const subject = place === 0 ? `your ${wanted}` : `order ${kind}`;
  return [
    `From: Shop ${place} <shop${place}@here.test>`,
    `To: ann@there${place}.test`,
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 11:50:01 +0000',
    `Message-ID: <${kind}@here.test>`,
    '',
    text,
  ].join('\r\n');
}
