import { createHash } from 'node:crypto';
import { isRecord, textAt } from '../json.ts';
import type { Violation } from './validate-request.ts';

/**
 * The GraphQL documents that Rekey may send, by name, with the SHA-256 of their words: each was checked by
 * `scripts/check-graphql.ts` against GitHub's schema (@octokit/graphql-schema 15.26.1). Whoever changes a document checks
 * it again and writes its new sum here.
 */
const DOCUMENTS: Readonly<
  Record<string, { readonly sha256: string; readonly variables: readonly string[] }>
> = {
  RekeyThread: {
    sha256: '88436aaefab7d96b8afcf7c9595d3d1c4d3cfdf22c4cfe6ffb20c86a7f7a063a',
    variables: ['id'],
  },
  RekeyAnswers: {
    sha256: 'e4f39d7327cbc495f9db1f5fa7819e7b5bb2b45004b71e6baf7a91c0467f2806',
    variables: ['id'],
  },
  RekeyAnswer: {
    sha256: 'b8df173f244996e841822f926a5f269220fc2123ae7ce0ddba46bf4fb7c8acbc',
    variables: ['body', 'discussion', 'replyTo'],
  },
};

/** White space decides nothing in GraphQL. */
const sumOf = (document: string) =>
  createHash('sha256').update(document.trim().replaceAll(/\s+/g, ' ')).digest('hex');

/** The name of an operation, by which the world answers it. */
export function operationName(body: unknown): string {
  return /^\s*(?:query|mutation)\s+(\w+)/.exec(textAt(body, 'query'))?.[1] ?? '';
}

/** Checks a request to `POST /graphql`: a known document, its variables, and nothing else. */
export function checkGraphQL(method: string, body: unknown): Violation[] {
  const wrong = (message: string): Violation[] => [
    { kind: 'body', message: `${method} /graphql: ${message}` },
  ];
  if (method !== 'POST' || !isRecord(body)) return wrong('takes a document as JSON');
  const name = operationName(body);
  const known = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  const sum = sumOf(textAt(body, 'query'));
  if (known === undefined || known.sha256 !== sum)
    return wrong(`not a document that was checked (${name}, ${sum})`);
  const extra = Object.keys(body).filter((key) => key !== 'query' && key !== 'variables');
  if (extra.length > 0) return wrong(`unknown "${extra.join('", "')}"`);
  const variables = isRecord(body['variables']) ? body['variables'] : {};
  if (Object.keys(variables).toSorted().join() !== known.variables.join()) return wrong('other variables');
  const good = Object.entries(variables).every(
    ([key, value]) => (typeof value === 'string' && value !== '') || (key === 'replyTo' && value === null),
  );
  return good ? [] : wrong('a variable of the wrong type');
}
