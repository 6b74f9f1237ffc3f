/** All verbs, in the order in which help shows them; `help` itself is one of them. */
import { adopt } from './adopt';
import { bundle } from './bundle';
import { check } from './check';
import { CliError, exit } from './exit';
import { advance } from './advance';
import { diff } from './diff';
import { explain } from './explain';
import { overview, verbHelp } from './help';
import { expire, hold, release, remove } from './hold';
import { list } from './list';
import { edit, priority, requeue } from './requeue';
import { retry } from './retry';
import { route } from './route';
import { send } from './send';
import { serve } from './serve';
import { sessions } from './sessions';
import { show } from './show';
import { snapshot } from './snapshot';
import { stats } from './stats';
import { status } from './status';
import { stop } from './stop';
import { say } from './terminal';
import { defineVerb, type Verb } from './verb';

export const help = defineVerb({
  name: 'help',
  takes: '[verb]',
  summary: 'This, or more about one verb',
  details: [],
  options: {},
  run({ positionals: [name] }) {
    say(name === undefined ? overview(verbs) : verbHelp(verbNamed(name)));
    return Promise.resolve(exit.ok);
  },
});

export const verbs: readonly Verb[] = [
  serve,
  send,
  adopt,
  list,
  show,
  explain,
  bundle,
  route,
  sessions,
  diff,
  snapshot,
  retry,
  hold,
  release,
  expire,
  remove,
  requeue,
  edit,
  priority,
  advance,
  status,
  stats,
  check,
  stop,
  help,
];

export function verbNamed(name: string): Verb {
  const found = verbs.find((verb) => verb.name === name);
  if (found !== undefined) return found;
  const known = verbs.map((verb) => verb.name).join(', ');
  throw new CliError(exit.usage, `mailroot has no verb "${name}". It has ${known}.`);
}
