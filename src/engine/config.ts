/**
 * Every setting the engine knows: its shape, IIS's defaults, and readable complaints about bad values.
 * The editor's settings have the same names below `mailroot.` (a manifest test keeps both equal).
 * A bad value never stops the engine: its default stands in, and the complaint says which and why.
 */
import * as v from 'valibot';
import { defaultConfig } from './config/defaults';
import { usableDkim } from './config/dkim';
import { schema, type EngineConfig } from './config/schema';

export { defaultConfig } from './config/defaults';
export { logFields, type EngineConfig, type HopSetting, type TlsPolicy } from './config/schema';

/** What a bad value was told: `setting` is the full editor name, `text` a sentence. */
export interface Complaint {
  readonly setting: string;
  readonly text: string;
}

export interface ReadConfig {
  readonly config: EngineConfig;
  readonly complaints: readonly Complaint[];
}

/** Takes anything (settings of an editor, a JSON file) and gives a whole config, with a complaint per value refused. */
export function readConfig(raw: unknown): ReadConfig {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const complaints: Complaint[] = [];
  const config: Record<string, unknown> = { ...defaultConfig };
  for (const key of Object.keys(given)) {
    if (!(key in schema)) complaints.push({ setting: `mailroot.${key}`, text: 'is not a setting of MailRoot' });
  }
  for (const [key, entry] of Object.entries(schema)) {
    if (given[key] === undefined) continue;
    const result = v.safeParse(entry, given[key]);
    if (result.success) config[key] = result.output;
    else {
      const standing = standIns[key]?.(given[key]);
      if (standing !== undefined) config[key] = standing;
      complaints.push(complain(key as keyof EngineConfig, where(result.issues[0])));
    }
  }
  return { config: config as EngineConfig, complaints };
}

/** What is wrong, and in which member: `"far.example" "password" must be ...`. */
function where(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => JSON.stringify(key));
  return [...keys, issue.message].join(' ');
}

/** Settings whose default would be the wrong thing to fall back to. */
const standIns: Readonly<Record<string, (raw: unknown) => unknown>> = { dkim: usableDkim };
const standInTexts: Readonly<Record<string, string>> = {
  dkim: 'Mail of that domain waits until it is corrected.',
};

function complain(key: keyof EngineConfig, why: string): Complaint {
  const setting = `mailroot.${key}`;
  const instead = standInTexts[key];
  if (instead !== undefined) return { setting, text: `${why}. ${instead}` };
  const standing = JSON.stringify(defaultConfig[key]);
  return {
    setting,
    text: `${why}. The default ${standing} is used instead; correct the value in the settings.`,
  };
}
