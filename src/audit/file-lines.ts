import { z } from 'zod';
import { CheckpointText, LinkText, RowText } from './trail-columns.ts';

/** Longer than any line that an export holds. */
const MAX_LINE = 1_000_000;

const Hash = LinkText.shape.hash;

/** A line of an exported file. */
const Line = z.union([
  z.strictObject({ row: RowText, hash: Hash }),
  z.strictObject({ checkpoint: CheckpointText }),
  z.strictObject({ chain: z.strictObject({ installation: z.number().int(), after: LinkText }) }),
  z.strictObject({ end: z.strictObject({ installation: z.number().int(), ...LinkText.shape, mac: Hash }) }),
  z.strictObject({
    export: z.strictObject({
      version: z.literal(1),
      at: z.string().max(100),
      since: z.string().max(100).nullable(),
      until: z.string().max(100).nullable(),
      installations: z.array(z.number().int()).max(50_000),
      mac: Hash,
    }),
  }),
]);
export type Line = z.infer<typeof Line>;

function parse(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The lines of a file whose text comes in pieces; undefined for one that no export writes, after which nothing follows.
 * A last line that is cut off is such a line.
 */
export async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<Line | undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = text.length > MAX_LINE ? undefined : parse(text);
      yield line;
      if (!line) return;
    }
    if (rest.length > MAX_LINE) break;
  }
  if (rest !== '') yield undefined;
}
