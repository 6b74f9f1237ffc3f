/**
 * HTML as a tree, as browsers read it; without scripts, so that what stands in `<noscript>` is part of the message. Reading ends where
 * elements are open deeper than any mail has them: every further level would cost as much as all above it.
 */
import {
  defaultTreeAdapter,
  parse,
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes as Tree,
  type TreeAdapter,
} from 'parse5';

const deepest = 1_000;

export interface Parsed {
  readonly document: Tree.Node;
  readonly whole: 'whole' | 'cut';
}

class TooDeep extends Error {}

/** `places`: elements and attributes know where they stand. */
export function parsed(html: string, { places }: { readonly places?: boolean } = {}): Parsed {
  const document = defaultTreeAdapter.createDocument();
  let open = 0;
  const treeAdapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createDocument: () => document,
    onItemPush: () => {
      if (++open > deepest) throw new TooDeep();
    },
    onItemPop: () => {
      open--;
    },
  };
  try {
    parse(html, { scriptingEnabled: false, treeAdapter, sourceCodeLocationInfo: places === true });
    return { document, whole: 'whole' };
  } catch (error) {
    if (error instanceof TooDeep) return { document, whole: 'cut' };
    throw error;
  }
}
