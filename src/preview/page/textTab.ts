/** The text parts as they are read, one below the other, quotes told apart. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { wordsOf } from '../mail/content';
import type { Mail } from '../mail/mail';

const mostParts = 50;

export function textTab(mail: Mail): Markup {
  if (mail.texts.length === 0)
    return html`<p class="none">
      This message has no text part. Mail programs that show no HTML, and readers that listen, have nothing of it.
    </p>`;
  const more = mail.texts.length - mostParts;
  return html`${mail.texts.slice(0, mostParts).map((part) => {
    const { text, note } = wordsOf(mail, part);
    return html`${note === undefined ? undefined : html`<p class="none">${note}</p>`}
      <pre class="text" data-part="${part.path}">${lines(text)}</pre>`;
  })}${more > 0 ? html`<p class="none">${more} more parts of text are under Parts.</p>` : undefined}`;
}

/** Runs of lines of one quoting depth together: a million lines are not a million elements. */
function lines(text: string): Markup[] {
  const runs: { depth: number; text: string[] }[] = [];
  for (const line of shown(text).split('\n')) {
    const depth = Math.min(3, /^(?:> ?)*/.exec(line)?.[0].replace(/ /g, '').length ?? 0);
    const last = runs.at(-1);
    if (last?.depth === depth) last.text.push(line);
    else runs.push({ depth, text: [line] });
  }
  return runs.map((run, i) => {
    const words = run.text.join('\n') + (i < runs.length - 1 ? '\n' : '');
    return run.depth === 0 ? html`${words}` : html`<span class="quote q${run.depth}">${words}</span>`;
  });
}

/** Line ends and tabs are no control characters to be warned of. */
export function shown(text: string): string {
  return text.replace(/\r+\n?/g, '\n').replace(/\t/g, '    ');
}
