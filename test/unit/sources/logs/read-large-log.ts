/**
 * Reads a generated log of 2 GB as a job does, in a process of its own, and prints how much memory and time that took.
 * `lines`: what a test prints in a loop; `zeros`: a bomb; `mcp`: every line speaks of MCP, which is read in depth.
 */
import { Readable } from 'node:stream';
import { createDeflateRaw } from 'node:zlib';
import { detect } from '../../../../src/detect/index.ts';
import { logPiece } from '../../../../src/sources/logs/log-piece.ts';
import { textPieces } from '../../../../src/sources/logs/text-pieces.ts';
import { LOG_LIMITS } from '../../../../src/sources/run-limits.ts';
import { readZip } from '../../../../src/sources/zip/read-zip.ts';

const TOTAL = 2_000_000_000;
const LINES = 10_000;

const moment = (n: number) => `2026-11-25T03:46:21.${String(n).padStart(7, '0')}Z `;
const KINDS: Readonly<Record<string, (n: number) => string>> = {
  lines: (n) => `${moment(n)}##[group]ok ${n} - parses ${n * 7919} tokens in ${n % 97} ms\n`,
  zeros: () => '\0'.repeat(80),
  mcp: (n) => `${moment(n)}mcpServers: { "one-${n}": { "env": { "TOKEN": "\${TOKEN_${n}}" } } }\n`,
};

function* blocks(line: (n: number) => string): Generator<Buffer> {
  const block = Buffer.from(Array.from({ length: LINES }, (_, n) => line(n)).join(''));
  for (let sent = 0; sent < TOTAL; sent += block.length) yield block;
}

/** A zip of one entry that is packed while it is read. */
async function* zip(line: (n: number) => string): AsyncGenerator<Uint8Array> {
  const name = 'build/1_Loop.txt';
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  yield Buffer.concat([header, Buffer.from(name)]);
  const packed: AsyncIterable<Uint8Array> = Readable.from(blocks(line)).pipe(createDeflateRaw({ level: 1 }));
  yield* packed;
}

const line = KINDS[process.argv[2] ?? 'lines'] ?? KINDS['lines'];
if (!line) throw new Error('no such log');
// What starts with the process is not what the log costs.
detect({ path: 'a', content: Array.from({ length: LINES }, (_, n) => line(n)).join('') });
const before = process.memoryUsage.rss();
const start = performance.now();
let peak = before;
let characters = 0;
const reading = readZip(zip(line), LOG_LIMITS);
for await (const entry of reading.entries)
  for await (const piece of textPieces(entry.bytes)) {
    detect({ path: 'actions/runs/log', content: logPiece(piece).content });
    characters += piece.text.length;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
const result = {
  stopped: reading.stopped(),
  characters,
  grownBy: Math.round((peak - before) / 1e6),
  ms: Math.round(performance.now() - start),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
