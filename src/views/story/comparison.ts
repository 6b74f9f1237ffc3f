/** Two attempts side by side, or one attempt for two recipients: what to compare is chosen from two lists, what differs stands out. Pure. */
import { accountOf, type Account } from '../../engine/story/account';
import { compare, type DiffLine } from '../../engine/story/compare';
import type { Story } from '../../engine/story/story';
import { oneLine } from '../text';
import { html, type Markup } from '../transcript/html';
import type { StoryFacts } from './facts';
import { sideText, type Compared, type Side } from './requests';
import { shortened } from './shortened';

/** More choices make no list that one finds anything in. */
const mostChoices = 200;

export function comparisonSection({ story, compared }: StoryFacts): Markup {
  const choices = choicesOf(story);
  if (choices.length < 2) return html``;
  const [left, right] = compared === undefined ? proposed(choices, story.recipients) : [compared.left, compared.right];
  return html`<section class="compare" aria-label="Compare">
    <h2 class="section">Compare</h2>
    <div class="tools">
      ${list('left', choices, left)} <span>with</span> ${list('right', choices, right)}
      <button data-compare-chosen="">Compare</button>
      ${compared === undefined ? undefined : html`<button data-compare="nothing">Close</button>`}
    </div>
    ${compared === undefined ? undefined : result(story, compared)}
  </section>`;
}

interface Choice {
  readonly side: Side;
  readonly label: string;
}

/** An attempt as a whole; where it was made for several recipients, for each of them too. */
export function choicesOf({ attempts, recipients }: Pick<Story, 'attempts' | 'recipients'>): Choice[] {
  return attempts
    .flatMap(({ number, decisions }): Choice[] => {
      const met = recipients.flatMap(({ address }, i) => {
        const isMet = decisions.some((line) => line.kind !== 'text' && line.recipient === address);
        return isMet
          ? [{ side: { attempt: number, recipient: i }, label: `Attempt ${number}: ${oneLine(address)}` }]
          : [];
      });
      return [{ side: { attempt: number }, label: `Attempt ${number}` }, ...(met.length > 1 ? met : [])];
    })
    .slice(0, mostChoices);
}

/** Last time against now; with one attempt alone, a recipient who fared badly against one who fared well. */
function proposed(choices: readonly Choice[], recipients: Story['recipients']): [Side | undefined, Side | undefined] {
  const whole = choices.filter(({ side }) => side.recipient === undefined);
  const [now, before] = whole;
  if (before !== undefined) return [before.side, now?.side];
  const single = choices.filter(({ side }) => side.recipient !== undefined);
  const isGood = ({ side }: Choice): boolean => {
    const action = recipients[side.recipient ?? -1]?.state.action;
    return action === 'delivered' || action === 'relayed';
  };
  const good = single.find(isGood) ?? single[0];
  return [good?.side, (single.find((each) => each !== good && !isGood(each)) ?? single[1])?.side];
}

function list(name: 'left' | 'right', choices: readonly Choice[], chosen: Side | undefined): Markup {
  const wanted = chosen === undefined ? '' : sideText(chosen);
  const options = choices.map(({ side, label }) => {
    const value = sideText(side);
    return html`<option value="${value}" ${value === wanted ? html`selected` : undefined}>${label}</option>`;
  });
  const label = name === 'left' ? 'What to compare' : 'What to compare it with';
  return html`<select id="compare-${name}" aria-label="${label}">
    ${options}
  </select>`;
}

function result(story: Story, { left, right }: NonNullable<Compared>): Markup {
  const { decisions, dialogue, different, uncompared } = compare(account(story, left), account(story, right));
  const words = differenceWords(different, uncompared);
  return html`<p class="facts" role="status">${words}</p>
    <h3 class="label">Decisions</h3>
    ${lines(decisions)}
    <h3 class="label">Dialogue</h3>
    ${lines(dialogue)}`;
}

function differenceWords(different: number, uncompared: number): string {
  const found = different === 0 ? 'No difference.' : different === 1 ? '1 line differs.' : `${different} lines differ.`;
  if (uncompared === 0) return found;
  return `${found} They are too long to compare as a whole: ${uncompared} further lines are not compared, and left out here.`;
}

function account({ attempts, recipients }: Story, { attempt, recipient }: Side): Account {
  const found = attempts.find(({ number }) => number === attempt);
  const whom = recipient === undefined ? undefined : recipients[recipient]?.address;
  return found === undefined ? { decisions: [], dialogue: [] } : accountOf(found, whom);
}

const marks = { same: ' ', left: '−', right: '+' } as const;
const spoken = { same: '', left: 'only in the first: ', right: 'only in the second: ' } as const;

function lines(all: readonly DiffLine[]): Markup {
  if (all.length === 0) return html`<p class="none">Nothing.</p>`;
  return html`<ol class="diff">
    ${all.map(
      ({ kind, text }) =>
        html`<li class="${kind}">
          <span class="mark" aria-hidden="true">${marks[kind]}</span
          ><span class="said"><span class="hidden">${spoken[kind]}</span>${shortened(text)}</span>
        </li>`,
    )}
  </ol>`;
}
