import type { Check, Hit } from './check.ts';

const FIELD = /\{(\w+)(?:\|([^|{}]+)\|([^|{}]+))?\}/g;

/**
 * The sentence of a check about one hit. `{name}` stands for a fact, `{count|place|places}` for a number with its noun.
 * Pure: every fact goes through `show`, which makes it harmless where the sentence is to stand.
 */
export function sayHit(
  { says }: Pick<Check, 'says'>,
  facts: Hit['facts'],
  show: (text: string) => string,
): string {
  return says.replaceAll(FIELD, (_whole, name: string, one?: string, many?: string) => {
    const fact = facts[name] ?? '';
    const noun = fact === 1 ? one : many;
    return noun === undefined ? show(String(fact)) : `${Number(fact)} ${noun}`;
  });
}
