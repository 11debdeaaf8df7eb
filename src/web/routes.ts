import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Keys } from '../base/keys.ts';
import { recordAudit } from '../inventory/audit.ts';
import { OPERATOR } from '../inventory/waiting.ts';
import { countPaused } from '../inventory/pauses.ts';
import { DEAD_LETTER } from '../jobs/queue/queues.ts';
import type { Queue } from '../jobs/queue/queue.ts';
import type { Database } from '../store/database.ts';
import { backfillsPage } from './backfills-page.ts';
import { saysOf } from '../jobs/decide/form.ts';
import { incidentPage, overviewPage, type Visit } from './dashboard.ts';
import { firstLookPage } from './first-look-page.ts';
import { healthPage } from './health-page.ts';
import { html, type Html } from './html.ts';
import type { Metrics } from '../base/metrics.ts';
import { page, PAGE_HEADERS } from './page.ts';
import { sendPolicySchema } from './policy-schema.ts';
import { receiveDecision } from './receive-decision.ts';
import { receiveResume } from './receive-resume.ts';
import { formToken, hasSession, startSession } from './session.ts';

/** What the pages read from. */
export interface WebContext {
  readonly db: Database;
  readonly queue: Queue;
  readonly keys: Keys;
  readonly metrics: Metrics;
  readonly log: Logger;
}

function sendPage(
  response: ServerResponse,
  status: number,
  content: Html,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...PAGE_HEADERS, ...headers }).end(content.text);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

async function sendMetrics({ db, queue, metrics }: WebContext, response: ServerResponse): Promise<void> {
  metrics.incidents.reset();
  const rows = await db
    .selectFrom('incidents')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute();
  for (const { state, n } of rows) metrics.incidents.set({ state }, n);
  metrics.breakerPaused.set(await countPaused(db));
  metrics.deadLetters.set((await queue.boss.getQueue(DEAD_LETTER))?.totalCount ?? 0);
  response
    .writeHead(200, { 'content-type': metrics.registry.contentType })
    .end(await metrics.registry.metrics());
}

async function isReady({ db }: WebContext): Promise<boolean> {
  return db
    .selectFrom('deliveries')
    .select('id')
    .limit(1)
    .execute()
    .then(
      () => true,
      () => false,
    );
}

const SIGN_IN = page(
  'Sign in',
  html`<h1>Rekey is running</h1>
    <p>
      The dashboard is for the people who run this installation. On its machine,
      <code>rekey sign-in</code> prints a link that opens it, once and within ten minutes.
    </p>`,
);
const NOT_FOUND = page(
  'Not found',
  html`<h1>Not found</h1>
    <p><a href="/">All incidents</a></p>`,
);

const INCIDENT = /^\/incidents\/([0-9a-f-]{36})$/;
const RESUME = /^\/installations\/(\d{1,15})\/resume$/;
const DECISION = /^\/incidents\/([0-9a-f-]{36})\/decision$/;

/** What the visitor of an incident's page brings along. */
function visitOf({ keys }: WebContext, request: IncomingMessage, { searchParams }: URL): Visit {
  const said = saysOf(searchParams.get('said') ?? '');
  return {
    token: formToken(keys, request.headers.cookie) ?? '',
    ...(said === undefined ? {} : { said }),
  };
}

async function sendDashboard(
  context: WebContext,
  path: string,
  visit: Visit,
  response: ServerResponse,
): Promise<void> {
  if (path === '/') return sendPage(response, 200, await overviewPage(context.db));
  if (path === '/health') return sendPage(response, 200, await healthPage(context.db, visit.token));
  if (path === '/first-look') return sendPage(response, 200, await firstLookPage(context.db));
  if (path === '/histories') return sendPage(response, 200, await backfillsPage(context.db));
  const id = INCIDENT.exec(path)?.[1];
  const content = id === undefined ? undefined : await incidentPage(context.db, id, visit);
  return content ? sendPage(response, 200, content) : sendPage(response, 404, NOT_FOUND);
}

/** Answers everything but webhooks: health, metrics, and the dashboard for those who signed in. */
export async function handleWeb(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const decided = request.method === 'POST' ? DECISION.exec(url.pathname)?.[1] : undefined;
  if (decided !== undefined) {
    if (!hasSession(context.keys, request.headers.cookie)) return sendPage(response, 403, SIGN_IN);
    return receiveDecision(context, decided, request, response);
  }
  const resumed = request.method === 'POST' ? RESUME.exec(url.pathname)?.[1] : undefined;
  if (resumed !== undefined) {
    if (!hasSession(context.keys, request.headers.cookie)) return sendPage(response, 403, SIGN_IN);
    return receiveResume(context, Number(resumed), request, response);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendText(response, 405, 'method not allowed');
  if (url.pathname === '/healthz') return sendText(response, 200, 'ok');
  if (url.pathname === '/readyz')
    return (await isReady(context))
      ? sendText(response, 200, 'ready')
      : sendText(response, 503, 'the database does not answer');
  if (url.pathname === '/metrics') return sendMetrics(context, response);
  if (url.pathname === '/rekey.schema.json') return sendPolicySchema(request, response);
  if (url.pathname === '/sign-in') {
    const secure = request.headers['x-forwarded-proto'] === 'https';
    const code = url.searchParams.get('code') ?? '';
    // Who only asks what is there (HEAD) does not use the link up.
    const cookie = request.method === 'GET' ? await startSession(context, code, { secure }) : undefined;
    if (cookie) {
      await recordAudit(context.db, { installationId: 0, kind: 'access' }, OPERATOR, { event: 'signed_in' });
      const headers = { location: '/', 'set-cookie': cookie, 'referrer-policy': 'no-referrer' };
      return void response.writeHead(303, headers).end();
    }
    return sendPage(response, 403, SIGN_IN);
  }
  if (!hasSession(context.keys, request.headers.cookie))
    return sendPage(response, url.pathname === '/' ? 200 : 403, SIGN_IN);
  return sendDashboard(context, url.pathname, visitOf(context, request, url), response);
}
