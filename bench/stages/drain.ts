/** The stage of draining: Postfix relays onwards here. */
import { freePort } from '../../test/interop/smartHosts';
import { startPostfix } from '../peers/postfix';
import type { Work } from '../runner';
import type { Site } from '../site';
import { drainWork } from '../work/drain';

const connections = 8;

export async function drainStage(site: Site): Promise<Work[]> {
  if (site.house === undefined) return [];
  const to = await freePort();
  const postfix = await startPostfix(site, { to, connections });
  return [drainWork(site, { postfix, sinkPort: to, connections })];
}
