/** What mail programs support, as caniemail.com tested it: the data of `caniemail.json` (scripts/caniemail.mjs) by feature, in words. Pure. */
import data from './caniemail.json';

type Row = readonly [
  title: string,
  tested: string,
  letters: string,
  noted: Readonly<Record<string, number[]>>,
  notes: Readonly<Record<string, string>>,
];
const rows = data.features as unknown as Readonly<Record<string, Row>>;

/** When the data was taken. */
export const dataDate: string = data.date;
export const slugs: readonly string[] = Object.keys(rows);

export type Answer = 'yes' | 'partly' | 'no';

export interface Support {
  readonly title: string;
  /** Year and month of the test. */
  readonly tested: string;
  readonly clients: readonly ClientSupport[];
}

export interface ClientSupport {
  readonly family: string;
  readonly platform: string;
  /** One of those most mail is read in. */
  readonly main: boolean;
  readonly answer: Answer;
  readonly notes: readonly string[];
}

const families: Readonly<Record<string, string>> = {
  gmail: 'Gmail',
  outlook: 'Outlook',
  'apple-mail': 'Apple Mail',
  yahoo: 'Yahoo Mail',
  aol: 'AOL',
  thunderbird: 'Thunderbird',
  'samsung-email': 'Samsung Email',
  sfr: 'SFR',
  orange: 'Orange',
  protonmail: 'Proton Mail',
  hey: 'HEY',
  'mail-ru': 'Mail.ru',
  fastmail: 'Fastmail',
  laposte: 'LaPoste.net',
  't-online-de': 'T-Online',
  'free-fr': 'Free.fr',
  gmx: 'GMX',
  'web-de': 'WEB.DE',
  'ionos-1and1': 'IONOS',
  rainloop: 'RainLoop',
  'wp-pl': 'WP.pl',
};
const platforms: Readonly<Record<string, string>> = {
  'desktop-app': 'desktop',
  'desktop-webmail': 'web',
  'mobile-webmail': 'mobile web',
  webmail: 'web',
  ios: 'iOS',
  android: 'Android',
  windows: 'Windows',
  macos: 'macOS',
  'windows-mail': 'Windows Mail',
  'outlook-com': 'Outlook.com and new Outlook',
};
const main = new Set(['gmail', 'outlook', 'apple-mail', 'yahoo', 'samsung-email', 'thunderbird']);
const answers: Readonly<Record<string, Answer>> = { y: 'yes', a: 'partly', n: 'no' };

const clients = data.clients.map((name) => {
  const [family = '', platform = ''] = name.split('.');
  return { family: families[family] ?? family, platform: platforms[platform] ?? platform, main: main.has(family) };
});

export function supportOf(slug: string): Support | undefined {
  const row = Object.hasOwn(rows, slug) ? rows[slug] : undefined;
  if (row === undefined) return undefined;
  const [title, tested, letters, noted, notes] = row;
  const known = clients.flatMap((client, i) => {
    const answer = answers[letters.charAt(i)];
    return answer === undefined ? [] : [{ ...client, answer, notes: (noted[i] ?? []).flatMap((n) => notes[n] ?? []) }];
  });
  return { title, tested, clients: known };
}

/** `Outlook (Windows, macOS), GMX (web)`; notes behind the client they are of. */
export function named(those: readonly ClientSupport[]): string {
  const byFamily = new Map<string, string[]>();
  for (const { family, platform, notes } of [...those].sort((a, b) => Number(b.main) - Number(a.main))) {
    const note = notes.length === 0 ? '' : `: ${notes.join(' ')}`;
    byFamily.set(family, [...(byFamily.get(family) ?? []), `${platform}${note}`]);
  }
  return [...byFamily].map(([family, where]) => `${family} (${merged(where).join('; ')})`).join(', ');
}

/** Platforms of which the same is said stand together. */
function merged(where: readonly string[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const each of where) {
    const [platform = '', ...note] = each.split(': ');
    byNote.set(note.join(': '), [...(byNote.get(note.join(': ')) ?? []), platform]);
  }
  return [...byNote].map(([note, those]) => (note === '' ? those.join(', ') : `${those.join(', ')}: ${note}`));
}
