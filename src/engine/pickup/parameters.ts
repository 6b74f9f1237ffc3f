/**
 * The ESMTP parameters behind the address of an envelope line: BODY, RET, ENVID and REQUIRETLS of the sender, NOTIFY and ORCPT of a
 * recipient (RFC 3461, RFC 6152, RFC 8689). What can't be used is left out and told, never guessed at. Pure.
 */
import type { PathLine } from '../message/pathLine';
import type { Envelope, Notify, Recipient } from '../mailroot/envelope';

/** What was understood, and a sentence for each value that was not. */
export interface Understood<T> {
  readonly of: T;
  readonly odd: readonly string[];
}

export function senderParameters({
  parameters,
}: PathLine): Understood<Pick<Envelope, 'ret' | 'envid' | 'body' | 'requireTls'>> {
  const ret = word(parameters['RET'], ['FULL', 'HDRS']);
  const body = word(parameters['BODY'], ['7BIT', '8BITMIME', 'BINARYMIME']);
  const envid = parameters['ENVID'];
  const hasEnvid = envid !== undefined && envid !== '';
  return {
    of: {
      ...(ret && { ret }),
      ...(hasEnvid && { envid }),
      ...(body && { body }),
      // With a value, whatever it is: who asks for TLS in a wrong way does not mean none.
      ...('REQUIRETLS' in parameters && { requireTls: true }),
    },
    odd: [...odd(parameters, 'RET', ret), ...odd(parameters, 'BODY', body)],
  };
}

export function recipientParameters({ parameters }: PathLine): Understood<Pick<Recipient, 'notify' | 'orcpt'>> {
  const notify = notifyOf(parameters['NOTIFY']);
  const given = parameters['ORCPT'];
  const orcpt = given === undefined || given === '' ? undefined : given.includes(';') ? given : `rfc822;${given}`;
  return {
    of: { ...(notify && { notify }), ...(orcpt !== undefined && { orcpt }) },
    odd: odd(parameters, 'NOTIFY', notify),
  };
}

function word<T extends string>(value: string | undefined, known: readonly T[]): T | undefined {
  return known.find((each) => each === value?.toUpperCase());
}

/** NEVER stands alone (RFC 3461 §4.1); a list with a word that is none of these says nothing we could keep to. */
function notifyOf(value: string | undefined): Notify[] | undefined {
  const words = value?.toUpperCase().split(',') ?? [];
  if (words.length === 1 && words[0] === 'NEVER') return ['NEVER'];
  const known = (['SUCCESS', 'FAILURE', 'DELAY'] as const).filter((each) => words.includes(each));
  return known.length > 0 && words.every((each) => known.some((one) => one === each)) ? known : undefined;
}

function odd(parameters: PathLine['parameters'], name: string, understood: unknown): string[] {
  const value = parameters[name];
  return value === undefined || understood !== undefined ? [] : [`not understood, left out: ${name}=${value}`];
}
