/**
 * `npm run bench`: MailRoot beside what people would use instead, in one run on one machine. Prints a table, writes results as JSON, Markdown
 * and SVG, and with --against ends with 1 when a work got slower than its recorded ratio by a fifth. Ends all that it started.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../src/engine/ports';
import { asked, type Asked, type Kind } from './arguments';
import { chartOf } from './chart';
import { slowerThan } from './comparison';
import { openDisk } from './disk';
import { atEnd, endingAfter, endWhenInterrupted } from './ends';
import { describeMachine, loadNow } from './machine';
import manifest from '../package.json' with { type: 'json' };
import { postfixVersion } from './peers/postfix';
import { ours, type Measured, type Results } from './results';
import { measure, type Work } from './runner';
import { bundlePrograms, cache, repository, settlePostfix, type Site } from './site';
import { documentOf, tableOf } from './table';
import { acceptStage } from './stages/accept';
import { drainStage } from './stages/drain';
import { editorStage } from './stages/editor';
import { pickupStage } from './stages/pickup';
import { sizeStage } from './stages/size';
import { startStage } from './stages/start';
import { durabilityOf } from './work/durability';

/** Each sets up its peers, and is over with them before the next begins. */
const stages: Readonly<Record<Exclude<Kind, 'durability'>, (site: Site) => Promise<Work[]>>> = {
  accept: acceptStage,
  pickup: pickupStage,
  drain: drainStage,
  start: startStage,
  editor: editorStage,
  size: sizeStage,
};

async function run({ quick, rounds, only, disk: place }: Asked): Promise<Results> {
  const loadBefore = loadNow();
  mkdirSync(cache, { recursive: true });
  const disk = openDisk(cache, place);
  atEnd(() => disk.close());
  const skipped: string[] = [];
  const telling = {
    say: (text: string) => console.log(text),
    skip: (sentence: string) => {
      skipped.push(`SKIPPED: ${sentence}`);
      console.error(`\n${'!'.repeat(40)} SKIPPED: ${sentence}\n`);
    },
  };
  const house = settlePostfix(disk, telling);
  const program = await bundlePrograms();
  const site = { ...telling, disk, quick, house, versions: versionsOf(house), program, after: atEnd };
  const measured: Measured[] = [];
  for (const kind of only) if (kind !== 'durability') measured.push(...(await runStage(site, kind, rounds)));
  let durability = 'not looked at in this run.';
  if (only.includes('durability')) durability = await endingAfter(() => durabilityOf(site));
  const machine = { ...describeMachine(disk.what), load: [loadBefore, loadNow()] as const };
  return {
    format: 1,
    machine,
    kind: quick ? 'quick' : 'full',
    rounds,
    versions: site.versions,
    skipped,
    durability,
    measured,
  };
}

function versionsOf(house: string | undefined): Record<string, string> {
  const postfix = house === undefined ? {} : { Postfix: postfixVersion(house) };
  return { [ours]: manifest.version, ...postfix, 'smtp-server': manifest.devDependencies['smtp-server'] };
}

async function runStage(site: Site, kind: keyof typeof stages, rounds: number): Promise<Measured[]> {
  return endingAfter(async () => {
    const results: Measured[] = [];
    for (const work of await stages[kind](site)) {
      const result = await measure(work, rounds, site);
      site.say(`\n${tableOf([result])}`);
      results.push(result);
    }
    return results;
  });
}

function write(results: Results, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'RESULTS.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(folder, 'RESULTS.md'), documentOf(results));
  writeFileSync(join(folder, 'RESULTS.svg'), chartOf(results.measured));
  console.log(
    `\n${tableOf(results.measured)}\n\nWritten to ${join(folder, 'RESULTS.md')}, RESULTS.json and RESULTS.svg.`,
  );
}

function recordedAt(path: string): Results {
  const text = readFileSync(path, 'utf8');
  const found = JSON.parse(text) as Results;
  if (!Array.isArray(found.measured)) throw new UserError(`${path} holds no results of the bench: give a RESULTS.json`);
  return found;
}

async function main(): Promise<void> {
  const wanted = asked(process.argv.slice(2));
  const recorded = wanted.against === undefined ? undefined : recordedAt(wanted.against);
  endWhenInterrupted();
  const results = await endingAfter(() => run(wanted));
  write(results, wanted.record ? join(repository, 'bench') : join(cache, 'results'));
  if (recorded === undefined) return;
  const slower = slowerThan(recorded, results);
  for (const { sentence } of slower) console.log(`SLOWER by more than a fifth: ${sentence}`);
  if (slower.length === 0) console.log('Nothing is slower than its recorded ratio by a fifth.');
  else process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
