/**
 * `mailroot route <address>|<file.eml>...`: where mail would go, and why, as the engine that runs here decides it. Nothing is sent. The words
 * are engine/explain's.
 */
import { existsSync } from 'node:fs';
import {
  addressWords,
  envelopeWords,
  limitFacts,
  obstacleWords,
  routeSections,
  signingFacts,
  type Fact,
  type RouteSection,
} from '../engine/explain/routeText';
import { filePart } from '../engine/mailroot/filePart';
import { isAddress } from '../engine/message/pathLine';
import { errorText } from '../engine/ports';
import { aboutMessage, headOctets, type RouteAnswer, type RouteQuestion } from '../engine/routeAnswer';
import { needEngine } from './engine';
import { CliError, exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { columns, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const route = defineVerb({
  name: 'route',
  takes: '<address>... | <file.eml>',
  summary: 'Where mail would go, and why; nothing is sent',
  details: [
    'Names are looked up only where mail would look them up and may leave this machine. Asks the engine that runs here.',
    `Exit code: ${exit.ok} everybody would get it, ${exit.unavailable} somebody would not, ${exit.data} no message.`,
  ],
  options: {
    root: rootOption,
    sender: {
      type: 'string',
      value: 'address',
      help: 'who sends, with addresses: simulator and hold rules may depend on it',
    },
    json: jsonOption,
  },
  async run({ values, positionals }) {
    const question = await questionOf(positionals, values.sender);
    const engine = await needEngine(findMailRoot(values), 'nobody knows where mail would go');
    try {
      const answer = await engine.request('route', question);
      if (values.json === true) sayJson(answer);
      else print(answer);
      return codeOf(answer);
    } finally {
      engine.close();
    }
  },
});

async function questionOf(words: readonly string[], sender: string | undefined): Promise<RouteQuestion> {
  const [first, more] = words;
  if (first === undefined) throw usage('route', 'name an address, or the file of a message');
  if (!existsSync(first) && first.includes('@')) return aboutAddresses(words, sender);
  if (more !== undefined || sender !== undefined)
    throw usage('route', 'takes one file alone: its own lines say who sends');
  return readHead(first);
}

function aboutAddresses(recipients: readonly string[], sender: string | undefined): RouteQuestion {
  for (const word of [...recipients, ...(sender === undefined || sender === '' ? [] : [sender])])
    if (!isAddress(word)) throw usage('route', `"${word}" is not an address such as ann@example.com`);
  return { recipients, ...(sender !== undefined && { sender }) };
}

async function readHead(path: string): Promise<RouteQuestion> {
  try {
    const { bytes, size } = await filePart(path, 0, headOctets);
    return aboutMessage(bytes, size);
  } catch (error) {
    throw new CliError(exit.noInput, `${path} is no address, and can't be read as a file: ${errorText(error)}.`);
  }
}

function print(answer: RouteAnswer): void {
  const envelope = envelopeWords(answer);
  if (envelope !== undefined) say(envelope);
  answer.obstacles.forEach((obstacle) => say(obstacleWords(obstacle)));
  routeSections(answer).forEach(printSection);
  if (answer.recipients.length === 0) return;
  say('\nAll of it');
  table([...signingFacts(answer), ...limitFacts(answer)], '  ');
}

function printSection(section: RouteSection): void {
  const { headline, facts, hosts } = section;
  say(`\n${addressWords(section)}: ${headline}`);
  table(facts, '  ');
  for (const host of hosts) {
    say(`  ${host.title}`);
    table(host.facts, '    ');
  }
}

function table(facts: readonly Fact[], indent: string): void {
  columns(facts.map(([name, value]) => [name, value])).forEach((line) => say(`${indent}${line}`));
}

function codeOf(answer: RouteAnswer): typeof exit.ok | typeof exit.unavailable | typeof exit.data {
  if (answer.recipients.length === 0) return exit.data;
  const stopped = answer.obstacles.some(({ kind }) => kind === 'refused' || kind === 'stays');
  return !stopped && routeSections(answer).every((section) => section.goes) ? exit.ok : exit.unavailable;
}
