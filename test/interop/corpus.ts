/** Messages that are hard to carry, with CRLF, as bytes: whole headers, so that nobody on the way has anything to add but trace. */

export interface Letter {
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  /** From the first header field to the last octet. */
  readonly content: Buffer;
}

const from = 'ann@here.test';
const to = ['bob@there.test'];

function headers(name: string, more: readonly string[] = []): string {
  const fields = [
    `From: <${from}>`,
    'To: <bob@there.test>',
    `Subject: ${name}`,
    'Date: Mon, 23 Nov 2026 11:50:01 +0000',
    `Message-ID: <${name}@here.test>`,
    `X-Corpus: ${name}`,
    ...more,
  ];
  return `${fields.join('\r\n')}\r\n\r\n`;
}

function letter(name: string, body: string | Buffer, more: readonly string[] = []): Letter {
  return { name, from, to, content: Buffer.concat([Buffer.from(headers(name, more)), Buffer.from(body)]) };
}

const mime = ['MIME-Version: 1.0'];
const latin1 = [...mime, 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'];
const utf8 = [...mime, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];

function withAttachment(): Letter {
  const boundary = '=_boundary';
  const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7 + (i >> 3)) & 255));
  const lines = noise.toString('base64').replace(/.{76}/g, '$&\r\n');
  const parts = [
    `--${boundary}\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n`,
    `--${boundary}\r\nContent-Type: application/octet-stream; name="noise.bin"\r\nContent-Transfer-Encoding: base64\r\n`,
    `Content-Disposition: attachment; filename="noise.bin"\r\n\r\n${lines}\r\n--${boundary}--\r\n`,
  ];
  return letter('attachment', parts.join(''), [...mime, `Content-Type: multipart/mixed; boundary="${boundary}"`]);
}

/** Twenty megabytes of lines that differ. */
function large(): Letter {
  const line = 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(2);
  const lines = Array.from({ length: 262_144 }, (_, i) => `${String(i).padStart(6, '0')} ${line}\r\n`);
  return letter('large', lines.join(''));
}

export const manyRecipients: Letter = {
  ...letter('many-recipients', 'To all of you.\r\n'),
  to: Array.from({ length: 500 }, (_, i) => `r${i}@there.test`),
};

export const corpus: readonly Letter[] = [
  letter('plain', 'Hello.\r\n'),
  letter('empty-body', ''),
  letter('dots', '.\r\n..\r\n...\r\n.dot\r\n\r\n.\r\nend.\r\n.\r\n'),
  letter('white-lines', '\r\n\r\n  indented \r\ntab\t\r\n \r\n\r\n'),
  letter('from-lines', 'From here on\r\n>From there\r\n'),
  letter('long-lines', `${'x'.repeat(998)}\r\n${'y'.repeat(998)}\r\n`),
  letter('eight-bit', Buffer.from('Grüße aus Köln: ÄÖÜß\r\n', 'latin1'), latin1),
  letter('utf-8-body', 'Grüße, 日本語, ☕\r\n', utf8),
  letter(
    'many-headers',
    'Hello.\r\n',
    Array.from({ length: 1_000 }, (_, i) => `X-Field-${i}: value ${i}`),
  ),
  letter('folded', 'Hello.\r\n', [`X-Folded: ${Array.from({ length: 60 }, (_, i) => `part-${i}`).join('\r\n\t')}`]),
  withAttachment(),
  large(),
];

/** Wants SMTPUTF8 of everybody on the way: address and header. */
export const international: Letter = {
  name: 'international',
  from,
  to: ['börje@there.test'],
  content: Buffer.from(headers('international', [...utf8, 'X-Greeting: Grüße ☕']) + 'Hej.\r\n'),
};

/** The file for Pickup: the envelope on top. */
export function pickupFile({ from: sender, to: recipients, content }: Letter): Buffer {
  const top = [`X-Sender: <${sender}>`, ...recipients.map((each) => `X-Receiver: <${each}>`)];
  return Buffer.concat([Buffer.from(`${top.join('\r\n')}\r\n`), content]);
}
