/**
 * A walk: a test that a person at a fresh desk does, in each VS Code that is asked for (MAILROOT_UI_VSCODE, one per process). Its name says
 * which. Where it fails, `test-results/` has a picture of what was to be seen then.
 */
import { test, type TestContext } from 'node:test';
import { Desk, notHere, type DeskOptions } from './desk';
import { recipe } from './house';

export interface WalkOptions {
  /** In the oldest VS Code that we support too, not in the newest alone. */
  readonly both?: boolean;
  readonly minutes?: number;
}

/** What the desk is to be like; a function when something must be started for it first, which it can hand to the steps. */
type Laying<Laid> = Laid | ((t: TestContext) => Promise<Laid>);
type Steps<Laid> = (me: Desk, laid: Laid, t: TestContext) => Promise<void>;

export function walk<Laid extends DeskOptions>(
  name: string,
  laying: Laying<Laid> & WalkOptions,
  steps: Steps<Laid>,
): void {
  const { both = false, minutes = 4 } = laying;
  if (!both && process.env['MAILROOT_UI_VSCODE'] === 'floor') return;
  const title = `VS Code ${recipe.version}: ${name}`;
  void test(title, { skip: notHere, timeout: minutes * 60_000 }, async (t) => {
    const laid = typeof laying === 'function' ? await laying(t) : laying;
    const me = await Desk.open({ mailRoot: true, ...laid });
    t.after(() => me.close());
    try {
      await steps(me, laid, t);
    } catch (error) {
      await me.picture(`failed-${title.replace(/[^\w.]+/g, '-').slice(10, 60)}`).catch(() => undefined);
      throw error;
    }
  });
}
