/**
 * Where the links of a message lead and whether they can be followed, told from the message alone: nothing is fetched. Each link is held
 * to the rules of `linkRules`; what many links have in common is one finding. Pure.
 */
import type { Mail } from '../mail/mail';
import { wordsOf } from '../mail/content';
import { anchorFindings, linkFindings, type Link } from './linkRules';
import { attributeAt, htmlPage, textOf, type Element, type HtmlPage } from './page';
import { bySeverity, Findings, shortened, type Report } from './report';

/** In a text part. */
const mostTextLinks = 10_000;

export function links(mail: Mail): Report {
  const page = htmlPage(mail);
  const found = page === undefined ? [] : ofHtml(page);
  const inText = mail.texts.flatMap((part) => {
    const words = wordsOf(mail, part).text;
    return [{ part, words, links: ofText(words) }];
  });
  const all = [...found, ...inText.flatMap((text) => text.links)];
  const findings = [
    ...(page === undefined ? [] : listed(mail, page, found)),
    ...inText.flatMap(({ part, words, links: those }) => {
      const own = new Findings();
      for (const link of those) for (const each of linkFindings(link)) own.add(each);
      return own.listed(mail, part, words);
    }),
  ];
  return { findings: bySeverity(findings), facts: facts(all), tables: hosts(all), notes: page?.notes ?? [] };
}

function listed(mail: Mail, page: HtmlPage, found: readonly Link[]): ReturnType<Findings['listed']> {
  const findings = new Findings();
  const targets = anchorTargets(page);
  for (const link of found) {
    for (const each of linkFindings(link)) findings.add(each);
    for (const each of anchorFindings(link, targets)) findings.add(each);
  }
  return findings.listed(mail, page.part, page.words);
}

function anchorTargets({ elements }: HtmlPage): ReadonlySet<string> {
  return new Set(
    elements.flatMap(({ name, attributes }) =>
      [attributes.get('id'), name === 'a' ? attributes.get('name') : undefined].flatMap((each) => each ?? []),
    ),
  );
}

function ofHtml({ elements }: HtmlPage): Link[] {
  return elements.flatMap((element) => {
    const { name, attributes } = element;
    if (name === 'img') return source(element);
    if (name !== 'a' && name !== 'area') return [];
    const href = attributes.get('href');
    if (href === undefined)
      return isTarget(element) ? [] : [{ kind: 'none', href: '', text: textOf(element), at: element.at }];
    return [{ kind: 'link', href, text: textOf(element), at: attributeAt(element, 'href') }];
  });
}

function isTarget({ attributes }: Element): boolean {
  return attributes.has('id') || attributes.has('name');
}

function source(element: Element): Link[] {
  const href = element.attributes.get('src');
  return href === undefined ? [] : [{ kind: 'image', href, text: '', at: attributeAt(element, 'src') }];
}

/** As mail programs make links of text: from the scheme to the next blank, without the mark that ends the sentence. */
function ofText(words: string): Link[] {
  const found: Link[] = [];
  for (const match of words.matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"']{1,3000}/gi)) {
    if (found.length >= mostTextLinks) break;
    const href = match[0].replace(/[.,;:!?)\]}]{1,10}$/, '');
    found.push({ kind: 'text', href: /^www\./i.test(href) ? `http://${href}` : href, text: '', at: match.index });
  }
  return found;
}

const mostHosts = 1_000;

function facts(all: readonly Link[]): (readonly [string, string])[] {
  const count = (kind: Link['kind']): number => all.filter((link) => link.kind === kind).length;
  return [
    ['Links in the HTML', String(count('link') + count('none'))],
    ['Links in the text', String(count('text'))],
  ];
}

function hosts(all: readonly Link[]): NonNullable<Report['tables']> {
  const counts = new Map<string, { links: number; example: string }>();
  for (const { href } of all.filter(({ kind }) => kind === 'link' || kind === 'text')) {
    const url = URL.canParse(href.trim()) ? new URL(href.trim()) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || counts.size >= mostHosts) continue;
    const known = counts.get(url.host) ?? { links: 0, example: url.href };
    counts.set(url.host, { ...known, links: known.links + 1 });
  }
  const rows = [...counts].map(([host, { links: n, example }]) => [host, String(n), shortened(example)] as const);
  return rows.length === 0 ? [] : [{ caption: 'Hosts', heads: ['Host', 'Links', 'The first of them'], rows }];
}
