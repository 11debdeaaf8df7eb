import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { resumeInstallation } from '../jobs/breaker/resume.ts';
import { isOwnForm } from './is-own-form.ts';
import { readForm } from './receive-decision.ts';
import type { WebContext } from './routes.ts';
import { isFormToken } from './session.ts';

const ResumeForm = z.object({ token: z.string().max(200) });

/**
 * Lets go on what the circuit breaker of an installation holds back, for a session that is known to be good. Whoever has
 * been sent here by another site is refused.
 */
export async function receiveResume(
  context: WebContext,
  installationId: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) =>
    void response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end(`${text}\n`);
  if (!isOwnForm(request)) return refuse(403, 'this form was not sent by a page of this server');
  const form = ResumeForm.safeParse(await readForm(request));
  if (!form.success) return refuse(400, 'this is no form of this page');
  if (!isFormToken(context.keys, request.headers.cookie, form.data.token))
    return refuse(403, 'this form is of another session: open the page again');
  await resumeInstallation(context, installationId);
  response.writeHead(303, { location: '/health' }).end();
}
