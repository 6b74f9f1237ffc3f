/** A web server of a test, over HTTPS on loopback: it says what it is told to, and remembers what was asked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface WebServer {
  readonly port: number;
  /** `host path`, in order. */
  readonly asked: readonly string[];
}

export async function webServer(
  t: Pick<TestContext, 'after'>,
  { key, cert }: { readonly key: string; readonly cert: string },
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<WebServer> {
  const asked: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    asked.push(`${request.headers.host ?? ''} ${request.url ?? ''}`);
    answer(response, request);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

export function policyFile(text: string): (response: ServerResponse) => void {
  return (response) => {
    response.setHeader('content-type', 'text/plain');
    response.end(text);
  };
}
