import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { resumeInstallation } from '../jobs/breaker/resume.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './request.ts';
import type { Session } from './session.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200), kind: z.enum(['own', 'outsiders']).optional() }),
  wrong: 'this is no form of this page',
} as const;

/**
 * Lets go on what the circuit breakers of an installation hold back: one pause, or all where the form names none.
 *
 * @returns false for anybody but whoever runs this Rekey
 */
export async function receiveResume(
  context: WebContext,
  session: Session,
  installationId: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (session.person) return false;
  const form = await openForm(session, request, response, FORM);
  if (!form) return true;
  await resumeInstallation(context, installationId, form.kind && [form.kind]);
  response.writeHead(303, { location: '/health' }).end();
  return true;
}
