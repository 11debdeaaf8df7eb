import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { BrokerContext } from '../context.ts';

/** `GET /healthz`: the process answers. */
export function isHealthy(): Promise<Reply> {
  return Promise.resolve({ status: 200, text: 'ok\n' });
}

/** `GET /readyz`: its database answers too. */
export async function isReady({ db }: BrokerContext): Promise<Reply> {
  const answers = await db
    .selectFrom('broker_breakers')
    .select('client')
    .limit(1)
    .execute()
    .then(
      () => true,
      () => false,
    );
  if (!answers) throw refuse('upstream-unavailable', 'The database does not answer.', 5);
  return { status: 200, text: 'ready\n' };
}
