/** A name server of a test, over UDP on loopback: it has the records it is given, and errors where it is told to. */
import { createSocket } from 'node:dgram';
import { Resolver as DnsResolver } from 'node:dns/promises';
import type { TestContext } from 'node:test';
import { decode, encode, type Answer, type Packet } from 'dns-packet';
import { recordsFrom, type Resolver } from '../../src/engine/ports';

export interface Zone {
  readonly records: readonly Answer[];
  /** Names that are answered with SERVFAIL, and names that are not answered at all. */
  readonly failing?: readonly string[];
  readonly silent?: readonly string[];
}

const nxdomain = 3;
const servfail = 2;

/** A resolver that asks it, for addresses as well. */
export async function nameServer(t: Pick<TestContext, 'after'>, zone: Zone): Promise<Resolver> {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const answer = answerTo(decode(message), zone);
    if (answer !== undefined) socket.send(encode(answer), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.after(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const { port } = socket.address();
  const open = (): DnsResolver => {
    const resolver = new DnsResolver({ timeout: 200, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    return resolver;
  };
  return { ...recordsFrom(open), addresses: (host) => open().resolve4(host) };
}

function answerTo(query: Packet, { records, failing = [], silent = [] }: Zone): Packet | undefined {
  const [question] = query.questions ?? [];
  if (question === undefined || silent.includes(question.name)) return undefined;
  const { name, type } = question;
  const base = { type: 'response' as const, questions: [question] };
  const id = query.id ?? 0;
  if (failing.includes(name)) return { ...base, id, flags: servfail };
  const known = records.some((record) => record.name.toLowerCase() === name.toLowerCase());
  if (!known) return { ...base, id, flags: nxdomain };
  return { ...base, id, answers: chase(name, { type, records }) };
}

/** The records of a name, and of what it is another name for; a loop of those is answered as far as it goes. */
function chase(name: string, { type, records }: { type: string; records: readonly Answer[] }): Answer[] {
  const answers: Answer[] = [];
  let at: string | undefined = name;
  for (const seen = new Set<string>(); at !== undefined && !seen.has(at);) {
    seen.add(at);
    const here = records.filter((record) => record.name.toLowerCase() === at?.toLowerCase());
    answers.push(...here.filter((record) => record.type === type));
    const alias = here.find((record) => record.type === 'CNAME');
    if (alias !== undefined && type !== 'CNAME') answers.push(alias);
    at = alias?.type === 'CNAME' ? alias.data : undefined;
  }
  return answers;
}
