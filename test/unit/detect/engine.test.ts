import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { assembleEngine } from '../../../scripts/assemble-engine.ts';
import { ENTRIES } from '../../../src/detect/engine/entries.ts';
import { inspectText } from '../../../src/detect/engine/inspect-text.ts';
import { MARKS } from '../../../src/detect/engine/marks.ts';
import { createScanner } from '../../../src/detect/engine/scanner.ts';
import { findFormats } from '../../../src/detect/formats/find-formats.ts';
import { formats } from '../../../src/detect/formats/formats.ts';
import { sampler } from '../../support/credentials.ts';
import { findFormatsNaively, hostileText } from '../../support/scanning.ts';

const scanner = createScanner();

function inspect(text: string) {
  const { written } = new TextEncoder().encodeInto(text, scanner.window);
  return scanner.inspect(written);
}

function inspectInPieces(text: string, size: number) {
  let rest = Buffer.from(text);
  return scanner.inspectAll((room) => {
    const length = rest.copy(room, 0, 0, Math.min(size, rest.length));
    rest = rest.subarray(length);
    return length;
  });
}

describe('the kernel', () => {
  it('is the assembled kernel.wat', async () => {
    const committed = readFileSync(
      new URL('../../../src/detect/engine/kernel-bytes.ts', import.meta.url),
      'utf8',
    );
    expect(committed).toBe(await assembleEngine());
  });

  it.each(formats.map((format) => [format.type, format] as const))(
    'sees a credential of %s wherever its blocks of bytes end',
    (_, { example }) => {
      const token = example(sampler(1));
      const overlooked = Array.from({ length: 130 }, (__, at) => `${' '.repeat(at)}"${token}"`).filter(
        (text) => !inspect(text).mayHoldCredential,
      );
      expect(overlooked).toEqual([]);
    },
  );

  it('sees nothing in ordinary text', () => {
    const source = readFileSync(new URL('engine.test.ts', import.meta.url), 'utf8').replaceAll(/mcp/gi, 'x');
    expect(inspect(source.repeat(20))).toEqual({ mayHoldCredential: false, mentionsMcp: false });
  });

  it('forgets the text before', () => {
    inspect(`"${ENTRIES[0]?.format.example(sampler(1))} mcp"`.repeat(99));
    expect(inspect('"')).toEqual({ mayHoldCredential: false, mentionsMcp: false });
  });

  it('lets no long format begin inside a word', () => {
    expect(ENTRIES.filter(({ format, isLong }) => isLong && format.lead)).toEqual([]);
  });

  it.each([
    ['little-endian', Buffer.from('\uFEFFa', 'utf16le')],
    ['big-endian', Buffer.from('\uFEFFa', 'utf16le').swap16()],
  ])('does not judge UTF-16, %s', (_, bytes) => {
    scanner.window.set(bytes);
    expect(scanner.inspect(bytes.length)).toEqual({ mayHoldCredential: true, mentionsMcp: true });
  });
});

describe('what the engine says', () => {
  it('is no less than what every format finds at every position', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const found = findFormatsNaively(text);
        expect(findFormats(text)).toEqual(found);
        if (found.length === 0) return;
        expect(inspect(text).mayHoldCredential).toBe(true);
        expect(inspectText(text).mayHoldCredential).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('is the same when the text comes in pieces, or is longer than the window', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 400 }), (text, size) => {
        expect(inspectInPieces(text, size)).toEqual(inspect(text));
      }),
    );
    const end = `"${formats[0]?.example(sampler(2))}" MCP`;
    const long = `${'word, '.repeat(scanner.window.length / 3)}${end}`;
    expect(inspectInPieces(long, 1_000_003)).toEqual({ mayHoldCredential: true, mentionsMcp: true });
    expect(inspectText(long)).toEqual({ mayHoldCredential: true, mentionsMcp: true });
  });

  it('finds exactly the marks of MCP, in any case', () => {
    const piece = fc.oneof(
      fc.constantFrom(...MARKS.map(({ text }) => text), 'cp', 'xt', 'rv', 'tcp', 'context_server', 'é', '\n'),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 12 }), (pieces) => {
        const text = pieces.map(([one, upper]) => (upper ? one.toUpperCase() : one)).join('');
        const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
        const mentioned = MARKS.some((mark) => lower.includes(mark.text));
        expect([inspectText(text).mentionsMcp, inspect(text).mentionsMcp]).toEqual([mentioned, mentioned]);
      }),
      { numRuns: 1000 },
    );
  });
});
