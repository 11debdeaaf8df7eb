import type { Gap } from '../item.ts';
import { plain } from './plain-text.ts';

const MAX_NAMED = 3;

/** What the person must hear of beside findings: nothing is left out in silence. */
export interface Notes {
  gap(gap: Gap, path: string): void;
  leftOut(path: string): void;
  say(sentence: string): void;
  /** True when something could not be read, so that "nothing found" would not be the whole truth. */
  isIncomplete(): boolean;
  /** One line for each kind. */
  lines(): readonly string[];
}

const WORDS: Readonly<Record<Gap | 'left out', string>> = {
  'too large': 'Not scanned, larger than 64 MB',
  unreadable: 'Cannot be read',
  missing: 'Not in this clone (fetch it first)',
  'left out': 'Left out unless named: folders of tools',
};

function list(paths: readonly string[]): string {
  const named = paths.slice(0, MAX_NAMED).map(plain).join(', ');
  return paths.length > MAX_NAMED ? `${named} and ${paths.length - MAX_NAMED} more` : named;
}

/** @param scrub runs over every line, since paths may be named after credentials */
export function createNotes(scrub: (text: string) => string): Notes {
  const said: string[] = [];
  const paths = new Map<Gap | 'left out', string[]>();
  const add = (kind: Gap | 'left out', path: string) => {
    const known = paths.get(kind);
    if (known) known.push(path);
    else paths.set(kind, [path]);
  };
  return {
    gap: add,
    leftOut: (path) => add('left out', path),
    say: (sentence) => void said.push(sentence),
    isIncomplete: () => paths.has('unreadable') || paths.has('missing'),
    lines: () => [...said, ...[...paths].map(([kind, all]) => `${WORDS[kind]}: ${list(all)}`)].map(scrub),
  };
}
