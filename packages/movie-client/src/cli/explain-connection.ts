/** What a failure to connect means and what to do, by its message from Node or OpenSSL. */
const EXPLANATIONS: readonly (readonly [RegExp, (address: string, cause: string) => string])[] = [
  [/^Name resolution failed/, (address) => `The address ${address} does not resolve. Check --address.`],
  [
    /The certificate is for /,
    (address, cause) =>
      `${cause.replace('certificate', `certificate of ${address}`)}. ` +
      'If that is the right server, name it with --tls-server-name.',
  ],
  [
    /alert (certificate required|bad certificate|unknown ca|handshake failure)/,
    (address) => `The server at ${address} does not accept this client's certificate. Check --tls-cert and --tls-key.`,
  ],
  [/certificate has expired/, (address) => `The certificate of ${address} has expired. Its operator must renew it.`],
  [
    /certificate|self.signed/i,
    (address, cause) => `The certificate of ${address} is not trusted: ${cause}. Check --tls-ca.`,
  ],
  [
    /wrong version number|packet length too long|disconnected before secure TLS|during the TLS handshake/,
    (address) => `What answers at ${address} does not speak TLS. Check --address, or leave out --tls.`,
  ],
  [/no application protocol/, (address) => `What answers at ${address} is not a gRPC server. Check --address.`],
  [
    /Protocol error/,
    (address) => `What answers at ${address} is not a gRPC server, or one with TLS. Check --address and --tls.`,
  ],
  [
    /Failed to connect/,
    (address) => `What answers at ${address} ends connections at once. It is full, no gRPC server, or needs --tls.`,
  ],
  [/did not start HTTP\/2/, (address) => `The server at ${address} does not answer. Check --address.`],
];

/** Explains why a server can't be reached. */
export function explainConnection(address: string, message: string): string {
  const cause = message.replace(/^.*Last error: (Error: )?/s, '').replace(/\.?\s*Resolution note: \s*$/, '');
  const [, explain] = EXPLANATIONS.find(([pattern]) => pattern.test(message)) ?? [];
  if (explain) return explain(address, cause);
  // This program may be installed where the server is not.
  const start = 'Start one with `pnpm start server` in the repository that has it';
  return `No movie server answers at ${address}. ${start}, or name another with --address.`;
}
