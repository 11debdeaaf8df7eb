import type { IncomingMessage, ServerResponse } from 'node:http';
import { recordAudit } from '../../inventory/audit.ts';
import { actorOf, OPERATOR } from '../../inventory/waiting.ts';
import { isSecure, originOf } from '../cookies.ts';
import { html, type Html } from '../html.ts';
import { PAGE_HEADERS, plainPage } from '../page.ts';
import type { WebContext } from '../request.ts';
import { openSession, startSession } from '../session.ts';
import { spendLink } from '../spend-link.ts';
import { forgetBegun, keepBegun, readBegun, type BegunHere } from './begun-cookie.ts';
import { beginLogin, finishLogin, type LoginClient, type Visitor } from './github-login.ts';
import { returnPath } from './return-path.ts';

/** Where GitHub sends the browser back to. */
const CALLBACK = '/login/callback';

const OPERATOR_HINT = html`<p>
  For whoever runs this installation: on its machine, <code>rekey sign-in</code> prints a link that opens the
  dashboard, once and within ten minutes.
</p>`;

/** What somebody sees who is not logged in. */
export function signInPage({ login }: WebContext, wanted: string): Html {
  const back = returnPath(wanted);
  const way = `/login${back === '/' ? '' : `?back=${encodeURIComponent(back)}`}`;
  return plainPage(
    'Sign in',
    html`<h1>Rekey is running</h1>
      ${
        login
          ? html`<p>The dashboard is for those whom the policy of an organisation names.</p>
              <p><a class="button" href="${way}">Log in with GitHub</a></p>`
          : ''
      }
      ${OPERATOR_HINT}`,
  );
}

const REFUSED = plainPage(
  'Not let in',
  html`<h1>You are not let in</h1>
    <p>
      The dashboard opens for members of an organisation whom its policy names in
      <code>dashboard.viewers</code> or <code>approvers</code>, and where it names nobody, for its owners.
      Rekey needs the permission <code>members</code> to see who belongs to it.
    </p>
    <p><a href="/">Back</a></p>`,
);
const FAILED = plainPage(
  'Not logged in',
  html`<h1>You are not logged in</h1>
    <p>
      That login was not begun in this browser within the last ten minutes, was used before, or GitHub did not
      confirm it.
    </p>
    <p><a href="/login">Try again</a></p>`,
);

function send(response: ServerResponse, status: number, page: Html, cookies: readonly string[] = []): void {
  const headers = { ...PAGE_HEADERS, ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}) };
  response.writeHead(status, headers).end(page.text);
}

function redirect(response: ServerResponse, location: string, cookies: readonly string[]): void {
  // The address that led here holds a code.
  const headers = { location, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  response.writeHead(303, { ...headers, 'set-cookie': [...cookies] }).end();
}

async function begin(
  context: WebContext,
  client: LoginClient,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { location, begun } = await beginLogin(client, `${originOf(context, request)}${CALLBACK}`);
  const back = returnPath(url.searchParams.get('back'));
  redirect(response, location, [keepBegun(context.keys, { ...begun, back }, isSecure(context, request))]);
}

/** Undefined where it was not begun here, was ended before, or GitHub says no. */
async function finish(
  context: WebContext,
  client: LoginClient,
  url: URL,
  request: IncomingMessage,
): Promise<(Visitor & Pick<BegunHere, 'back'>) | undefined> {
  const begun = readBegun(context.keys, request.headers.cookie, isSecure(context, request));
  if (!begun || !(await spendLink(context.db, begun.state, begun.ends))) return undefined;
  try {
    const redirectUri = `${originOf(context, request)}${CALLBACK}`;
    return { ...(await finishLogin(client, redirectUri, begun, url.searchParams)), back: begun.back };
  } catch (error) {
    context.log.warn({ err: error }, 'a login through GitHub failed');
    return undefined;
  }
}

async function receiveCallback(
  context: WebContext,
  client: LoginClient,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const secure = isSecure(context, request);
  const visitor = await finish(context, client, url, request);
  if (!visitor || !context.readRights) return send(response, 403, FAILED, [forgetBegun(secure)]);
  const { person, back } = visitor;
  const installations = await context.readRights(person, visitor.installations);
  const who = { name: actorOf(person), githubId: person.id };
  if (installations.length === 0) {
    await recordAudit(context.db, { installationId: 0, kind: 'access' }, who, { event: 'sign_in_refused' });
    return send(response, 403, REFUSED, [forgetBegun(secure)]);
  }
  const cookie = await openSession(context, { person, installations }, secure);
  const subjects = installations.map((installationId) => ({ installationId, kind: 'access' as const }));
  await recordAudit(context.db, subjects, who, { event: 'signed_in' });
  redirect(response, back, [cookie, forgetBegun(secure)]);
}

/** Opens the dashboard by the operator's link. Who only asks what is there (HEAD) does not use the link up. */
async function receiveLink(
  context: WebContext,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const secure = isSecure(context, request);
  const code = url.searchParams.get('code') ?? '';
  const cookie = request.method === 'GET' ? await startSession(context, code, { secure }) : undefined;
  if (cookie === undefined) return send(response, 403, signInPage(context, '/'));
  await recordAudit(context.db, { installationId: 0, kind: 'access' }, OPERATOR, { event: 'signed_in' });
  redirect(response, '/', [cookie]);
}

/** Answers what has to do with logging in. @returns false for any other address */
export async function receiveLogin(
  context: WebContext,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = url;
  const { login, tries } = context;
  const isLink = pathname === '/sign-in';
  if (!isLink && !(login && (pathname === '/login' || pathname === CALLBACK))) return false;
  const seconds = tries?.wait(request.socket.remoteAddress ?? '') ?? 0;
  if (seconds > 0) {
    response.writeHead(429, { 'retry-after': String(seconds), 'content-type': 'text/plain; charset=utf-8' });
    response.end(`too many tries to log in: wait ${seconds} seconds\n`);
  } else if (isLink) await receiveLink(context, url, request, response);
  else if (login && pathname === '/login') await begin(context, login, url, request, response);
  else if (login) await receiveCallback(context, login, url, request, response);
  return true;
}
