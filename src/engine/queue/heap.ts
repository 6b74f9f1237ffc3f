/** A binary heap: what compares first is taken first. Plain data structure, no time in it. */
export interface Heap<T> {
  push(value: T): void;
  /** The first, left where it is. */
  peek(): T | undefined;
  pop(): T | undefined;
}

/** `before` says whether one goes in front of another. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const values: T[] = [];
  const swap = (i: number, j: number): void => {
    const [a, b] = [values[i], values[j]];
    if (a === undefined || b === undefined) return;
    values[i] = b;
    values[j] = a;
  };
  const isBefore = (i: number, j: number): boolean => {
    const [a, b] = [values[i], values[j]];
    return a !== undefined && b !== undefined && before(a, b);
  };
  const rise = (from: number): void => {
    for (let i = from; i > 0 && isBefore(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  };
  const sink = (): void => {
    for (let i = 0; ;) {
      const child = isBefore(2 * i + 2, 2 * i + 1) ? 2 * i + 2 : 2 * i + 1;
      if (!isBefore(child, i)) return;
      swap(i, child);
      i = child;
    }
  };
  return {
    push: (value) => rise(values.push(value) - 1),
    peek: () => values[0],
    pop: () => {
      const first = values[0];
      swap(0, values.length - 1);
      values.pop();
      sink();
      return first;
    },
  };
}
