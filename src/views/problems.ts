/** What went wrong with the recipients of a message, newest first. Pure. */
import type { Envelope, Problem } from '../engine/mailroot/envelope';

export function problemsOf(envelope: Envelope | undefined): Problem[] {
  const problems = (envelope?.recipients ?? []).flatMap(({ state }) =>
    state.action === 'delayed' || state.action === 'failed' ? [state] : [],
  );
  return problems.sort((a, b) => b.at - a.at);
}

/** The last thing that went wrong with any recipient. */
export function lastProblem(envelope: Envelope | undefined): Problem | undefined {
  return problemsOf(envelope)[0];
}
