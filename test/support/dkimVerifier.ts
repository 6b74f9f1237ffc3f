/** An independent judge of DKIM signatures (mailauth), and keys with the DNS records that go with them. */
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify';

export interface TestKey {
  /** PEM. */
  readonly privateKey: string;
  readonly publicKey: string;
  /** Value of the TXT record. */
  readonly record: string;
}

export function rsaKey(bits = 2_048): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, publicKey, record: `v=DKIM1; k=rsa; p=${publicKey.replace(/-----.*-----|\s/g, '')}` };
}

export function ed25519Key(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    record: `v=DKIM1; k=ed25519; p=${raw}`,
  };
}

/** What mailauth says of each signature, such as `pass` or `neutral`. `records` is by name, `mail._domainkey.example.com`. */
export async function verdicts(message: Buffer, records: Readonly<Record<string, string>>): Promise<string[]> {
  const { results } = await dkimVerify(message, {
    resolver: (name: string) => {
      const record = records[name];
      if (record === undefined) throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' });
      return Promise.resolve([[record]]);
    },
  });
  return results.map(({ status, signingDomain, selector }) => `${signingDomain} ${selector} ${status.result}`);
}
