import type { Random } from '../random.ts';
import { bare } from '../sheet.ts';
import type { Setting } from '../values/harmless.ts';

/** A value in a `.env` file: plain, or quoted where it needs to be. */
export function dotenvValue(value: string, random: Random): string {
  const plain = /^[^\s#'"`\\$]*$/.test(bare(value));
  if (plain && random.chance(0.65)) return value;
  if (!/['\n]/.test(value) && random.chance(0.4)) return `'${value}'`;
  return /["\\]/.test(value) ? `'${value}'` : `"${value}"`;
}

/** An assignment as people write it: exported, spaced or commented out. */
export function dotenvLine([key, value]: Setting, random: Random): string {
  const written = dotenvValue(value, random);
  const head = random.pick(['', '', '', '', 'export ']);
  const commented = random.pick(['', '', '', '', '', '', '# ', '#']);
  const note = random.chance(0.06) ? ' # rotate me' : '';
  return `${commented}${head}${key}=${written}${note}`;
}
