import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { counterNames, counterRows, countersByIisName, prometheusText, type Counters } from '../../src/engine/counters';

const zero = Object.fromEntries(counterNames.map((name) => [name, 0])) as unknown as Counters;

void test("IIS's names are there, the six of BadMail among them", () => {
  const names = counterRows(zero).map(([name]) => name);
  for (const reason of [
    'Bad Pickup File',
    'General Failure',
    'Hop Count Exceeded',
    'NDR of DSN',
    'No Recipients',
    'Triggered via Event',
  ])
    assert.ok(names.includes(`Badmailed Messages (${reason})`), reason);
  for (const name of [
    'Local Queue Length',
    'Remote Retry Queue Length',
    'Messages Sent Total',
    'NDRs Generated',
    'DNS Queries Total',
    '% Recipients Local',
  ])
    assert.ok(names.includes(name), name);
  assert.equal(new Set(names).size, names.length);
});

void test('shares and averages are those of the counters, and 0 where there is nothing to share', () => {
  const some = { ...zero, recipientsLocal: 1, recipientsRemote: 2, messagesSent: 1, sendRetries: 3 };
  const by = countersByIisName(some);
  assert.deepEqual(
    [by['% Recipients Local'], by['% Recipients Remote'], by['Avg Recipients/msg Sent'], by['Avg Retries/msg Sent']],
    [33.3, 66.7, 2, 3],
  );
  assert.equal(by['Avg Retries/msg Delivered'], 0);
});

void test("Prometheus's text has HELP and TYPE in front of each metric, once, and its samples together", () => {
  const text = prometheusText({ ...zero, messagesSent: 7, badDsn: 2 });
  assert.ok(text.endsWith('\n'));
  const seen = new Set<string>();
  let metric = '';
  let type = '';
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\w+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      assert.ok(!seen.has(name), `${name} twice`);
      seen.add(name);
      metric = name;
    } else if (kind === 'TYPE') {
      assert.equal(name, metric);
      assert.match(rest, /^(?:counter|gauge)$/);
      type = rest;
    } else {
      assert.match(line, new RegExp(`^${metric}(?:\\{\\w+="[\\w-]+"\\})? \\d+$`));
      assert.equal(metric.endsWith('_total'), type === 'counter', metric);
    }
  }
  assert.match(text, /^mailroot_messages_sent_total 7$/m);
  assert.match(text, /^mailroot_badmail_messages_total\{reason="dsn-undeliverable"\} 2$/m);
});

void test('docs/logs.md has every counter under both its names', () => {
  const told = readFileSync('docs/logs.md', 'utf8');
  for (const [name] of counterRows(zero)) assert.ok(told.includes(`| ${name} `), name);
  for (const line of prometheusText(zero).split('\n')) {
    const sample = /^(mailroot_\S+) \d+$/.exec(line)?.[1];
    if (sample !== undefined) assert.ok(told.includes(`\`${sample}\``), sample);
  }
});
