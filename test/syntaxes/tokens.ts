/** Colours lines by the grammar of mail, as the editor does; grammars of other languages are stand-ins that say who was asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, Registry, parseRawGrammar, type IGrammar, type IRawGrammar, type StateStack } from 'vscode-textmate';

const repository = join(__dirname, '..', '..');
const wasm = join(repository, 'node_modules', 'vscode-oniguruma', 'release', 'onig.wasm');

/** A language that colours words, and comments that run over lines: what must not leak out of its part. */
function standIn(scopeName: string): IRawGrammar {
  const patterns = [
    { begin: '<!--', end: '-->', name: `comment.${scopeName}` },
    { match: '[a-z]+', name: `word.${scopeName}` },
  ];
  return parseRawGrammar(JSON.stringify({ scopeName, patterns, repository: {} }), `${scopeName}.json`);
}

let made: Promise<IGrammar> | undefined;

function grammar(): Promise<IGrammar> {
  made ??= load();
  return made;
}

async function load(): Promise<IGrammar> {
  const bytes = readFileSync(wasm);
  await loadWASM(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const path = join(repository, 'syntaxes', 'eml.tmLanguage.json');
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: (scope) =>
      Promise.resolve(scope === 'text.eml' ? parseRawGrammar(readFileSync(path, 'utf8'), path) : standIn(scope)),
  });
  const loaded = await registry.loadGrammar('text.eml');
  if (loaded === null) throw new Error('The grammar of mail could not be loaded.');
  return loaded;
}

export interface Token {
  readonly line: number;
  readonly text: string;
  readonly scopes: string;
}

export async function tokens(lines: readonly string[]): Promise<Token[]> {
  const mail = await grammar();
  let state: StateStack = INITIAL;
  return lines.flatMap((text, line) => {
    const { tokens: found, ruleStack } = mail.tokenizeLine(text, state);
    state = ruleStack;
    return found.map(({ startIndex, endIndex, scopes }) => ({
      line,
      text: text.slice(startIndex, endIndex),
      scopes: scopes.slice(1).join(' '),
    }));
  });
}
