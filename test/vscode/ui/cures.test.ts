/** From the story to the cure, by its buttons: each asks for what it needs, writes the setting, and the message that failed goes through. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderName } from '../../../src/engine/mailroot/layout';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { demandingHost } from '../../support/demandingHost';
import { scriptedHost } from '../../support/scriptedHost';
import type { Desk } from './desk';
import { inNotice } from './notices';
import { clickUntil } from './pointer';
import { walk } from './walk';

const local = { 'mailroot.localDomains': ['example.com'] };

/** Puts a message into Pickup, waits for what becomes of it, and opens its story. */
async function troubled(me: Desk, to: string, folder: FolderName): Promise<void> {
  const text = `From: shop@example.com\r\nTo: ${to}\r\nSubject: for ${to}\r\n\r\nHello.\r\n`;
  writeFileSync(join(me.mailRoot.Pickup, `${to}.eml`), text);
  await me.until(`the state of it in ${folder}`, () =>
    me.files(folder).some((name) => name.endsWith('.envelope.json')),
  );
  if (folder === 'Sent') await me.pane('Sent').locator('.pane-header').click();
  await clickUntil(me.row(folder, `for ${to}`), me.transcript.getByText('Step by step').first());
}

async function cure(me: Desk, label: RegExp): Promise<void> {
  await me.transcript.locator('.cures').getByRole('button', { name: label }).click();
}

function workspaceSettings(me: Desk): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(me.folder, '.vscode', 'settings.json'), 'utf8')) as Record<string, unknown>;
}

walk(
  'a domain is allowed to be sent to: after asking, for this workspace',
  { settings: { ...local, 'mailroot.smartHost': '0.0.0.0:9' } },
  async (me) => {
    await me.sidebar();
    await troubled(me, 'ann@far.test', 'Sent');
    await cure(me, /^Allow mail for far\.test to leave this machine/);
    await me.answer('Cancel');
    await cure(me, /^Allow mail for far\.test to leave this machine/);
    await me.page.locator('.monaco-dialog-box', { hasText: 'Let mail for far.test leave this machine?' }).waitFor();
    await me.answer('Allow');
    await inNotice(me, 'mailroot.allowedDomains is changed', 'Requeue');
    await me.row('Queue', 'for ann@far.test').waitFor();
    assert.deepEqual(workspaceSettings(me)['mailroot.allowedDomains'], ['far.test']);
  },
);

walk(
  'a certificate that did not pass is trusted after its fingerprint was shown',
  async (t) => {
    const certificate = makeCertificate({ names: ['mx.test'], addresses: [], now: Date.now(), days: 2 });
    const host = await scriptedHost(t, { offers: ['STARTTLS'], certificate });
    const hop = { host: '127.0.0.1', port: host.port, tls: 'verified' };
    return { settings: { ...local, 'mailroot.remoteDomains': { 'tls.test': hop } }, host };
  },
  async (me, { host }) => {
    await me.sidebar();
    await troubled(me, 'ann@tls.test', 'Queue');
    await cure(me, /^Trust the certificate/);
    await me.page.locator('.monaco-dialog-box', { hasText: /SHA-256 [0-9A-F]{2}:/ }).waitFor();
    await me.answer('Trust');
    await inNotice(me, 'mailroot.remoteDomains is changed', 'Retry Now');
    await me.until('it to be handed over', () => host.contents.some((text) => text.includes('for ann@tls.test')));
  },
);

walk(
  'a secret that is missing is stored, and the message goes through',
  async (t) => {
    const { port } = await demandingHost(t, 'swordfish-4711');
    const hop = { host: '127.0.0.1', port, tls: 'off', user: 'ann', password: '${secret:relay}' };
    return { settings: { ...local, 'mailroot.remoteDomains': { 'sec.test': hop } } };
  },
  async (me) => {
    await me.sidebar();
    await troubled(me, 'ann@sec.test', 'Queue');
    await cure(me, /^Store the secret relay/);
    await me.ask('Store Secret: relay', 'swordfish-4711');
    await me.page.keyboard.press('Enter');
    await inNotice(me, 'The secret "relay" is stored', 'Retry All Now');
    await me.until('it to be sent', () => me.files('Sent').some((name) => name.endsWith('.eml')));
  },
);
