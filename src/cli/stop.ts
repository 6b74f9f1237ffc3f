/** `mailroot stop`: ends the engine that runs here, after it has finished what is in its hands. None running is no failure. */
import { findEngine, gone } from './engine';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { remark, say } from './terminal';
import { defineVerb, rootOption } from './verb';

export const stop = defineVerb({
  name: 'stop',
  takes: '',
  summary: 'End the engine, after it has finished what is in its hands',
  details: ['An engine that VS Code started ends too.'],
  options: { root: rootOption },
  async run({ values }) {
    const mailRoot = findMailRoot(values);
    const engine = await findEngine(mailRoot);
    if (engine === undefined) {
      remark(`No engine runs on ${mailRoot.root}.`);
      return exit.ok;
    }
    await engine.request('shutdown', null);
    await gone(engine);
    say(`The engine on ${mailRoot.root} has ended. What was queued waits for the next one.`);
    return exit.ok;
  },
});
