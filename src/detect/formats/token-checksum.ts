import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;
const ROUTABLE_LENGTH = 7;

/**
 * The six characters at the end of a GitHub or npm token: CRC-32 of what stands between prefix and checksum, in base 62.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function tokenChecksum(payload: string): string {
  let rest = crc32(payload);
  let written = '';
  while (rest > 0) {
    written = BASE62.charAt(rest % 62) + written;
    rest = Math.floor(rest / 62);
  }
  return written.padStart(LENGTH, '0');
}

/** Whether the token's last six characters are the checksum of what stands between its first `_` and them. */
export function hasTokenChecksum(token: string): boolean {
  const payload = token.slice(token.indexOf('_') + 1, -LENGTH);
  return payload.length > 0 && tokenChecksum(payload) === token.slice(-LENGTH);
}

/**
 * The end of a routable GitLab token: the length of its base64 payload in two digits, then CRC-32 of all that stands
 * before in seven, both in base 36. The first form lacked the version `01`.
 * https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
 */
export function routableToken(prefix: string, payload: string, version: '01' | '' = '01'): string {
  const length = payload.length.toString(36).padStart(2, '0');
  const body = `${prefix}${payload}.${version === '' ? '' : `${version}.`}${length}`;
  return body + crc32(body).toString(36).padStart(ROUTABLE_LENGTH, '0');
}

/** Whether the last seven characters are the checksum of all before them. */
export function hasRoutableChecksum(token: string): boolean {
  const body = token.slice(0, -ROUTABLE_LENGTH);
  return crc32(body).toString(36).padStart(ROUTABLE_LENGTH, '0') === token.slice(-ROUTABLE_LENGTH);
}

/**
 * The eight characters at the end of a Grafana service account token: CRC-32 of prefix and secret, its bytes from the
 * lowest to the highest in hexadecimal.
 * https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
 */
export function grafanaChecksum(prefixAndSecret: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(prefixAndSecret));
  return bytes.toString('hex');
}

/** Whether the token ends in `_` and the checksum of what stands before. */
export function hasGrafanaChecksum(token: string): boolean {
  const end = token.lastIndexOf('_');
  return grafanaChecksum(token.slice(0, end)) === token.slice(end + 1);
}
