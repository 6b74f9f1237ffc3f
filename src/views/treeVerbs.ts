/** What can be done with a tree as a whole. A view's title menu tells no argument, so each view has commands of its own. Pure. */
import type { FolderName } from '../engine/mailroot/layout';

export const treeVerbs = ['filter', 'clearFilter', 'groupBy', 'sortBy', 'toggleCheckboxes'] as const;
export type TreeVerb = (typeof treeVerbs)[number];

/** `mailroot.filterQueue` */
export function treeCommand(verb: TreeVerb, folder: FolderName): string {
  return `mailroot.${verb}${folder}`;
}

/** `mailroot.queue`, also the first part of its context keys. */
export function viewId(folder: FolderName): string {
  return `mailroot.${folder.toLowerCase()}`;
}
