import type { Sheet } from '../sheet.ts';
import { HARMLESS, type Setting } from '../values/harmless.ts';
import type { Dialect } from '../values/references.ts';
import type { Server } from './server.ts';

/** Writes one kind of server in the dialect of a client. */
export type Recipe = (sheet: Sheet, dialect: Dialect) => Server;

/** Recipes with how often each is taken. */
export type Weighted = readonly (readonly [Recipe, number])[];

/** Variables without a secret, each at most once. */
export function harmlessSettings(sheet: Sheet, min: number, max: number): Setting[] {
  return sheet.random.some(HARMLESS, min, max).map((make) => {
    const [key, value] = make(sheet.random);
    return [key, sheet.decoy(value)];
  });
}

/** Later settings do not repeat a name: most readers would keep only one of them. */
export function unique(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.toReversed()).entries()].toReversed();
}
