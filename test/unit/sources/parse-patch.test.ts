import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addedFile, parsePatch } from '../../../src/sources/parse-patch.ts';

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rekey-patch-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What `git diff` says, in the form of GitHub's `patch`: from the first hunk on, without the last line break. */
function diff(before: string, after: string, context = 3): string {
  writeFileSync(join(directory, 'before'), before);
  writeFileSync(join(directory, 'after'), after);
  const args = ['diff', '--no-index', '--text', '--no-color', `-U${context}`, 'before', 'after'];
  const { stdout } = spawnSync('git', args, { cwd: directory, encoding: 'utf8' });
  const start = stdout.indexOf('\n@@ ');
  return start === -1 ? '' : stdout.slice(start + 1).replace(/\n$/, '');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const sorted = (lines: readonly string[]) => [...lines].sort();

/** Lines that a careless parser would take for something else. */
const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'b', 'c', '  a', '}', '{') },
  fc.constantFrom(
    '@@ -1,3 +1,4 @@',
    '-- a',
    '++ b',
    '+',
    '-',
    '\\ No newline at end of file',
    'x\u2028y',
    'x\fy',
    'x\vy',
  ),
  fc.string({ maxLength: 6, unit: fc.constantFrom('a', ' ', '\r', '\t', '+', '-', '\u0085', 'é') }),
);
const file = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed && lines.length > 0 ? end : ''));
const edit = fc.record({ at: fc.nat(60), drop: fc.nat(3), put: fc.array(line, { maxLength: 3 }) });

/** A file and the same file after some edits. */
const change = fc
  .tuple(file, fc.array(edit, { maxLength: 4 }), fc.boolean())
  .map(([before, edits, closed]) => {
    const lines = before.split('\n');
    for (const { at, drop, put } of edits) lines.splice(at % (lines.length + 1), drop, ...put);
    return { before, after: lines.join('\n') + (closed ? '\n' : '') };
  });

describe('parsePatch', () => {
  it('agrees with git about every line of random changes', () => {
    fc.assert(
      fc.property(change, fc.constantFrom(0, 1, 3), ({ before, after }, context) => {
        const text = diff(before, after, context);
        const patch = parsePatch(text);
        const [old, now] = [linesOf(before), linesOf(after)];
        // Every shown line is that line of the new file, except the empty lines between hunks.
        const others = patch.lines.filter((shown, index) => now[(patch.numbers[index] ?? 0) - 1] !== shown);
        const hunks = text.match(/^@@ .* @@/gm)?.length ?? 0;
        expect(others).toEqual(others.map(() => ''));
        expect(others.length).toBeLessThan(Math.max(hunks, 1));
        // What was not added was there before, in the same order, and what is gone was removed.
        const kept = now.filter((_, index) => !patch.added.has(index + 1));
        expect(kept.length + patch.removed.length).toBe(old.length);
        expect(sorted([...kept, ...patch.removed])).toEqual(sorted(old));
        let at = 0;
        for (const shown of kept) at = old.indexOf(shown, at) + 1 || Number.NaN;
        expect(at).not.toBeNaN();
      }),
      { numRuns: 150 },
    );
  });

  it('rebuilds every added file exactly', () => {
    fc.assert(
      fc.property(file, (after) => {
        fc.pre(after !== '');
        expect(addedFile(parsePatch(diff('', after)), linesOf(after).length)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });

  it('knows context, added and removed lines and parts hunks by an empty line', () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const after = before.with(1, 'changed 2').toSpliced(24, 1);
    const patch = parsePatch(diff(`${before.join('\n')}\n`, `${after.join('\n')}\n`));
    expect([...patch.added]).toEqual([2]);
    expect(patch.removed).toEqual(['line 2', 'line 25']);
    expect(patch.lines).toEqual([...after.slice(0, 5), '', ...after.slice(21, 27)]);
    expect(patch.numbers).toEqual([1, 2, 3, 4, 5, 21, 22, 23, 24, 25, 26, 27]);
  });

  it.each([
    ['nothing', ''],
    ['no hunk', 'Binary files a and b differ'],
    ['a header with nothing after it', '@@ -1,3 +1,3 @@'],
    ['a combined diff of a merge', '@@@ -1,1 -1,1 +1,2 @@@\n++x'],
  ])('finds no added lines in %s', (_, text) => {
    expect(parsePatch(text).added.size).toBe(0);
  });

  it('does not take a cut or partial patch for the whole file', () => {
    const patch = parsePatch('@@ -0,0 +1,2 @@\n+a\n+b');
    expect(addedFile(patch, 2)).toBe('a\nb\n');
    expect(addedFile(patch, 3)).toBeUndefined();
    expect(addedFile(parsePatch('@@ -1,2 +1,2 @@\n a\n-b\n+c'), undefined)).toBeUndefined();
    expect(addedFile(parsePatch('@@ -0,0 +5,1 @@\n+a'), 1)).toBeUndefined();
  });
});
