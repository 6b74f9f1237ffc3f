/** Whether mail can leave this machine with the settings as they are; loaded once the window stands. */
import { readConfig } from '../engine/config';
import { leavingWords } from '../host/leaving';
import { engineSettings } from '../host/settings';

/** One sentence; undefined while nothing can leave. */
export function leavingNow(): string | undefined {
  return leavingWords(readConfig(engineSettings()).config);
}
