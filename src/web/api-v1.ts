import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { findToken } from '../api/tokens/find-token.ts';
import { readToken } from '../api/tokens/token-text.ts';
import { apiDocument } from '../api/openapi.ts';
import { API_ROOT, type Operation } from '../api/operation.ts';
import { findOperation } from '../api/operations.ts';
import { toProblem, type ProblemName } from '../api/problem.ts';
import { recordReading, type ReadBy } from '../inventory/readings.ts';
import type { Viewer } from '../views/viewer.ts';
import { PRIVATE_HEADERS } from './page.ts';
import type { WebContext } from './request.ts';
import { readSession, readerOf } from './session.ts';

const DOCUMENT = `${API_ROOT}/openapi.json`;
const HEADERS = {
  ...PRIVATE_HEADERS,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Of one token or session, in a minute. */
export const MAX_API_CALLS = 600;

/** Whether a path is one of the API, known or not. */
export const isApiPath = (path: string): boolean => path === API_ROOT || path.startsWith(`${API_ROOT}/`);

/** An answer to be sent. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';
/** RFC 6750, section 3, and RFC 9110, section 10.2.1. */
const REFUSAL_HEADERS: Partial<Record<ProblemName, Readonly<Record<string, string>>>> = {
  unauthenticated: { 'www-authenticate': 'Bearer realm="rekey"' },
  'method-not-allowed': { allow: 'GET, HEAD' },
};

function refusal(
  name: ProblemName,
  detail?: string,
  headers: Answer['headers'] = REFUSAL_HEADERS[name],
): Answer {
  const body = toProblem(name, detail);
  return { status: body.status, type: 'application/problem+json', body, ...(headers ? { headers } : {}) };
}

/** Who asks: by the token or session, which is counted, and what it may see. */
interface Caller {
  readonly id: string;
  readonly by: ReadBy;
  readonly viewer: Viewer;
}

/** Whoever sends a token is what the token is, wrong or right; else it is whoever is logged in to the dashboard. */
async function callerOf(context: WebContext, request: IncomingMessage): Promise<Caller | undefined> {
  const [, sent] = /^Bearer +(\S*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (sent === undefined) {
    const session = await readSession(context, request);
    return session && { ...session, by: readerOf(session) };
  }
  const token = readToken(sent);
  const known = token && (await findToken(context.db, token));
  return known && { ...known, by: { token: known.id } };
}

/** The parameters as they were given; undefined where one is given twice. */
function givenIn(parameters: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const names = [...parameters.keys()];
  return new Set(names).size === names.length ? Object.fromEntries(parameters) : undefined;
}

/** Names the parameter that is wrong where the operation knows it: what else stands in the address is not repeated. */
function wrongParameter({ query }: Operation, wrong: PropertyKey | undefined): Answer {
  const known = Object.keys(query.shape);
  const name = known.find((one) => one === wrong);
  return refusal(
    'invalid-parameter',
    name === undefined
      ? `Parameters here: ${known.join(', ') || 'none'}. Each may be given once.`
      : `The value of ${name} is none that ${DOCUMENT} allows.`,
  );
}

const Paged = z.looseObject({ next: z.string() });

/** The address of the next page, and the same as RFC 8288 writes it. */
function withNext(url: URL, body: unknown): Pick<Answer, 'body' | 'headers'> {
  const paged = Paged.safeParse(body).data;
  if (!paged) return { body };
  const query = new URLSearchParams(url.searchParams);
  query.set('cursor', paged.next);
  const next = `${url.pathname}?${query.toString()}`;
  return { body: { ...paged, next }, headers: { link: `<${next}>; rel="next"` } };
}

async function answer(context: WebContext, url: URL, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal('method-not-allowed');
  // It holds nothing of this Rekey.
  if (url.pathname === DOCUMENT) return { status: 200, type: JSON_TYPE, body: apiDocument() };
  const caller = await callerOf(context, request);
  if (!caller)
    return refusal(
      'unauthenticated',
      'Send Authorization: Bearer with a token of `rekey api-token create`, or the cookie of the dashboard.',
    );
  const seconds = context.apiCalls?.wait(caller.id) ?? 0;
  if (seconds > 0) return refusal('rate-limited', undefined, { 'retry-after': String(seconds) });
  const found = findOperation(url.pathname);
  if (!found) return refusal('not-found');
  const { operation, id } = found;
  const given = givenIn(url.searchParams);
  const prepared = given ? operation.prepare(id, given) : { wrong: undefined };
  if ('wrong' in prepared) return wrongParameter(operation, prepared.wrong);
  const { viewer, by } = caller;
  const filters = Object.keys(given ?? {}).filter((name) => name !== 'cursor' && name !== 'limit');
  const { installations } = viewer;
  await recordReading(context.db, { by, event: 'api_read', what: operation.id, filters, installations });
  const body = await prepared.ask({ db: context.db, viewer, now: new Date() });
  return body === undefined ? refusal('not-found') : { status: 200, type: JSON_TYPE, ...withNext(url, body) };
}

/** Answers the JSON API: see docs/api.md. */
export async function answerApi(
  context: WebContext,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, type, body, headers } = await answer(context, url, request).catch((err: unknown) => {
    context.log.error({ err }, 'a request of the API failed');
    return refusal('internal', 'The log of the server says what.');
  });
  // What was sent is not read, so no other request may follow it.
  const close = request.method === 'GET' || request.method === 'HEAD' ? {} : { connection: 'close' };
  response.writeHead(status, { ...HEADERS, 'content-type': type, ...headers, ...close });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
}
