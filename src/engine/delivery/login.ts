/**
 * Credentials for a next hop: where the password or token comes from, and AUTH itself. A secret is looked up each time and kept nowhere;
 * one that is missing is a trouble that names the setting. A token command is run without a shell and has half a minute.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { errorText, type Clock } from '../ports';
import type { Login, NextHop } from './hop';

export interface LoginPorts {
  readonly clock: Clock;
  /** The secret behind `${env:NAME}` or `${secret:NAME}`. */
  readonly secret: (reference: string) => string | undefined;
}

/** What AUTH is done with; `secret` is a token for XOAUTH2, a password for the others. */
export interface Credentials {
  readonly user: string;
  readonly secret: string;
  readonly method?: Login['method'];
}

export type FoundCredentials =
  { readonly kind: 'found'; readonly credentials: Credentials } | { readonly kind: 'missing'; readonly why: string };

export async function findCredentials(
  login: Login,
  { name, setting = 'the settings' }: Pick<NextHop, 'name' | 'setting'>,
  ports: LoginPorts,
): Promise<FoundCredentials> {
  const { user, password, tokenCommand, method } = login;
  if (tokenCommand !== undefined) {
    const token = await tokenOf(tokenCommand, ports.clock);
    if (token.kind === 'token') return found({ user, secret: token.token, method: 'XOAUTH2' });
    return { kind: 'missing', why: `"tokenCommand" in ${setting} gave no token for ${user} at ${name}: ${token.why}` };
  }
  const secret = ports.secret(password ?? '');
  if (secret !== undefined && secret !== '') return found({ user, secret, ...(method && { method }) });
  return {
    kind: 'missing',
    why: `"password" in ${setting} is ${password ?? 'missing'}, and ${absentSecret(password)}`,
  };
}

function found(credentials: Credentials): FoundCredentials {
  return { kind: 'found', credentials };
}

/** Why there is nothing behind `${env:NAME}` or `${secret:NAME}`, to be put behind "and". */
export function absentSecret(reference = ''): string {
  const [, kind, name = ''] = /^\$\{(env|secret):(.+)\}$/.exec(reference) ?? [];
  return kind === 'secret'
    ? `nobody has given the engine the secret ${name}. "MailRoot: Store Secret..." in VS Code does; elsewhere use \${env:NAME} (docs/settings.md).`
    : `the engine's process has no environment variable ${name}. Set it where the engine is started, and start the engine again.`;
}

const tokenMs = 30_000;
/** A token is a line; more than that is something else. */
const longestToken = 64 * 1024;

type Token = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'none'; readonly why: string };

async function tokenOf([program = '', ...args]: readonly string[], clock: Clock): Promise<Token> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let killed = '';
  const cancel = clock.after(tokenMs, () => {
    killed = `it took longer than ${tokenMs / 1_000} seconds`;
    child.kill('SIGKILL');
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(errorText(error)));
    child.once('exit', (code, signal) => {
      if (killed !== '') resolve(killed);
      else resolve(code === 0 ? '' : `it ended with ${code ?? signal ?? 'nothing'}`);
    });
  });
  const [said, why] = await Promise.all([text(child.stdout), ended]);
  cancel();
  const token = said.trim();
  if (why !== '') return { kind: 'none', why: `${why}.` };
  if (token === '' || token.length > longestToken || /\s/.test(token))
    return { kind: 'none', why: 'what it printed is not one token on one line.' };
  return { kind: 'token', token };
}
