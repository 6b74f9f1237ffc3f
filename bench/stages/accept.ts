/** The stage of accepting and connecting: everybody who takes mail by SMTP, all up at once, one of them at work. */
import { bareServer } from '../peers/bareServer';
import { haraka, mailDev } from '../peers/fromNpm';
import { mailRootPeer } from '../peers/mailRoot';
import type { Peer } from '../peers/peer';
import { startPostfix } from '../peers/postfix';
import type { Work } from '../runner';
import type { Site } from '../site';
import { acceptWorks } from '../work/accept';
import { connectWork } from '../work/connect';

export async function acceptStage(site: Site): Promise<Work[]> {
  if (site.house === undefined) return [];
  const peers = [
    await mailRootPeer(site),
    await startPostfix(site),
    await bareServer(site, 'durable'),
    await bareServer(site, 'discard'),
    await orSkipped(site, 'MailDev', mailDev(site)),
    await orSkipped(site, 'Haraka', haraka(site)),
  ].filter((peer) => peer !== undefined);
  return [connectWork(site, peers), ...acceptWorks(site, peers)];
}

async function orSkipped(site: Site, name: string, starting: Promise<Peer | undefined>): Promise<Peer | undefined> {
  return starting.catch((error: unknown) => {
    site.skip(`${name} did not take part: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
}
