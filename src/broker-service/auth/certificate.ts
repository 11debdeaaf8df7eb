import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** SHA-256 in lower hex of the certificate that the client showed and that our CA vouches for; undefined without one. */
export function certificateOf(request: IncomingMessage): string | undefined {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // An empty object stands for no certificate, whatever the type says.
  const { fingerprint256 } = socket.getPeerCertificate() as { fingerprint256?: string };
  return fingerprint256?.replaceAll(':', '').toLowerCase();
}
