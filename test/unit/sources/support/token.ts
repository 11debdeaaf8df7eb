import { randomBytes } from 'node:crypto';

/** A value that looks random and belongs to nobody. */
export function token(): string {
  return `tk${randomBytes(16).toString('hex')}`;
}
