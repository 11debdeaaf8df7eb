import type { IncomingMessage, ServerResponse } from 'node:http';
import { decideAsOperator } from '../jobs/decide/decide-as-operator.ts';
import { DecisionForm } from '../jobs/decide/form.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './routes.ts';

const FORM = { schema: DecisionForm, wrong: 'this is no form of this page: say why, in one line' } as const;

/** Takes a decision from the form of an incident's page, and sends the browser back to it. */
export async function receiveDecision(
  context: WebContext,
  incidentId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await openForm(context, request, response, FORM);
  if (!form) return;
  const { verb, reason } = form;
  const decided = await decideAsOperator(context, incidentId, verb, reason === '' ? undefined : reason);
  response.writeHead(303, { location: `/incidents/${incidentId}?said=${decided}` }).end();
}
