/**
 * `mailroot serve [MailRoot]`: an engine in the foreground, as a process of its own that ends with this one. Says where it listens,
 * then one line for each outcome; its warnings go to stderr. If another engine has the MailRoot, says which, and ends with 75.
 */
import { resolve } from 'node:path';
import type { EngineClient } from '../engine/client';
import { mailRootAt } from '../engine/mailroot/layout';
import { launchEngine, type Launched } from './launch';
import { needEngine } from './engine';
import { exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { outcomeLine } from './outcomeLine';
import { readSettings } from './settingsFile';
import { statusLines } from './status';
import { remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, usage } from './verb';

export const serve = defineVerb({
  name: 'serve',
  takes: '[MailRoot]',
  summary: 'Run the engine in the foreground',
  details: [
    'Makes the folders where they are missing. Ends on Ctrl+C, SIGTERM or "mailroot stop", after finishing what is in hand.',
  ],
  options: {
    port: {
      type: 'string',
      value: 'number',
      help: 'SMTP port, 0 for any free one (default 2525, or the next free one)',
    },
    host: { type: 'string', value: 'address', help: 'address to listen on (default 127.0.0.1)' },
    config: { type: 'string', value: 'file', help: 'settings as JSON, named as in VS Code' },
    json: jsonOption,
  },
  async run({ values, positionals: [folder, more] }) {
    if (more !== undefined) throw usage('serve', 'takes one MailRoot');
    const mailRoot = folder === undefined ? findMailRoot({}) : mailRootAt(resolve(folder));
    const settings = await readSettings(values);
    const launched = await launchEngine({ mailRoot: mailRoot.root, lifetime: 'serve', config: settings });
    const engine = await needEngine(mailRoot, 'it ended as soon as it had started');
    endWithUs(launched, engine);
    await tell({ engine, json: values.json === true });
    return ended(await launched.ended);
  },
});

/** The first signal asks it to finish, the second does not ask. */
function endWithUs(launched: Launched, engine: EngineClient): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.once(signal, () => launched.kill());
      // Ctrl+C reaches the engine too: it may be gone before it has answered.
      engine.request('shutdown', null).catch(() => undefined);
    });
  }
}

async function tell({ engine, json }: { engine: EngineClient; json: boolean }): Promise<void> {
  engine.on('outcome', (outcome) => (json ? sayJson(outcome) : say(outcomeLine(outcome))));
  const status = await engine.request('status', null);
  if (json) sayJson(status);
  else statusLines(status, Date.now()).forEach((line) => say(line));
}

function ended(code: number | null): ExitCode {
  if (code === 0) return exit.ok;
  remark(
    `The engine ended with ${code === null ? 'a signal' : `exit code ${code}`}. What was queued waits for the next one.`,
  );
  return exit.bug;
}
