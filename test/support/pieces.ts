/** Length of a piece, in bytes: short enough that a cut or reordered value is still noticed. */
const PIECE = 8;

/** Every piece of some values, without those that belong to a public prefix (`github_pat_`, `xoxb-`). */
export function pieces(values: readonly string[]): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (const value of values) {
    const bytes = Buffer.from(value);
    // A public prefix is at most 12 characters and ends at its last separator.
    const prefix =
      Math.max(...['_', '-', '.'].map((separator) => value.slice(0, 12).lastIndexOf(separator))) + 1;
    for (let at = prefix; at + PIECE <= bytes.length; at += 1) found.add(bytes.readBigUInt64LE(at));
  }
  return found;
}

/** The pieces that stand in some bytes, as text; at most ten. */
export function findPieces(needles: ReadonlySet<bigint>, haystack: Buffer): string[] {
  const words = new DataView(haystack.buffer, haystack.byteOffset, haystack.byteLength);
  const found: string[] = [];
  for (let at = 0; at + PIECE <= haystack.length && found.length < 10; at += 1) {
    // Most bytes of a database file are zero: not worth a look-up.
    if (haystack[at] === 0) continue;
    if (needles.has(words.getBigUint64(at, true))) found.push(haystack.toString('latin1', at, at + PIECE));
  }
  return found;
}
