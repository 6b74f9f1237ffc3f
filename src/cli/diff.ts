/** `mailroot diff <a.eml> <b.eml>`: what two messages say differently, whatever they were encoded with. No MailRoot, no engine. */
import { buffer } from 'node:stream/consumers';
import { errorText } from '../engine/ports';
import { FileOctets, inMemory } from '../preview/mail/octets';
import { compareOptions, tellDifference, wishesOf, withDiffCodes, type Side } from './comparing';
import { CliError, exit } from './exit';
import { defineVerb, jsonOption, usage } from './verb';

export const diff = withDiffCodes(
  defineVerb({
    name: 'diff',
    takes: '<a.eml> <b.eml>',
    summary: 'In what two messages differ, by what they say',
    details: [
      'Headers are decoded, parts matched, HTML normalised; Date, Message-ID, boundaries and traces are left out.',
      '"-" reads one of them from stdin. Exit code: 0 the same, 1 different, 2 trouble.',
    ],
    options: { ...compareOptions, json: { ...jsonOption, help: 'the differences as one object' } },
    async run({ values, positionals }) {
      const [left, right, more] = positionals;
      if (left === undefined || right === undefined || more !== undefined) throw usage('diff', 'takes two messages');
      if (left === '-' && right === '-') throw usage('diff', 'stdin can be one of the two');
      const wishes = wishesOf('diff', values);
      const told = tellDifference(await side(left), await side(right), { wishes, json: values.json === true });
      return told === 'same' ? exit.ok : exit.different;
    },
  }),
);

async function side(name: string): Promise<Side> {
  if (name === '-') return { name: 'stdin', octets: inMemory(await buffer(process.stdin)) };
  try {
    return { name, octets: new FileOctets(name) };
  } catch (error) {
    throw new CliError(exit.trouble, `${name} can't be read: ${errorText(error)}.`);
  }
}
