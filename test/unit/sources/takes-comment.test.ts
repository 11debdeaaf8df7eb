import { describe, expect, it } from '@jest/globals';
import { Names, suggestFixes } from '../../../src/fix/index.ts';
import { takesComment } from '../../../src/sources/fix/pulls.ts';
import { parsePatch } from '../../../src/sources/parse-patch.ts';
import { githubPat } from '../../support/credentials.ts';

/** Line 5 changed, and line 13; line 9 is the only one that is not shown. */
const TWO_HUNKS = `@@ -2,7 +2,7 @@
 2
 3
 4
-old
+5
 6
 7
 8
@@ -10,6 +10,7 @@
 10
 11
 12
+13
 14
 15
 16`;

describe('lines of a pull request', () => {
  const shown = parsePatch(TWO_HUNKS);

  it.each([
    ['an added line', 5, 5, true],
    ['lines around it', 2, 8, true],
    ['what is shown, but not added', 6, 8, false],
    ['what is not shown before', 1, 5, false],
    ['lines of two hunks', 5, 13, false],
    ['up to the line between two hunks', 5, 9, false],
    ['from the line between two hunks on', 9, 13, false],
    ['the second hunk', 10, 16, true],
    ['what is not shown after', 13, 17, false],
  ])('%s: %d to %d', (_name, start, end, takes) => {
    expect(takesComment(shown, { start, end })).toBe(takes);
  });

  it('take a suggestion for a server that is added to a file with others', () => {
    const server = `    "a": { "command": "x", "env": { "GITHUB_TOKEN": "${githubPat()}" } }\n`;
    const text = `{\n  "servers": {\n    "old": { "command": "x" },\n${server}  }\n}\n`;
    const patch = `@@ -1,5 +1,6 @@\n {\n   "servers": {\n-    "old": { "command": "x" }\n+    "old": { "command": "x" },\n+${server}   }\n }`;
    const [only] = suggestFixes({ path: '.vscode/mcp.json', text }, new Names(), () => true);
    expect(only).toMatchObject({ startLine: 1, endLine: 4 });
    expect(takesComment(parsePatch(patch), { start: 1, end: 4 })).toBe(true);
  });
});
