/** The worker in which messages are parsed and pages are made, so that no message, however large or hostile, holds up the editor. */
import { parentPort } from 'node:worker_threads';
import { Answering } from './answering';
import type { Answered, Asked } from './protocol';

const answering = new Answering();

/** One after the other: the file of one question is let go with its answer. Octets are handed over, not copied. */
let before = Promise.resolve();
parentPort?.on('message', ({ id, question }: Asked) => {
  before = before.then(async () => {
    const answer = await answering.answer(question);
    const handedOver = answer.kind === 'part' ? [answer.octets.buffer as ArrayBuffer] : [];
    parentPort?.postMessage({ id, answer } satisfies Answered, handedOver);
  });
});
