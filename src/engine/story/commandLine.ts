/**
 * The same attempt as a command for a POSIX shell, by swaks or by curl. Every word that comes from a message or a host is quoted; a
 * control character becomes `?`, since no quoting keeps a terminal from obeying it when it is pasted. Secrets are in no transcript and so in
 * no command: swaks asks for them, curl takes them from SMTP_USER and SMTP_PASSWORD. Pure.
 */
import type { SessionStory } from './attempts';

export interface CommandFacts {
  readonly session: SessionStory;
  /** Path of the message file. */
  readonly file: string;
}

export function swaksCommand(facts: CommandFacts): string {
  const said = saidIn(facts.session);
  const words = [
    'swaks',
    ...['--server', said.address, '--port', String(facts.session.port)],
    ...option('--ehlo', said.helo),
    ...['--from', said.from === '' ? '<>' : said.from],
    ...['--to', said.to.join(',')],
    ...(said.tls ? [said.implicit ? '--tls-on-connect' : '--tls'] : []),
    ...(said.auth ? ['--auth'] : []),
    ...['--data', `@${facts.file}`],
  ];
  return words.map(quoted).join(' ');
}

export function curlCommand(facts: CommandFacts): string {
  const said = saidIn(facts.session);
  const { name, port } = facts.session;
  const scheme = said.implicit ? 'smtps' : 'smtp';
  const named = /^[\w.-]+$/.test(name) ? name : `[${name}]`;
  const resolve = said.address === name ? [] : ['--resolve', `${name}:${port}:${said.address}`];
  const words = [
    'curl',
    `${scheme}://${named}:${port}/${said.helo ?? ''}`,
    ...resolve,
    ...['--mail-from', said.from],
    ...said.to.flatMap((address) => ['--mail-rcpt', address]),
    ...(said.tls && !said.implicit ? ['--ssl-reqd'] : []),
    ...['--upload-file', facts.file, '--verbose'],
  ].map(quoted);
  return [...words, ...(said.auth ? ['--user "$SMTP_USER:$SMTP_PASSWORD"'] : [])].join(' ');
}

interface Said {
  readonly address: string;
  readonly helo: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly tls: boolean;
  /** TLS before the first word. */
  readonly implicit: boolean;
  readonly auth: boolean;
}

function saidIn({ name, lines }: SessionStory): Said {
  const ours = lines.flatMap(({ mark, text }) => (mark === '>' ? [text] : []));
  const events = lines.flatMap(({ mark, text }) => (mark === '*' ? [text] : []));
  const after = (word: RegExp): string | undefined => ours.find((text) => word.test(text))?.replace(word, '');
  const path = (text = ''): string => /^<([^]*?)>(?: |$)/.exec(text)?.[1] ?? '';
  const tls = events.some((text) => text.startsWith('tls: '));
  return {
    address: events.find((text) => text.startsWith('connect: '))?.slice('connect: '.length) ?? name,
    helo: after(/^(?:EHLO|HELO) /i),
    from: path(after(/^MAIL FROM:/i)),
    to: ours.filter((text) => /^RCPT TO:/i.test(text)).map((text) => path(text.slice('RCPT TO:'.length))),
    tls,
    implicit: tls && !ours.some((text) => /^STARTTLS$/i.test(text)),
    auth: ours.some((text) => /^AUTH /i.test(text)),
  };
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** A word that a shell takes as it is stays; everything else stands in single quotes. */
export function quoted(word: string): string {
  const tame = word.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
  return /^[\w@%+=:,./-]+$/.test(tame) ? tame : `'${tame.replaceAll("'", "'\\''")}'`;
}
