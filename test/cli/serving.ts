/** `mailroot serve` as a process on a temporary MailRoot, and the other verbs run beside it; ended when the test ends. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import { tempFolder } from '../support/tempFolder';
import { mailroot, startMailroot, type Ran } from './runCli';

export interface Serving {
  readonly cwd: string;
  readonly mailRoot: MailRoot;
  readonly process: ChildProcess;
  /** All that it said on stdout, line by line. */
  readonly lines: string[];
  /** Resolves at the first line, said already or not, that fits. */
  readonly line: (fits: RegExp) => Promise<string>;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
  readonly run: (...args: string[]) => Promise<Ran>;
  readonly letter: (name: string, to: string) => string;
}

export const within = { timeout: 60_000 };

export async function serving(t: TestContext, args: readonly string[] = []): Promise<Serving> {
  // Hooks run in the order they are given: the engine ends before its folder goes.
  let end = (): Promise<unknown> => Promise.resolve();
  t.after(() => end());
  const cwd = tempFolder(t);
  const mailRoot = mailRootAt(join(cwd, 'MailRoot'));
  const child = startMailroot(['serve', 'MailRoot', '--port', '0', ...args], { cwd });
  const lines: string[] = [];
  let look = (): void => undefined;
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  end = () => {
    child.kill('SIGTERM');
    return ended;
  };
  assert.ok(child.stdout);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    look();
  });
  const line = (fits: RegExp): Promise<string> =>
    new Promise((resolve) => {
      look = () => {
        const found = lines.find((each) => fits.test(each));
        if (found !== undefined) resolve(found);
      };
      look();
    });
  await line(/SMTP|"smtp"/);
  const letter = (name: string, to: string): string => {
    writeFileSync(join(cwd, name), `From: app@example.com\r\nTo: ${to}\r\nSubject: hi\r\n\r\nhello\r\n`);
    return name;
  };
  return { cwd, mailRoot, process: child, lines, line, ended, run: (...given) => mailroot(given, { cwd }), letter };
}
