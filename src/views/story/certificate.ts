/** The facts of a certificate, out of its line in the transcript, as a list. A line of another shape is shown as it is. Pure. */
import { html, type Markup } from '../transcript/html';
import { shortened } from './shortened';

const names = [
  ['for ', 'Names'],
  ['by ', 'Issued by'],
  ['SHA-256 ', 'SHA-256'],
  ['not trusted: ', 'Not trusted'],
] as const;

export function certificateFacts(line: string | undefined): Markup {
  if (line === undefined) return html``;
  const [subject = '', ...rest] = shortened(line).split('; ');
  const rows = [['Certificate', subject] as const, ...rest.map(fact)].map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
  return html`<dl class="certificate">${rows}</dl>`;
}

function fact(text: string): readonly [string, string] {
  const [start, name] = names.find(([begins]) => text.startsWith(begins)) ?? ['', 'Valid'];
  return [name, text.slice(start.length)];
}
