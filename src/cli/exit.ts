/**
 * Exit codes, those of sysexits.h, so that scripts and mail programs know them already; and the error that carries one.
 * Promises that every failure a person can cause ends as one sentence on stderr with one of these.
 */
import { UserError } from '../engine/ports';

export const exit = {
  /** All went well; for `send`: every recipient delivered or relayed. */
  ok: 0,
  /** `check`: something was found, and all of it was mended. */
  mended: 1,
  /** `diff`, `snapshot`: the messages say something different. */
  different: 1,
  /** `diff`, `snapshot`: a file or message that is not there, or a wrong command line; as `diff` has it. */
  trouble: 2,
  /** EX_USAGE: the command line is wrong. */
  usage: 64,
  /** EX_DATAERR: what was sent is no message (it is in BadMail); `check`: something can't be mended. */
  data: 65,
  /** EX_NOINPUT: no such file, MailRoot or message. */
  noInput: 66,
  /** EX_UNAVAILABLE: delivery failed for good, or no engine runs where one is needed. */
  unavailable: 69,
  /** EX_SOFTWARE: a bug of ours. */
  bug: 70,
  /** EX_CANTCREAT: a file or folder can't be written. */
  cantCreate: 73,
  /** EX_TEMPFAIL: accepted but not delivered yet; or another engine has this MailRoot. */
  later: 75,
} as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** An expected failure with its exit code; the message is ready to show. */
export class CliError extends UserError {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}
