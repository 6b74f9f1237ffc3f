/** `mailroot help [verb]`: what there is, out of the verbs' own tables, so that it is never behind the code. Pure. */
import { columns } from './terminal';
import type { Option, Verb } from './verb';

export function overview(verbs: readonly Verb[]): string {
  const rows = verbs.map((verb) => [`  ${verb.name}`, verb.takes, verb.summary]);
  return [
    'mailroot: mail as folders. Drop a file into Pickup and it is sent.',
    '',
    'Usage: mailroot <verb> [arguments]',
    '',
    ...columns(rows),
    '',
    'The MailRoot is --root, else $MAILROOT, else the nearest one at or above the working directory.',
    '"mailroot help <verb>" tells more of one verb.',
  ].join('\n');
}

export function verbHelp(verb: Verb): string {
  const options = Object.entries(verb.options).map(([name, option]) => [`  ${optionName(name, option)}`, option.help]);
  return [
    `Usage: mailroot ${[verb.name, verb.takes, options.length > 0 ? '[options]' : ''].filter((word) => word !== '').join(' ')}`,
    '',
    `${verb.summary}.`,
    ...verb.details,
    ...(options.length > 0 ? ['', 'Options:', ...columns(options)] : []),
  ].join('\n');
}

function optionName(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${name}${option.value === undefined ? '' : ` <${option.value}>`}`;
}
