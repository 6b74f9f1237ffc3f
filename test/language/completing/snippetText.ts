/** What VS Code makes of the body of a snippet, when one takes every proposal: placeholders, choices, mirrors, variables. */
import { readMessage } from '../../../src/language/model/message';
import { treeOf as treeOfPart } from '../messages';

const variables: Readonly<Record<string, string>> = {
  RANDOM_HEX: 'c0ffee',
  UUID: '0f1e2d3c-0000-4000-8000-000000000000',
  CURRENT_YEAR: '2026',
  CURRENT_MONTH: '11',
  CURRENT_DATE: '24',
};

export function message(body: readonly string[]): string {
  const filled = new Map<string, string>([['0', 'Hello.']]);
  let text = body
    .join('\r\n')
    .replace(/\$(?:\{([A-Z_]{2,})\}|([A-Z_]{2,}))/g, (_, a?: string, b?: string) => variables[a ?? b ?? ''] ?? '');
  text = text.replace(/\$\{(\d+)\|((?:\\.|[^|\\])*)\|\}/g, (_, number: string, choices: string) => {
    filled.set(number, (/^(?:\\.|[^,\\])*/.exec(choices)?.[0] ?? '').replace(/\\(.)/g, '$1'));
    return `$${number}`;
  });
  text = text.replace(/\$\{(\d+):([^{}]*)\}/g, (_, number: string, proposal: string) => {
    filled.set(number, proposal);
    return `$${number}`;
  });
  for (let i = 0; i < 3; i++)
    text = text.replace(/\$\{?(\d+)\}?/g, (whole, number: string) => filled.get(number) ?? whole);
  return text;
}

export function treeOf(text: string): string {
  return treeOfPart(readMessage(text).root);
}
