import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { generate } from 'selfsigned';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes the certificate of an authority, to sign others with. */
export function makeAuthority(): Promise<Certificate> {
  return make('Test authority', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
}

/**
 * Makes a certificate that an authority has signed, for a server or for a client.
 *
 * @param host the only name it is valid for; without it, the names of this machine
 */
export function makeCertificate(authority: Certificate, commonName: string, host?: string): Promise<Certificate> {
  const thisMachine = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const altNames = host === undefined ? thisMachine : [{ type: 2 as const, value: host }];
  return make(
    commonName,
    [
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
    authority,
  );
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>;

async function make(commonName: string, extensions: Extensions, ca?: Certificate): Promise<Certificate> {
  // Loaded only here: it is large, and most tests need no certificate.
  const { generate } = await import('selfsigned');
  const names = [{ name: 'commonName', value: commonName }];
  const options = { keyType: 'ec', algorithm: 'sha256', extensions } as const;
  const { cert, private: key } = await generate(names, ca ? { ...options, ca } : options);
  return { cert, key };
}

/** Writes a certificate and its key into a folder, over those that are there, and gives their paths. */
export function writeCertificate(folder: string, { cert, key }: Certificate): { cert: string; key: string } {
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(paths.key, key);
  writeFileSync(paths.cert, cert);
  return paths;
}
