/** The worker in which messages are parsed and pages are made, so that no message, however large or hostile, holds up the editor. */
import { parentPort } from 'node:worker_threads';
import { Answering } from './answering';
import type { Answered, Asked } from './protocol';

const answering = new Answering();

parentPort?.on('message', ({ id, question }: Asked) => {
  void answering.answer(question).then((answer) => parentPort?.postMessage({ id, answer } satisfies Answered));
});
