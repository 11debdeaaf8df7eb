import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { endGrant } from '../inventory/agent-grants.ts';
import { actorOf, OPERATOR } from '../inventory/waiting.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './request.ts';
import type { Session } from './session.ts';

const FORM = {
  schema: z.object({ token: z.string().max(200) }),
  wrong: 'this is no form of this page',
} as const;

/**
 * Takes the form that ends what a program was let read. A person ends what he gave himself; whoever runs this Rekey ends any.
 *
 * @returns false where there is none for this visitor
 */
export async function receiveDisconnect(
  { db }: WebContext,
  session: Session,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!(await openForm(session, request, response, FORM))) return true;
  const { person } = session;
  const by = person ? { name: actorOf(person), githubId: person.id } : OPERATOR;
  if (!(await endGrant(db, id, { by, ofPerson: person?.id }))) return false;
  response.writeHead(303, { location: '/agents?said=ended' }).end();
  return true;
}
