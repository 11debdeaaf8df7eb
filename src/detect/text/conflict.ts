import { joined, slice, type Written } from './written.ts';

/** Git's marks around what two sides wrote, and before what both changed (https://git-scm.com/docs/git-merge). */
const MARK = /^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$/gm;
const STARTS = /^<{7} /m;

/**
 * The texts of both sides of an unfinished merge, each without the marks and the other side's lines: the brackets of one
 * side belong to that side alone. The text itself where there is no conflict. Linear.
 */
export function sidesOf(text: Written): readonly Written[] {
  const { value } = text;
  if (!STARTS.test(value)) return [text];
  const sides: { readonly ours: Written[]; readonly theirs: Written[] } = { ours: [], theirs: [] };
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  let plain = 0;
  const add = (end: number) => {
    const piece = slice(text, plain, Math.max(plain, end));
    if (side === 'both' || side === 'ours') sides.ours.push(piece);
    if (side === 'both' || side === 'theirs') sides.theirs.push(piece);
  };
  for (const { 0: line, 1: mark = '', index } of value.matchAll(MARK)) {
    add(index);
    plain = Math.min(value.length, index + line.length + 1);
    if (mark.startsWith('<')) side = 'ours';
    else if (mark.startsWith('|')) side = 'base';
    else if (mark.startsWith('=')) side = side === 'both' ? 'both' : 'theirs';
    else side = 'both';
  }
  add(value.length);
  return [joined(sides.ours), joined(sides.theirs)];
}
