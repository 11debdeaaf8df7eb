import type { IncomingMessage, ServerResponse } from 'node:http';
import { decideAsOperator } from '../jobs/decide/decide-as-operator.ts';
import { DecisionForm } from '../jobs/decide/form.ts';
import type { WebContext } from './routes.ts';
import { isOwnForm } from './is-own-form.ts';
import { isFormToken } from './session.ts';

const MAX_BODY = 8192;
const FORM = 'application/x-www-form-urlencoded';

/** The fields of a form; undefined for what is none, or too long. */
export async function readForm(request: IncomingMessage): Promise<object | undefined> {
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM) return undefined;
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/**
 * Takes a decision from the form of an incident's page, for a session that is known to be good. Whoever has been sent here
 * by another site is refused.
 *
 * @returns what to answer: 303 to the page, or why not
 */
export async function receiveDecision(
  context: WebContext,
  incidentId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) =>
    void response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end(`${text}\n`);
  if (!isOwnForm(request)) return refuse(403, 'this form was not sent by a page of this server');
  const form = DecisionForm.safeParse(await readForm(request));
  if (!form.success) return refuse(400, 'this is no form of this page: say why, in one line');
  const { verb, token, reason } = form.data;
  if (!isFormToken(context.keys, request.headers.cookie, token))
    return refuse(403, 'this form is of another session: open the page again');
  const decided = await decideAsOperator(context, incidentId, verb, reason === '' ? undefined : reason);
  response.writeHead(303, { location: `/incidents/${incidentId}?said=${decided}` }).end();
}
