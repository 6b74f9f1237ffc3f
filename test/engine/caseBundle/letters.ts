/** A message that failed for one, was relayed for another, and left a notification: as files in a MailRoot, with what tells persons apart given. */
import { defaultConfig, type EngineConfig } from '../../../src/engine/config';
import { encodeEnvelope, type Envelope } from '../../../src/engine/mailroot/envelope';
import { encodeItr } from '../../../src/engine/mailroot/inbound';
import { encodeLtr, encodeRtrSession, ltrHeader, rtrHeader } from '../../../src/engine/mailroot/transcript';

export const id = '20261123T115001Z-07b3a9c';
export const at = Date.UTC(2026, 10, 23, 11, 50, 1);

export interface Persons {
  readonly sender: string;
  readonly name: string;
  readonly recipients: readonly [failed: string, relayed: string];
  readonly host: string;
  readonly ip: string;
  readonly subject: string;
  readonly body: string;
}

export const persons: Persons = {
  sender: 'Alice.Smith@acme-widgets.org',
  name: 'Alice Q. Smith',
  recipients: ['bob.jones@customer.co.uk', 'zoë@köln-stadt.de'],
  host: 'mx3.customer.co.uk',
  ip: '203.0.113.77',
  subject: 'Quarterly numbers for Project Zebra',
  body: 'The merger with Globex is agreed.\r\nTell nobody before Friday the 13th.',
};

const encodedWord = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
const quoted = (text: string): string =>
  [...Buffer.from(text)]
    .map((octet) => (octet > 126 || octet === 61 ? `=${octet.toString(16).toUpperCase()}` : String.fromCharCode(octet)))
    .join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

export function messageOf({ sender, name, recipients, host, ip, subject, body }: Persons): string {
  const [local = '', domain = ''] = sender.split('@');
  return [
    `X-Sender: <${sender}> RET=HDRS ENVID=order-of-${local.replace(/[^a-z]/gi, '')}`,
    ...recipients.map(
      (address) => `X-Receiver: <${address}> NOTIFY=FAILURE ORCPT=rfc822;${address.replace('+', '+2B')}`,
    ),
    `Received: from ${host} (helo=${domain}.lan [${ip}]) by mail.${domain} with ESMTPS id 4Zx for <${recipients[0]}>; Mon, 23 Nov 2026 11:50:00 +0000`,
    `From: ${encodedWord(name)} <${sender}>`,
    `To: "${name}'s friends": ${recipients.join(', ')};`,
    `Subject: ${encodedWord(subject)}`,
    `Message-ID: <1234.${local.replace(/"/g, '')}@mail.${domain}>`,
    `References: <77.${local.replace(/"/g, '')}@mail.${domain}>`,
    'Date: Mon, 23 Nov 2026 11:50:00 +0000',
    `X-${domain.replace(/[^a-z0-9]/gi, '-')}-Customer: ${name}`,
    `List-Unsubscribe: <mailto:leave-${sender}>, <https://www.${domain}/u?who=${sender}>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${local.replace(/[^a-z]/gi, '')}-part"`,
    '',
    body,
    `--${local.replace(/[^a-z]/gi, '')}-part`,
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quoted(body),
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(`<p>${body}</p>`),
    '--inner--',
    `--${local.replace(/[^a-z]/gi, '')}-part`,
    `Content-Type: application/pdf; name="${subject}.pdf"`,
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(subject)}.pdf`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(`%PDF ${sender} ${body}`),
    `--${local.replace(/[^a-z]/gi, '')}-part`,
    'Content-Type: message/rfc822',
    '',
    `From: ${sender}`,
    `Subject: Fwd: ${subject}`,
    '',
    body,
    '',
    `--${local.replace(/[^a-z]/gi, '')}-part--`,
    '',
  ].join('\r\n');
}

export function dsnOf(given: Persons): string {
  return [
    `From: <mailer-daemon@${given.sender.split('@')[1] ?? ''}>`,
    `To: <${given.sender}>`,
    `Subject: Not delivered: ${given.subject}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    '',
    `Your message to ${given.recipients[0]} was not delivered.`,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${given.host}`,
    '',
    `Final-Recipient: rfc822; ${given.recipients[0]}`,
    'Action: failed',
    'Status: 5.1.1',
    `Remote-MTA: dns; ${given.host}`,
    `Diagnostic-Code: smtp; 550 5.1.1 No ${given.recipients[0]} here`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `From: ${given.sender}`,
    `Subject: ${given.subject}`,
    '',
    '--b--',
    '',
  ].join('\r\n');
}

export function stateOf({ sender, recipients: [failed, relayed], host, ip }: Persons): Envelope {
  return {
    version: 1,
    id,
    arrivedAt: at,
    source: { kind: 'pickup', file: `${sender.replace(/[^a-z]/gi, '')} to friends.eml` },
    why: 'sender and recipients from the X- lines on top',
    reversePath: sender,
    recipients: [
      {
        address: failed,
        orcpt: `rfc822;${failed}`,
        state: {
          action: 'failed',
          at: at + 60,
          stage: 'rcpt',
          category: 'unknown-user',
          status: '5.1.1',
          text: `The remote host said: 550 5.1.1 No ${failed} at ${host}`,
          reply: { code: 550, enhanced: '5.1.1', text: `No ${failed} at ${host}` },
          nextHop: `${host} [${ip}]:25`,
        },
      },
      {
        address: relayed,
        state: { action: 'relayed', at: at + 80, nextHop: `${host} [${ip}]:25`, reply: { code: 250, text: 'OK' } },
      },
    ],
    attempts: 1,
    fate: { kind: 'sent' },
  };
}

/** The files of the case, by their place in the MailRoot. */
export function filesOf(given: Persons): Map<string, Buffer> {
  const { sender, recipients, host, ip } = given;
  const [failed, relayed] = recipients;
  const local = failed.slice(0, failed.lastIndexOf('@'));
  const ltr = [
    ltrHeader(id),
    encodeLtr({
      at,
      kind: 'arrival',
      text: `picked up from Pickup/${sender.replace(/[^a-z]/gi, '')} to friends.eml, 124 octets`,
    }),
    encodeLtr({ at, kind: 'envelope', text: `from <${sender}> to <${failed}>, <${relayed}>: as its lines say` }),
    encodeLtr({ at, kind: 'command', text: `held by a rule: subject "${given.subject}"` }),
    encodeLtr({ at, kind: 'attempt', text: 'number 1' }),
    encodeLtr({ at, kind: 'route', recipient: failed, text: `${host} port 25: by mailroot.remoteDomains "${host}"` }),
    encodeLtr({
      at: at + 60,
      kind: 'failed',
      recipient: failed,
      text: `5.1.1 The remote host said: 550 5.1.1 No ${local} here, ask ${given.name}`,
    }),
    encodeLtr({ at: at + 80, kind: 'relayed', recipient: relayed, text: `${host} [${ip}]:25 said: 250 OK` }),
    encodeLtr({ at: at + 80, kind: 'dsn', text: `failure notification ${id}-f1 queued for <${sender}>` }),
    `${given.body.split('\r\n')[0] ?? ''}\r\n`,
  ];
  const rtr = encodeRtrSession({
    attempt: 1,
    session: 1,
    name: host,
    port: 25,
    at,
    lines: [
      { ms: 3, mark: '*', text: `dns: ${host} -> ${ip}` },
      { ms: 4, mark: '<', text: `220 ${host} ESMTP` },
      { ms: 5, mark: '>', text: `EHLO mail.${sender.split('@')[1] ?? ''}` },
      { ms: 6, mark: '<', text: `250-${host} greets you at ${ip}` },
      {
        ms: 9,
        mark: '*',
        text: `certificate: ${host}; for ${host}; by Jane Issuer; 2026-01-01 to 2026-03-31; SHA-256 ${'AB:'.repeat(31)}CD`,
      },
      { ms: 10, mark: '>', text: `MAIL FROM:<${sender}> SIZE=1234` },
      { ms: 11, mark: '>', text: `RCPT TO:<${failed}>` },
      { ms: 12, mark: '<', text: `550 5.1.1 No ${local} here (${failed}), see https://help.${host}/why?who=${failed}` },
    ],
  });
  const session = {
    at,
    client: { address: ip, port: 40312 },
    port: 2525,
    lines: [
      { ms: 2, mark: '<', text: `EHLO ${host}` },
      { ms: 3, mark: '<', text: `VRFY ${local}` },
      { ms: 4, mark: '<', text: `RCPT TO:<${failed}>` },
    ],
  } as const;
  return new Map(
    Object.entries({
      [`Sent/${id}.eml`]: messageOf(given),
      [`Sent/${id}.envelope.json`]: encodeEnvelope(stateOf(given)),
      [`Sent/${id}.ltr`]: ltr.join(''),
      [`Sent/${id}.rtr`]: rtrHeader(id) + rtr,
      [`Sent/${id}.itr`]: encodeItr(id, 'accepted', session),
      [`Drop/${id}-f1.eml`]: dsnOf(given),
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );
}

export function settingsOf({ sender, host, ip }: Persons): EngineConfig {
  const domain = (sender.split('@')[1] ?? '').toLowerCase();
  return {
    ...defaultConfig,
    localDomains: [domain],
    remoteDomains: {
      [`*.${domain}`]: { host, port: 587, user: sender, password: '${secret:relay}' },
      'far.example': `[${ip}]:2525`,
    },
    rehearsalRecipient: sender,
    holdRules: [{ subject: 'Quarterly*', sender }],
    'smtp.tls.key': `/home/${sender}/key.pem`,
    'simulator.rules': [{ recipients: sender, reply: `550 5.1.1 No ${sender}` }],
  };
}
