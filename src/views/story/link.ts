/** The path of a link to a story, `/message/<id>`. Pure. */
import { isQueueId } from '../../engine/mailroot/layout';

/** The queue id; undefined for any other path. */
export function linkedMessage(path: string): string | undefined {
  const id = /^\/message\/([^/]+)\/?$/.exec(path)?.[1] ?? '';
  return isQueueId(id) ? id : undefined;
}
