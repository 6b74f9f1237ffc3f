/** The stage of sizes: the bundles as `npm run build` leaves them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ours } from '../results';
import type { Work } from '../runner';
import { repository } from '../site';

export function sizeStage(): Promise<Work[]> {
  const dist = join(repository, 'dist');
  const bundles = readdirSync(dist).filter((name) => name.endsWith('.js'));
  return Promise.resolve(
    bundles.map((name) => ({
      name: `size of ${name}`,
      unit: 'KB',
      mostRounds: 1,
      contenders: [{ name: ours, once: () => Promise.resolve(statSync(join(dist, name)).size / 1000) }],
    })),
  );
}
