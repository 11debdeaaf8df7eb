import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { resumeInstallation } from '../jobs/breaker/resume.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './routes.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200), kind: z.enum(['own', 'outsiders']).optional() }),
  wrong: 'this is no form of this page',
} as const;

/** Lets go on what the circuit breakers of an installation hold back: one pause, or all where the form names none. */
export async function receiveResume(
  context: WebContext,
  installationId: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await openForm(context, request, response, FORM);
  if (!form) return;
  await resumeInstallation(context, installationId, form.kind && [form.kind]);
  response.writeHead(303, { location: '/health' }).end();
}
