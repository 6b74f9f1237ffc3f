/** The words for each kind of trouble: all there, ready to stand in a sentence, and free of what only we understand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categories } from '../../../src/engine/message/categories';
import { categoryNames } from '../../../src/engine/message/categoryTitles';
import { sides } from '../../../src/engine/message/sides';
import { defaultConfig } from '../../../src/engine/config';

for (const name of categoryNames) {
  void test(`${name}: a title for a row, whose side it is on, what it means, causes and the next step, in sentences`, () => {
    const { title, side, meaning, causes, advice } = categories[name];
    assert.ok(title.length <= 24 && !title.endsWith('.'), `title "${title}"`);
    for (const text of [meaning, advice]) assert.match(text, /^[A-Z][^\n]{20,}\.$/, text);
    assert.ok(causes.length >= 1 && causes.length <= 3);
    for (const text of causes) assert.match(text, /^[A-Z][^\n|]{10,}\.$/, text);
    assert.ok(side in sides);
  });
}

void test('no two categories have the same title, or a person could not tell them apart', () => {
  const titles = categoryNames.map((name) => categories[name].title);
  assert.equal(new Set(titles).size, titles.length);
});

void test('a setting that advice names is a setting', () => {
  for (const name of categoryNames) {
    const { meaning, causes, advice } = categories[name];
    for (const [, setting = ''] of `${meaning} ${causes.join(' ')} ${advice}`.matchAll(
      /mailroot\.([A-Za-z.]*[A-Za-z])/g,
    )) {
      assert.ok(setting in defaultConfig, `${name} names mailroot.${setting}`);
    }
  }
});
