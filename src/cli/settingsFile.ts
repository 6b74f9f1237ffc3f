/**
 * The settings `serve` hands to its engine: a JSON file with the names VS Code has, `mailroot.` in front or not, and what the
 * command line says on top. Whether values are right is for engine/config, which complains and goes on.
 */
import { readFile } from 'node:fs/promises';
import type { EngineStart } from '../engine/protocol';
import { errorText } from '../engine/ports';
import { CliError, exit } from './exit';
import { usage } from './verb';

export interface Overrides {
  readonly config?: string;
  readonly host?: string;
  readonly port?: string;
}

export async function readSettings({ config, host, port }: Overrides): Promise<EngineStart['config']> {
  const fromFile = config === undefined ? {} : await readSettingsFile(config);
  return {
    ...fromFile,
    ...(host !== undefined && { 'smtp.host': host }),
    ...(port !== undefined && { 'smtp.port': portOf(port) }),
  };
}

async function readSettingsFile(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(exit.noInput, `The settings ${path} can't be read: ${errorText(error)}.`);
  }
  const raw = parse(text, path);
  const entries = Object.entries(raw).map(([name, value]) => [name.replace(/^mailroot\./, ''), value] as const);
  return Object.fromEntries(entries);
}

function parse(text: string, path: string): object {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new CliError(exit.usage, `The settings ${path} are not JSON: ${errorText(error)}. Correct the file.`);
  }
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw;
  throw new CliError(exit.usage, `The settings ${path} are not a JSON object: it begins with { and names settings.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw usage('serve', `--port takes a number from 0 to 65535, not "${text}"`);
}
