// Renews src/preview/checks/caniemail.json from a clone of github.com/hteumeuleu/caniemail (MIT): `node scripts/caniemail.mjs <clone>`. Of each feature
// the newest result for each mail program is kept, with its notes; the date is that of the clone's last commit.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import yaml from 'js-yaml';

const clone = process.argv[2];
if (clone === undefined) throw new Error('usage: node scripts/caniemail.mjs <clone of hteumeuleu/caniemail>');
const git = (...args) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 64_000_000 });

/** Not of a message's HTML. */
const others = new Set(['amp', 'bimi', '_template']);
const front = (text) => yaml.load(/^---\r?\n([^]*?)\r?\n---/.exec(text)[1].replaceAll('\t', '  '), { json: true });
const features = git('ls-tree', '--name-only', 'HEAD', '_features/')
  .trim()
  .split('\n')
  .map((path) => ({ slug: /([^/]+)\.md$/.exec(path)[1], ...front(git('show', `HEAD:${path}`)) }))
  .filter(({ slug, stats }) => !others.has(slug) && stats !== undefined);

const clients = [
  ...new Set(
    features.flatMap(({ stats }) =>
      Object.entries(stats).flatMap(([family, platforms]) =>
        Object.keys(platforms ?? {}).map((name) => `${family}.${name}`),
      ),
    ),
  ),
].sort();

/** A letter for each client: yes, partly (`a`), no, unknown, or a dot where nobody looked; and the numbers of notes. */
function packed({ slug, title, stats, last_test_date: tested, notes_by_num: notes }) {
  const noted = {};
  const letters = clients.map((client, i) => {
    const [family, platform] = client.split('.');
    const latest = Object.values(stats[family]?.[platform] ?? {}).at(-1);
    if (latest === undefined) return '.';
    const numbers = [...String(latest).matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
    if (numbers.length > 0) noted[i] = numbers;
    return /^[yanu]/.exec(String(latest))?.[0] ?? 'u';
  });
  const used = new Set(Object.values(noted).flat().map(String));
  const said = Object.fromEntries(
    Object.entries(notes ?? {})
      .filter(([number]) => used.has(number))
      .map(([number, text]) => [number, String(text).trim()]),
  );
  return [slug, [String(title).trim(), String(tested ?? '').slice(0, 7), letters.join(''), noted, said]];
}

const date = git('log', '-1', '--format=%cs').trim();
const rows = features.map(packed).map(([slug, row]) => `    ${JSON.stringify(slug)}: ${JSON.stringify(row)}`);
writeFileSync(
  new URL('../src/preview/checks/caniemail.json', import.meta.url),
  `{\n  "date": ${JSON.stringify(date)},\n  "clients": ${JSON.stringify(clients)},\n  "features": {\n${rows.join(',\n')}\n  }\n}\n`,
);
