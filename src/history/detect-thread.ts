import { keepCompiled } from '../base/compile-cache.ts';
import type { BlobFindings, DetectAnswer, DetectTask, PlainFinding } from './detect-task.ts';
import type { Finding } from '../detect/index.ts';
import type { BlobReader } from './read-blobs.ts';

// Before anything large is loaded.
keepCompiled();
const { decodeText } = await import('../base/decode-text.ts');
const { hasMcpContext } = await import('../detect/index.ts');
const { detectBytes } = await import('./detect-bytes.ts');
const { ownEnvironment } = await import('./own-repository.ts');
const { openBlobs } = await import('./read-blobs.ts');

/** Larger files are not read, and most servers do not even send them. */
const MAX_BYTES = 10_485_760;
/** Far more than a person can look at; a file of nothing but tokens must not fill the memory. */
const MAX_FINDINGS = 10_000;

/** Each thread serves one repository. */
let blobs: BlobReader | undefined;

/** The one place where a value leaves its `Secret`: an object with private fields cannot go to another thread. */
function toPlain({ secret, ...rest }: Finding): PlainFinding {
  return { ...rest, value: secret.reveal() };
}

function findIn(index: number, path: string, bytes: Buffer): BlobFindings | undefined {
  const findings = detectBytes(path, bytes, false);
  if (findings.length === 0) return undefined;
  return {
    index,
    mcpContext: hasMcpContext(path, decodeText(bytes) ?? ''),
    findings: findings.slice(0, MAX_FINDINGS).map(toPlain),
    isCut: findings.length > MAX_FINDINGS,
  };
}

/** What a thread of the pool does with some blobs of a repository of our own. */
export async function detectTask({ folder, items }: DetectTask): Promise<DetectAnswer> {
  blobs ??= openBlobs(folder, MAX_BYTES, ownEnvironment(folder));
  const found: BlobFindings[] = [];
  let leftOut = 0;
  let index = 0;
  for await (const content of blobs.read(items.map(({ blob }) => blob))) {
    const path = items[index]?.path ?? '';
    if (typeof content === 'string') leftOut += 1;
    else {
      const one = findIn(index, path, content);
      if (one) found.push(one);
    }
    index += 1;
  }
  return { found, leftOut };
}
