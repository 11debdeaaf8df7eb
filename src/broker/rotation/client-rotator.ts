import type { Secret } from '../../base/secret.ts';
import { discoverIssuer } from '../adapters/mcp-oauth/discover-issuer.ts';
import { trySecret } from '../adapters/mcp-oauth/try-secret.ts';
import type { AdminCredentials } from '../admin.ts';
import type { LeakedCredential } from '../broker.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { Journal } from '../journal.ts';
import { isProvedDead, type Life } from '../prove-dead.ts';
import {
  findManagedClient,
  openRegistration,
  renewSecret,
  type RegistrationTokens,
} from './client-registration.ts';
import type { Rotator } from './rotator.ts';
import { isStop, stop } from './stop.ts';

const NOT_MANAGED = 'The operator gave the broker no registration of this OAuth client.';
const NOT_LIVE = 'The issuer does not believe the secret of the client, so no other one is issued.';
const UNANSWERED = 'The issuer of the client gave no usable answer.';
const LIVES: Readonly<Record<'believed' | 'refused' | 'unknown', Life>> = {
  believed: 'live',
  refused: 'dead',
  unknown: 'unknown',
};

/** Whether this rotator knows a credential. */
const isClientSecret = ({ provider, type }: Pick<LeakedCredential, 'provider' | 'type'>): boolean =>
  provider === 'mcp' && type === 'mcp-client-secret';

/**
 * Replaces the secret of an OAuth client by RFC 7592, with the registration access token that the operator holds. A client
 * has one secret, so the old one ends when the new one is issued: there is no overlap.
 */
export function createClientRotator(options: {
  readonly fetch: GuardedFetch;
  readonly admin: AdminCredentials;
  readonly tokens: RegistrationTokens;
  readonly waits: readonly number[];
  readonly now: () => number;
}): Rotator {
  const { fetch, admin, tokens, waits, now } = options;
  const clientOf = ({ scope, clientId }: Pick<LeakedCredential, 'scope' | 'clientId'>) =>
    findManagedClient(admin, scope, clientId);
  const look = async (old: LeakedCredential, value: Secret): Promise<Life> => {
    const client = clientOf(old);
    if (!client) return 'unknown';
    const { clientId, issuer } = client;
    const found = await discoverIssuer(fetch, { issuer, clientId });
    if (found.kind !== 'found') return 'unknown';
    const { kind } = await trySecret(fetch, found.metadata, { clientId, secret: value.reveal() });
    return LIVES[kind];
  };
  const renew = async (old: LeakedCredential, from: Secret) => {
    const client = clientOf(old);
    return client
      ? await renewSecret(openRegistration(fetch, client, tokens), from.reveal())
      : stop(NOT_MANAGED);
  };

  return {
    canRotate: (credential) => isClientSecret(credential) && clientOf(credential) !== undefined,
    // A client has one secret, and the second of two rotations would take the first one's successor for its own.
    exclusive(credential) {
      const client = clientOf(credential);
      return client && `mcp-client ${client.issuer} ${client.clientId}`;
    },
    async prepare(old) {
      if (!clientOf(old)) return stop(NOT_MANAGED);
      const life = await look(old, old.secret);
      if (life === 'unknown') return stop(UNANSWERED, true);
      // However often it was seen alive: by now the client has another secret, which is somebody's already.
      if (life === 'dead') return stop(NOT_LIVE);
      return { facts: {}, before: [] };
    },
    // What an interrupted request issued is the client's secret by now, and `issue` reads it.
    findLeft: async () => [],
    async issue({ old }) {
      const value = await renew(old, old.secret);
      if (isStop(value)) return value;
      return { value, facts: { 'new.id': old.clientId ?? '' } };
    },
    claim: async () => undefined,
    look: ({ old }, value) => look(old, value),
    async remove({ old, successor }) {
      // Nobody knows the one that comes after it.
      const value = successor && (await renew(old, successor));
      return value !== undefined && isStop(value) ? value : undefined;
    },
    namesOf: () => ({}),
    successor: ({ old }, value) => ({ ...old, secret: value }),
    async endOld({ old }) {
      const journal = new Journal('mcp-oauth', now);
      const isDead = await isProvedDead(async () => {
        const life = await look(old, old.secret);
        journal.note(life === 'dead' ? 'probe_dead' : life === 'live' ? 'probe_live' : 'probe_failed');
        return life;
      }, waits);
      return isDead
        ? journal.end(
            'revoked_verified',
            'The issuer gave the client another secret and refuses the old one.',
          )
        : journal.end(
            'accepted_unverified',
            'The client has another secret, and the issuer takes the old one still.',
            { retryable: true },
          );
    },
  };
}

/** Takes each credential to the rotator that knows it. */
export function joinRotators(records: Rotator, clients: Rotator): Rotator {
  const by = (one: Pick<LeakedCredential, 'provider' | 'type'>) => (isClientSecret(one) ? clients : records);
  return {
    canRotate: (credential) => by(credential).canRotate(credential),
    exclusive: (credential) => by(credential).exclusive(credential),
    prepare: (old, ...rest) => by(old).prepare(old, ...rest),
    findLeft: (at, left) => by(at.old).findLeft(at, left),
    issue: (at, label) => by(at.old).issue(at, label),
    claim: (at, value) => by(at.old).claim(at, value),
    look: (at, value) => by(at.old).look(at, value),
    remove: (at) => by(at.old).remove(at),
    namesOf: (old, facts) => by(old).namesOf(old, facts),
    successor: (at, value) => by(at.old).successor(at, value),
    endOld: async (at) => by(at.old).endOld?.(at),
  };
}
