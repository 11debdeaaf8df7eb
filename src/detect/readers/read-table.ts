import { slice, trim, unquote, type Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Place } from './candidate.ts';

/** Rows that are longer have no cells worth reading. */
const MAX_ROW = 16_384;
const MAX_CELLS = 64;
const CELL = /("[^"]*"|[^,;\t]*)(?:[,;\t]|$)/g;

const VARIABLE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;

function cellsOf(text: Written, start: number, end: number): readonly Written[] {
  const row = text.value.slice(start, Math.min(end, start + MAX_ROW));
  const cells: Written[] = [];
  for (const { 1: cell = '', 0: whole, index } of row.matchAll(CELL)) {
    if ((whole === '' && cells.length > 0) || cells.length >= MAX_CELLS) break;
    cells.push(trim(unquote(trim(slice(text, start + index, start + index + cell.length)))));
  }
  return cells;
}

/** Reads a table with its names in the first row (RFC 4180, tabs and semicolons as well): each cell has its column's name. */
export function readTable(text: Written, place: Place): readonly Candidate[] {
  const { server, trust } = place;
  let names: readonly Written[] | undefined;
  let start = 0;
  const found: Candidate[] = [];
  for (const line of text.value.split('\n')) {
    const cells = cellsOf(text, start, start + line.length);
    start += line.length + 1;
    if (!names) {
      names = cells;
      continue;
    }
    for (const [at, written] of cells.entries()) {
      // A column of names beside one of values, or a column with a name of its own.
      const before = cells[at - 1]?.value ?? '';
      const key = VARIABLE.test(before) ? before : names[at]?.value;
      if (key) for (const one of expand({ written, slot: 'env', key, server, trust }, place)) found.push(one);
    }
  }
  return found;
}
