import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createScanner } from '../../src/detect/engine/scanner.ts';
import { detect } from '../../src/detect/index.ts';
import { compare, growth, processorSeconds } from './clock.ts';
import type { Input } from './inputs.ts';
import type { Ripgrep } from './ripgrep.ts';

/** One kind of text; speeds in megabytes (10^6) a second of processor time. */
export interface TextFigures {
  readonly input: string;
  /** Read from a file and looked through: what most files of a scan cost. */
  readonly engine: number;
  /** All of detection, from text in memory. */
  readonly detect: number;
  readonly ripgrep?: number;
  readonly engineGrowth: number;
  readonly detectGrowth: number;
}

/** Bytes of the file that is searched: the start of a process is then a small part of its time. */
const FILE_SIZE = 134_217_728;
/** Bytes that the engine looks through at once. */
const PIECE = 262_144;
const TURNS = 5;
const GROWTH_SIZE = 524_288;
const ENOUGH_SECONDS = 0.5;

const scanner = createScanner();

function inspectFile(path: string): void {
  const file = openSync(path, 'r');
  const room = scanner.window.subarray(0, PIECE);
  for (let length = readSync(file, room); length > 0; length = readSync(file, room)) scanner.inspect(length);
  closeSync(file);
}

function inspectBytes(bytes: Buffer): void {
  let at = 0;
  scanner.inspectAll((room) => {
    const length = bytes.copy(room, 0, at);
    at += length;
    return length;
  });
}

function detectAll(texts: readonly string[]): void {
  for (const content of texts) detect({ path: 'lib/text.txt', content });
}

/** As many of the texts as detection needs some time for. */
function enoughOf(texts: readonly string[]): readonly string[] {
  let spent = 0;
  const end = texts.findIndex(
    (text) => (spent += processorSeconds(() => detectAll([text]))) > ENOUGH_SECONDS,
  );
  return end === -1 ? texts : texts.slice(0, end + 1);
}

const speed = (bytes: number, seconds: number) => Math.round(bytes / seconds / 1e6);
const size = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

function measureGrowth(texts: readonly string[]): Pick<TextFigures, 'engineGrowth' | 'detectGrowth'> {
  const unit = texts.find((text) => text.length > 0) ?? '';
  const part = unit.repeat(Math.ceil(GROWTH_SIZE / unit.length)).slice(0, GROWTH_SIZE);
  const bytes = Buffer.from(part.repeat(8));
  const twiceTheBytes = Buffer.from(part.repeat(16));
  const twice = Buffer.from(part + part).toString();
  return {
    engineGrowth: growth(
      () => inspectBytes(bytes),
      () => inspectBytes(twiceTheBytes),
    ),
    detectGrowth: growth(
      () => detectAll([part]),
      () => detectAll([twice]),
    ),
  };
}

/** How fast the engine, detection and ripgrep are for one kind of text, and how their time grows with it. */
export function measureText(
  { name, texts, hasLongLines }: Input,
  folder: string,
  ripgrep?: Ripgrep,
): TextFigures {
  const path = join(folder, 'text');
  const once = Buffer.from(texts.join(''));
  const bytes = once.length * Math.ceil(FILE_SIZE / once.length);
  writeFileSync(path, Buffer.concat(Array.from({ length: bytes / once.length }, () => once)));
  const some = enoughOf(texts);
  const taken = compare(
    {
      engine: () => processorSeconds(() => inspectFile(path)),
      ripgrep: () => ripgrep?.(path, '-j1', hasLongLines ? '--count-matches' : '--count') ?? 0,
      detect: () => processorSeconds(() => detectAll(some)),
    },
    TURNS,
  );
  return {
    input: name,
    engine: speed(bytes, taken.engine),
    detect: speed(size(some), taken.detect),
    ...(ripgrep ? { ripgrep: speed(bytes, taken.ripgrep) } : {}),
    ...measureGrowth(texts),
  };
}
