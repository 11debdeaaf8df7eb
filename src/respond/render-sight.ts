import type { PlaceKind } from '../github/place.ts';
import { code } from './markdown.ts';
import { SIGHT_NAMES, SIGHT_WORDS } from './words/sight.ts';

/** What was looked at again. */
export interface SeenPlaces {
  /** Different places, looked at or not. */
  readonly all: number;
  readonly kinds: readonly {
    readonly kind: PlaceKind;
    readonly there: number;
    readonly gone: number;
    readonly unknown: number;
  }[];
}

const PARTS = ['there', 'gone', 'unknown'] as const;

function line({ kind, ...seen }: SeenPlaces['kinds'][number]): string {
  const all = seen.there + seen.gone + seen.unknown;
  const parts = PARTS.flatMap((part) => (seen[part] > 0 ? [SIGHT_WORDS[part](seen[part], all)] : []));
  return `- ${SIGHT_NAMES[kind](all)}: ${parts.join(', ')}`;
}

/**
 * The comment that says what a rescan saw. Where the public reads it says no more than that Rekey looked.
 *
 * @param options.key by which the comment is found again
 * @param options.person `@login`, named and not mentioned
 */
export function renderSight(
  { all, kinds }: SeenPlaces,
  {
    key,
    person,
    public: isPublic,
  }: { readonly key: string; readonly person: string; readonly public: boolean },
): string {
  const head = `<!-- rekey:answer:${key.replaceAll(/[^\w/-]/g, '')} -->`;
  const to = SIGHT_WORDS.to(code(person.replace(/^@/, ''), 60));
  if (isPublic) return `${head}\n\n${to} ${SIGHT_WORDS.public}`;
  const looked = kinds.reduce((sum, { there, gone, unknown }) => sum + there + gone + unknown, 0);
  return [
    head,
    `${to} ${SIGHT_WORDS.intro(looked, all)}`,
    kinds.map(line).join('\n'),
    SIGHT_WORDS.judged,
  ].join('\n\n');
}
