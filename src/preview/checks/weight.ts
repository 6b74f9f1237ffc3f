/**
 * How heavy a message is: whole, by part, its images against the room they are shown in, and the limits it meets on the way. Counts octets
 * as they travel where hosts count them, and as they are read where mail programs do. Nothing is fetched. Pure.
 */
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { nameOf, sizeOf } from '../mail/content';
import { contentId, dispositionOf, extentOf, type Mail } from '../mail/mail';
import { imageFindings } from './images';
import { htmlPage, type HtmlPage } from './page';
import { bySeverity, Findings, type Found, type Report, type Table } from './report';

/** Gmail shows that much of the HTML, and a link to the rest. */
export const clipped = 102 * 1_024;
const nearlyClipped = 90 * 1_024;
const mostParts = 1_000;

export function weight(mail: Mail): Report {
  const page = htmlPage(mail);
  const findings = new Findings();
  for (const each of [...ofWhole(mail), ...ofHtml(mail), ...(page === undefined ? [] : imageFindings(mail, page))])
    findings.add(each);
  return {
    findings: bySeverity(findings.listed(mail, page?.part, page?.words ?? '')),
    facts: facts(mail, page),
    tables: [parts(mail)],
    notes: page?.notes ?? [],
  };
}

function ofWhole({ octets: { size } }: Mail): Found[] {
  if (size > 25_000_000) {
    const why =
      'Gmail and Outlook.com refuse mail above 25 MB, many hosts above 10 MB; base64 makes an attachment a third larger.';
    return [{ rule: 'too-large', level: 'problem', what: `The message has ${sizeText(size)}`, why }];
  }
  const why = 'Many hosts refuse mail above 10 MB. A link to a file takes less room in every mailbox.';
  return size > 10_000_000 ? [{ rule: 'large', level: 'warning', what: `The message has ${sizeText(size)}`, why }] : [];
}

function ofHtml(mail: Mail): Found[] {
  if (mail.html === undefined) return [];
  const size = sizeOf(mail, mail.html);
  const found: Found[] = [];
  const what = `The HTML has ${sizeText(size)}`;
  if (size > clipped)
    found.push({
      rule: 'clipped',
      level: 'problem',
      what,
      why: 'Gmail cuts the HTML off at 102 KiB: what stands behind, an unsubscribe link for instance, is hidden behind “View entire message”.',
    });
  else if (size > nearlyClipped)
    found.push({
      rule: 'nearly-clipped',
      level: 'warning',
      what,
      why: 'Gmail cuts the HTML off at 102 KiB, and links that a sending service rewrites make it longer.',
    });
  if (mail.texts.length === 0)
    found.push({
      rule: 'no-text',
      level: 'warning',
      what: 'There is no text part beside the HTML',
      why: 'Mail programs without HTML, watches and some screen readers have nothing to show, and spam filters score it.',
    });
  return found;
}

function facts(mail: Mail, page: HtmlPage | undefined): (readonly [string, string])[] {
  const { root, text, parts: all } = mail.message;
  const files = all.filter((part) => part.kind === 'leaf' && dispositionOf(text, part) === 'attachment');
  const css = page?.styles.reduce((sum, { css: each }) => sum + each.length, 0) ?? 0;
  const sum = (of: readonly Part[]): string => sizeText(of.reduce((total, part) => total + sizeOf(mail, part), 0));
  return [
    ['As it travels', sizeText(mail.octets.size)],
    ['Header', sizeText(root.body.start)],
    ...(mail.html === undefined
      ? []
      : ([
          ['HTML', `${sizeText(sizeOf(mail, mail.html))}; Gmail shows the first ${sizeText(clipped)}`],
          ['Style sheets in it', sizeText(css)],
        ] as const)),
    ['Text', sum(mail.texts)],
    ['Attachments', `${files.length} with ${sum(files)}`],
  ];
}

function parts(mail: Mail): Table {
  const { parts: all, text } = mail.message;
  const rows = all
    .slice(0, mostParts)
    .filter((part) => part.kind !== 'multipart')
    .map((part) => {
      const { start, end } = extentOf(mail, part);
      const travels = end - start;
      const share = Math.round((travels / Math.max(1, mail.octets.size)) * 100);
      const name = nameOf(mail, part)?.slice(0, 100) ?? contentId(text, part)?.slice(0, 100) ?? '';
      const cells = [part.path, part.type.word.slice(0, 100), name, sizeText(sizeOf(mail, part)), sizeText(travels)];
      return { travels, cells: [...cells, `${share} %`] };
    })
    .sort((a, b) => b.travels - a.travels);
  const heads = ['Part', 'Type', 'Name', 'Size', 'As it travels', 'Share'];
  return { caption: 'Parts, the heaviest first', heads, rows: rows.map(({ cells }) => cells) };
}
