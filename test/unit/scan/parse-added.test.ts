import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseAdded, type AddedLines } from '../../../src/scan/git/parse-added.ts';
import { splitStream } from '../../../src/history/split-stream.ts';

const NEWLINE = 0x0a;
const [OLD, NEW] = ['1'.repeat(40), '2'.repeat(40)];

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parse(text: string, size = 7): Promise<AddedLines[]> {
  const all: AddedLines[] = [];
  for await (const one of parseAdded(splitStream(chunks(Buffer.from(text), size), NEWLINE))) all.push(one);
  return all;
}

describe('splitStream', () => {
  it('gives the same pieces however the stream is cut', async () => {
    const property = fc.asyncProperty(
      fc.array(
        fc.string().map((text) => text.replaceAll('\n', '')),
        { minLength: 1 },
      ),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const read: string[] = [];
        const stream = chunks(Buffer.from(`${lines.join('\n')}\n`), size);
        for await (const line of splitStream(stream, NEWLINE)) read.push(line.toString());
        expect(read).toEqual(lines);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('parseAdded', () => {
  it('is not misled by lines that look like heads', async () => {
    const text = `${'c'.repeat(40)}
diff --git a/x b/x
index ${OLD}..${NEW} 100644
--- a/x
+++ b/x
@@ -1,2 +1,3 @@
---- a/y
-diff --git a/y b/y
++++ b/y
+@@ -1 +9 @@
+${'d'.repeat(40)}
\\ No newline at end of file
@@ -9 +11 @@ diff --git a/z b/z
+rename to z
`;
    expect(await parse(text)).toEqual([
      {
        commit: 'c'.repeat(40),
        path: 'x',
        blob: NEW,
        added: [
          [1, 3],
          [11, 11],
        ],
      },
    ]);
  });

  it('counts lines of a merge that every parent lacks', async () => {
    const text = `diff --cc a b\tc
index ${OLD},${OLD}..${NEW}
--- a/a b
+++ b/a b
@@@ -1,2 -1,3 +1,4 @@@
 -a
+ b
 +c
++d
- e
  f
`;
    expect(await parse(text)).toEqual([{ path: 'a b\tc', blob: NEW, added: [[3, 3]] }]);
  });

  it('reads quoted names, renames and files without lines', async () => {
    const text = `diff --git "a/\\303\\251\\n\\"" "b/\\303\\251\\n\\""
new file mode 100644
index ${OLD}..${NEW}
Binary files /dev/null and "b/\\303\\251\\n\\"" differ
diff --git a/a b/b c
similarity index 90%
rename from a
rename to b c
index ${OLD}..${NEW} 100644
--- a/a
+++ b/b c\t
@@ -0,0 +1 @@
+x
diff --git a/mode b/mode
old mode 100644
new mode 100755
`;
    expect(await parse(text)).toEqual([
      { path: 'é\n"', blob: NEW },
      { path: 'b c', blob: NEW, added: [[1, 1]] },
    ]);
  });
});
