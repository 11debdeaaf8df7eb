import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { z } from 'zod';
import { listInstallations } from '../../views/installations.ts';
import type { Html } from '../../web/html.ts';
import { openForm } from '../../web/open-form.ts';
import { PAGE_HEADERS } from '../../web/page.ts';
import { readSession, type Session } from '../../web/session.ts';
import { resourceOf, SCOPE, type McpContext } from '../context.ts';
import { keepClient } from './clients.ts';
import { consentHeaders, consentPage, operatorPage, overPage, placeOf } from './consent-page.ts';
import { openGrant } from './grants.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200), answer: z.enum(['allow', 'refuse']) }),
  wrong: 'this is no form of this page',
} as const;

/** What a client asks of whom. */
interface Request {
  readonly uid: string;
  readonly clientId: string;
  readonly client: string;
  readonly redirectUri: string;
}

type Person = Session & { readonly person: NonNullable<Session['person']> };

function send(response: ServerResponse, status: number, page: Html, headers = PAGE_HEADERS): void {
  response.writeHead(status, headers).end(page.text);
}

/** What is asked in this browser; undefined where nothing is, or no longer. */
async function readRequest(
  provider: Provider,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Request | undefined> {
  try {
    const interaction = await provider.interactionDetails(request, response);
    const clientId = String(interaction.params['client_id']);
    const client = await provider.Client.find(clientId);
    if (interaction.uid !== uid || !client) return undefined;
    const redirectUri = String(interaction.params['redirect_uri']);
    return { uid, clientId, client: client.clientName ?? 'A program without a name', redirectUri };
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

const hasPerson = (session: Session): session is Person => session.person !== undefined;

/** Writes down what the person gives, and sends the browser on with a code for it. */
async function allow(
  { context, provider }: Place,
  { person, viewer }: Person,
  { clientId, client, redirectUri }: Request,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const accountId = String(person.id);
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(SCOPE);
  grant.addResourceScope(resourceOf(context).href, SCOPE);
  const id = await grant.save();
  const installations = viewer.installations === 'all' ? [] : viewer.installations;
  const named = `${client}, ${placeOf(redirectUri)}`;
  await openGrant(context.db, { id, clientId, client: named, person, installations });
  await keepClient(context.db, clientId);
  const result = { login: { accountId, remember: false }, consent: { grantId: id } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** Where people are asked. */
export interface Place {
  readonly context: McpContext;
  readonly provider: Provider;
}

async function show(
  { db }: McpContext,
  session: Person,
  asked: Request,
  response: ServerResponse,
): Promise<void> {
  const owners = (await listInstallations(db, session.viewer)).map(({ owner }) => owner);
  const { login } = session.person;
  const page = consentPage({ ...asked, login, owners, token: session.token });
  send(response, 200, page, consentHeaders(asked.redirectUri));
}

/** Asks a person whether an agent may read, and takes the answer. */
export async function receiveConsent(
  place: Place,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { context, provider } = place;
  const session = await readSession(context, request);
  if (!session) {
    const location = `/login?back=${encodeURIComponent(`/oauth/consent/${uid}`)}`;
    response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
    return;
  }
  if (!hasPerson(session)) return send(response, 403, operatorPage(uid));
  const asked = await readRequest(provider, uid, request, response);
  if (!asked) return send(response, 400, overPage());
  if (request.method !== 'POST') return show(context, session, asked, response);
  const form = await openForm(session, request, response, FORM);
  if (!form) return;
  if (form.answer === 'allow') return allow(place, session, asked, request, response);
  const refusal = { error: 'access_denied', error_description: 'the person refused' };
  await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
}
