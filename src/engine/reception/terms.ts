/** The settings as the listener has them, and what is strange about them. Pure; secrets come in by their references. */
import type { EngineConfig } from '../config';
import { networksOf } from '../receive/networks';
import type { Terms } from '../receive/terms';

/** The value behind `${env:NAME}` or `${secret:NAME}`, when it is known. */
export type Secret = (reference: string) => string | undefined;

const home = networksOf(['127.0.0.0/8', '::1']);

export function termsOf(config: EngineConfig, secret: Secret): Terms {
  const allowed = config['smtp.allowedClients'];
  const users = Object.entries(config['smtp.users']).flatMap(([name, reference]) => {
    const password = secret(reference);
    return password === undefined ? [] : [[name, password] as const];
  });
  return {
    limits: {
      messageOctets: config['smtp.maxMessageKilobytes'] * 1024,
      sessionOctets: config['smtp.maxSessionKilobytes'] * 1024,
      messages: config['smtp.maxMessagesPerSession'],
      recipients: config['smtp.maxRecipients'],
      connections: config['smtp.maxConnections'],
      connectionsPerAddress: config['smtp.maxConnectionsPerAddress'],
      errors: config['smtp.maxErrorsPerSession'],
      lineOctets: config['smtp.maxLineOctets'],
      commandMs: config['smtp.commandTimeoutSeconds'] * 1000,
      idleMs: config['smtp.idleTimeoutSeconds'] * 1000,
      contentMs: config['smtp.contentTimeoutSeconds'] * 1000,
    },
    home,
    bareLineEnds: config['smtp.bareLineEnds'],
    startTls: config['smtp.tls.startTls'],
    defaultDomain: config.defaultDomain,
    auth: config['smtp.auth'],
    users: new Map(users),
    allowed: allowed.length === 0 ? undefined : networksOf(allowed),
    denied: networksOf(config['smtp.deniedClients']),
    relayers: networksOf(config['smtp.relayClients']),
  };
}

/** What is strange about the settings of a listener: sentences by what causes them. */
export function doubtsOf(config: EngineConfig, secret: Secret): ReadonlyMap<string, string> {
  const { 'smtp.host': host, 'smtp.users': users, 'smtp.auth': auth } = config;
  const doubts = new Map<string, string>();
  const unknown = Object.entries(users).filter(([, reference]) => (secret(reference) ?? '') === '');
  const nobody = Object.keys(users).length === unknown.length;
  if (!isLoopbackName(host)) doubts.set('mailroot.smtp.host', exposed(host, nobody ? 'nobody' : 'some'));
  if (auth === 'users' && nobody)
    doubts.set(
      'mailroot.smtp.auth',
      'mailroot.smtp.auth is "users", and mailroot.smtp.users has nobody whose password is known: nobody can log in.',
    );
  for (const [name, reference] of unknown)
    doubts.set(
      `mailroot.smtp.users ${name}`,
      `The password of ${JSON.stringify(name)} (mailroot.smtp.users) is not known: ${reference} is not set. ${wayOut(reference)}`,
    );
  return doubts;
}

function exposed(host: string, users: 'nobody' | 'some'): string {
  const nobody = users === 'nobody' ? ' Nobody is in that list, so none of them can.' : '';
  return (
    `SMTP listens on ${host}: other machines can connect. They must log in over TLS as one of mailroot.smtp.users.${nobody} ` +
    'Set mailroot.smtp.host to 127.0.0.1 to keep them out.'
  );
}

function wayOut(reference: string): string {
  return reference.startsWith('${env:')
    ? 'Set the variable where the engine is started, and start it anew.'
    : '"MailRoot: Store Secret..." in VS Code stores it and hands it over.';
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
