import { errors } from 'oidc-provider';
import { z } from 'zod';
import type { Database } from '../../store/database.ts';
import { GRANT_SECONDS } from './grants.ts';

/** A client that nobody let in within this time is forgotten. */
export const UNUSED_SECONDS = 3600;
/** So many that nobody has let in yet are remembered; the oldest make room. */
const MAX_UNUSED = 1000;

/**
 * Where a browser may be sent with a code: https, or a program on the visitor's own machine. Other schemes can be taken by
 * any program there, and an IPv6 address cannot be named in a content security policy.
 */
function isSafe(text: string): boolean {
  const { protocol, hostname, username, password } = URL.parse(text) ?? new URL('about:blank');
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1)$/.test(hostname));
}

const Registered = z.object({
  redirect_uris: z
    .array(z.string().max(500).refine(isSafe, 'must be https, or http on localhost or 127.0.0.1'))
    .min(1)
    .max(10),
  client_name: z.string().max(100).optional(),
  token_endpoint_auth_method: z.literal('none', { error: 'must be none: public clients only' }),
});

/**
 * What a client says of itself when it registers (RFC 7591).
 *
 * @throws InvalidClientMetadata for one that is no public client, or has its users sent to a place that is not safe
 */
export function checkClient(payload: unknown): void {
  const [issue] = Registered.safeParse(payload).error?.issues ?? [];
  if (issue) throw new errors.InvalidClientMetadata(`${issue.path.join('.')} ${issue.message}`);
  if (JSON.stringify(payload).length > 8192) throw new errors.InvalidClientMetadata('it is too long');
}

/** Forgets the oldest of too many clients that nobody has let in: registering costs nothing, and anybody can. */
export async function makeRoom(db: Database): Promise<void> {
  const unused = db
    .selectFrom('oauth_records as r')
    .select('r.id')
    .where('r.model', '=', 'Client')
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('agent_grants as g').select('g.id').whereRef('g.client_id', '=', 'r.id')),
      ),
    )
    .orderBy('r.made_at', 'desc')
    .offset(MAX_UNUSED - 1);
  await db
    .deleteFrom('oauth_records')
    .where((eb) =>
      eb.or([
        eb.and([eb('model', '=', 'Client'), eb('id', 'in', unused)]),
        eb.and([eb('model', '=', 'RegistrationAccessToken'), eb('client_id', 'in', unused)]),
      ]),
    )
    .execute();
}

/** Keeps a client, and what it manages itself with, as long as what a person has given it. */
export async function keepClient(db: Database, clientId: string): Promise<void> {
  const ends = new Date(Date.now() + GRANT_SECONDS * 1000);
  await db
    .updateTable('oauth_records')
    .set({ ends_at: ends })
    .where((eb) =>
      eb.or([
        eb.and([eb('model', '=', 'Client'), eb('id', '=', clientId)]),
        eb.and([eb('model', '=', 'RegistrationAccessToken'), eb('client_id', '=', clientId)]),
      ]),
    )
    .execute();
}
