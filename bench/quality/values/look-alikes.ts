import type { Random } from '../random.ts';
import { placeholder } from './placeholders.ts';
import type { Reference } from './references.ts';

/** What stands in the slot of a secret and is none: mostly a reference, else a placeholder. */
export function harmlessFor(random: Random, references: readonly Reference[], key: string): string {
  const name = key.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  return random.chance(0.5) ? random.pick(references)(name) : placeholder(random, key);
}
