/** The stage of Pickup: files to Drop, and a file to its first attempt. Postfix's part is its sendmail, to a maildir. */
import { startEngine } from '../peers/mailRoot';
import { startPostfix } from '../peers/postfix';
import type { Work } from '../runner';
import type { Site } from '../site';
import { firstAttemptWork, openWitness } from '../work/firstAttempt';
import { pickupWork } from '../work/pickup';

export async function pickupStage(site: Site): Promise<Work[]> {
  const witness = await openWitness(site);
  const engine = await startEngine(site, 'pickup', {
    localDomains: ['there.test'],
    remoteDomains: { 'away.test': `127.0.0.1:${witness.port}` },
  });
  const postfix = site.house === undefined ? undefined : await startPostfix(site);
  return [pickupWork(site, { engine, postfix }), firstAttemptWork(engine, witness)];
}
