/**
 * What VS Code feels of mail that flows: the delay of the extension host's event loop while the trees are on the screen and the engine
 * takes messages from smtp-source and drops them, less what it is when nothing flows.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mailRootAt } from '../../src/engine/mailroot/layout';
import { readLock } from '../../src/engine/mailroot/lock';
import { seen, show, watching, type Editor, type Watched } from '../editor/editor';
import type { Seen } from '../editor/question';
import { worksOf } from '../figures';
import { ours } from '../results';
import type { Work } from '../runner';
import { load, pause, until, type Site } from '../site';

interface Flowing {
  readonly idle: Seen;
  readonly flow: Watched;
}

export function flowWorks(site: Site, editor: Editor): Work[] {
  const count = site.quick ? 2_000 : 10_000;
  const mailRoot = mailRootAt(join(editor.folder, 'MailRoot'));
  const once = async (): Promise<Flowing> => {
    await show(editor, 'MailRoot');
    await until(async () => (await readLock(mailRoot))?.smtpPort !== undefined, 'the engine of the window');
    const port = (await readLock(mailRoot))?.smtpPort ?? 0;
    await pause(1_000);
    await editor.ask({ ask: 'watch' });
    await pause(site.quick ? 2_000 : 5_000);
    const idle = await seen(editor);
    const flow = await watching(editor, () =>
      load(site, { port, sessions: 8, count, octets: 4096, perConnection: 'many' }),
    );
    for (const name of readdirSync(mailRoot.Drop)) rmSync(join(mailRoot.Drop, name));
    return { idle, flow };
  };
  const name = `extension host while ${count} messages flow`;
  return worksOf(
    [{ name: ours, once }],
    [
      {
        name: `${name}: p99 more than idle`,
        unit: 'ms',
        of: ({ idle, flow }) => Math.max(0, flow.after.p99Ms - idle.p99Ms),
      },
      { name: `${name}: longest stop`, unit: 'ms', of: ({ flow }) => flow.after.longestMs },
      { name: `${name}: messages`, unit: 'msg/s', of: ({ flow }) => count / (flow.ms / 1000) },
    ],
    { mostRounds: 3 },
  );
}
