import { createHash } from 'node:crypto';
import { fingerprint, type Keys } from '../base/keys.ts';
import type { LeakedCredential, Leak, RevokeAction, Trust } from '../broker/broker.ts';
import { besideNames } from './beside.ts';
import {
  MAX_TRUST,
  TrustedIssuer,
  TrustedServer,
  WRITTEN_BESIDE,
} from '../broker-contract/revocation-request.ts';
import { hideEchoes } from './hide-echoes.ts';

/** What is told to the broker, but for the value. */
export interface DraftRequest {
  readonly credential: Readonly<Record<string, string>>;
  readonly rest: Readonly<Record<string, unknown>>;
  /** The same for the same request; see {@link draftRequest}. */
  readonly idempotencyKey: string;
}

/** Names of what was written beside the value. The provider's id of it is known to the broker alone. */
const FACTS = ['resource', 'client_id', 'key_id'] as const;

/**
 * An address as the contract takes it: as it is written where that can be, else as a browser would write it, and without
 * a user.
 */
function tellable(address: string | undefined): string | undefined {
  if (address === undefined || WRITTEN_BESIDE.resource.safeParse(address).success) return address;
  const url = URL.parse(address);
  if (!url) return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}

/**
 * Of the servers that the policy registers, only those at the origin where the credential stood can be asked about it,
 * so only they are told.
 */
export function trustFor({ serverUrl }: LeakedCredential, trust: Trust): object {
  const origin = serverUrl === undefined ? undefined : URL.parse(serverUrl)?.origin;
  return {
    issuers: trust.issuers
      .map(({ issuer, clientId, endpointOrigin }) => ({
        issuer,
        client_id: clientId,
        ...(endpointOrigin === undefined ? {} : { endpoint_origin: endpointOrigin }),
      }))
      .filter((one) => TrustedIssuer.safeParse(one).success)
      .slice(0, MAX_TRUST),
    servers: trust.servers
      .filter(({ url }) => URL.parse(url)?.origin === origin)
      .map(({ url, describeTools = false, watchStreams = false }) => ({
        url,
        ...(describeTools ? { describe_tools: true } : {}),
        ...(watchStreams ? { watch_streams: true } : {}),
      }))
      .filter((one) => TrustedServer.safeParse(one).success)
      .slice(0, MAX_TRUST),
  };
}

/**
 * The credential without its value, as the contract has it. What stood beside it in a file may be anything: what the
 * contract cannot say, or what holds the value, is left out, since the rest is worth asking.
 */
export function credentialFacts(keys: Keys, credential: LeakedCredential): Readonly<Record<string, string>> {
  const { provider, type, serverUrl, clientId, keyId } = credential;
  const written = {
    resource: tellable(serverUrl),
    client_id: clientId,
    key_id: keyId,
  } satisfies Record<(typeof FACTS)[number], string | undefined>;
  const hide = hideEchoes(credential);
  const told = FACTS.flatMap((name) => {
    const { data } = WRITTEN_BESIDE[name].safeParse(written[name]);
    return data === undefined || hide(data) !== data ? [] : [[name, data] as const];
  });
  return {
    provider,
    type,
    fingerprint: `hmac-sha256:${fingerprint(keys, credential.secret)}`,
    ...Object.fromEntries(told),
  };
}

/**
 * Makes the request for a credential. Its key is an HMAC of the value and a digest of all else that is asked, so a
 * repeated job finds the revocation that it made before, and a changed policy makes a new one, which harms nobody: the
 * broker looks whether the credential lives before it does anything.
 */
export function draftRequest(
  keys: Keys,
  credential: LeakedCredential,
  trust: Trust,
  { leak, action = 'safest' }: { readonly leak: Leak; readonly action?: RevokeAction },
): DraftRequest {
  const facts = credentialFacts(keys, credential);
  const rest = {
    action,
    reason: leak.private ? 'leaked_private' : 'leaked_public',
    owner: leak.owner,
    installation: leak.installationId,
    reference: leak.reference,
    trust: trustFor(credential, trust),
    ...(leak.broughtBy === undefined ? {} : { brought_by: leak.broughtBy }),
    evidence: {
      repository: `${leak.owner}/${leak.repository}`,
      visibility: leak.private ? 'private' : 'public',
      detected_at: leak.detectedAt.toISOString(),
    },
  };
  const digest = createHash('sha256')
    .update(JSON.stringify([facts, rest, besideNames(keys, credential.beside)]))
    .digest('hex')
    .slice(0, 32);
  return { credential: facts, rest, idempotencyKey: `${fingerprint(keys, credential.secret)}:${digest}` };
}
