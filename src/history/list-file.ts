import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HistoryBlob } from './blob-list.ts';
import { splitStream } from './split-stream.ts';

const NUL = 0;
const GATHER = 1000;

function* lines(list: Iterable<HistoryBlob>): Generator<string> {
  let held = '';
  let count = 0;
  for (const { blob, commit, atHead, offBranches, path } of list) {
    held += `${blob} ${commit} ${offBranches ? 'o' : atHead ? 'h' : '-'} ${path}\0`;
    count += 1;
    if (count % GATHER > 0) continue;
    yield held;
    held = '';
  }
  yield held;
}

/** Writes a list to a file, which is there whole or not at all. */
export async function writeList(file: string, list: Iterable<HistoryBlob>): Promise<void> {
  const part = `${file}.part`;
  await pipeline(Readable.from(lines(list)), createWriteStream(part, { mode: 0o600 }));
  renameSync(part, file);
}

/** Reads what {@link writeList} wrote, without the first `skip` blobs; little of it is in memory at once. */
export async function* readList(file: string, skip: number): AsyncGenerator<HistoryBlob> {
  let index = 0;
  for await (const bytes of splitStream(createReadStream(file), NUL)) {
    index += 1;
    if (index <= skip || bytes.length === 0) continue;
    const [blob = '', commit = '', mark = ''] = bytes.toString('latin1').split(' ', 3);
    const path = bytes.subarray(blob.length + commit.length + mark.length + 3).toString('utf8');
    yield { blob, commit, atHead: mark === 'h', offBranches: mark === 'o', path };
  }
}
