/** Which secrets the settings mention, and which ones a sentence of the engine misses. Pure. */

const reference = /\$\{secret:([\w.-]+)\}/g;

/** Names in `${secret:NAME}`, anywhere in the settings, each once, in their order. */
export function secretNames(settings: object): string[] {
  return namesIn(JSON.stringify(settings));
}

export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(reference)].map(([, name = '']) => name))];
}
