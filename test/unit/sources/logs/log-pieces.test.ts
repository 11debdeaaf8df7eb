import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { filePiece, logPiece } from '../../../../src/sources/logs/log-piece.ts';
import { logEntry } from '../../../../src/sources/logs/log-entry.ts';
import { cleanLine, offsetInLine } from '../../../../src/sources/logs/log-line.ts';
import { textPieces, type TextPiece } from '../../../../src/sources/logs/text-pieces.ts';

const MOMENT = '2026-11-25T03:46:21.1234567Z ';
const SMALL = { size: 400, overlap: 100 };

async function piecesOf(text: string, chunk = 37, sizes = SMALL): Promise<readonly TextPiece[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const found: TextPiece[] = [];
  for await (const piece of textPieces(chunks(), sizes)) found.push(piece);
  return found;
}

describe('a line of a log', () => {
  it.each([
    [`${MOMENT}plain`, 'plain'],
    [`\u{feff}${MOMENT}first`, 'first'],
    [`${MOMENT}##[group]Run npm test`, 'Run npm test'],
    [`${MOMENT}::debug::{"a": 1}`, '{"a": 1}'],
    [`${MOMENT}::notice file=a.js,line=1::said`, 'said'],
    [`${MOMENT}[command]/usr/bin/git version`, '/usr/bin/git version'],
    [`${MOMENT}  "token": "\u001b[32mabc\u001b[0m"\r`, '  "token": "abc"'],
    [`${MOMENT}\u001b]8;;https://example.test\u0007link\u001b]8;;\u0007`, 'link'],
    [`${MOMENT}at 2026-11-25T03:46:21.1Z again`, 'at 2026-11-25T03:46:21.1Z again'],
    [MOMENT.trimEnd(), ''],
    ['no moment', 'no moment'],
    ['', ''],
  ])('%j is what the program wrote', (line, clean) => {
    expect(cleanLine(line)).toBe(clean);
  });

  it('keeps where each character is', () => {
    const part = fc.constantFrom('a', 'b', ' ', '\u001b[1m', '\u001b[0;31m', '::', '##[x]', '"');
    const head = fc.constantFrom('', MOMENT, `${MOMENT}##[group]`, `\u{feff}${MOMENT}::debug::`);
    fc.assert(
      fc.property(head, fc.array(part), (start, parts) => {
        const line = start + parts.join('');
        const clean = cleanLine(line);
        for (const [offset, character] of clean.split('').entries())
          expect(line[offsetInLine(line, offset)]).toBe(character);
      }),
    );
  });
});

describe('a large text', () => {
  it('is told once, each character by one piece, at its line and column', async () => {
    const line = fc.array(fc.constantFrom('x', 'é', '😀', 'word '), { maxLength: 60, size: 'max' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 80, size: 'max' }),
        fc.integer({ min: 1, max: 999 }),
        async (all, chunk) => {
          const text = all.map((parts) => parts.join('')).join('\n');
          const lines = text.split('\n');
          let told = '';
          for (const piece of await piecesOf(text, chunk)) {
            told += piece.text.slice(piece.from, piece.until);
            const first = piece.text.split('\n')[0] ?? '';
            expect(lines[piece.line - 1]?.slice(piece.column - 1, piece.column - 1 + first.length)).toBe(
              first,
            );
          }
          expect(told).toBe(text);
        },
      ),
    );
  });

  it('has pieces that begin with a line and know enough around what they tell', async () => {
    const text = Array.from({ length: 200 }, (_, n) => `line ${n}`).join('\n');
    const pieces = await piecesOf(text);
    expect(pieces.length).toBeGreaterThan(3);
    for (const { text: own, column, from, until } of pieces.slice(1, -1)) {
      expect(column).toBe(1);
      expect(own.length).toBeLessThanOrEqual(SMALL.size);
      expect(from).toBeGreaterThanOrEqual(SMALL.overlap / 2);
      expect(own.length - until).toBeGreaterThanOrEqual(SMALL.overlap / 2);
    }
  });

  it('of one line without an end is cut as well', async () => {
    const pieces = await piecesOf('y'.repeat(5000));
    expect(pieces.every(({ text, line }) => text.length <= 437 && line === 1)).toBe(true);
    expect(pieces.map(({ text, from, until }) => text.slice(from, until)).join('')).toHaveLength(5000);
  });

  it('tells positions through the pieces of a log and of a file', async () => {
    const log = Array.from({ length: 90 }, (_, n) => `${MOMENT}\u001b[1mentry\u001b[0m <${n}>`);
    const found: string[] = [];
    for (const [make, text] of [
      [logPiece, log.join('\n')],
      [filePiece, log.join('\r\n')],
    ] as const) {
      const lines = text.split('\n');
      for (const piece of (await piecesOf(text)).map(make)) {
        for (const [index, line] of piece.content.split('\n').entries()) {
          const place = line.includes('<') ? piece.locate(index + 1, line.indexOf('<') + 1) : undefined;
          if (place) found.push(lines[place.line - 1]?.slice(place.column - 1).trim() ?? '');
        }
      }
    }
    const each = Array.from({ length: 90 }, (_, n) => `<${n}>`);
    expect(found).toEqual([...each, ...each]);
  });
});

describe('the name of a file in the zip', () => {
  it.each([
    ['0_build.txt', { job: 'build' }],
    ['12_test (ubuntu, 22).txt', { job: 'test (ubuntu, 22)' }],
    ['-9223372036854775808_skipped.txt', { job: 'skipped' }],
    ['build/3_Run tests.txt', { job: 'build', step: 'Run tests' }],
    ['build/system.txt', { job: 'build', step: 'system' }],
    ['caller / callee/1_Set up job.txt', { job: 'caller / callee', step: 'Set up job' }],
    ['build/7_.txt', { job: 'build', step: '7_' }],
    ['../../etc/1_x.txt', { job: '../../etc', step: 'x' }],
    ['build/core.bin', undefined],
    ['', undefined],
  ])('%s', (name, entry) => {
    expect(logEntry(name)).toEqual(entry);
  });
});
