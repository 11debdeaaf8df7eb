import { cleanLine, offsetInLine } from './log-line.ts';
import type { TextPiece } from './text-pieces.ts';

/** A place in the whole text, 1-based, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A part of a text to be searched, which knows where in the whole its places are. */
export interface ReadPiece {
  readonly content: string;
  /** Where a place of `content` (1-based) stands; undefined where another piece tells of it. */
  locate(line: number, column: number): Position | undefined;
}

// A line of ours before the log: the detector takes a text without a name for what its first line looks like.
const FIRST_LINE = 'Log of a workflow run\n';

/** Whether what begins in line `index` (0-based) of the piece, at an offset in it, is told by this piece. */
function isOwn({ from, until }: TextPiece, lines: readonly string[], index: number, offset: number): boolean {
  let at = offset;
  for (let before = 0; before < index; before += 1) at += (lines[before]?.length ?? 0) + 1;
  return at >= from && at < until;
}

function positionIn(piece: TextPiece, index: number, offset: number): Position {
  return { line: piece.line + index, column: (index === 0 ? piece.column : 1) + offset };
}

/** A part of a log, as the programs wrote it: without GitHub's moments and markers and the colours of a terminal. */
export function logPiece(piece: TextPiece): ReadPiece {
  const lines = piece.text.split('\n');
  // What goes on a line begun before has no moment of its own, however it looks.
  const isWhole = (index: number) => index > 0 || piece.column === 1;
  const clean = lines.map((line, index) => (isWhole(index) ? cleanLine(line) : line));
  return {
    content: FIRST_LINE + clean.join('\n'),
    locate(line, column) {
      const index = line - 2;
      const written = lines[index];
      if (written === undefined) return undefined;
      const offset = isWhole(index) ? offsetInLine(written, column - 1) : column - 1;
      return isOwn(piece, lines, index, offset) ? positionIn(piece, index, offset) : undefined;
    },
  };
}

/** A part of a file, as it is. */
export function filePiece(piece: TextPiece): ReadPiece {
  const lines = piece.text.split('\n');
  return {
    content: piece.text,
    locate(line, column) {
      const index = line - 1;
      return isOwn(piece, lines, index, column - 1) ? positionIn(piece, index, column - 1) : undefined;
    },
  };
}
