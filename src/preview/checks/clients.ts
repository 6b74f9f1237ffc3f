/**
 * What of the HTML and CSS some mail programs do not support: what the message uses (uses), against what caniemail.com tested (support). What
 * is supported by all that were tested is not a finding. Pure.
 */
import type { Mail } from '../mail/mail';
import { cssOf } from './css';
import { featuresOf } from './features';
import { htmlPage } from './page';
import { Findings, type Found, type Report, type Table } from './report';
import { dataDate, named, supportOf, type Answer, type Support } from './support';
import { uses } from './uses';

export function clients(mail: Mail): Report {
  const page = htmlPage(mail);
  if (page === undefined)
    return {
      findings: [],
      unchecked: true,
      notes: ['This message has no HTML: plain text is shown by every mail program.'],
    };
  const css = cssOf(page);
  const findings = new Findings();
  const used = new Map<string, Support>();
  for (const { key, at, words } of uses(page, css)) {
    for (const slug of featuresOf.get(key) ?? []) {
      const support = used.get(slug) ?? supportOf(slug);
      if (support === undefined) continue;
      used.set(slug, support);
      const found = foundOf(slug, support);
      if (found !== undefined) findings.add({ ...found, at, words });
    }
  }
  const source = `What mail programs support is from caniemail.com (data of ${dataDate}; what was tested long ago may have changed).`;
  return {
    findings: findings.listed(mail, page.part, page.words),
    facts: [
      ['Features used', String(used.size)],
      ['Data', `caniemail.com, ${dataDate}`],
    ],
    tables: [families([...used.values()])],
    notes: [...page.notes, ...css.notes, source],
  };
}

const made = new Map<string, Found | undefined>();

/** A warning where one of the main mail programs does not support it. */
function foundOf(slug: string, support: Support): Found | undefined {
  if (!made.has(slug)) made.set(slug, make(slug, support));
  return made.get(slug);
}

function make(slug: string, { title, tested, clients: all }: Support): Found | undefined {
  const no = all.filter(({ answer }) => answer === 'no');
  const partly = all.filter(({ answer }) => answer === 'partly');
  if (no.length + partly.length === 0) return undefined;
  const yes = all.length - no.length - partly.length;
  return {
    rule: slug,
    level: no.some(({ main }) => main) ? 'warning' : 'note',
    what: title,
    why: `Supported by ${yes} of ${all.length} mail programs${tested === '' ? '' : `, tested ${tested}`}.`,
    details: [
      ...(no.length === 0 ? [] : [`Not supported: ${named(no)}.`]),
      ...(partly.length === 0 ? [] : [`Partly: ${named(partly)}.`]),
    ],
  };
}

/** For each family what the used features are in the worst of its programs. */
function families(used: readonly Support[]): Table {
  const counts = new Map<string, { main: boolean; yes: number; partly: number; no: number }>();
  for (const { clients: all } of used) {
    for (const family of new Set(all.map((each) => each.family))) {
      const own = all.filter((each) => each.family === family);
      const worst =
        (['no', 'partly', 'yes'] as const).find((answer) => own.some((each) => each.answer === answer)) ?? 'yes';
      const known = counts.get(family) ?? { main: own.some(({ main }) => main), yes: 0, partly: 0, no: 0 };
      counts.set(family, { ...known, [worst satisfies Answer]: known[worst] + 1 });
    }
  }
  const rows = [...counts]
    .sort(([, a], [, b]) => Number(b.main) - Number(a.main) || b.no - a.no)
    .map(([family, { yes, partly, no }]) => [family, String(yes), String(partly), String(no)]);
  return {
    caption: 'Features used, by mail program (the weakest of each)',
    heads: ['Mail program', 'Supported', 'Partly', 'Not'],
    rows,
  };
}
