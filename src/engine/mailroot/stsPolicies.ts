/**
 * MTA-STS policies of domains, kept in `mta-sts/<domain>.json` for as long as they count: a policy that was seen once protects also when the
 * DNS or the web server of the domain is taken away. One that can't be read counts as none: it is fetched again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { makeFolder, writeDurably } from './durable';
import type { MailRoot } from './layout';

const policy = v.object({
  /** Of the DNS record it was fetched for. */
  id: v.string(),
  /** Epoch ms. */
  fetchedAt: v.number(),
  mode: v.picklist(['enforce', 'testing', 'none']),
  /** Patterns of the hosts that may get the mail. */
  mx: v.array(v.string()),
  maxAgeSeconds: v.number(),
});
export type StsPolicy = v.InferOutput<typeof policy>;

export function encodeStsPolicy(value: StsPolicy): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

export function decodeStsPolicy(text: string): StsPolicy | undefined {
  try {
    const read = v.safeParse(policy, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** `domain` is in ASCII; one that could not be a file name is not kept. */
export async function readStsPolicy(
  mailRoot: Pick<MailRoot, 'policies'>,
  domain: string,
): Promise<StsPolicy | undefined> {
  if (!isName(domain)) return undefined;
  const text = await readFile(fileOf(mailRoot, domain), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : decodeStsPolicy(text);
}

/** Rejects with the disk's error. */
export async function keepStsPolicy(
  mailRoot: Pick<MailRoot, 'policies'>,
  domain: string,
  value: StsPolicy,
): Promise<void> {
  if (!isName(domain)) return;
  await makeFolder(mailRoot.policies);
  await writeDurably(fileOf(mailRoot, domain), [encodeStsPolicy(value)]);
}

function isName(domain: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(domain) && domain.length <= 253;
}

function fileOf({ policies }: Pick<MailRoot, 'policies'>, domain: string): string {
  return join(policies, `${domain}.json`);
}
