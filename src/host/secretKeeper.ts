/**
 * Keeps the secrets of a MailRoot in the editor's own secret storage, each MailRoot's apart: what one workspace stored is not handed to the
 * settings of another. Only their names are remembered elsewhere, so that they can be listed. Hands values to nobody but who asks here.
 */
import { secretNames } from './secretNames';

interface Listening {
  dispose(): void;
}

/** As the editor has it. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(hear: (change: { readonly key: string }) => void): Listening;
}
export interface Names {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export class SecretKeeper {
  readonly #storage: SecretStorage;
  readonly #names: Names;

  constructor(storage: SecretStorage, names: Names) {
    this.#storage = storage;
    this.#names = names;
  }

  /** Calls `hear` when one of them changed, be it in another window. */
  onChange(hear: () => void): Listening {
    return this.#storage.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) hear();
    });
  }

  /** Those that the settings mention and that are stored, by name. */
  async of(root: string, settings: object): Promise<Record<string, string>> {
    const found = secretNames(settings).map(
      async (name) => [name, await this.#storage.get(keyOf(root, name))] as const,
    );
    const stored = (await Promise.all(found)).filter((each): each is [string, string] => each[1] !== undefined);
    return Object.fromEntries(stored);
  }

  async has(root: string, name: string): Promise<boolean> {
    return (await this.#storage.get(keyOf(root, name))) !== undefined;
  }

  /** Names that were stored for it, in alphabetical order. */
  stored(root: string): readonly string[] {
    return (this.#names.get(namesKey(root)) as readonly string[] | undefined) ?? [];
  }

  async store(root: string, name: string, value: string): Promise<void> {
    await this.#names.update(namesKey(root), [...new Set([...this.stored(root), name])].sort());
    await this.#storage.store(keyOf(root, name), value);
  }

  async forget(root: string, name: string): Promise<void> {
    await this.#storage.delete(keyOf(root, name));
    const left = this.stored(root).filter((each) => each !== name);
    await this.#names.update(namesKey(root), left.length === 0 ? undefined : left);
  }
}

const prefix = 'mailroot.secret:';

function keyOf(root: string, name: string): string {
  return `${prefix}${name}@${root}`;
}

function namesKey(root: string): string {
  return `mailroot.secretNames@${root}`;
}
