/** What the status item says: engine state, SMTP port, what waits; and, while a file is sent, how far it is. Pure. */
import type { EngineStatus } from '../engine/protocol';
import { oneLine } from './text';

export interface StatusFacts {
  readonly state: 'none' | 'untrusted' | 'stopped' | 'starting' | 'running' | 'failed';
  readonly status?: EngineStatus | undefined;
  readonly reason?: string | undefined;
  /** What is being sent right now, in words, if anything. */
  readonly sending?: string | undefined;
  /** For which domains mail can leave this machine, in a sentence, if it can. */
  readonly leaves?: string | undefined;
}

export interface StatusLook {
  readonly text: string;
  readonly tooltip: string;
  readonly warning: boolean;
}

/** Undefined: nothing to show, this window has no MailRoot. */
export function statusLook({ state, status, reason, sending, leaves }: StatusFacts): StatusLook | undefined {
  switch (state) {
    case 'none':
      return undefined;
    case 'untrusted':
      return look('$(mail) MailRoot: restricted', 'Restricted Mode: the engine does not run. You can browse mail.');
    case 'stopped':
      return look('$(mail) MailRoot: stopped', 'The engine is stopped: files in Pickup wait until it runs.');
    case 'starting':
      return look('$(loading~spin) MailRoot', 'The engine is starting.');
    case 'failed':
      return { ...look('$(error) MailRoot: not running', `The engine does not run: ${reason ?? ''}`), warning: true };
    case 'running':
      return running(status, { sending, leaves });
  }
}

function running(
  status: EngineStatus | undefined,
  { sending, leaves }: Pick<StatusFacts, 'sending' | 'leaves'>,
): StatusLook {
  const troubles = [...(status?.troubles ?? []), ...(status?.complaints ?? []).map((c) => `${c.setting} ${c.text}`)];
  const letOut = letOutWords(status);
  const leaving = [leaves, letOut].filter((each) => each !== undefined);
  const safety = leaving.length > 0 ? leaving : ['Nothing can leave this machine.'];
  return {
    text: sending === undefined ? quietly(status, leaving.length > 0) : `$(sync~spin) ${sending}`,
    tooltip: [...facts(status), ...safety, ...troubles].join('\n\n'),
    warning: troubles.length > 0,
  };
}

/** The queued messages that a person let leave; undefined while there is none. */
function letOutWords(status: EngineStatus | undefined): string | undefined {
  const { count = 0, first = [] } = status?.letOut ?? {};
  if (count === 0) return undefined;
  const named = first.map(
    ({ id, subject, domains }) => `"${subject === '' ? id : oneLine(subject)}" for ${domains.join(', ')}`,
  );
  const more = count > first.length ? ` and ${count - first.length} more` : '';
  return `By your leave, ${count === 1 ? 'a queued message' : `${count} queued messages`} can leave this machine: ${named.join('; ')}${more}.`;
}

/** Port, what waits, and a globe while anything can leave. */
function quietly(status: EngineStatus | undefined, canLeave: boolean): string {
  const port = status?.smtp === undefined ? '' : ` :${status.smtp.port}`;
  const queued = status !== undefined && status.queued > 0 ? ` $(history) ${status.queued}` : '';
  return `$(mail) MailRoot${port}${queued}${canLeave ? ' $(globe)' : ''}`;
}

function facts(status: EngineStatus | undefined): string[] {
  if (status === undefined) return ['The engine runs.'];
  const { smtp, queued, deferred, mailRoot } = status;
  return [
    `The engine runs on ${mailRoot}.`,
    smtp === undefined ? 'It does not listen for SMTP.' : listens(smtp),
    queued === 0 ? 'The queue is empty.' : `${queued} in the queue, ${deferred} of them wait for another attempt.`,
  ];
}

function listens({ host, port, wantedPort }: NonNullable<EngineStatus['smtp']>): string {
  const other = wantedPort !== 0 && wantedPort !== port ? ` (port ${wantedPort} was taken)` : '';
  return `SMTP on ${host}:${port}${other}.`;
}

function look(text: string, tooltip: string): StatusLook {
  return { text, tooltip, warning: false };
}
