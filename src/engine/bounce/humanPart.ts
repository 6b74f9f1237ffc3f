/**
 * The part of a DSN for a person: what happened to whom, why, and what to do next, in the words of IIS where it had any. Pure.
 * What went wrong is explained in the words of explain/. Lines are wrapped, so that no mail program has to.
 */
import { explainRecipient } from '../explain/explain';
import type { ExplainSettings } from '../explain/explanation';
import { nextHeading, paragraphs, textLines } from '../explain/text';
import type { Recipient } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import { rfc5322Date } from '../message/outgoing';
import type { StatusAbout } from './statusPart';

export interface HumanAbout extends StatusAbout {
  readonly original: {
    /** As a person reads it. */
    readonly subject: string | undefined;
    readonly messageId: string | undefined;
  };
  /** The causes it names depend on them. */
  readonly settings: ExplainSettings;
  /** Epoch ms. */
  readonly now: number;
  /** One sentence on what of the original comes with this. */
  readonly enclosed: string;
}

export function humanPart(about: HumanAbout): string {
  const blocks = [
    ['This is an automatically generated Delivery Status Notification.'],
    ...groups(about),
    aboutMessage(about),
    wrapped(about.enclosed, ''),
  ];
  return `${blocks.map((lines) => lines.join('\r\n')).join('\r\n\r\n')}\r\n`;
}

/** What is said of a group of recipients, then each of them, then what follows for them. */
function groups(about: HumanAbout): string[][] {
  const { kind, recipients, retryUntil } = about;
  switch (kind) {
    case 'failure':
      return group(recipients, about, {
        opening: ['Delivery to the following recipients failed.'],
        closing: 'It is not tried again for them.',
      });
    case 'delay':
      return group(recipients, about, {
        opening: [
          'THIS IS A WARNING MESSAGE ONLY.',
          'YOU DO NOT NEED TO RESEND YOUR MESSAGE.',
          'Delivery to the following recipients has been delayed.',
        ],
        closing: `It is tried until ${rfc5322Date(retryUntil)}.`,
      });
    case 'success':
      return [
        ...group(
          recipients.filter(({ state }) => state.action === 'delivered'),
          about,
          { opening: ['Your message has been delivered to the following recipients.'] },
        ),
        ...group(
          recipients.filter(({ state }) => state.action === 'relayed'),
          about,
          { opening: wrapped(handedOn, '') },
        ),
      ];
  }
}

const handedOn =
  'Your message has been handed on for the following recipients, to a host that sends no notification when it delivers. ' +
  'You will hear of them again only if delivery fails there.';

function group(
  recipients: readonly Recipient[],
  about: HumanAbout,
  { opening, closing }: { opening: string[]; closing?: string },
): string[][] {
  if (recipients.length === 0) return [];
  const blocks = recipients.map((recipient) => recipientLines(recipient, about));
  return [opening, ...blocks, ...(closing === undefined ? [] : [[closing]])];
}

function recipientLines(recipient: Recipient, about: HumanAbout): string[] {
  const lines = stateLines(recipient, about).flatMap((line) => wrapped(line, '          '));
  return [`       ${recipient.address}`, ...lines];
}

function stateLines(recipient: Recipient, { envelope, settings, now }: HumanAbout): string[] {
  const { state } = recipient;
  switch (state.action) {
    case 'pending':
      return ['It has not been attempted yet.'];
    case 'delivered':
      return [`It is in Drop, as ${state.file}.`];
    case 'relayed':
      return [`${state.nextHop} said: ${replyLine(state.reply)}`];
    case 'delayed':
    case 'failed': {
      const story = paragraphs(explainRecipient(recipient, envelope, { settings, now }));
      return textLines(story.filter(({ heading }) => heading !== nextHeading));
    }
  }
}

function aboutMessage({ envelope, original }: HumanAbout): string[] {
  const { subject, messageId } = original;
  const facts = [
    ...(subject === undefined ? [] : [`Subject: ${subject}`]),
    `Arrived: ${rfc5322Date(envelope.arrivedAt)}`,
    ...(messageId === undefined ? [] : [`Message-ID: ${messageId}`]),
    `Queue id: ${envelope.id}`,
  ];
  return ['Your message:', ...facts.flatMap((fact) => wrapped(fact, '       '))];
}

const lineLimit = 76;

/** Broken at blanks, a list item with its lines under one another; a word longer than a line stays whole. Control characters become blanks. */
function wrapped(text: string, indent: string): string[] {
  const hanging = text.startsWith('- ') ? '  ' : '';
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > lineLimit) {
      lines.push(indent + line);
      line = hanging + word;
      continue;
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, indent + line];
}
