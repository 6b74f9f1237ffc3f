/**
 * Whether everybody can read the message: screen readers, weak eyes, no images. What can be told from the HTML and its style is; what
 * can't (text on pictures) is counted and said. After WCAG 2.2 at level AA where it has a rule. Pure.
 */
import type { Mail } from '../mail/mail';
import { contrastFindings } from './contrast';
import { structureFindings } from './structure';
import { wordsFindings } from './wording';
import { cssOf } from './css';
import { looksOf } from './cascade';
import { htmlPage } from './page';
import { Findings, type Report } from './report';

export function accessibility(mail: Mail): Report {
  const page = htmlPage(mail);
  if (page === undefined)
    return { findings: [], unchecked: true, notes: ['This message has no HTML: plain text is read by everybody.'] };
  const css = cssOf(page);
  const looks = looksOf(page, css);
  const seen = contrastFindings(page, looks.of);
  const findings = new Findings();
  for (const each of [...structureFindings(page), ...wordsFindings(page), ...seen.found]) findings.add(each);
  const undecided =
    seen.undecided === 0
      ? []
      : [
          `The contrast of ${seen.undecided} texts can’t be told without drawing them: they stand on a picture, or their colour is a variable.`,
        ];
  return {
    findings: findings.listed(mail, page.part, page.words),
    notes: [...page.notes, ...css.notes, ...looks.notes, ...undecided, 'Dark mode and :hover were not looked at.'],
  };
}
