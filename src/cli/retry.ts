/** `mailroot retry [id...]`: queued messages are attempted now instead of at their time. */
import { selectOptions, steer } from './steering';
import { defineVerb } from './verb';

export const retry = defineVerb({
  name: 'retry',
  takes: '[id]...',
  summary: 'Attempt queued messages now',
  details: ['Without ids, all that are queued. An id may be the beginning of one. Does not wait for the outcome.'],
  options: selectOptions,
  run: ({ values, positionals }) => {
    const meant = positionals.length === 0 && values['next-hop'] === undefined ? { ...values, all: true } : values;
    return steer('retry', { values: meant, wanted: positionals }, { kind: 'retry' });
  },
});
