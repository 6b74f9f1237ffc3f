/** smtp-server as a program would use it: bare, with nothing behind it but a folder, or nothing at all. */
import { once } from 'node:events';
import { folderOf, startNode, type Site } from '../site';
import { settled, type Peer } from './peer';

export async function bareServer(site: Site, mode: 'discard' | 'durable'): Promise<Peer> {
  const running = startNode(site, [site.program('bareServer'), mode, folderOf(site, `bare-${mode}`)]);
  const [port] = (await once(running.child.stdout ?? process.stdin, 'data')) as [Buffer];
  const name = `smtp-server, ${mode}`;
  return { name, port: Number(port.toString()), pid: running.pid, settle: settled };
}
