/** A case bundle named where a message may be: opened, with the sources of its story, or undefined when a message is meant. */
import { readFile, stat } from 'node:fs/promises';
import { assertFits, openCase, type OpenedCase } from '../engine/caseBundle/open';
import { versionWords } from '../engine/caseBundle/readme';
import { errorText } from '../engine/ports';
import { readSources, type StorySources } from '../engine/story/sources';
import { CliError, exit } from './exit';

export interface CaseStory {
  readonly opened: OpenedCase;
  readonly sources: StorySources;
  /** Epoch ms at which it was saved: what happens next is told from there. */
  readonly at: number;
}

/** By the end of its name. */
export async function caseNamed(wanted: string): Promise<CaseStory | undefined> {
  if (!/\.zip$/i.test(wanted)) return undefined;
  const { size } = await readable(wanted, () => stat(wanted));
  const opened = await lawful(wanted, async () => {
    assertFits(size);
    return openCase(await readable(wanted, () => readFile(wanted)));
  });
  const at = Date.parse(opened.manifest.madeAt);
  const sources = await readSources(opened.path, at, opened.shelf);
  if (sources === undefined) throw new CliError(exit.data, `${wanted}: there is no message in it.`);
  return { opened, sources, at };
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  return read().catch((error: unknown) => {
    throw new CliError(exit.noInput, `${path} can't be read: ${errorText(error)}.`);
  });
}

async function lawful<T>(path: string, open: () => Promise<T>): Promise<T> {
  return open().catch((error: unknown) => {
    throw error instanceof CliError ? error : new CliError(exit.data, `${path}: ${errorText(error)}`);
  });
}

export function caseLine({ opened: { manifest } }: CaseStory): string {
  const { madeAt, versions, redacted } = manifest;
  return `Case from ${versionWords(versions)}, ${madeAt}, ${redacted ? 'redacted' : 'not redacted'}`;
}
