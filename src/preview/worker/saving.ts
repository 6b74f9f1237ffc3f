/** Writes a part to a file, step by step. Until all of it is there it has another name beside it; what fails leaves nothing behind. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Part } from '../../language/model/part';
import { stepsOf } from '../mail/content';
import type { Mail } from '../mail/mail';

/** The number of octets written. */
export function savePart(mail: Mail, part: Part, to: string): number {
  const unfinished = `${to}.${process.pid}.unfinished`;
  const file = openSync(unfinished, 'wx');
  try {
    const size = writeAll(file, stepsOf(mail, part));
    renameSync(unfinished, to);
    return size;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function writeAll(file: number, steps: Iterable<Buffer>): number {
  let size = 0;
  try {
    for (const step of steps) {
      for (let at = 0; at < step.length;) at += writeSync(file, step, at);
      size += step.length;
    }
  } finally {
    closeSync(file);
  }
  return size;
}
