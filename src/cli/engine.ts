/** The engine that runs on a MailRoot, if one does, as the verbs need it. Finding it and speaking to it is engine/client's. */
import { connectEngine, type EngineClient } from '../engine/client';
import type { MailRoot } from '../engine/mailroot/layout';
import { CliError, exit } from './exit';

/** Undefined when none runs here. */
export function findEngine(mailRoot: MailRoot): Promise<EngineClient | undefined> {
  return connectEngine(mailRoot, { client: 'cli', pid: process.pid });
}

/** Says `what` can't be done without one. */
export async function needEngine(mailRoot: MailRoot, what: string): Promise<EngineClient> {
  const engine = await findEngine(mailRoot);
  if (engine !== undefined) return engine;
  throw new CliError(
    exit.unavailable,
    `No engine runs on ${mailRoot.root}: ${what}. Start one with "mailroot serve ${mailRoot.root}", or open the folder in VS Code.`,
  );
}

/** Resolves when the engine has ended, or the connection to it. */
export function gone(engine: EngineClient): Promise<void> {
  return new Promise((resolve) => engine.onClose(resolve));
}
