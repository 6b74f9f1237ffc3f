/** The settings that hold for mail: as the engine that runs has them, else as the editor's say. Never throws. */
import { readConfig, type EngineConfig } from '../engine/config';
import type { MailSession } from './session';
import { engineSettings } from './settings';

export async function settingsInForce(session: MailSession): Promise<EngineConfig> {
  const asked = session.state === 'running' ? session.request('settings', null) : undefined;
  return (await asked?.catch(() => undefined)) ?? readConfig(engineSettings()).config;
}
