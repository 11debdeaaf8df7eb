import { ResumeRequest } from '../../broker-contract/breakers.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';
import { listTripped, resume } from '../work/resume.ts';
import { readJsonBody } from './read-json-body.ts';

/** `GET /v1/breakers`: whose revocations wait for a person. */
export async function listBreakers(context: BrokerContext, _call: ClientCall): Promise<Reply> {
  const rows = await listTripped(context);
  const breakers = rows.map(({ client, owner, outsiders, since, waiting }) => ({
    client,
    owner,
    outsiders,
    since: since.toISOString(),
    waiting,
  }));
  return { status: 200, json: { breakers } };
}

/** `POST /v1/breakers/resume`: a person has looked, the rest may go on. */
export async function resumeBreaker(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const { client, owner } = readJsonBody(call.body, ResumeRequest);
  const resumed = await resume(context, client, owner.toLowerCase());
  context.log.warn({ client, owner, resumed, by: call.client.id }, 'revocations go on');
  context.runner.wake();
  return { status: 200, json: { resumed } };
}
