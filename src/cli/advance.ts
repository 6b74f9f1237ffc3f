/** `mailroot advance`: the clock of messages is moved ahead, so that two days of retries are seen in seconds. */
import type { Moment } from '../engine/mailroot/command';
import { durationMs } from '../engine/message/duration';
import { selectOptions, steer } from './steering';
import { defineVerb, usage } from './verb';

const moments = { next: 'next', delay: 'delay-notification', expiration: 'expiration' } as const;

export const advance = defineVerb({
  name: 'advance',
  takes: '[id]...',
  summary: 'Move the clock of queued messages ahead',
  details: [
    'What falls due on the way happens: attempts, the delay notification, the end. The transcripts say that the clock was moved.',
    'Other messages, and mail that comes later, keep the time of the day.',
  ],
  options: {
    ...selectOptions,
    to: { type: 'string', value: 'moment', help: 'next (event, the default), delay (notification) or expiration' },
    by: { type: 'string', value: 'time', help: 'such as 90s, 30m, 2h or 1d, instead of --to' },
  },
  run: ({ values, positionals }) => {
    if (values.to !== undefined && values.by !== undefined) throw usage('advance', 'Say --to or --by, not both');
    const moment = values.by === undefined ? momentNamed(values.to ?? 'next') : later(values.by);
    return steer('advance', { values, wanted: positionals }, { kind: 'advance', moment });
  },
});

function momentNamed(name: string): Moment {
  const to = Object.entries(moments).find(([each]) => each === name)?.[1];
  if (to === undefined) throw usage('advance', `--to takes ${Object.keys(moments).join(', ')}, not "${name}"`);
  return { to };
}

function later(text: string): Moment {
  const ms = durationMs(text);
  if (ms === undefined) throw usage('advance', `--by takes a time such as 30m or 2h, not "${text}"`);
  return { to: 'later', ms };
}
