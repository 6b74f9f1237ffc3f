/**
 * Reads what strace saw of an engine (`-f -y`, fsync, rename and writes): whether behind each `250` there is an fsync of the message's
 * draft, its rename, and an fsync of the folder that began after the rename, all of them over before the reply was written. Pure.
 */
import { dirname } from 'node:path';

export interface Verdict {
  readonly accepted: number;
  /** Whole sentences: which reply came too early, and what it should have waited for. */
  readonly early: readonly string[];
}

type Step = 'written' | 'synced' | 'renamed' | 'durable';

interface Message {
  step: Step;
  folder: string;
}

const next: Readonly<Record<Step, string>> = {
  written: 'an fsync of its file',
  synced: 'its rename',
  renamed: 'an fsync of its folder',
  durable: '',
};

export function judge(lines: Iterable<string>): Verdict {
  const messages = new Map<string, Message>();
  /** Folder fsyncs under way, by process id: which messages they will have made durable. */
  const running = new Map<string, () => void>();
  const early: string[] = [];
  let accepted = 0;
  for (const line of lines) {
    const [, pid = '', text = ''] = /^(?:\[pid\s+)?(\d+)?\]?\s*(?:[\d.:]+\s+)?(.*)$/.exec(line) ?? [];
    if (/^<\.\.\. \S+ resumed>/.test(text)) {
      if (text.endsWith('= 0')) running.get(pid)?.();
      running.delete(pid);
      continue;
    }
    const reply = /250 2\.0\.0 (\S+) accepted/.exec(text)?.[1];
    if (reply !== undefined && /^(?:write|writev|sendto|sendmsg)\(/.test(text)) {
      accepted += 1;
      const step = messages.get(reply)?.step ?? 'written';
      if (step !== 'durable') early.push(`${reply} was accepted before ${next[step]} was over`);
      continue;
    }
    const effect = effectOf(text, messages);
    if (effect === undefined) continue;
    if (text.endsWith('<unfinished ...>')) running.set(pid, effect);
    else if (text.endsWith('= 0')) effect();
  }
  return { accepted, early };
}

/** What is so once the call is over. What a folder's fsync covers is what was renamed when it began. */
function effectOf(text: string, messages: Map<string, Message>): (() => void) | undefined {
  const file = /^f(?:data)?sync\(\d+<([^>]*\/([^/>]+)\.eml\.[^/>]*\.tmp)>/.exec(text);
  if (file !== null) {
    const [, path = '', id = ''] = file;
    return () => messages.set(id, { step: 'synced', folder: dirname(path) });
  }
  const renamed = /^rename(?:at2?)?\(.*\/([^/"]+)\.eml\.[^/"]*\.tmp"/.exec(text)?.[1];
  if (renamed !== undefined) {
    const message = messages.get(renamed);
    return message?.step === 'synced' ? () => (message.step = 'renamed') : undefined;
  }
  const folder = /^fsync\(\d+<([^>]+)>/.exec(text)?.[1];
  if (folder === undefined) return undefined;
  const covered = [...messages.values()].filter((each) => each.step === 'renamed' && each.folder === folder);
  return () => covered.forEach((each) => (each.step = 'durable'));
}
