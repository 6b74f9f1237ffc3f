/** A remote host on loopback that lets ann in with her password alone, and takes what she sends. */
import type { TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';

export interface DemandingHost {
  readonly port: number;
  /** The AUTH methods that were tried, in order. */
  readonly methods: readonly string[];
}

/** `authMethods`: PLAIN and LOGIN, unless said otherwise. */
export async function demandingHost(
  t: TestContext,
  password: string,
  authMethods: readonly string[] = ['PLAIN', 'LOGIN'],
): Promise<DemandingHost> {
  const methods: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authMethods: [...authMethods],
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => {
      methods.push(auth.method);
      const right = auth.password === password || auth.accessToken === password || auth.validatePassword(password);
      if (right && auth.username === 'ann') done(null, { user: 'ann' });
      else done(new Error('Wrong'));
    },
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => new Promise<void>((closed) => server.close(() => closed())));
  return { port: (server.server.address() as { port: number }).port, methods };
}
