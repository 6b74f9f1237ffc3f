/** Every message of the corpus against every rule: what is said of it, and what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited, touches } from '../../../src/language/model/span';
import { rules } from '../../../src/language/checking/rules';
import { corpusBytes, corpusNames } from '../messages';
import { corpusCodes, diagnose, factsOf } from '../facts';

/** What the rules say; of a message that is not named here they say nothing. */
const said: Readonly<Record<string, readonly string[]>> = {
  'fault-8bit-declared-7bit': ['raw-8bit-body'],
  'fault-8bit-header-latin1': ['raw-8bit-header'],
  'fault-8bit-without-charset': ['raw-8bit-body'],
  'fault-address-dots': ['odd-address'],
  'fault-address-semicolon': ['address-semicolon'],
  'fault-address-with-blank': ['bad-address'],
  'fault-address-with-comma-in-name': ['address-without-domain', 'address-read-otherwise'],
  'fault-address-without-comma': ['bad-address'],
  'fault-address-without-domain': ['address-without-domain'],
  'fault-bad-address': ['bad-address'],
  'fault-bad-date': ['bad-date'],
  'fault-bad-message-id': ['bad-message-id'],
  'fault-base64': ['bad-base64'],
  'fault-base64-cut-off': ['bad-base64'],
  'fault-bcc': ['bcc-stripped'],
  'fault-bcc-in-attached-message': ['bcc-leaks'],
  'fault-blank-line-with-blanks': ['missing-blank-line', 'blank-line-with-blanks'],
  'fault-boundary-missing': ['boundary-missing'],
  'fault-boundary-mistyped': ['boundary-mistyped'],
  'fault-boundary-never-closed': ['boundary-not-closed'],
  'fault-boundary-never-opened': ['boundary-never-opened'],
  'fault-boundary-too-long': ['bad-boundary'],
  'fault-boundary-used-twice': ['boundary-reused'],
  'fault-byte-order-mark': ['byte-order-mark'],
  'fault-charset-does-not-decode': ['charset-does-not-decode'],
  'fault-cid-without-part': ['cid-without-part', 'no-text-alternative'],
  'fault-content-type': ['bad-content-type'],
  'fault-dkim-8bit': ['dkim-8bit'],
  'fault-dkim-body-changed': ['dkim-body-changed'],
  'fault-dkim-from-not-signed': ['dkim-from-not-signed'],
  'fault-dkim-list-not-signed': ['dkim-list-not-signed', 'dkim-list-not-signed'],
  'fault-duplicate-content-type': ['duplicate-header'],
  'fault-duplicate-from': ['duplicate-header'],
  'fault-duplicate-subject': ['duplicate-header'],
  'fault-duplicate-to': ['duplicate-header'],
  'fault-empty': ['no-header'],
  'fault-encoded-word': ['bad-encoded-word', 'bad-encoded-word'],
  'fault-encoded-word-in-quotes': ['encoded-word-in-quotes'],
  'fault-envelope-line-without-address': ['bad-envelope-line'],
  'fault-envelope-lines-too-late': ['no-recipients', 'late-envelope-line'],
  'fault-envelope-parameter': ['bad-envelope-parameter', 'bad-envelope-parameter', 'bad-envelope-parameter'],
  'fault-envelope-two-senders': ['bad-envelope-line'],
  'fault-head-alone': ['no-body'],
  'fault-header-over-998': ['line-too-long'],
  'fault-line-end-bare-cr': ['mixed-line-ends'],
  'fault-line-ends-lf': ['lf-line-ends'],
  'fault-line-ends-mixed': ['mixed-line-ends'],
  'fault-line-over-998': ['line-too-long'],
  'fault-list-one-click-value': ['list-one-click'],
  'fault-list-one-click-without-https': ['list-one-click'],
  'fault-list-unsubscribe-without-brackets': ['list-unsubscribe-syntax'],
  'fault-list-without-unsubscribe': ['list-without-unsubscribe'],
  'fault-lone-dot': ['lone-dot'],
  'fault-looks-dot-stuffed': ['dot-stuffed'],
  'fault-mbox-line': ['no-header'],
  'fault-missing-blank-line': ['bcc-leaks', 'missing-blank-line'],
  'fault-multipart-in-base64': ['encoded-multipart'],
  'fault-no-date': ['missing-date'],
  'fault-no-final-line-end': ['no-final-line-end'],
  'fault-no-from': ['no-sender'],
  'fault-no-from-but-envelope': ['no-from'],
  'fault-no-mail-at-all': ['no-header'],
  'fault-no-message-body-in-part': ['part-without-blank-line'],
  'fault-no-message-id': ['missing-message-id'],
  'fault-no-mime-version': ['no-mime-version', 'no-text-alternative'],
  'fault-no-recipients': ['no-recipients'],
  'fault-nul': ['control-character'],
  'fault-quoted-printable': ['bad-quoted-printable', 'bad-quoted-printable'],
  'fault-space-before-colon': ['space-before-colon', 'space-before-colon'],
  'fault-too-many-hops': ['too-many-hops'],
  'fault-unknown-charset': ['unknown-charset'],
  'fault-unknown-encoding': ['unknown-encoding'],
  'fault-variable': ['variable', 'variable'],
  'fault-wrong-weekday': ['odd-date'],
  'html-only': ['no-text-alternative'],
  'idn-recipient': ['raw-8bit-header'],
  'latin1-body': ['editor-encoding'],
  'received-chain': ['return-path'],
  'related-with-cid-image': ['no-text-alternative'],
  'utf8-headers-raw': ['raw-8bit-header', 'raw-8bit-header'],
};

void test('of each message of the corpus the rules say what is wrong with it, and nothing else', () => {
  for (const name of corpusNames) assert.deepEqual(corpusCodes(name), said[name] ?? [], name);
  for (const name of Object.keys(said)) assert.ok(corpusNames.includes(name), name);
});

void test('every rule has a message in the corpus that has the fault, and many that have not', () => {
  const told = new Set(Object.values(said).flat());
  // What is not checked has to be large: it has a test of its own.
  const untold = rules.map(({ code }) => code).filter((code) => !told.has(code) && code !== 'not-checked');
  assert.deepEqual(untold, []);
});

void test('every finding stands in the text, and says in a sentence what is wrong', () => {
  for (const name of corpusNames) {
    const facts = factsOf(corpusBytes(name));
    for (const { start, end, text, code } of diagnose(facts)) {
      assert.ok(0 <= start && start <= end && end <= facts.message.text.length, `${name} ${code}`);
      assert.match(text, /^\S.*[.?]$/s, `${name} ${code}`);
    }
  }
});

void test('a quick fix that edits mends what it is offered for, breaks nothing else, and lands near the fault', () => {
  let mended = 0;
  for (const name of corpusNames) {
    const facts = factsOf(corpusBytes(name));
    const before = diagnose(facts).map(({ code }) => code);
    for (const finding of diagnose(facts)) {
      const fix = finding.fix?.();
      if (fix?.kind !== 'edits') continue;
      assert.ok(fix.edits.length > 0, `${name} ${finding.code}`);
      const after = diagnose(factsOf(edited(facts.message.text, fix.edits))).map(({ code }) => code);
      const count = (codes: readonly string[]): number => codes.filter((code) => code === finding.code).length;
      assert.ok(count(after) < count(before), `${name}: ${fix.title} leaves ${finding.code}`);
      const worse = after.filter((code) => !before.includes(code));
      assert.deepEqual(
        worse,
        worse.filter((code) => consequences.has(code)),
        `${name}: ${fix.title} brings ${worse.join()}`,
      );
      mended++;
    }
  }
  assert.ok(mended >= 35, `${mended} fixes`);
});

/** What may come to light once the fault in front of it is mended. */
const consequences = new Set([
  'bcc-stripped',
  'no-text-alternative',
  'missing-blank-line',
  'no-header',
  'boundary-not-closed',
]);

void test('a rule that mends says so in its reference, and one that does not says nothing', () => {
  const mends = new Set<string>();
  for (const name of corpusNames)
    for (const { code, fix } of diagnose(factsOf(corpusBytes(name)))) if (fix !== undefined) mends.add(code);
  for (const { code, remedy } of rules) assert.equal(remedy !== '', mends.has(code), code);
});

void test('codes are words with hyphens, each there once; meanings are sentences', () => {
  const codes = rules.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const { code, meaning } of rules) {
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.match(meaning, /\.$/, code);
  }
});

void test('a finding stands on the fault', () => {
  const at = (name: string, needle: string): void => {
    const facts = factsOf(corpusBytes(name));
    const [finding] = diagnose(facts);
    assert.ok(finding && touches(finding, facts.message.text.indexOf(needle)), name);
  };
  at('fault-bad-address', 'bob@,');
  at('fault-duplicate-subject', 'Subject: Second');
  at('fault-lone-dot', '.\r\nafter');
  at('fault-boundary-mistyped', '--Part');
  at('fault-quoted-printable', '=xyz');
  at('fault-envelope-parameter', 'RET');
  at('fault-line-ends-mixed', 'one');
});
