import { decodeText, encodingOf } from '../base/decode-text.ts';
import { createScanner, type Scanner } from '../detect/engine/scanner.ts';
import { detect, isWorthReading, type Finding } from '../detect/index.ts';

let scanner: Scanner | undefined;

/** The next bytes of a text, each time it is called. */
function reader(bytes: Buffer): (room: Uint8Array) => number {
  let at = 0;
  return (room) => {
    const piece = bytes.subarray(at, at + room.length);
    room.set(piece);
    at += piece.length;
    return piece.length;
  };
}

/** What the engine sees in the bytes; everything may be in UTF-16, which it cannot read. */
function inspect(bytes: Buffer) {
  scanner ??= createScanner();
  return scanner.inspectAll(reader(bytes));
}

/**
 * Finds the credentials in the bytes of one file; none in binary content.
 *
 * @param all those of low confidence as well
 */
export function detectBytes(path: string, bytes: Buffer, all: boolean): readonly Finding[] {
  if (encodingOf(bytes) === undefined) return [];
  if (!isWorthReading(path, inspect(bytes), (mark) => bytes.includes(mark))) return [];
  return detect({ path, content: decodeText(bytes) ?? '' }, { all });
}
