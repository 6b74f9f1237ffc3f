/** From connect to the greeting, the median of many connections, one after the other. */
import { connect } from 'node:net';
import type { Peer } from '../peers/peer';
import type { Work } from '../runner';
import type { Site } from '../site';
import { median } from '../statistics';

export function connectWork({ quick }: Site, peers: readonly Peer[]): Work {
  const times = quick ? 10 : 30;
  return {
    name: 'connect to 220',
    unit: 'ms',
    contenders: peers.map(({ name, port }) => ({
      name,
      once: async () => {
        const all: number[] = [];
        for (let i = 0; i < times; i++) all.push(await greeting(port));
        return median(all);
      },
    })),
  };
}

function greeting(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', () => {
      resolve(performance.now() - startedAt);
      socket.end('QUIT\r\n');
    });
  });
}
