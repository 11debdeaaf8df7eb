import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { decodeText, encodingOf, SNIFF_BYTES } from '../base/decode-text.ts';
import { deriveKeys } from '../base/keys.ts';
import { describeFindings } from './output/describe-findings.ts';
import type { Found, Gap, Item, Outcome, Settings } from './item.ts';
import { openBlobs, type BlobReader } from '../history/read-blobs.ts';
import { detectBytes } from '../history/detect-bytes.ts';

/** Larger texts are not scanned. Far above what people write, and below what would fill a small machine's memory. */
export const MAX_BYTES = 67_108_864;

/** Scans one batch of items after the other. */
export interface Scanner {
  scan(items: readonly Item[]): Promise<Outcome>;
  /** Scans bytes that are at hand; `item.source` does not matter. */
  scanContent(item: Item, bytes: Buffer): readonly Found[];
  close(): void;
}

/** A large binary file would not be scanned anyway, so it is not worth a word. */
function readLargeFile(file: Buffer): Buffer | Gap {
  const head = Buffer.alloc(SNIFF_BYTES);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, head);
  closeSync(descriptor);
  return encodingOf(head) === undefined ? head : 'too large';
}

function readFile(item: Item, path: Uint8Array): Buffer | Gap {
  const file = Buffer.from(path);
  try {
    return item.weight > MAX_BYTES ? readLargeFile(file) : readFileSync(file);
  } catch {
    return 'unreadable';
  }
}

/** Makes a scanner; git is started for the first blob. */
export function createScanner(settings: Settings): Scanner {
  const keys = deriveKeys(Buffer.from(settings.key));
  let blobs: BlobReader | undefined;

  /** In the order of the items, which are all files or all blobs. */
  async function* contents(items: readonly Item[]): AsyncGenerator<Buffer | Gap> {
    const ids = items.flatMap(({ source }) => ('blob' in source ? [source.blob] : []));
    if (ids.length > 0) yield* (blobs ??= openBlobs(settings.repository, MAX_BYTES)).read(ids);
    else for (const item of items) if ('file' in item.source) yield readFile(item, item.source.file);
  }

  function scanContent(item: Item, bytes: Buffer): readonly Found[] {
    const findings = detectBytes(item.place, bytes, true);
    if (findings.length === 0) return [];
    return describeFindings(item, decodeText(bytes) ?? '', findings, settings, keys);
  }

  return {
    scanContent,
    async scan(items) {
      const found: Found[] = [];
      const gaps: { gap: Gap; path: string }[] = [];
      let bytes = 0;
      let at = 0;
      for await (const content of contents(items)) {
        const item = items[at++];
        if (!item) break;
        if (typeof content === 'string') gaps.push({ gap: content, path: item.path });
        else {
          bytes += content.length;
          found.push(...scanContent(item, content));
        }
      }
      return { found, files: items.length - gaps.length, bytes, gaps };
    },
    close: () => blobs?.close(),
  };
}
