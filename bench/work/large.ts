/** Large things opened in VS Code: a transcript of 10 MB as its page, a message of 50 MB in its preview; until there is something to read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRtrSession, rtrHeader } from '../../src/engine/mailroot/transcript';
import { watching, webview, type Editor, type Watched } from '../editor/editor';
import { worksOf } from '../figures';
import { ours } from '../results';
import type { Work } from '../runner';
import { messageOf } from './queued';

const id = '20261123T115001Z-0000001';
const [transcriptOctets, messageOctets] = [10_000_000, 50_000_000];

export function largeWorks(editor: Editor): Work[] {
  const sent = join(editor.folder, 'MailRoot', 'Sent');
  writeFileSync(join(sent, `${id}.eml`), messageOf(1));
  writeFileSync(join(sent, `${id}.rtr`), transcript());
  const message = join(editor.folder, 'large.eml');
  writeFileSync(message, largeMessage());
  const opened = (path: string, type: string): Promise<Watched> => opening(editor, path, type);
  const figures = (name: string): Parameters<typeof worksOf<Watched>>[1] => [
    { name, unit: 'ms', of: ({ ms }) => ms },
    { name: `${name}: longest stop of the host`, unit: 'ms', of: ({ after }) => after.longestMs },
    { name: `${name}: more memory`, unit: 'MB', of: ({ before, after }) => after.mostMegabytes - before.megabytes },
  ];
  const rtr = (): Promise<Watched> => opened(join(sent, `${id}.rtr`), 'mailroot.transcript');
  const eml = (): Promise<Watched> => opened(message, 'mailroot.preview');
  return [
    ...worksOf([{ name: ours, once: rtr }], figures('transcript of 10 MB opened'), { mostRounds: 3 }),
    ...worksOf([{ name: ours, once: eml }], figures('preview of a 50 MB message opened'), { mostRounds: 3 }),
  ];
}

async function opening(editor: Editor, path: string, type: string): Promise<Watched> {
  const watched = await watching(editor, async () => {
    await editor.ask({ ask: 'execute', command: 'vscode.openWith', args: [path, type] });
    await webview(editor).locator('main h1, header h1, [role=tab]').first().waitFor();
  });
  await editor.ask({ ask: 'execute', command: 'workbench.action.closeAllEditors' });
  return watched;
}

/** A long life: an attempt each quarter of an hour, each greylisted. */
function transcript(): string {
  const parts = [rtrHeader(id)];
  let octets = 0;
  for (let attempt = 1; octets < transcriptOctets; attempt++) {
    const lines = Array.from({ length: 40 }, (_, i) => ({
      ms: i * 3,
      mark: i % 2 === 0 ? ('>' as const) : ('<' as const),
      text:
        i % 2 === 0 ? `RCPT TO:<b${i}@there.test>` : `451 4.7.1 <b${i}@there.test>: Greylisted, please try again later`,
    }));
    const at = Date.UTC(2026, 10, 23) + attempt * 900_000;
    const text = encodeRtrSession({ attempt, session: 1, name: 'mx.there.test', port: 25, at, lines });
    parts.push(text);
    octets += text.length;
  }
  return parts.join('');
}

/** A letter with one large attachment, as base64. */
function largeMessage(): string {
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return [
    'From: a@here.test',
    'To: b@there.test',
    'Subject: large',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=cut',
    '',
    '--cut',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The plans are in the file.',
    '--cut',
    'Content-Type: application/octet-stream; name=plans.bin',
    'Content-Disposition: attachment; filename=plans.bin',
    'Content-Transfer-Encoding: base64',
    '',
    `${line.repeat(Math.floor(messageOctets / line.length))}--cut--`,
    '',
  ].join('\r\n');
}
