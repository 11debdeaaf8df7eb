import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { recordAudit } from '../inventory/audit.ts';
import { actorOf, OPERATOR } from '../inventory/waiting.ts';
import { isSecure } from './cookies.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './request.ts';
import { endSession, type Session } from './session.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200) }),
  wrong: 'this is no form of this page',
} as const;

/** Ends the session, at once and on the server: its cookie opens nothing any more, wherever it was copied to. */
export async function receiveLogout(
  context: WebContext,
  session: Session,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<true> {
  if (!(await openForm(session, request, response, FORM))) return true;
  const cookie = await endSession(context, session.id, isSecure(context, request));
  const { person, viewer } = session;
  const who = person ? { name: actorOf(person), githubId: person.id } : OPERATOR;
  const chains = viewer.installations === 'all' ? [0] : viewer.installations;
  const subjects = chains.map((installationId) => ({ installationId, kind: 'access' as const }));
  await recordAudit(context.db, subjects, who, { event: 'signed_out' });
  response.writeHead(303, { location: '/', 'set-cookie': cookie, 'clear-site-data': '"cache"' }).end();
  return true;
}
