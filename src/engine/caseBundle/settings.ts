/**
 * The settings of a case: as they are in force, and never with a secret in them. `${secret:NAME}` and `${env:NAME}` stay references; what may be a
 * password is masked, whoever wrote it where. Redacted, only what is not a person's or a company's stays. Pure.
 */
import type { EngineConfig } from '../config/schema';
import type { Redaction } from './redact/redaction';

const mask = '***';
const secretName = /pass(?:word|wd|phrase)?$|secret|token$|credential|api-?key/i;
const reference = /^\$\{(?:env|secret):[\w.-]+\}$/;

export function maskedSettings(settings: EngineConfig): EngineConfig {
  return masked('', settings) as EngineConfig;
}

function masked(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    // The program stays; what it is told may be the secret.
    if (name === 'tokenCommand') return value.map((each: unknown, i) => (i === 0 ? each : mask));
    return value.map((each) => masked(name, each));
  }
  if (typeof value === 'object' && value !== null) {
    const isUsers = name === 'smtp.users';
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, masked(isUsers ? 'password' : key, each)]),
    );
  }
  if (typeof value !== 'string' || reference.test(value)) return value;
  return secretName.test(name) ? mask : value.replace(/(:\/\/[^\s/:@]*:)[^\s/@]*@/g, `$1${mask}@`);
}

/** Members whose texts are one of a few words. */
const plain: ReadonlySet<string> = new Set(
  'policy tls auth smtp.auth smtp.bareLineEnds smtp.tls.startTls pickup.dotStuffed log.fields preset at certificate without smtp.host'.split(
    ' ',
  ),
);
const few = /^(?:[\d.:]+|[a-z][\w()-]{0,30})$/i;
const hosts: ReadonlySet<string> = new Set(
  'localDomains allowedDomains remoteDomains smartHost host hosts defaultDomain fqdn masqueradeDomain name smtp.allowedClients smtp.deniedClients smtp.relayClients dkim'.split(
    ' ',
  ),
);

export function redactedSettings(settings: EngineConfig, redaction: Redaction): EngineConfig {
  return redacted('', maskedSettings(settings), redaction) as EngineConfig;
}

function redacted(name: string, value: unknown, redaction: Redaction): unknown {
  const { names } = redaction;
  if (Array.isArray(value)) return value.map((each) => redacted(name, each, redaction));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => {
      // Keys of a table belong to the user, and its values are what the table is about.
      if (name === 'remoteDomains' || name === 'dkim') return [names.pattern(key), redacted('host', each, redaction)];
      if (name === 'smtp.users') return [names.address(key), redacted('password', each, redaction)];
      return [key, redacted(key, each, redaction)];
    });
    return Object.fromEntries(entries) as unknown;
  }
  return typeof value === 'string' && value !== '' ? redactedText(name, value, redaction) : value;
}

function redactedText(name: string, value: string, { names, text }: Redaction): string {
  const [, kind] = /^\$\{(env|secret):/.exec(value) ?? [];
  if (kind !== undefined) return `\${${kind}:${names.named('word', value)}}`;
  if (value === mask || value === '*') return value;
  if (plain.has(name) && few.test(value) && names.word(value) === undefined) return value;
  if (hosts.has(name)) return hostText(value, names);
  const freed = text.text(value);
  return freed === value ? 'redacted' : freed;
}

/** `host`, `host:port`, `[address]:port`, `*.domain`, `192.0.2.0/24`. */
function hostText(value: string, names: Redaction['names']): string {
  const [, host = '', behind = ''] = /^(\[[^\]]*\]|[^:/]*(?::[^:/]*:[^/]*)?)(.*)$/s.exec(value) ?? [];
  const inside = host.replace(/^\[|\]$/g, '');
  const instead = names.pattern(inside);
  return (host.startsWith('[') ? `[${instead}]` : instead) + (/^[:/]\d+$/.test(behind) ? behind : '');
}
