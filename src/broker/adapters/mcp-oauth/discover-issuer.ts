import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { isPassingStatus, toEgressFailure, type EgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch, Operation } from '../../guarded-fetch.ts';
import { readJson } from '../../read-json.ts';
import type { TrustedIssuer } from '../../broker.ts';

/** An authorization server's metadata (RFC 8414), cut down to what revocation needs. */
export type IssuerDiscovery =
  | { readonly kind: 'found'; readonly metadata: oauth.AuthorizationServer }
  /** It publishes no metadata. */
  | { readonly kind: 'none' }
  /** Its metadata names another issuer, or endpoints at an origin that the policy does not name. */
  | { readonly kind: 'refused'; readonly why: 'issuer' | 'endpoint' }
  | { readonly kind: 'unavailable'; readonly failure?: EgressFailure; readonly response?: Response };

/** Where a token may be sent: metadata that leads them elsewhere is not believed at all. */
const PINNED = ['revocation_endpoint', 'introspection_endpoint'] as const;
/** Of use only beside the others; elsewhere they may well be by the operator's own will, and are left alone. */
const BESIDE = ['token_endpoint', 'registration_endpoint'] as const;
const ENDPOINTS = [...PINNED, ...BESIDE] as const;
const METHODS = [
  'revocation_endpoint_auth_methods_supported',
  'introspection_endpoint_auth_methods_supported',
  'token_endpoint_auth_methods_supported',
] as const;

const endpoint = z.string().max(2000).optional().catch(undefined);
const methodList = z.array(z.string().max(100)).max(20).optional().catch(undefined);
const metadataSchema = z.object({
  issuer: z.string().max(500),
  revocation_endpoint: endpoint,
  introspection_endpoint: endpoint,
  token_endpoint: endpoint,
  registration_endpoint: endpoint,
  revocation_endpoint_auth_methods_supported: methodList,
  introspection_endpoint_auth_methods_supported: methodList,
  token_endpoint_auth_methods_supported: methodList,
});

/** OAuth's own address first, then OpenID Connect's (RFC 8414 section 5). */
const ALGORITHMS = ['oauth2', 'oidc'] as const;

/**
 * Reads the metadata of an authorization server that the policy trusts; call it for no other.
 *
 * `issuer` must be identical to the trusted one (RFC 8414 section 3.3), and both endpoints must be at the issuer's
 * origin, or at the one that the trust table pins: metadata that was tampered with must not lead the token elsewhere.
 */
export async function discoverIssuer(
  fetch: GuardedFetch,
  trusted: TrustedIssuer,
  signal?: AbortSignal,
): Promise<IssuerDiscovery> {
  for (const algorithm of ALGORITHMS) {
    const found = await readMetadata(fetch, trusted, algorithm, signal);
    if (found.kind !== 'none') return found;
  }
  return { kind: 'none' };
}

async function readMetadata(
  fetch: GuardedFetch,
  trusted: TrustedIssuer,
  algorithm: (typeof ALGORITHMS)[number],
  signal: AbortSignal | undefined,
): Promise<IssuerDiscovery> {
  try {
    const response = await oauth.discoveryRequest(new URL(trusted.issuer), {
      algorithm,
      ...oauthTransport(fetch, 'discover', signal),
    });
    if (isPassingStatus(response.status)) return { kind: 'unavailable', response };
    if (response.status !== 200) return { kind: 'none' };
    const parsed = await readJson(response, metadataSchema);
    if (!parsed) return { kind: 'none' };
    if (parsed.issuer !== trusted.issuer) return { kind: 'refused', why: 'issuer' };
    const isElsewhere = (key: (typeof ENDPOINTS)[number]) =>
      parsed[key] !== undefined && !isAtIssuer(trusted, parsed[key]);
    if (PINNED.some(isElsewhere)) return { kind: 'refused', why: 'endpoint' };
    for (const key of BESIDE) if (isElsewhere(key)) parsed[key] = undefined;
    return { kind: 'found', metadata: toIssuer(parsed) };
  } catch (error) {
    return { kind: 'unavailable', failure: toEgressFailure(error) };
  }
}

/** The same without what is absent, as oauth4webapi has it. */
function toIssuer(parsed: z.infer<typeof metadataSchema>): oauth.AuthorizationServer {
  const issuer: { -readonly [Key in keyof oauth.AuthorizationServer]: oauth.AuthorizationServer[Key] } = {
    issuer: parsed.issuer,
  };
  for (const key of ENDPOINTS) {
    const url = parsed[key];
    if (url !== undefined) issuer[key] = url;
  }
  for (const key of METHODS) {
    const methods = parsed[key];
    if (methods !== undefined) issuer[key] = methods;
  }
  return issuer;
}

/** Whether an address is at the issuer's origin, or at the one that the trust table pins for it. */
export function isAtIssuer({ issuer, endpointOrigin }: TrustedIssuer, url: string): boolean {
  const origin = URL.parse(url)?.origin;
  return origin !== undefined && (origin === new URL(issuer).origin || origin === endpointOrigin);
}

/** Makes oauth4webapi speak through the guarded fetch, which decides by itself where plain http is allowed. */
export function oauthTransport(fetch: GuardedFetch, operation: Operation, signal?: AbortSignal) {
  return {
    [oauth.customFetch]: (
      url: string,
      options: Readonly<{
        method: string;
        headers: Record<string, string>;
        body?: URLSearchParams | undefined;
        signal?: AbortSignal;
      }>,
    ) => fetch(url, { ...options, operation }),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  };
}
