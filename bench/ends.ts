/**
 * What has to be ended: processes, servers, the disk. The last that began ends first, at the end of its stage, or when the run is interrupted;
 * an end that fails is told and does not keep the others from theirs.
 */
const ends: (() => unknown)[] = [];

export function atEnd(end: () => unknown): void {
  ends.push(end);
}

/** Ends what was begun in the course of the work, whatever became of it. */
export async function endingAfter<T>(work: () => Promise<T>): Promise<T> {
  const before = ends.length;
  try {
    return await work();
  } finally {
    await endDownTo(before);
  }
}

/** A run that is interrupted leaves nothing running and nothing mounted. */
export function endWhenInterrupted(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void endDownTo(0).then(() => process.exit(1));
    });
}

async function endDownTo(count: number): Promise<void> {
  while (ends.length > count) {
    try {
      await ends.pop()?.();
    } catch (error) {
      console.error(error);
    }
  }
}
