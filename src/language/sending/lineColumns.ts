/** Line and column of an offset, as the editor counts them, for a text that is in no editor. Pure. */

export type LineColumn = (offset: number) => readonly [line: number, column: number];

export function lineColumns(text: string): LineColumn {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low, offset - (starts[low] ?? 0)];
  };
}
