/** Messages that are hard to carry: dots, 8-bit, an attachment, long lines; with the line ends their programs give them. */

const lines = [
  'From: Ann Example <ann@example.test>',
  'To: Bob <bob@example.test>',
  'Subject: =?UTF-8?Q?Caf=C3=A9_=E2=98=95?=',
  'Date: Mon, 23 Nov 2026 11:50:01 +0000',
  'Message-ID: <hard-to-carry@example.test>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="=_b"',
  '',
  '--=_b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'A coffee, please: café ☕',
  '.',
  '..two dots, and a line of dots',
  '.............',
  '.hidden',
  ' leading blank, trailing blank ',
  'x'.repeat(900),
  'From here on: not an mbox line',
  '',
  '--=_b',
  'Content-Type: application/octet-stream; name=bytes.bin',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename=bytes.bin',
  '',
  Buffer.from(Array.from({ length: 48 }, (_, i) => i * 5)).toString('base64'),
  '--=_b--',
  '',
];

export const withCrlf = Buffer.from(lines.join('\r\n'));
export const withLf = Buffer.from(lines.join('\n'));
