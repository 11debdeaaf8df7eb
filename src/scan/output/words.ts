import { credentialName } from '../../detect/credential-name.ts';
import type { Found } from '../item.ts';
import { describeJwt } from './describe-jwt.ts';

/** `1,200`. Intl would take longer to start than a small scan takes. */
function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `1,200 files`. */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A number of bytes for people: `312 kB`, `4.5 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${value < 9.95 ? value.toFixed(1).replace('.0', '') : grouped(Math.round(value))} ${unit}`;
}

/**
 * What a finding is, in one phrase.
 *
 * @param safe makes a name that stands in the scanned text harmless where the phrase will be shown
 */
export function describe(found: Found, safe: (name: string) => string): string {
  return [
    credentialName(found),
    ...(found.server === null ? [] : [`server ${safe(found.server)}`]),
    ...(found.key === null ? [] : [safe(found.key)]),
    ...(found.jwt === null ? [] : describeJwt(found.jwt, safe)),
    ...(found.confidence === 'exact' || found.confidence === 'high'
      ? []
      : [`${found.confidence} confidence`]),
  ].join(', ');
}

/** What has to be done, in one sentence. */
export function remedy({ replacement }: Found): string {
  return replacement === null
    ? 'take the value out of the file: let a secret store or the environment hold it'
    : `write ${replacement} instead`;
}
