import type { Broker, Outcome } from '../broker/broker.ts';
import { GitLabTypes } from '../broker-contract/foreign.ts';
import { gitLabNamesOf } from '../broker-contract/gitlab-types.ts';
import { createManualAdapter } from '../broker/adapters/manual.ts';
import { authorise, type AuthorisedConnection } from './authorise.ts';
import type { BrokerAuth } from './broker-auth.ts';
import type { Connection } from './connection.ts';
import { failure, toFailure } from './failures.ts';

const KEEP_TYPES_MS = 600_000;

const ACCEPTED: Outcome = {
  state: 'accepted_unverified',
  adapter: 'broker',
  evidence: [],
  explanation:
    'The broker accepted the credential for revocation; it was written for GitLab, whose contract tells nothing more.',
  retryable: false,
};

/**
 * A broker that was written for GitLab's Token Revocation API. Its contract ends with "accepted", so nothing that it
 * does is ever shown as proved.
 * Source: https://docs.gitlab.com/development/sec/token_revocation_api/
 */
export function createGitLabBroker(options: {
  readonly connection: Connection;
  readonly url: string;
  readonly auth: BrokerAuth;
}): Broker {
  const client = authorise(options.connection, options.url, options.auth);
  const manual = createManualAdapter();
  const readTypes = keepTypes(client);
  return {
    async revoke(credential, trust, { leak, signal } = {}) {
      try {
        const types = await readTypes();
        const type = types && gitLabNamesOf(credential).find((name) => types.has(name));
        if (types && type === undefined) return await manual(credential, trust, {});
        if (type === undefined) return failure('unreachable');
        const location = leak ? { location: `${leak.owner}/${leak.repository}` } : {};
        const answer = await client.send({
          method: 'POST',
          target: '/v1/revoke_tokens',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([{ type, token: credential.secret.reveal(), ...location }]),
          signal,
        });
        if (answer.status !== 204) return toFailure(answer);
        return { ...ACCEPTED, evidence: [{ at: new Date(), event: 'revocation_accepted', http: 204 }] };
      } catch {
        return failure('unreachable');
      }
    },
  };
}

/** Undefined when the broker does not tell. */
function keepTypes(client: AuthorisedConnection): () => Promise<ReadonlySet<string> | undefined> {
  let kept: { readonly types: ReadonlySet<string>; readonly until: number } | undefined;
  return async () => {
    if (kept && kept.until > Date.now()) return kept.types;
    const answer = await client.send({ method: 'GET', target: '/v1/revocable_token_types' });
    const parsed = GitLabTypes.safeParse(answer.json);
    if (answer.status !== 200 || !parsed.success) return undefined;
    kept = { types: new Set(parsed.data.types), until: Date.now() + KEEP_TYPES_MS };
    return kept.types;
  };
}
