import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { resumeInstallation } from '../jobs/breaker/resume.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './routes.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200) }),
  wrong: 'this is no form of this page',
} as const;

/** Lets go on what the circuit breaker of an installation holds back. */
export async function receiveResume(
  context: WebContext,
  installationId: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!(await openForm(context, request, response, FORM))) return;
  await resumeInstallation(context, installationId);
  response.writeHead(303, { location: '/health' }).end();
}
