/** What a dry run is asked with where a test has nothing else to say: no names, no secrets, no simulator, no MailRoot on the disk. */
import { defaultConfig } from '../../src/engine/config';
import type { DryRunPorts } from '../../src/engine/dryRun';
import { mailRootAt } from '../../src/engine/mailroot/layout';
import { fakeResolver } from './sandbox';

export function dryRunPorts(more: Partial<DryRunPorts> = {}): DryRunPorts {
  return {
    config: defaultConfig,
    now: 0,
    resolver: fakeResolver(),
    mailRoot: mailRootAt('/nowhere'),
    random: () => 0,
    fqdn: 'us.test',
    secret: () => undefined,
    isSelf: () => false,
    simulated: () => undefined,
    ...more,
  };
}
