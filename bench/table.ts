/** Results as Markdown: a table with a row for each work and each who did it, and above it what has to be known to read it. Pure. */
import { figuresOf, ours, type Figure, type Measured, type Results } from './results';

const columns = ['work', 'who', 'median', 'spread', '× Postfix', '× limit'] as const;

export function tableOf(measured: readonly Measured[]): string {
  const rows = measured.flatMap((each) =>
    figuresOf(each).map((figure, i) => rowOf({ ...each, work: i === 0 ? each.work : '' }, figure)),
  );
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => pad(cell, i, widths)).join(' | ')} |`;
  const rule = widths.map((width, i) => (i < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

function rowOf({ work, unit }: Measured, { name, median, spread, ratios }: Figure): string[] {
  const times = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2));
  return [
    work,
    name,
    `${shown(median)} ${unit}`,
    `${(spread * 100).toFixed(0)} %`,
    name === 'Postfix' ? '' : times(ratios['Postfix']),
    name === 'limit' ? '' : times(ratios['limit']),
  ];
}

export function shown(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function documentOf(results: Results): string {
  const { machine, kind, rounds, versions, skipped, durability, measured } = results;
  const facts = [
    `- ${machine.date}, ${kind} run, ${rounds} interleaved rounds; medians, and the distance of the best and the worst round as spread.`,
    `- ${machine.system}; ${machine.processors}; Node ${machine.node}.`,
    `- Disk: ${machine.disk}.`,
    `- Load averages: ${machine.load[0]} at the beginning, ${machine.load[1]} at the end.${loaded(machine.load[0])}`,
    `- ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    `- Durability: ${durability}`,
    ...skipped.map((sentence) => `- ${sentence}`),
  ];
  return [
    '# Results of the bench',
    [
      'Made by `npm run bench -- --record`. Only ratios within one run mean anything: of `× Postfix` and `× limit`, more than 1 is better,',
      'also where less of the unit is. What each name and each work is: [README.md](README.md).',
    ].join('\n'),
    facts.join('\n'),
    `![${ours} and its peers](RESULTS.svg)`,
    `<!-- prettier-ignore -->\n${tableOf(measured)}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function loaded(beginning: string): string {
  const busy = Number.parseFloat(beginning) > 0.5;
  return busy ? ' **The machine had other work to do: absolute figures are too low, and spreads large.**' : '';
}
