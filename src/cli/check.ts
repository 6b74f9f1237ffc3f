/**
 * `mailroot check`: every message is in one place and, if queued, has a moment at which it is looked at; what a crash or a hand left
 * otherwise is mended. With an engine it is the engine that looks, since it knows what is in hand; without one this takes its lock.
 */
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { isListening, type EngineClient } from '../engine/client';
import { findingsOf } from '../engine/mailroot/findings';
import { openFreshIds } from '../engine/mailroot/freshIds';
import type { MailRoot } from '../engine/mailroot/layout';
import { beat, heartbeatMs, releaseLock, takeLock, type LockFile } from '../engine/mailroot/lock';
import { mend, reported, type Checked } from '../engine/mailroot/mend';
import { takeSnapshot } from '../engine/mailroot/snapshot';
import { UserError } from '../engine/ports';
import { findEngine } from './engine';
import { CliError, exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption } from './verb';

export const check = defineVerb({
  name: 'check',
  takes: '',
  summary: 'Whether every message is in its place and has its moment; mends what is not',
  details: [
    'Works with an engine and without one.',
    `Exit code: ${exit.ok} all is well, ${exit.mended} something was found and mended, ${exit.data} something is left.`,
  ],
  options: {
    root: rootOption,
    'dry-run': { type: 'boolean', help: 'say what is found, mend nothing' },
    json: jsonOption,
  },
  async run({ values }) {
    const mailRoot = findMailRoot(values);
    const mode = values['dry-run'] === true ? 'report' : 'mend';
    const engine = await findEngine(mailRoot);
    const checked = engine === undefined ? await checkAlone(mailRoot, mode) : await askEngine(engine, mode);
    for (const one of checked) {
      if (values.json === true) sayJson(one);
      else say(`${one.id} ${one.text}: ${one.done}.`);
    }
    if (checked.length === 0 && values.json !== true)
      say('All is well: every message is in its place and has its moment.');
    return verdict(checked);
  },
});

type Mode = 'report' | 'mend';

async function askEngine(engine: EngineClient, mode: Mode): Promise<readonly Checked[]> {
  try {
    return await engine.request('check', { mode });
  } finally {
    engine.close();
  }
}

/** Looking needs no lock; mending does, and the disk is looked at again under it. */
async function checkAlone(mailRoot: MailRoot, mode: Mode): Promise<Checked[]> {
  if (mode === 'report') {
    const findings = findingsOf(await takeSnapshot(mailRoot), Date.now());
    return findings.map((finding) => reported(finding, 'nothing was done'));
  }
  const mine: LockFile = { pid: process.pid, host: hostname(), startedAt: Date.now(), socket: '' };
  await lockFor(mailRoot, mine);
  try {
    return await mendAll(mailRoot, mine);
  } finally {
    await releaseLock(mailRoot, mine);
  }
}

async function lockFor(mailRoot: MailRoot, mine: LockFile): Promise<void> {
  try {
    await takeLock(mailRoot, mine, { now: Date.now(), answers: isListening });
  } catch (error) {
    if (error instanceof UserError) throw new CliError(exit.later, error.message);
    throw error;
  }
}

async function mendAll(mailRoot: MailRoot, mine: LockFile): Promise<Checked[]> {
  const nextId = await openFreshIds(mailRoot, randomInt(0x10000));
  const checked: Checked[] = [];
  let beaten = Date.now();
  for (const finding of findingsOf(await takeSnapshot(mailRoot), Date.now())) {
    if (Date.now() - beaten > heartbeatMs) {
      beaten = Date.now();
      if (!(await beat(mailRoot, mine, beaten)))
        throw new CliError(exit.later, 'An engine has taken over. Check again.');
    }
    checked.push(await mend(finding, { mailRoot, freshId: () => nextId(Date.now()) }));
  }
  return checked;
}

function verdict(checked: readonly Checked[]): ExitCode {
  if (checked.length === 0) return exit.ok;
  if (checked.every(({ isMended }) => isMended)) return exit.mended;
  remark('Something is left as it is: see above.');
  return exit.data;
}
