/** A normal form as the text that a person reads beside another. Pure. */
import type { NormalForm, Section } from './normalForm';

export function formLines({ sections, notes }: NormalForm): string[] {
  const told = notes.map((note) => `(${note})`);
  const lines = sections.flatMap((section, i) => {
    const before = sections[i - 1];
    // The head of a part and what is in it stand under one title.
    return before?.kind === 'head' && before.title === section.title
      ? sectionLines(section).slice(1)
      : sectionLines(section);
  });
  return [...told, ...(told.length > 0 ? [''] : []), ...lines];
}

export function sectionLines(section: Section): string[] {
  const title = section.title === '' ? [] : [`[${section.title}]`];
  const lines = section.kind === 'head' ? section.fields.flatMap((field) => field.lines) : section.lines;
  return [...title, ...lines, ''];
}
