/**
 * The answer of a route dry run as a Markdown page. Pure. Addresses and hosts come from messages and remote settings: nothing of them is
 * Markdown or HTML here.
 */
import {
  addressWords,
  envelopeWords,
  limitWords,
  obstacleWords,
  routeSections,
  type Fact,
  type RouteSection,
} from '../engine/explain/routeText';
import type { RouteAnswer } from '../engine/routeAnswer';

/** `about`: the file or the address that was asked about. */
export function routePage(about: string, answer: RouteAnswer | { readonly reason: string }): string {
  const title = `# Where would this go?\n\n**${plain(about)}**`;
  if ('reason' in answer) return `${title}\n\n${plain(answer.reason)}\n`;
  const envelope = envelopeWords(answer);
  return [
    title,
    ...(envelope === undefined ? [] : [plain(envelope)]),
    ...answer.obstacles.map((obstacle) => `> **${plain(obstacleWords(obstacle))}**`),
    ...routeSections(answer).map(sectionText),
    ...(answer.recipients.length === 0 ? [] : ['---', `Limits: ${plain(limitWords(answer))}.`]),
    'Nothing was sent. This holds for the settings as they are now.',
    '',
  ].join('\n\n');
}

function sectionText(section: RouteSection): string {
  const { headline, facts, hosts } = section;
  return [
    `## ${plain(addressWords(section))}`,
    `**${plain(headline)}**`,
    list(facts),
    ...hosts.map((host) => `### ${plain(host.title)}\n\n${list(host.facts)}`),
  ].join('\n\n');
}

function list(facts: readonly Fact[]): string {
  return facts.map(([name, value]) => `- ${plain(name)}: ${plain(value)}`).join('\n');
}

/** One line in which nothing is Markdown; control characters and direction marks are shown. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(
      /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/[\\`*_{}[\]()#+!|<>&~$:@]/g, (c) => `&#${c.charCodeAt(0)};`);
}
