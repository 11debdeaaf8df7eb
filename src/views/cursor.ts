import { z } from 'zod';

/** Where the next page begins: behind the row that was made at a moment and has an id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** The end of the year 9999: years of more digits are written in as many ways as there are databases. */
const LAST_MOMENT = 253_402_300_799_999;

const Written = z.tuple([z.number().int().min(0).max(LAST_MOMENT), z.uuid()]);

/** A position as it stands in addresses. It says nothing that the page did not show. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url');
}

/** Undefined for anything that {@link writeCursor} has not made. */
export function readCursor(text: string | undefined): Position | undefined {
  if (text === undefined || text.length > 200) return undefined;
  try {
    const [at, id] = Written.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(at), id };
  } catch {
    return undefined;
  }
}

/** A page of a list, and the cursor of the next one where there is more. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** Cuts what was read, one row more than is shown, to a page. */
export function toPage<Row>(
  rows: readonly Row[],
  size: number,
  positionOf: (row: Row) => Position,
): Page<Row> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return last && rows.length > size ? { rows: shown, next: writeCursor(positionOf(last)) } : { rows: shown };
}
