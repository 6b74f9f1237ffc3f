/** Shows the whole story of a message: of the row clicked, or one picked. From the row of a recipient or an attempt, the story opens there. */
import { folderNames } from '../engine/mailroot/layout';
import { focusOf } from '../host/messageRow';
import type { Command } from './command';
import { chosenRows } from './rows';

export const showStory: Command = async (context, ...given) => {
  const [row] = await chosenRows(context, given, folderNames);
  if (row !== undefined) await context.showStory(row, focusOf(given[0]));
};
