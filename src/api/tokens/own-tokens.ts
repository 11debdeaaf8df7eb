import type { Broker, LeakedCredential, Outcome, RevokeOptions } from '../../broker/broker.ts';
import type { Plan } from '../../broker/plan.ts';
import type { Database } from '../../store/database.ts';
import { revokeToken } from './keep-tokens.ts';
import { hashToken } from './token-text.ts';

const ADAPTER = 'rekey';

const isOfRekey = ({ type }: LeakedCredential): boolean => type === 'rekey-api-token';

const PLAN: Plan = {
  action: 'revoke',
  adapter: ADAPTER,
  provider: 'Rekey',
  reversible: false,
  sentTo: [],
  blast: 'token',
  dryRun: false,
};

function find(db: Database, { secret }: LeakedCredential) {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'created_at', 'expires_at', 'last_used_at', 'revoked_at'])
    .where('hash', '=', hashToken(secret))
    .executeTakeFirst();
}

type Row = NonNullable<Awaited<ReturnType<typeof find>>>;

const dead = (state: Outcome['state'], explanation: string, events = ['probe_dead']): Outcome => ({
  state,
  adapter: ADAPTER,
  evidence: events.map((event) => ({ at: new Date(), event })),
  explanation,
});

async function end(
  db: Database,
  { id, expires_at: expiresAt, revoked_at: revokedAt }: Row,
  { attemptedBefore = false }: RevokeOptions,
): Promise<Outcome> {
  if (revokedAt === null && expiresAt.getTime() <= Date.now())
    return dead('expired', 'This API token of Rekey is over.');
  const isEnded = revokedAt === null && (await revokeToken(db, id, { actor: 'rekey', why: 'it leaked' }));
  if (isEnded)
    return dead('revoked_verified', 'Rekey knew it as an API token of its own and ended it.', [
      'probe_live',
      'revocation_accepted',
      'probe_dead',
    ]);
  return attemptedBefore
    ? dead('revoked_verified', 'Rekey knew it as an API token of its own and ended it.')
    : dead('already_inactive', 'This API token of Rekey was revoked before.');
}

/**
 * A broker that ends this Rekey's own API tokens where they leak: it is their issuer, so nobody is asked. Those of another
 * Rekey, and everything else, are for the broker behind it.
 */
export function withOwnTokens(broker: Broker, db: Database): Broker {
  const describe = broker.describe?.bind(broker);
  const plan = broker.plan?.bind(broker);
  return {
    async revoke(credential, trust, options = {}) {
      const isAsked = options.action !== 'dry_run' && options.action !== 'disable';
      const own = isAsked && isOfRekey(credential) ? await find(db, credential) : undefined;
      return own ? end(db, own, options) : broker.revoke(credential, trust, options);
    },
    ...(describe && {
      async describe(credential, trust, options) {
        const own = isOfRekey(credential) ? await find(db, credential) : undefined;
        if (!own) return describe(credential, trust, options);
        return {
          active: own.revoked_at === null && own.expires_at.getTime() > Date.now(),
          principalKind: 'service',
          scopes: ['read'],
          issuedAt: own.created_at,
          expiresAt: own.expires_at,
          ...(own.last_used_at ? { lastUsedAt: own.last_used_at } : {}),
          source: 'provider',
        };
      },
    }),
    ...(plan && { plan: (credential, trust) => (isOfRekey(credential) ? PLAN : plan(credential, trust)) }),
  };
}
