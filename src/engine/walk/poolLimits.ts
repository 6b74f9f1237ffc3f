/** What the settings say of the sessions with remote hosts. Pure. */
import type { EngineConfig } from '../config';
import type { PoolLimits } from '../delivery/pool';

export function poolLimits(config: EngineConfig): PoolLimits {
  const firstRetryMs = (config['retry.intervalsMinutes'][0] ?? 1) * 60_000;
  return {
    connections: config['delivery.connections'],
    connectionsPerHop: config['delivery.connectionsPerHop'],
    messagesPerConnection: config['delivery.messagesPerConnection'],
    octetsPerConnection: config['delivery.kilobytesPerConnection'] * 1024,
    deadlineMs: config['delivery.deadlineMinutes'] * 60_000,
    // Over before the first retry is due: that one finds out anew.
    quietMs: Math.min(60_000, firstRetryMs / 2),
  };
}
