/** `mailroot hold`, `release`, `expire` and `remove`: messages stop, go on, are given up, or are taken out of the Queue. */
import { selectOptions, steer } from './steering';
import { defineVerb, usage } from './verb';

export const hold = defineVerb({
  name: 'hold',
  takes: '[id]...',
  summary: 'Neither attempt nor give up messages until they are released',
  details: ['A message in an attempt is held after it. Time spent held does not count against its life.'],
  options: { ...selectOptions, why: { type: 'string', value: 'text', help: 'the reason, for the transcript' } },
  run: ({ values, positionals }) =>
    steer(
      'hold',
      { values, wanted: positionals },
      { kind: 'hold', ...(values.why !== undefined && { why: values.why }) },
    ),
});

export const release = defineVerb({
  name: 'release',
  takes: '[id]...',
  summary: 'Let held messages go on, with an attempt at once',
  details: [],
  options: selectOptions,
  run: ({ values, positionals }) => steer('release', { values, wanted: positionals }, { kind: 'release' }),
});

export const expire = defineVerb({
  name: 'expire',
  takes: '[id]...',
  summary: 'Give up messages now: the sender gets a failure notification',
  details: [],
  options: selectOptions,
  run: ({ values, positionals }) => steer('expire', { values, wanted: positionals }, { kind: 'expire' }),
});

export const remove = defineVerb({
  name: 'remove',
  takes: '[id]...',
  summary: 'Take messages out of the Queue: not delivered, nobody is told',
  details: ['They are kept in Sent, from where "mailroot requeue" brings them back. Asks for --yes.'],
  options: { ...selectOptions, yes: { type: 'boolean', short: 'y', help: 'really' } },
  run: ({ values, positionals }) => {
    if (values.yes !== true) throw usage('remove', 'Nobody would be told. Say --yes if that is meant');
    return steer('remove', { values, wanted: positionals }, { kind: 'remove' });
  },
});
