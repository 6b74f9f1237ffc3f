// Reporter for node:test: says what failed and why, in full; counts the rest. Adds `{passed, failed, skipped, failures}` to MAILROOT_RESULTS.
// A test file in which no test ran counts as failed.
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

const isFile = ({ name, nesting }) =>
  nesting === 0 && /[\\/](?:test[\\/].*\.(?:test|torture)\.ts|out[\\/]groups[\\/]\w+\.mjs)$/.test(name);

export default async function* report(events) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    const verdict = verdictOf(type, data);
    if (verdict === undefined) continue;
    count[verdict] += 1;
    if (verdict === 'failed') {
      failures.push({ file: data.file, name: data.name });
      yield failure(data);
    }
    if (verdict === 'skipped') yield `skipped: ${data.name}${reason(data.skip)}\n`;
  }
  yield `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}\n`;
  if (process.env.MAILROOT_RESULTS)
    appendFileSync(process.env.MAILROOT_RESULTS, `${JSON.stringify({ ...count, failures })}\n`);
}

function verdictOf(type, data) {
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  if (data.details?.type === 'suite') return undefined;
  if (type === 'test:fail') return 'failed';
  if (isFile(data)) return 'failed';
  return data.skip === undefined || data.skip === false ? 'passed' : 'skipped';
}

function failure(data) {
  const where = data.file === undefined ? '' : ` (${relative(process.cwd(), data.file)}:${data.line ?? 1})`;
  const error = data.details?.error;
  const why = error === undefined ? 'No test ran in this file.' : inspect(error.cause ?? error, { depth: 4 });
  return `\nFAILED ${data.name}${where}\n${why.replace(/^/gm, '    ')}\n\n`;
}

function reason(skip) {
  return typeof skip === 'string' ? ` (${skip})` : '';
}
