/** What runs inside VS Code: the tests of one scenario (MAILROOT_SCENARIO), their results as JSON lines into MAILROOT_TEST_RESULT. */
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  workspace: async () => {
    await import('./manifest.test');
    await import('./send.test');
    await import('./adopt.test');
    await import('./counters.test');
    await import('./fail.test');
    await import('./sent.test');
    await import('./sendMany.test');
    await import('./steering.test');
    await import('./story.test');
    await import('./caseBundle.test');
    await import('./trees.test');
    await import('./engine.test');
    await import('./route.test');
    await import('./sessions.test');
    await import('./elsewhere.test');
  },
  language: async () => {
    await import('./language.test');
    await import('./writing.test');
    await import('./reading.test');
    await import('./preview.test');
    await import('./compare.test');
    await import('./editing.test');
  },
  restricted: () => import('./restricted.test'),
  nofolder: () => import('./nofolder.test'),
  multiroot: () => import('./multiroot.test'),
};

/** Mocha's own reporters write to a console that nobody reads. */
function silent(): void {
  // What is told goes through `report`.
}

export async function run(): Promise<void> {
  const name = process.env['MAILROOT_SCENARIO'] ?? 'workspace';
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: silent as unknown as 'min' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  const load = scenarios[name];
  if (load === undefined) throw new Error(`No scenario is called ${name}.`);
  await load();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => report({ passed: true, title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) =>
      report({ passed: false, title: test.fullTitle(), why: error.stack ?? error.message }),
    );
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

function report(result: { passed: boolean; title: string; why?: string }): void {
  const path = process.env['MAILROOT_TEST_RESULT'];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(result)}\n`);
}
