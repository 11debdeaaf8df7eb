import {
  contentDigest,
  isSignature,
  readSignatureInput,
  signComponents,
  type Component,
  type SignatureInput,
} from '../base/http-signatures.ts';

/** What a signature covers of a request. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  /** Absent when the request has none, which is signed too. */
  readonly idempotencyKey?: string | undefined;
  readonly body: string | Uint8Array;
}

/** The three headers of a signed request. */
export interface SignatureHeaders {
  readonly 'content-digest': string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/** A request may be signed this much before or after our clock, in seconds. */
export const TOLERANCE_SECONDS = 300;

/** Who signed, when he says so, and the name that makes the request good once. */
export interface SignedBy {
  readonly keyId?: string | undefined;
  readonly nonce: string;
}

/**
 * The parts of a request in the order in which the App signs them. Whoever adds or leaves out an Idempotency-Key changes
 * the list of parts, which is signed.
 */
function componentsOf({ method, target, idempotencyKey, body }: SignableRequest): readonly Component[] {
  const [path = '', ...query] = target.split('?');
  return [
    ['@method', method],
    ['@path', path],
    ['@query', `?${query.join('?')}`],
    ['content-digest', contentDigest(body)],
    ...(idempotencyKey === undefined ? [] : [['idempotency-key', idempotencyKey] as const]),
  ];
}

/**
 * Signs a request of the HMAC profile by RFC 9421; docs/broker.md, "Signed requests", says how.
 *
 * @param at milliseconds since the epoch
 */
export function signRequest(
  key: Buffer,
  request: SignableRequest,
  { nonce, at }: { readonly nonce: string; readonly at: number },
): SignatureHeaders {
  const components = componentsOf(request);
  const names = components.map(([name]) => `"${name}"`).join(' ');
  const text = `(${names});created=${Math.floor(at / 1000)};nonce="${nonce}";alg="hmac-sha256"`;
  return {
    'content-digest': contentDigest(request.body),
    'signature-input': `rekey=${text}`,
    signature: signComponents(key, components, { label: 'rekey', text }),
  };
}

const PARAMS: Readonly<Record<string, RegExp>> = {
  created: /^\d{1,12}$/,
  nonce: /^[\w.:-]{16,200}$/,
  alg: /^hmac-sha256$/,
  keyid: /^[\w.-]{1,64}$/,
};

function hasGoodParams({ params }: SignatureInput, now: number): boolean {
  for (const [name, value] of params)
    if (!Object.hasOwn(PARAMS, name) || !PARAMS[name]?.test(value)) return false;
  if (!params.has('nonce')) return false;
  return Math.abs(now / 1000 - Number(params.get('created') ?? Number.NaN)) <= TOLERANCE_SECONDS;
}

/** The components in the order in which they were signed; undefined unless they are exactly those of the profile. */
function inOrder(components: readonly Component[], covered: readonly string[]): Component[] | undefined {
  if (components.length !== covered.length) return undefined;
  const values = new Map(components);
  const ordered = covered.flatMap((name): Component[] => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return ordered.length === components.length ? ordered : undefined;
}

/**
 * Makes the check of a request that arrived: all of the parts are covered, it is not too old, and its digest is that of
 * its body. Undefined when no key could make it good. Whether its nonce was seen before is for the caller to know.
 *
 * @param now milliseconds since the epoch
 */
export function readSignedRequest(
  request: SignableRequest,
  headers: Readonly<Partial<Record<string, string | readonly string[]>>>,
  now: number,
): { readonly by: SignedBy; readonly isSignedWith: (key: Buffer) => boolean } | undefined {
  const { 'content-digest': digest, 'signature-input': inputText, signature } = headers;
  if (typeof inputText !== 'string' || typeof signature !== 'string') return undefined;
  const input = readSignatureInput(inputText);
  if (!input || !hasGoodParams(input, now) || digest !== contentDigest(request.body)) return undefined;
  const components = inOrder(componentsOf(request), input.covered);
  if (!components) return undefined;
  return {
    by: { keyId: input.params.get('keyid'), nonce: input.params.get('nonce') ?? '' },
    isSignedWith: (key) => isSignature(signature, signComponents(key, components, input)),
  };
}
