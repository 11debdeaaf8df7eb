import { decodeText, encodingOf } from '../base/decode-text.ts';
import { createScanner, type Scanner } from '../detect/engine/scanner.ts';
import { detect, surfaceOf, type Finding } from '../detect/index.ts';

/** What makes the detector read a text that names neither MCP nor a credential: a server's start, a Kubernetes Secret. */
const OTHER_MARKS = ['"command"', 'stdio', 'treamable', 'kind:'].map((mark) => Buffer.from(mark));

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

/** False when the detector would find nothing, so that most files need not be decoded. */
function isWorthReading(path: string, bytes: Buffer): boolean {
  if (surfaceOf(path) || /mcp/i.test(path)) return true;
  scanner ??= createScanner();
  const { mayHoldCredential, mentionsMcp } = scanner.inspectAll(reader(bytes));
  return mayHoldCredential || mentionsMcp || OTHER_MARKS.some((mark) => bytes.includes(mark));
}

/** Finds the credentials in the bytes of one file; none in binary content. */
export function scanBytes(path: string, bytes: Buffer): readonly Finding[] {
  if (encodingOf(bytes) === undefined || !isWorthReading(path, bytes)) return [];
  return detect({ path, content: decodeText(bytes) ?? '' });
}
