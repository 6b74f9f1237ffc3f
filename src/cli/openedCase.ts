/** A case bundle named where a message may be: opened, with the sources of its story, or undefined when a message is meant. */
import { readFile, stat } from 'node:fs/promises';
import { openCase, type OpenedCase } from '../engine/caseBundle/open';
import { limits } from '../engine/caseBundle/format';
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
  const opened = await openCase(await bytesOf(wanted)).catch((error: unknown) => {
    throw new CliError(exit.data, `${wanted}: ${errorText(error)}`);
  });
  const at = Date.parse(opened.manifest.madeAt);
  const sources = await readSources(opened.path, at, opened.shelf);
  if (sources === undefined) throw new CliError(exit.data, `${wanted}: there is no message in it.`);
  return { opened, sources, at };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    // Its sentence is that of openCase; it need not be read for that.
    return size > limits.octets ? Buffer.alloc(limits.octets + 1) : await readFile(path);
  } catch (error) {
    throw new CliError(exit.noInput, `${path} can't be read: ${errorText(error)}.`);
  }
}

export function caseLine({ opened: { manifest } }: CaseStory): string {
  const { madeAt, versions, redacted } = manifest;
  return `Case from ${versionWords(versions)}, ${madeAt}, ${redacted ? 'redacted' : 'not redacted'}`;
}
