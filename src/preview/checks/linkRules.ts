/** What can be wrong with one link, and why that matters to who reads the mail. Each rule looks at one link alone. Pure. */
import type { Found, Level } from './report';

export interface Link {
  /** `none`: an `<a>` that leads nowhere; `text`: an address in a text part. */
  readonly kind: 'link' | 'image' | 'text' | 'none';
  readonly href: string;
  /** What is read. */
  readonly text: string;
  readonly at: number | undefined;
}

interface Rule {
  readonly level: Level;
  readonly what: string;
  readonly why: string;
}

const rules = {
  'no-href': {
    level: 'warning',
    what: 'An <a> has no href',
    why: 'It looks like text, can’t be clicked, and can’t be reached by keyboard.',
  },
  'empty-link': {
    level: 'problem',
    what: 'A link is empty',
    why: 'Who clicks it lands nowhere; some mail programs open an empty page.',
  },
  'link-syntax': {
    level: 'problem',
    what: 'A link is not a valid URL',
    why: 'Mail programs show it as text, or open something else.',
  },
  'link-relative': {
    level: 'problem',
    what: 'A link or an image is relative',
    why: 'A mail has no page it is relative to: write the whole URL.',
  },
  'link-variable': {
    level: 'problem',
    what: 'A variable of a template was not filled in',
    why: 'The reader gets a link that leads nowhere.',
  },
  'link-scheme': {
    level: 'problem',
    what: 'A link has a scheme that mail programs take out',
    why: 'Only http, https, mailto, tel and sms are followed; the others are removed, or count as an attack.',
  },
  'link-http': {
    level: 'warning',
    what: 'A link is http, not https',
    why: 'What is asked for, tokens in the link included, can be read and changed on the way. Browsers warn of it.',
  },
  'image-http': {
    level: 'warning',
    what: 'An image is loaded by http, not https',
    why: 'Web mail shows it late, by a proxy, or not at all.',
  },
  'link-mismatch': {
    level: 'problem',
    what: 'A link shows one host and leads to another',
    why: 'That is how phishing looks: filters score it, and mail programs warn of it.',
  },
  'link-password': {
    level: 'problem',
    what: 'A link has a user name or password in front of its host',
    why: 'It is a trick of phishing (https://bank.example@evil.example/), and browsers drop it.',
  },
  'link-address': {
    level: 'warning',
    what: 'A link names its host by an IP address',
    why: 'Spam filters score it, and its certificate can hardly be valid.',
  },
  'link-local': {
    level: 'warning',
    what: 'A link leads to a host that only this machine or network has',
    why: 'It works where it was written and nowhere else.',
  },
  'link-punycode': {
    level: 'note',
    what: 'A link leads to an internationalised host name',
    why: 'Letters of other scripts can look like Latin ones: mail programs show such names as xn--, or warn.',
  },
  'link-shortener': {
    level: 'warning',
    what: 'A link goes through a public shortener',
    why: 'Nobody sees where it leads, and blocklists name these hosts for what others sent through them.',
  },
  'link-long': {
    level: 'warning',
    what: 'A link is longer than 2 000 characters',
    why: 'Some mail programs and security gateways cut it off.',
  },
  'link-mailto': {
    level: 'problem',
    what: 'A mailto: link has no valid address',
    why: 'The mail it opens can’t be sent.',
  },
  'link-tel': {
    level: 'warning',
    what: 'A tel: link is not a phone number',
    why: 'Phones dial what is written there: digits, with + and the country in front.',
  },
  'anchor-without-target': {
    level: 'problem',
    what: 'A link leads to a place that this message does not have',
    why: 'No element has that id, and no <a> that name: the click does nothing.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
type RuleName = keyof typeof rules;

export const linkRuleNames = Object.keys(rules) as readonly RuleName[];

function of(rule: RuleName, { href, text, at }: Link): Found {
  const words = text === '' ? href : `${text.slice(0, 60)} → ${href}`;
  return { rule, ...rules[rule], at, words };
}

/** A link within the message. */
export function anchorFindings(link: Link, targets: ReadonlySet<string>): Found[] {
  const name = link.kind === 'link' && link.href.trim().startsWith('#') ? link.href.trim().slice(1) : '';
  return name === '' || name.toLowerCase() === 'top' || targets.has(name) || targets.has(decoded(name))
    ? []
    : [of('anchor-without-target', link)];
}

export function linkFindings(link: Link): Found[] {
  return broken(link).map((rule) => of(rule, link));
}

/** One thing that makes it useless, else all that is doubtful. */
function broken(link: Link): RuleName[] {
  const href = link.href.trim();
  if (link.kind === 'none') return ['no-href'];
  if (href === '' || href === '#') return ['empty-link'];
  if (href.startsWith('#')) return [];
  return isUnfilled(href) ? ['link-variable'] : bySchemeOf(link, href);
}

function isUnfilled(href: string): boolean {
  return /\{\{|\}\}|\$\{|<%|%%|\*\||%7B%7B/i.test(href.slice(0, 4_000));
}

function bySchemeOf(link: Link, href: string): RuleName[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href.replace(/[\t\n\r]/g, '').slice(0, 100))?.[1]?.toLowerCase();
  if (scheme === undefined) return href.startsWith('//') ? ofUrl(link, `https:${href}`) : ['link-relative'];
  if (link.kind === 'image' && (scheme === 'cid' || scheme === 'data')) return [];
  return ofScheme(link, scheme, href);
}

function ofScheme(link: Link, scheme: string, href: string): RuleName[] {
  switch (scheme) {
    case 'http':
    case 'https':
      return ofUrl(link, href);
    case 'mailto':
      return isMailto(href) ? [] : ['link-mailto'];
    case 'tel':
    case 'sms':
      return /^[a-z]+:\+?[\d().\- ]{2,30}(?:[;?,].*)?$/i.test(decoded(href).slice(0, 500)) ? [] : ['link-tel'];
    default:
      return ['link-scheme'];
  }
}

/** RFC 6068: addresses with commas between them; none where `?to=` names them. */
function isMailto(href: string): boolean {
  const [to = '', query = ''] = href.slice('mailto:'.length).split('?');
  const addresses = to.split(',').map((each) => decoded(each).trim());
  if (to === '') return /(?:^|&)(?:to|cc|bcc)=[^&]*(?:@|%40)/i.test(query.replace(/&amp;/g, '&'));
  return addresses.every((each) => /^[^\s@<>]{1,200}@[^\s@<>]{1,250}$/.test(each));
}

function ofUrl(link: Link, href: string): RuleName[] {
  if (!URL.canParse(href) || /^https?:(?!\/\/)/i.test(href) || /\s/.test(href.slice(0, 4_000))) return ['link-syntax'];
  const url = new URL(href);
  const plain: RuleName = link.kind === 'image' ? 'image-http' : 'link-http';
  const found: [RuleName, boolean][] = [
    [plain, url.protocol === 'http:' && !isLocal(url.hostname)],
    ['link-mismatch', link.kind === 'link' && misleads(link.text, url.hostname)],
    ['link-password', url.username !== '' || url.password !== ''],
    ['link-local', isLocal(url.hostname)],
    ['link-address', isAddress(url.hostname) && !isLocal(url.hostname)],
    ['link-punycode', url.hostname.includes('xn--')],
    ['link-shortener', shorteners.has(url.hostname.replace(/^www\./, ''))],
    ['link-long', href.length > 2_000],
  ];
  return found.flatMap(([rule, is]) => (is ? [rule] : []));
}

/** The text is a URL or a host, and not that of the link. A host below or above the shown one is the same sender's. */
export function misleads(text: string, host: string): boolean {
  const shown =
    /^(?:https?:\/\/)?((?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,10}[\p{L}][\p{L}\d-]{1,62})(?:[/:?#]\S{0,2000})?$/iu.exec(
      text.trim().slice(0, 2_200),
    )?.[1];
  if (shown === undefined || !URL.canParse(`https://${shown}/`)) return false;
  if (
    !/^https?:|^www\./i.test(text.trim()) &&
    !/\.(?:com|org|net|io|de|fr|co|eu|uk|at|ch|nl|info|biz|example|app|dev)$/i.test(shown)
  )
    return false;
  const there = bare(host);
  const read = bare(new URL(`https://${shown}/`).hostname);
  return there !== read && !there.endsWith(`.${read}`) && !read.endsWith(`.${there}`);
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, '');
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

export function isLocal(host: string): boolean {
  return (
    !/[.:]/.test(host) ||
    /\.(?:local|localhost|internal|lan|home\.arpa)$/i.test(host) ||
    /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^\[(?:::1|f[cd][0-9a-f]{2}:)/i.test(host)
  );
}

const shorteners = new Set(
  'bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly rb.gy shorturl.at t.ly'.split(' '),
);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
