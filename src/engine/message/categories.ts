/**
 * What kind of trouble a delivery can meet, in plain words: what happened, whose side it is on, what usually causes it, what to do
 * next. One table for DSNs, transcripts, trees, hovers and `mailroot explain` alike; docs/classification.md shows it. Pure data; which
 * category a reply falls into is replyCategory's, what follows for the message is delivery/classify's.
 */
import { categoryNames, categoryTitles, type Category } from './categoryTitles';
import { hostCategories } from './hostCategories';
import { ownCategories } from './ownCategories';
import type { CategoryWords } from './sides';

const words: Readonly<Record<Category, CategoryWords>> = { ...hostCategories, ...ownCategories };

type Titled = CategoryWords & { readonly title: string };
const titled = (name: Category): [Category, Titled] => [name, { title: categoryTitles[name], ...words[name] }];

export const categories = Object.fromEntries(categoryNames.map(titled)) as Readonly<Record<Category, Titled>>;
