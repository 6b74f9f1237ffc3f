/** The stage of the editor: one real VS Code, what it takes to have MailRoot in it, and what it bears. Skipped, loudly, where none is to be had. */
import { join } from 'node:path';
import { activated, makeMailRoot, openEditor, seen, show, type Editor } from '../editor/editor';
import type { Activated } from '../editor/question';
import { ours } from '../results';
import type { Work } from '../runner';
import { pause, type Site } from '../site';
import { flowWorks } from '../work/flow';
import { largeWorks } from '../work/large';
import { treeWorks } from '../work/trees';

const settings = { 'mailroot.smtp.port': 0, 'mailroot.localDomains': ['there.test'] };

export async function editorStage(site: Site): Promise<Work[]> {
  const opened = await openEditor(site, settings).catch((error: unknown) => {
    site.skip(`VS Code did not take part: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (opened === undefined) return [];
  // A window that opens on a MailRoot activates the extension at once: only one that comes later leaves that to us.
  makeMailRoot(join(opened.folder, 'MailRoot'));
  const took = await activated(opened);
  await show(opened, 'MailRoot');
  await pause(3_000);
  const idle = (await seen(opened)).megabytes;
  return [
    activationWork(took),
    ...(site.house === undefined ? [] : flowWorks(site, opened)),
    ...largeWorks(opened),
    ...treesOf(site, opened, idle),
  ];
}

function treesOf(site: Site, editor: Editor, idle: number): Work[] {
  const counts = site.quick ? [10_000] : [10_000, 100_000];
  return counts.flatMap((count) => treeWorks(site, { editor, count, idle }));
}

/** A host activates an extension once. */
function activationWork({ loadMs, callMs }: Activated): Work {
  const once = (): Promise<number> => Promise.resolve(loadMs + callMs);
  return { name: 'activation of the extension', unit: 'ms', mostRounds: 1, contenders: [{ name: ours, once }] };
}
