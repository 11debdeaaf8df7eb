import type { Finding } from '../finding.ts';

/** Types of credentials whose public half is a value of its own: what it looks like, and which of those have a use. */
const HALVES: ReadonlyMap<string, { readonly all: RegExp; readonly own: RegExp }> = new Map([
  // ASIA is the id of a temporary key, which a session token belongs to as well.
  ['aws-secret-access-key', { all: /(?<![A-Za-z\d])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z\d])/g, own: /^AKIA/ }],
  ['twilio-api-key-secret', { all: /(?<![A-Za-z\d])SK[\da-f]{32}(?![A-Za-z\d])/g, own: /^SK/ }],
]);

/** Two assignments that follow each other stand this near, in UTF-16 code units and lines. */
const MAX_GAP = 240;
const MAX_LINES = 4;
/** A map, a list, a section or a paragraph ends in between. */
const BORDER = /\n[ \t]*\r?\n|[{}[\]]|^\s*---/m;

type Placed = Pick<Finding, 'type'> & { readonly start: number; readonly end: number };

/** A credential, or a public half when it has an id. */
interface Item {
  readonly start: number;
  readonly end: number;
  readonly id?: string;
  readonly index?: number;
}

function isNextTo(content: string, before: Item, after: Item): boolean {
  if (after.start < before.end || after.start - before.end > MAX_GAP) return false;
  const gap = content.slice(before.end, after.start);
  return !BORDER.test(gap) && gap.split('\n').length <= MAX_LINES;
}

/** What stands next to each other without a border in between. */
function chainsOf(content: string, items: readonly Item[]): readonly (readonly Item[])[] {
  const chains: Item[][] = [];
  for (const item of items) {
    const chain = chains.at(-1);
    const last = chain?.at(-1);
    if (chain && last && isNextTo(content, last, item)) chain.push(item);
    else chains.push([item]);
  }
  return chains;
}

/** The halves belong together only where they alternate from the first to the last, so that there is one way to pair. */
function pairsOf(chain: readonly Item[]): readonly (readonly [Item, Item])[] {
  const isId = chain.map(({ id }) => id !== undefined);
  const alternates = isId.every((is, at) => at === 0 || is !== isId[at - 1]);
  if (chain.length % 2 === 1 || !alternates) return [];
  return chain.flatMap((item, at) => {
    const next = chain[at + 1];
    return at % 2 === 0 && next ? [[item, next] as const] : [];
  });
}

/**
 * The public halves of credentials, by the credential's place in the list: an AWS key's id beside its secret, a Twilio
 * key's SID beside its own. Only the exact format counts, in the same map or in an assignment right before or after,
 * and only where it is certain which belongs to which.
 *
 * @param found in the order of the text
 */
export function findKeyIds(content: string, found: readonly Placed[]): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const [type, { all, own }] of HALVES) {
    const secrets = found.flatMap(({ start, end, ...one }, index) =>
      one.type === type ? [{ start, end, index }] : [],
    );
    if (secrets.length === 0) continue;
    const halves = [...content.matchAll(all)].map(({ 0: id, index }): Item => ({
      start: index,
      end: index + id.length,
      id,
    }));
    const items = [...secrets, ...halves].toSorted((a, b) => a.start - b.start);
    for (const [one, other] of chainsOf(content, items).flatMap(pairsOf)) {
      const index = one.index ?? other.index;
      const id = one.id ?? other.id ?? '';
      if (index !== undefined && own.test(id)) ids.set(index, id);
    }
  }
  return ids;
}
