/** One mail, written in many ways: the same words under other encodings, folds, boundaries and charsets. */

export interface Letter {
  readonly subject: string;
  readonly name: string;
  readonly order: string;
  readonly text: readonly string[];
  /** Text of its HTML, paragraph by paragraph. */
  readonly paragraphs: readonly string[];
  readonly file: Uint8Array;
}

/** How it is written; nothing of it is what it says. */
export interface Manner {
  readonly charset: 'utf-8' | 'utf-16le' | 'windows-1252';
  readonly text: 'base64' | 'quoted-printable' | '8bit';
  readonly words: 'B' | 'Q' | 'raw';
  readonly fold: '\r\n ' | '\r\n\t' | ' ';
  readonly lineEnd: '\r\n' | '\n';
  readonly boundary: string;
  readonly contentId: string;
  readonly base64Width: number;
  readonly upperCase: 'names' | 'none';
  readonly html: 'wide' | 'narrow';
  readonly made: number;
}

/** Characters of all charsets a manner may have: what can be written in each of them. */
export function composed(letter: Letter, manner: Manner): Buffer {
  const { boundary: b, contentId, fold } = manner;
  const head = [
    field('Date', `Tue, 24 Nov 2026 09:00:${String(manner.made % 60).padStart(2, '0')} +0000`, manner),
    field('Message-ID', `<${manner.made}@example.com>`, manner),
    field('From', `${word(letter.name, manner)}${fold}<ann@example.com>`, manner),
    field('To', `Bob <bob@example.org>,${fold}carol@example.net`, manner),
    field('Subject', word(letter.subject, manner), manner),
    field('X-Order', word(letter.order, manner), manner),
    field('MIME-Version', '1.0', manner),
    field('Content-Type', `multipart/related;${fold}boundary="${b}"`, manner),
  ];
  const parts = [
    [field('Content-Type', `multipart/alternative;${fold}boundary=${b}2`, manner), '', `--${b}2`],
    [...textHead('text/plain', manner), '', textBody(letter.text.join('\r\n'), manner), `--${b}2`],
    [...textHead('text/html', manner), '', textBody(html(letter, manner), manner), `--${b}2--`],
  ];
  const file = [
    field('Content-Type', `image/png;${fold}name="logo.png"`, manner),
    field('Content-ID', `<${contentId}>`, manner),
    field('Content-Transfer-Encoding', 'base64', manner),
    '',
    wrapped(Buffer.from(letter.file).toString('base64'), manner.base64Width),
  ];
  const lines = [...head, '', `--${b}`, ...parts.flat(), `--${b}`, ...file, `--${b}--`, ''];
  // Octets, one character each.
  return Buffer.from(lines.join('\r\n').replaceAll('\r\n', manner.lineEnd), 'latin1');
}

function field(name: string, value: string, { upperCase }: Manner): string {
  return `${upperCase === 'names' ? name.toUpperCase() : name}: ${value}`;
}

function word(text: string, { words, charset }: Manner): string {
  if (words === 'raw') return utf8(text);
  const named = charset === 'windows-1252' ? 'windows-1252' : 'utf-8';
  const octets = encoded(text, named);
  if (words === 'B') return `=?${named}?B?${octets.toString('base64')}?=`;
  return `=?${named}?Q?${[...octets].map((octet) => `=${hex(octet)}`).join('')}?=`;
}

function hex(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}

/** As octets, one character each. */
function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function encoded(text: string, charset: Manner['charset']): Buffer {
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le');
  return charset === 'utf-8' ? Buffer.from(text, 'utf8') : Buffer.from(text.replace(/€/g, '\u0080'), 'latin1');
}

/** UTF-16 has octets that no other encoding carries. */
function encodingOf({ charset, text }: Manner): Manner['text'] {
  return charset === 'utf-16le' ? 'base64' : text;
}

function textHead(type: string, manner: Manner): string[] {
  return [
    field('Content-Transfer-Encoding', encodingOf(manner), manner),
    field('Content-Type', `${type};${manner.fold}charset="${manner.charset}"`, manner),
  ];
}

function textBody(text: string, manner: Manner): string {
  const octets = encoded(text, manner.charset);
  switch (encodingOf(manner)) {
    case 'base64':
      return wrapped(octets.toString('base64'), manner.base64Width);
    case 'quoted-printable':
      return octets
        .toString('latin1')
        .replace(/[^\t\r\n -<>-~]/g, (sign) => `=${hex(sign.charCodeAt(0))}`)
        .replace(/[\t ](?=\r\n|$)/g, (blank) => `=${hex(blank.charCodeAt(0))}`)
        .replace(/((?:=[0-9A-F]{2}|[^=\r\n]){60})(?=[^\r\n])/g, '$1=\r\n');
    case '8bit':
      return octets.toString('latin1');
  }
}

function wrapped(text: string, width: number): string {
  return text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\r\n');
}

function html({ paragraphs }: Letter, { html: manner, contentId }: Manner): string {
  const inside = paragraphs.map((text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));
  if (manner === 'narrow') {
    const image = `<img src="cid:${contentId}" alt=x>`;
    return `<body class=a>${inside.map((text) => `<p style="color:red;margin:0" id=p>${text}</p>`).join('')}${image}</body>`;
  }
  const image = `<IMG\r\n  alt='x' SRC='cid:${contentId}'>`;
  return [
    '<html><head></head>',
    '<BODY  class="a">',
    ...inside.map((text) => `  <P id="p"\r\n  style="color: red; margin: 0;">\r\n    ${text}\r\n  </P>`),
    `  ${image}`,
    '</body>',
    '</html>',
  ].join('\r\n');
}
