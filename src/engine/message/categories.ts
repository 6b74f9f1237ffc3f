/**
 * What kind of trouble a delivery can meet, in plain words: what happened, whose side it is on, what usually causes it, what to do
 * next. One table for DSNs, transcripts, trees, hovers and `mailroot explain` alike; docs/classification.md shows it. Pure data; which
 * category a reply falls into is replyCategory's, what follows for the message is delivery/classify's.
 */
import { hostCategories } from './hostCategories';
import { ownCategories } from './ownCategories';

export const categories = { ...hostCategories, ...ownCategories } as const;

export type Category = keyof typeof categories;
export const categoryNames = Object.keys(categories) as [Category, ...Category[]];
