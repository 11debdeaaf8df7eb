import type { IncomingMessage, ServerResponse } from 'node:http';
import { decideByForm } from '../jobs/decide/decide-by-form.ts';
import { DecisionForm } from '../jobs/decide/form.ts';
import { maySeeIncident } from '../views/incidents.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './request.ts';
import type { Session } from './session.ts';

const FORM = { schema: DecisionForm, wrong: 'this is no form of this page: say why, in one line' } as const;

/**
 * Takes a decision from the form of an incident's page, and sends the browser back to it.
 *
 * @returns false where there is no such incident for this visitor
 */
export async function receiveDecision(
  { db, jobs }: WebContext,
  session: Session,
  incidentId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!jobs || !(await maySeeIncident(db, session.viewer, incidentId))) return false;
  const form = await openForm(session, request, response, FORM);
  if (!form) return true;
  const { token: _, ...words } = form;
  const decided = await decideByForm(jobs, incidentId, words, session.person);
  response.writeHead(303, { location: `/incidents/${incidentId}?said=${decided}` }).end();
  return true;
}
