import { createHash, randomInt } from 'node:crypto';
import { tokenChecksum } from '../detect/formats/token-checksum.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 214 bits. */
const RANDOM_LENGTH = 36;

/** What a token of the MCP server begins with, by what it is. Rekey's own scanner knows them. */
const PREFIXES = {
  AccessToken: 'rekey_mcp_',
  RefreshToken: 'rekey_mcp_refresh_',
  RegistrationAccessToken: 'rekey_mcp_registration_',
} as const;

export type TokenKind = keyof typeof PREFIXES;
export const TOKEN_KINDS = [
  'AccessToken',
  'RefreshToken',
  'RegistrationAccessToken',
] as const satisfies readonly TokenKind[];

/** A new token: prefix, random characters, and the checksum of all that stands behind the first `_`. */
export function makeToken(kind: TokenKind): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
  const token = PREFIXES[kind] + random.join('');
  return token + tokenChecksum(token.slice(token.indexOf('_') + 1));
}

/** All that the database knows of a token. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
