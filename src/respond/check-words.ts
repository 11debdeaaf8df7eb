import { CHECKS } from '../governance/checks.ts';
import type { Check } from '../governance/check.ts';
import { FRAME_NAMES, FRAME_ORDER } from '../governance/frames.ts';
import { sayHit } from '../governance/sentence.ts';
import { code, link, plain } from './markdown.ts';

const MAX_FACT = 120;
const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

/** A check by its id; undefined for one of another version of Rekey. */
export const checkOf = (id: string): Check | undefined => BY_ID.get(id);

/** A name such as `tavily-mcp`, which people copy. */
const NAME = /^(?=.*[a-z])(?=.*[-@/_])[\w@./-]+$/i;

/** The sentence of a check about one hit, safe in Markdown. Of its facts only the provider's own page becomes a link. */
export function sentenceOf(check: Check, facts: Readonly<Record<string, string | number>>): string {
  const { page } = facts;
  return sayHit(check, facts, (text) => {
    const asLink = text === page ? link(text) : undefined;
    return asLink ?? (NAME.test(text) ? code(text, MAX_FACT) : plain(text, MAX_FACT));
  });
}

/** `OWASP MCP MCP04:2025, NIST AI RMF MANAGE 3.1` */
export function mapsTo({ frames }: Check): string {
  return FRAME_ORDER.filter((frame) => frames[frame].length > 0)
    .map((frame) => `${FRAME_NAMES[frame]} ${frames[frame].join(', ')}`)
    .join('; ');
}
