import type { IncomingMessage, ServerResponse } from 'node:http';
import { inSpan } from '../../telemetry/spans.ts';
import { authenticate } from '../auth/authenticate.ts';
import type { BrokerContext } from '../context.ts';
import { networkOfCaller } from './caller-address.ts';
import { findRoute } from './find-route.ts';
import { readBody } from './read-body.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { refuse, Refusal, toProblem } from './refusal.ts';
import { sendReply, type Reply } from './reply.ts';
import { DEFAULT_MAX_BYTES, type Call, type ClientCall, type ClientRoute, type Route } from './route.ts';
import { ROUTES } from './routes.ts';

/** Clients are few and named by the operator; addresses are as many as somebody likes, and push no client out. */
interface Limits {
  readonly clients: RateLimit;
  readonly networks: RateLimit;
}

async function readCall(request: IncomingMessage, route: Route, params: Call['params']): Promise<Call> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request, route.maxBytes ?? DEFAULT_MAX_BYTES);
  return { request, body, params, query: searchParams };
}

function checkRate(limit: RateLimit, name: string): void {
  const seconds = limit.check(name);
  if (seconds !== undefined) throw refuse('rate-limited', 'Send fewer requests a minute.', seconds);
}

async function answer(context: BrokerContext, limits: Limits, request: IncomingMessage): Promise<Reply> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const found = findRoute(ROUTES, request.method ?? '', path);
  if ('allowed' in found) {
    if (found.allowed.length === 0) throw refuse('not-found');
    return { ...toReply(refuse('method-not-allowed')), headers: { allow: found.allowed.join(', ') } };
  }
  const { route, params } = found;
  const call = await readCall(request, route, params);
  const countAnonymous = () => checkRate(limits.networks, networkOfCaller(request, context.trustedProxies));
  if (route.auth === 'none') {
    if (route.method === 'POST') countAnonymous();
    return route.run(context, call);
  }
  const client = await authenticate(context, call, route.auth, route.scope).catch((error: unknown) => {
    // Guesses are counted, so that nobody makes many.
    countAnonymous();
    throw error;
  });
  checkRate(limits.clients, client.id);
  return runTraced(context, route, { ...call, client });
}

/** A refusal is an answer. */
const isFailure = (error: unknown): boolean => !(error instanceof Refusal);

/** Only for clients that are known: nobody else's ids are believed, and health checks are no traces. */
function runTraced(context: BrokerContext, route: ClientRoute, call: ClientCall): Promise<Reply> {
  const { method, path } = route;
  const from = { traceparent: call.request.headers['traceparent'] };
  const attributes = { 'http.request.method': method, 'http.route': path };
  return inSpan(`${method} ${path}`, { kind: 'SERVER', attributes, from, isFailure }, async (span) => {
    const reply = await route.run(context, call);
    span.setAttribute('http.response.status_code', reply.status);
    return reply;
  });
}

/** A mistake of ours, or something that we need and that does not answer: the database, mostly. */
function toRefusal(error: unknown): Refusal {
  return error instanceof TypeError || error instanceof RangeError
    ? refuse('internal')
    : refuse('upstream-unavailable', 'Send the request again.', 5);
}

/** A refusal as an answer: RFC 9457, with Retry-After where the problem passes. */
function toReply(refusal: Refusal): Reply {
  const problem = toProblem(refusal);
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(refusal.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    json: problem,
  };
}

/** Handles one request after another; whatever goes wrong becomes a problem that repeats nothing of the request. */
export function createHandler(
  context: BrokerContext,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const create = () => createRateLimit(context.requestsPerMinute, context.now);
  const limits = { clients: create(), networks: create() };
  return async (request, response) => {
    let reply: Reply;
    try {
      reply = await answer(context, limits, request);
    } catch (error) {
      if (!(error instanceof Refusal)) context.log.error({ err: error }, 'a request failed');
      const refusal = error instanceof Refusal ? error : toRefusal(error);
      context.log.debug({ problem: refusal.problem }, 'a request was refused');
      reply = toReply(refusal);
    }
    await sendReply(request, response, reply);
  };
}
