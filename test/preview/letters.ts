/** Messages for tests of the preview, and the pages made of them. */
import { readMail, type Mail } from '../../src/preview/mail/mail';
import { previewPage, type PreviewPage } from '../../src/preview/page/page';
import type { Wishes } from '../../src/preview/page/wishes';
import { safeHtml, type HtmlWishes, type SafeHtml } from '../../src/preview/safe/html';

export const plainly: Wishes = { remote: false, images: true, dark: false };

export function mailOf(...lines: readonly string[]): Mail {
  return readMail(Buffer.from(lines.join('\r\n'), 'utf8'));
}

export function pageOf(mail: Mail, wishes: Partial<Wishes> = {}): PreviewPage {
  return previewPage({ mail, state: undefined, wishes: { ...plainly, ...wishes } });
}

/** A message of that HTML alone. */
export function htmlMail(html: string): Mail {
  return mailOf(
    'From: ann@example.com',
    'To: bob@example.com',
    'Subject: x',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
  );
}

export function clean(html: string, wishes: Partial<HtmlWishes> = {}): SafeHtml {
  return safeHtml(html, { ...plainly, part: () => undefined, ...wishes });
}

export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Text, HTML with a picture of its own, and files: what a shop sends. */
export function shopMail(): string[] {
  return [
    ...['X-Sender: <bounce@shop.example>', 'X-Receiver: <bob@example.org>', 'X-Receiver: <secret@example.net>'],
    ...['From: =?utf-8?Q?B=C3=BCcher-Shop?= <shop@shop.example>', 'To: Bob <bob@example.org>, carol@example.org'],
    ...['Subject: =?utf-8?Q?Ihre_B=C3=BCcher_sind_da?=', 'Date: Tue, 24 Nov 2026 09:00:00 +0000', 'MIME-Version: 1.0'],
    ...[
      'Content-Type: multipart/mixed; boundary="=_m"',
      '',
      '--=_m',
      'Content-Type: multipart/alternative; boundary="=_a"',
      '',
    ],
    ...[
      '--=_a',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe',
    ],
    ...[
      '> zitiert',
      '--=_a',
      'Content-Type: multipart/related; boundary="=_r"',
      '',
      '--=_r',
      'Content-Type: text/html; charset=utf-8',
      '',
    ],
    ...[
      '<html lang="de"><body style="background:#f4f1ea"><h1>Grüße</h1><p>Ihre <a href="https://shop.example/o/17">Bücher</a> sind da.',
    ],
    ...['<img src="cid:logo@shop" alt="Logo" width="40" height="40"><img src="https://track.example/open.gif" alt="">'],
    ...['<form action="https://evil.example/"><input name="q"></form></body></html>'],
    ...[
      '--=_r',
      'Content-Type: image/png; name="logo.png"',
      'Content-ID: <logo@shop>',
      'Content-Transfer-Encoding: base64',
      '',
      pixel,
    ],
    ...[
      '--=_r--',
      '--=_a--',
      '--=_m',
      'Content-Type: application/pdf; name="Rechnung.pdf"',
      'Content-Disposition: attachment',
    ],
    ...[
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0xLjQK',
      '--=_m',
      'Content-Type: text/calendar; charset=utf-8; name=termin.ics',
      '',
    ],
    ...[
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'DTSTART;TZID=Europe/Berlin:20261201T100000',
      'DTEND;TZID=Europe/Berlin:20261201T103000',
      'SUMMARY:Abholung',
      'LOCATION:Laden\\, Hof',
      'ORGANIZER;CN="Bücher-Shop":mailto:shop@shop.example',
      'ATTENDEE;CN=Bob;PARTSTAT=NEEDS-ACTION:mailto:bob@example.org',
      'END:VEVENT',
      'END:VCALENDAR',
      '--=_m',
      'Content-Type: message/rfc822',
      '',
      'From: carol@example.org',
      'Subject: inner',
      '',
    ],
    ...['inside', '--=_m--', ''],
  ];
}
