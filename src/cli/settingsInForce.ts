/** The settings that hold for a message: those of the engine that runs, else of a file, else the defaults, which is said. */
import { defaultConfig, readConfig, type EngineConfig } from '../engine/config';
import type { MailRoot } from '../engine/mailroot/layout';
import { findEngine } from './engine';
import { readSettings } from './settingsFile';
import { remark } from './terminal';

export async function settingsInForce(mailRoot: MailRoot, file: string | undefined): Promise<EngineConfig> {
  if (file !== undefined) return readConfig(await readSettings({ config: file })).config;
  const engine = await findEngine(mailRoot);
  try {
    const settings = await engine?.request('settings', null).catch(() => undefined);
    if (settings !== undefined) return settings;
    remark('No engine runs here: the default settings are assumed. --config <file> names others.');
    return defaultConfig;
  } finally {
    engine?.close();
  }
}
