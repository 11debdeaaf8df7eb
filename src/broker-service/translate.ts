import type { Abilities, LeakedCredential, Trust } from '../broker/broker.ts';
import type { Abilities as ToldAbilities } from '../broker-contract/abilities.ts';
import type { TrustTable } from '../broker-contract/revocation-request.ts';

/** What was written beside the value and is no secret. */
export type CredentialNames = Pick<
  LeakedCredential,
  'provider' | 'type' | 'serverUrl' | 'clientId' | 'keyId'
>;

/** The facts of a credential as the broker takes them. */
export function toNames(credential: {
  readonly provider: string;
  readonly type: string;
  readonly resource?: string | undefined;
  readonly clientId?: string | undefined;
  readonly keyId?: string | undefined;
}): CredentialNames {
  const { provider, type, resource, clientId, keyId } = credential;
  return {
    provider,
    type,
    ...(resource === undefined ? {} : { serverUrl: resource }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

/** Whom the sender trusts, as the broker takes it. */
export function toTrust({ issuers, servers }: TrustTable): Trust {
  return {
    issuers: issuers.map(({ issuer, client_id: clientId, endpoint_origin: endpointOrigin }) => ({
      issuer,
      clientId,
      ...(endpointOrigin === undefined ? {} : { endpointOrigin }),
    })),
    servers: servers.map(({ url, describe_tools: describeTools, watch_streams: watchStreams }) => ({
      url,
      ...(describeTools ? { describeTools } : {}),
      ...(watchStreams ? { watchStreams } : {}),
    })),
  };
}

/** Tools as the contract tells them. */
export function tellAbilities({ tools, more }: Abilities): ToldAbilities {
  return {
    tools: tools.map(({ name, readOnly, destructive }) => ({
      name,
      ...(readOnly === undefined ? {} : { read_only: readOnly }),
      ...(destructive === undefined ? {} : { destructive }),
    })),
    ...(more ? { more } : {}),
  };
}
