/**
 * What may stand in a field: media types, charsets, transfer encodings, parameters and fixed words, each with what it is for. Those one
 * writes in mail, not the whole registries. Pure data.
 */

export type Words = Readonly<Record<string, string>>;

export const mediaTypes: Words = {
  'text/plain': 'Plain text; with charset',
  'text/html': 'HTML; with charset',
  'text/calendar': 'An invitation (RFC 5545); with charset and method',
  'text/csv': 'A table',
  'text/markdown': 'Markdown (RFC 7763)',
  'text/x-amp-html': 'AMP for email, beside text/html',
  'multipart/mixed': 'Parts one after the other: text and attachments',
  'multipart/alternative': 'The same in several forms, the best one last: text, then HTML',
  'multipart/related': 'HTML and what it shows by cid:',
  'multipart/report': 'A notification (RFC 6522); with report-type',
  'multipart/signed': 'A part and its signature (RFC 1847)',
  'multipart/encrypted': 'Something encrypted (RFC 1847)',
  'multipart/digest': 'Several messages',
  'message/rfc822': 'An attached message',
  'message/delivery-status': 'The machine-readable part of a DSN (RFC 3464)',
  'message/disposition-notification': 'The machine-readable part of a receipt (RFC 8098)',
  'application/pdf': 'A PDF document',
  'application/json': 'JSON',
  'application/xml': 'XML',
  'application/zip': 'A ZIP archive',
  'application/octet-stream': 'Octets of any kind',
  'application/ics': 'A calendar file as an attachment',
  'application/pkcs7-mime': 'S/MIME, encrypted or signed',
  'application/pkcs7-signature': 'The signature of S/MIME',
  'application/pgp-encrypted': 'The control part of OpenPGP (RFC 3156)',
  'application/pgp-signature': 'The signature of OpenPGP (RFC 3156)',
  'image/png': 'A picture',
  'image/jpeg': 'A photograph',
  'image/gif': 'A picture, possibly moving',
  'image/svg+xml': 'A drawing; many mail programs show none',
  'audio/mpeg': 'A recording',
  'video/mp4': 'A film',
};

export const charsets: Words = {
  'utf-8': 'Every character',
  'us-ascii': 'English without accents; what holds where no charset is named',
  'iso-8859-1': 'Western Europe, without the euro sign',
  'iso-8859-15': 'Western Europe, with the euro sign',
  'iso-8859-2': 'Central Europe',
  'windows-1252': 'Western Europe, as Windows writes it',
  'windows-1251': 'Cyrillic, as Windows writes it',
  'koi8-r': 'Russian',
  'iso-2022-jp': 'Japanese, in seven bits',
  shift_jis: 'Japanese',
  'euc-kr': 'Korean',
  gb18030: 'Chinese, simplified',
  big5: 'Chinese, traditional',
};

export const transferEncodings: Words = {
  '7bit': 'ASCII as it stands, lines up to 998 octets',
  '8bit': 'Text as it stands; hosts without 8BITMIME convert or refuse it',
  'quoted-printable': 'For text with some characters that are not ASCII',
  base64: 'For files, and text of which most is not ASCII',
  binary: 'Octets as they stand; hardly any host takes it',
};

export const dispositions: Words = {
  inline: 'To be shown where it stands',
  attachment: 'To be saved; with filename',
};

/** Words of fields that take one out of few, by the name of the field in lower case. */
export const fixedWords: Readonly<Record<string, Words>> = {
  'mime-version': { '1.0': 'The only one there is' },
  importance: { high: 'Shown as important', normal: '', low: '' },
  priority: { urgent: '', normal: '', 'non-urgent': '' },
  'x-priority': { '1': 'Highest', '2': 'High', '3': 'Normal', '4': 'Low', '5': 'Lowest' },
  sensitivity: { Personal: '', Private: '', 'Company-Confidential': '' },
  precedence: { bulk: 'No automatic answers to it', list: 'From a mailing list', junk: '' },
  'auto-submitted': {
    'auto-generated': 'A program sent it by itself',
    'auto-replied': 'A program sent it as an answer',
    no: 'A person sent it',
  },
  'x-auto-response-suppress': {
    All: 'No automatic answers at all',
    OOF: 'No notes of absence',
    AutoReply: 'No other automatic replies',
    DR: 'No delivery receipts',
    NDR: 'No failure notifications',
    RN: 'No receipts of reading',
    NRN: 'No receipts of not reading',
  },
  'list-unsubscribe-post': { 'List-Unsubscribe=One-Click': 'A POST leaves the list (RFC 8058)' },
  'tls-required': { No: 'Deliver it even without TLS (RFC 8689)' },
  action: { failed: '', delayed: '', delivered: '', relayed: '', expanded: '' },
};

/** Parameters by the media type they belong to; a `*` stands for all subtypes. */
const parametersOf: Readonly<Record<string, Words>> = {
  'text/*': { charset: 'In which its characters are written' },
  'text/plain': { format: 'flowed: lines that end with a blank go on (RFC 3676)', delsp: 'With format=flowed' },
  'text/calendar': { method: 'REQUEST, CANCEL, REPLY or PUBLISH (RFC 6047)', component: 'VEVENT or VTODO' },
  'multipart/*': { boundary: 'What separates its parts' },
  'multipart/related': { type: 'The media type of the first part', start: 'The Content-ID of the first part' },
  'multipart/report': { 'report-type': 'delivery-status or disposition-notification' },
  'multipart/signed': { protocol: 'The media type of the signature', micalg: 'The hash, such as sha-256' },
  'multipart/encrypted': { protocol: 'The media type of the control part' },
  'application/*': { name: 'The file name, for old readers' },
  'image/*': { name: 'The file name, for old readers' },
};

export function contentParameters(type: string): Words {
  const family = `${type.split('/')[0] ?? ''}/*`;
  return { ...parametersOf[family], ...parametersOf[type] };
}

export const dispositionParameters: Words = { filename: 'The name it should be saved under', size: 'Octets' };

/** Values of parameters that take one out of few. */
export const parameterWords: Readonly<Record<string, Words>> = {
  charset: charsets,
  format: { flowed: 'Lines that end with a blank go on (RFC 3676)', fixed: '' },
  delsp: { yes: 'The blank at the end of a line is no part of the text', no: '' },
  method: { REQUEST: 'Invites', CANCEL: 'Calls off', REPLY: 'Answers', PUBLISH: 'Tells' },
  'report-type': { 'delivery-status': 'A DSN', 'disposition-notification': 'A receipt', 'feedback-report': 'ARF' },
};

/** ESMTP parameters that may stand behind the address of an envelope line (RFC 3461). */
export const envelopeParameters: Readonly<Record<'x-sender' | 'x-receiver', Words>> = {
  'x-sender': {
    'RET=HDRS': 'A failure notification has the head of the message alone',
    'RET=FULL': 'A failure notification has the whole message',
    'ENVID=': 'An id that notifications name',
    REQUIRETLS: 'Over TLS all the way, or not at all (RFC 8689)',
  },
  'x-receiver': {
    'NOTIFY=FAILURE': 'A DSN when it failed',
    'NOTIFY=SUCCESS,FAILURE,DELAY': 'A DSN for whatever becomes of it',
    'NOTIFY=NEVER': 'No DSN at all',
    'ORCPT=rfc822;': 'The recipient as first given',
  },
};
