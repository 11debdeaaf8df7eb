import { createHash } from 'node:crypto';
import type { Answer, GitHubRequest } from './exchange.ts';

/** The answer with an ETag, or 304 without a body where the sender has it already. */
export function conditional(request: GitHubRequest, answer: Answer): Answer {
  const digest = createHash('sha256')
    .update(answer.body)
    .update(answer.headers['link'] ?? '');
  const etag = `W/"${digest.digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (request.headers['if-none-match'] !== etag) return { ...answer, headers };
  return { status: 304, headers, body: Buffer.alloc(0) };
}
