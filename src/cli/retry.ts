/** `mailroot retry [id...]`: queued messages are attempted now instead of at their time. The engine does it; without one it can't be. */
import { listFolder } from '../engine/mailroot/list';
import type { MailRoot } from '../engine/mailroot/layout';
import { needEngine } from './engine';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage } from './findMessage';
import { remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption } from './verb';

export const retry = defineVerb({
  name: 'retry',
  takes: '[id]...',
  summary: 'Attempt queued messages now',
  details: ['Without ids, all that are queued. An id may be the beginning of one. Does not wait for the outcome.'],
  options: { root: rootOption, json: jsonOption },
  async run({ values, positionals }) {
    const mailRoot = findMailRoot(values);
    const engine = await needEngine(mailRoot, 'nothing can be attempted');
    try {
      const ids = await Promise.all(positionals.map((wanted) => queueIdOf(mailRoot, wanted)));
      const answer = await engine.request('retry', ids.length > 0 ? { ids } : {});
      if (values.json === true) sayJson(answer);
      else say(answer.started === 1 ? '1 message is attempted now.' : `${answer.started} messages are attempted now.`);
      for (const id of answer.unknown) remark(`${id} is not in the Queue. "mailroot show ${id}" tells where it is.`);
      return answer.unknown.length > 0 ? exit.noInput : exit.ok;
    } finally {
      engine.close();
    }
  },
});

/** The queued message that is meant; what is not queued is left to the engine, or to findMessage, to complain about. */
async function queueIdOf(mailRoot: MailRoot, wanted: string): Promise<string> {
  const queued = (await listFolder(mailRoot, 'Queue')).filter(
    ({ kind, id }) => kind === 'message' && id.startsWith(wanted),
  );
  const [only, another] = queued;
  if (only !== undefined && another === undefined) return only.id;
  return (await findMessage(mailRoot, wanted)).id;
}
