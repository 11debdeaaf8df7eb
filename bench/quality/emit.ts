import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Planted, QualityFile } from './quality-file.ts';

/** Where a credential stands: 1-based lines and columns in UTF-16 code units, `endColumn` exclusive. */
export interface Expected {
  readonly path: string;
  readonly surface: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** SHA-256 of the bare value in UTF-8, hexadecimal. */
  readonly sha256: string;
}

function position(content: string, offset: number): { readonly line: number; readonly column: number } {
  const before = content.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

export function expectedOf(
  { path, surface, content }: QualityFile,
  { start, end, value }: Planted,
): Expected {
  const from = position(content, start);
  const to = position(content, end);
  return {
    path,
    surface,
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
    sha256: createHash('sha256').update(value).digest('hex'),
  };
}

/** A file as it is stored. */
export function bytesOf({ content, encoding }: QualityFile): Buffer {
  if (encoding === 'utf-8') return Buffer.from(content);
  const bytes = Buffer.from(`\u{feff}${content}`, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

/** Writes the tree into a folder, and beside it `expected.json` with what a scanner shall find. */
export function emit(files: readonly QualityFile[], folder: string): void {
  for (const file of files) {
    const target = join(folder, 'tree', file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytesOf(file));
  }
  const expected = files.flatMap((file) => file.planted.map((planted) => expectedOf(file, planted)));
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
}
