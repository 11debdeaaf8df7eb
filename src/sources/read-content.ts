import type { Octokit, RepositoryRef } from '../github/types.ts';
import { encodedFileSchema, isGone } from './github-answer.ts';

/** Files larger than this are not read. Configuration is small; what is this large is data. */
const CONTENT_MAX_BYTES = 10_000_000;

/** The bytes of a file, or why there are none. */
export type Content = Uint8Array | 'gone' | 'too-large';

/** Room for base64 and JSON, for servers that do not know the raw media type. */
const BODY_MAX_BYTES = CONTENT_MAX_BYTES * 1.5;

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function readBody(body: unknown): Promise<Uint8Array | 'too-large'> {
  if (!isStream(body)) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream, so the rest of a huge file is never downloaded.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > BODY_MAX_BYTES) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** GitHub answers `application/vnd.github.raw…`; plain JSON comes from servers without that media type, or a folder. */
function unpack(bytes: Uint8Array, contentType: unknown): Uint8Array | 'gone' {
  if (typeof contentType !== 'string' || !/^application\/json\b/i.test(contentType)) return bytes;
  try {
    const file = encodedFileSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return file.encoding === 'base64' ? Buffer.from(file.content, 'base64') : 'gone';
  } catch {
    return 'gone';
  }
}

async function readRaw(request: () => Promise<{ headers: object; data: unknown }>): Promise<Content> {
  try {
    const { headers, data } = await request();
    const body = await readBody(data);
    if (body === 'too-large') return body;
    const bytes = unpack(body, 'content-type' in headers ? headers['content-type'] : undefined);
    return bytes !== 'gone' && bytes.byteLength > CONTENT_MAX_BYTES ? 'too-large' : bytes;
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** Asks for the bytes themselves and gets them as a stream: decoding by octokit would spoil UTF-16 and has no cap. */
const RAW = { mediaType: { format: 'raw' }, request: { parseSuccessResponseBody: false } } as const;

/** A blob by its id, up to {@link CONTENT_MAX_BYTES}. A submodule's id is no blob: `gone`. */
export function readBlob(octokit: Octokit, repository: RepositoryRef, sha: string): Promise<Content> {
  const { owner, name: repo } = repository;
  return readRaw(() =>
    octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { owner, repo, file_sha: sha, ...RAW }),
  );
}

/** A file at a commit, up to {@link CONTENT_MAX_BYTES}; `gone` where the commit has no such file. */
export function readFileAt(
  octokit: Octokit,
  repository: RepositoryRef,
  path: string,
  ref: string,
): Promise<Content> {
  const { owner, name: repo } = repository;
  return readRaw(() =>
    octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref, ...RAW }),
  );
}
