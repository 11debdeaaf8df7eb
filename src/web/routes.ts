import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApiTokens, API_TOKENS_API } from './api-tokens-api.ts';
import { answerApi, isApiPath } from './api-v1.ts';
import { sendExport } from './exports.ts';
import { html, type Html } from './html.ts';
import { receiveLogin, signInPage } from './login/receive-login.ts';
import { page, PAGE_HEADERS } from './page.ts';
import { agentsPage } from './pages/agents.ts';
import { auditPage } from './pages/audit.ts';
import { checksPage } from './pages/checks.ts';
import { firstLookPage } from './pages/first-look.ts';
import { healthPage } from './pages/health.ts';
import { backfillsPage } from './pages/histories.ts';
import { incidentPage } from './pages/incident.ts';
import { incidentsPage } from './pages/incidents.ts';
import { overviewPage } from './pages/overview.ts';
import { registerPage } from './pages/register.ts';
import { reportPage } from './pages/report.ts';
import { secretPage } from './pages/secret.ts';
import { sendPolicySchema } from './policy-schema.ts';
import { receiveDecision } from './receive-decision.ts';
import { receiveAcceptance, receiveEnd } from './receive-finding.ts';
import { receiveDisconnect } from './receive-disconnect.ts';
import { receiveLogout } from './receive-logout.ts';
import { receiveResume } from './receive-resume.ts';
import type { PageRequest, RenderPage, WebContext } from './request.ts';
import { sendMetrics } from './send-metrics.ts';
import { readSession, type Session } from './session.ts';

function sendPage(response: ServerResponse, status: number, content: Html): void {
  response.writeHead(status, PAGE_HEADERS).end(content.text);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
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

async function sendReady(context: WebContext, response: ServerResponse): Promise<void> {
  if (await isReady(context)) sendText(response, 200, 'ready');
  else sendText(response, 503, 'the database does not answer');
}

const UUID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';

/** What is only for whoever runs this Rekey: it shows all installations at once. */
const forOperator =
  (render: RenderPage): RenderPage =>
  async (request) =>
    request.session.person ? undefined : render(request);

/** The pages by their addresses. */
const PAGES: Readonly<Record<string, RenderPage>> = {
  '/': overviewPage,
  '/incidents': incidentsPage,
  '/register': registerPage,
  '/checks': checksPage,
  '/health': healthPage,
  '/audit': auditPage,
  '/report': reportPage,
  '/agents': agentsPage,
  '/first-look': forOperator(firstLookPage),
  '/histories': forOperator(backfillsPage),
};
/** The pages of one thing each, which its id in the address names. */
const OF_ONE = [
  [new RegExp(`^/incidents/${UUID}$`), incidentPage],
  [new RegExp(`^/secrets/${UUID}$`), secretPage],
] as const;

/** The page of one thing; undefined for another address, or for what the visitor may not see. */
async function renderOne(request: PageRequest): Promise<Html | undefined> {
  for (const [pattern, render] of OF_ONE) {
    const id = pattern.exec(request.path)?.[1];
    if (id !== undefined) return render(request, id);
  }
  return undefined;
}

/** Takes a form; false where there is nothing of that name for this visitor. */
type Receive = (
  context: WebContext,
  session: Session,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** What forms are sent to. */
const FORMS: readonly (readonly [path: RegExp, receive: Receive])[] = [
  [/^()\/logout$/, (context, session, _id, ...exchange) => receiveLogout(context, session, ...exchange)],
  [new RegExp(`^/incidents/${UUID}/decision$`), receiveDecision],
  [new RegExp(`^/findings/${UUID}/accept$`), receiveAcceptance],
  [new RegExp(`^/exceptions/${UUID}/end$`), receiveEnd],
  [/^\/agents\/([\w-]{1,100})\/end$/, receiveDisconnect],
  [
    /^\/installations\/(\d{1,15})\/resume$/,
    (context, session, id, ...exchange) => receiveResume(context, session, Number(id), ...exchange),
  ],
];

function notFound(session: Session): Html {
  return page(
    'Not found',
    html`<h1>Not found</h1>
      <p>There is no such page, or it is not for you. <a href="/incidents">All incidents</a></p>`,
    { session },
  );
}

async function receiveForm(
  context: WebContext,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const known = FORMS.map(([pattern, receive]) => ({ receive, id: pattern.exec(path)?.[1] })).find(
    ({ id }) => id !== undefined,
  );
  if (!known) return sendText(response, 405, 'method not allowed');
  const session = await readSession(context, request);
  if (!session) return sendPage(response, 403, signInPage(context, '/'));
  if (!(await known.receive(context, session, known.id ?? '', request, response)))
    sendPage(response, 404, notFound(session));
}

async function sendDashboard(pageRequest: PageRequest, response: ServerResponse): Promise<void> {
  const { path, session } = pageRequest;
  const render = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  const content = render ? await render(pageRequest) : await renderOne(pageRequest);
  if (content) return sendPage(response, 200, content);
  if (await sendExport(pageRequest, response)) return;
  sendPage(response, 404, notFound(session));
}

/** What anyone may ask. @returns false for anything else */
async function sendPublic(
  context: WebContext,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/healthz') sendText(response, 200, 'ok');
  else if (path === '/readyz') await sendReady(context, response);
  else if (path === '/metrics') await sendMetrics(context, response);
  else if (path === '/rekey.schema.json') sendPolicySchema(request, response);
  else return false;
  return true;
}

/** Answers everything but webhooks: health, metrics, the JSON API, and the dashboard for those who are logged in. */
export async function handleWeb(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (!url) return sendText(response, 400, 'no address');
  const path = url.pathname;
  if (isApiPath(path)) return answerApi(context, url, request, response);
  if (path === API_TOKENS_API) return answerApiTokens(context, request, response);
  if (request.method === 'POST') return receiveForm(context, path, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendText(response, 405, 'method not allowed');
  if (await sendPublic(context, path, request, response)) return;
  if (await receiveLogin(context, url, request, response)) return;
  const session = await readSession(context, request);
  if (!session) return sendPage(response, path === '/' ? 200 : 403, signInPage(context, path + url.search));
  const given = [...url.searchParams].filter(([, value]) => value.trim() !== '');
  return sendDashboard({ context, session, path, query: Object.fromEntries(given) }, response);
}
