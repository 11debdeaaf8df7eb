import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;

/**
 * The six characters at the end of a GitHub token: CRC-32 of what stands between prefix and checksum, in base 62.
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
