import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AuditActor } from '../inventory/audit.ts';
import { actorOf, OPERATOR } from '../inventory/waiting.ts';
import { mayAccept } from '../jobs/access/rights.ts';
import { acceptFinding, endException, type Accepted } from '../register/exceptions.ts';
import { ANSWER_WORDS } from '../respond/words/decisions.ts';
import { installationOf } from '../views/exceptions.ts';
import { openForm } from './open-form.ts';
import type { WebContext } from './request.ts';
import type { Session } from './session.ts';

const token = z.string().max(200);
const ACCEPT = {
  schema: z.object({
    token,
    reason: z.string().max(2000),
    owner: z.string().trim().max(200),
    until: z.string().max(20),
  }),
  wrong: 'this is no form of this page',
} as const;
const END = { schema: z.object({ token }), wrong: 'this is no form of this page' } as const;

/** What came of such a form. */
type Said = Accepted | 'ended' | 'refused';

const SAYS: Readonly<Record<Said, string>> = {
  done: 'Accepted. It stands open again after that day.',
  gone: 'Nothing was changed: it is not open any more.',
  incident: 'Nothing was changed: this leak is accepted on the page of its incident.',
  'no-reason': 'Nothing was changed: say why.',
  'no-owner':
    'Nothing was changed: name a user or team who answers for it, such as @octocat or @acme/payments.',
  'no-date': ANSWER_WORDS['no-date'],
  'bad-date': ANSWER_WORDS['bad-date'],
  'past-date': ANSWER_WORDS['past-date'],
  'far-date': ANSWER_WORDS['far-date'],
  ended: 'Taken back. What it was about stands open again.',
  refused:
    'Nothing was changed: whom the organisation’s policy names in approvers may do that, or its owners.',
};

/** What the page says after a form was sent; undefined for what is no outcome. */
export function findingSays(said: string | undefined): string | undefined {
  return Object.entries(SAYS).find(([known]) => known === said)?.[1];
}

function back(response: ServerResponse, said: Said): void {
  response.writeHead(303, { location: `/checks?said=${said}` }).end();
}

/** Whether a visitor may accept something; `gone` where he does not even see it. */
async function standing(
  { db, jobs }: WebContext,
  { person, viewer }: Session,
  what: 'finding' | 'exception',
  id: string,
): Promise<'may' | 'refused' | 'gone'> {
  const installation = await installationOf(db, viewer, what, id);
  if (installation === undefined) return 'gone';
  if (!person) return 'may';
  return jobs && (await mayAccept(jobs, person, installation)) ? 'may' : 'refused';
}

const actor = ({ person }: Session): AuditActor =>
  person ? { name: actorOf(person), githubId: person.id } : OPERATOR;

/** Takes the form that accepts a finding until a day. @returns false where there is none for this visitor */
export async function receiveAcceptance(
  context: WebContext,
  session: Session,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const form = await openForm(session, request, response, ACCEPT);
  if (!form) return true;
  const is = await standing(context, session, 'finding', id);
  if (is === 'gone') return false;
  if (is === 'refused') back(response, 'refused');
  else back(response, await acceptFinding(context.db, session.viewer, actor(session), id, form));
  return true;
}

/** Takes the form that takes an exception back. @returns false where there is none for this visitor */
export async function receiveEnd(
  context: WebContext,
  session: Session,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const form = await openForm(session, request, response, END);
  if (!form) return true;
  const is = await standing(context, session, 'exception', id);
  if (is === 'gone') return false;
  if (is === 'refused') back(response, 'refused');
  else
    back(response, (await endException(context.db, session.viewer, actor(session), id)) ? 'ended' : 'gone');
  return true;
}
