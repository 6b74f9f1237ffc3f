/**
 * Environments for `Send With Variables`: those of REST Client's setting `rest-client.environmentVariables`, and of files as JetBrains and REST
 * Client have them (`http-client.env.json`, its private companion, and `mail.env.json` of our own). `$shared` holds in each. Pure: texts come in;
 * a file that can't be read is named with the reason.
 */
import { dirname, join, relative, sep } from 'node:path';
import { UserError, errorText } from '../engine/ports';
import type { Values } from './variables';

/** The later ones go before the earlier. */
export const environmentFiles = [
  'http-client.env.json',
  'mail.env.json',
  'http-client.private.env.json',
  'mail.private.env.json',
];

export interface EnvironmentSource {
  /** Of the file, or the setting. */
  readonly name: string;
  readonly content: unknown;
}

export interface Environment {
  readonly name: string;
  /** Where it is from. */
  readonly sources: readonly string[];
  readonly values: Values;
}

export function parseEnvironmentFile(name: string, text: string): EnvironmentSource {
  try {
    return { name, content: JSON.parse(text) as unknown };
  } catch (error) {
    throw new UserError(`${name} is not JSON: ${errorText(error)} Nothing was sent.`);
  }
}

/** By name. Where there is nothing but `$shared`, that is the one there is. */
export function environments(sources: readonly EnvironmentSource[]): Environment[] {
  const found = new Map<string, { sources: string[]; values: Record<string, string> }>();
  for (const { name, content } of sources) {
    for (const [environment, values] of Object.entries(objectOf(name, content))) {
      const known = found.get(environment) ?? { sources: [], values: {} };
      known.sources.push(name);
      Object.assign(known.values, valuesOf(`${name}: ${environment}`, values));
      found.set(environment, known);
    }
  }
  const shared = found.get('$shared');
  const own = [...found].filter(([name]) => name !== '$shared');
  const all = own.length === 0 && shared !== undefined ? [['$shared', shared] as const] : own;
  return all.map(([name, { sources: from, values }]) => ({
    name,
    sources: from,
    values: { ...shared?.values, ...values },
  }));
}

/** The folder of the workspace, and those between it and the file; the file's own where it is elsewhere. */
export function foldersDownTo(root: string | undefined, file: string | undefined): string[] {
  if (file === undefined) return root === undefined ? [] : [root];
  const own = dirname(file);
  if (root === undefined || !own.startsWith(root + sep)) return [own];
  const steps = relative(root, own).split(sep);
  return [root, ...steps.map((_, i) => join(root, ...steps.slice(0, i + 1)))];
}

function objectOf(where: string, content: unknown): Readonly<Record<string, unknown>> {
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return content as Record<string, unknown>;
  throw new UserError(`${where} has to be a JSON object: names, and their values. Nothing was sent.`);
}

/** Numbers and yes or no are written as they stand; what has parts is no value. */
function valuesOf(where: string, content: unknown): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectOf(where, content)))
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      values[name] = String(value);
  return values;
}
