/**
 * The replies with which the listener accepts or refuses, and what they say to the client's developer. Pure; every refusal names what
 * to do next. Unknown disk errors are temporary: the client keeps the message.
 */
import { errorCode } from '../ports';
import { isAddress } from '../message/address';

/** A reply to give: code, enhanced status code, text. */
export interface ReplyWords {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
}

/** Undefined when the path may go on; `''` (null reverse-path) is for the sender only. */
export function refusePath(address: string): ReplyWords | undefined {
  if (isAddress(address)) return undefined;
  return { code: 553, enhanced: '5.1.3', text: `Not an address: ${JSON.stringify(address)}` };
}

/** What is said when the message could not be put on disk; nothing of it was kept. */
export function refuseStoring(error: unknown): ReplyWords {
  const code = errorCode(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 452,
      enhanced: '4.3.1',
      text: 'The disk of the MailRoot folder is full; nothing was kept, send again later',
    };
  }
  const why = ['EROFS', 'EACCES', 'EPERM'].includes(code)
    ? 'The MailRoot folder cannot be written'
    : 'The message could not be stored';
  return { code: 451, enhanced: '4.3.0', text: `${why}; nothing was kept, send again later` };
}
