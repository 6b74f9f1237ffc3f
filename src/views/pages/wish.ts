/** What a page asks of the editor: one member that says what kind of wish, and its value. Whatever else comes is none. Pure. */
export function wishIn(value: unknown): readonly [kind: string, wish: unknown] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [first, more] = Object.entries(value) as [string, unknown][];
  return more === undefined ? first : undefined;
}
