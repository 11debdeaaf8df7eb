import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { signRequest } from '../../../src/broker-contract/signed-request.ts';
import type { Revocation } from '../../../src/broker-contract/revocation.ts';
import { until } from '../until.ts';
import { createContractCheck, type Exchange, type ServedDocument } from './contract.ts';

/** What a call may carry. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
}

/** Makes the headers that prove who calls. */
export type Prove = (
  method: string,
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>;

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** Calls one broker as one client, and holds every exchange against the served contract. */
export interface BrokerCaller {
  readonly url: string;
  /** What was not as the contract says, over all callers made from the same one. */
  readonly violations: string[];
  /** All that the broker ever answered. */
  readonly answers: string[];
  call(method: 'GET' | 'POST', target: string, options?: CallOptions): Promise<Answer>;
  /** The same broker, other proof. */
  as(prove: Prove): BrokerCaller;
  encrypt(value: string): Promise<string>;
  /** The body of a revocation of a credential. */
  body(value: string, more?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  revoke(body: unknown, key?: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Waits until it ended. */
  ended(id: unknown): Promise<Revocation>;
}

/** Proof by the HMAC profile. @param at milliseconds since the epoch; default: now */
export function proveByHmac(key: Buffer, at?: number): Prove {
  return (method, target, body, headers) => {
    const idempotencyKey = headers['idempotency-key'];
    const request = { method, target, body, idempotencyKey };
    return { ...signRequest(key, request, { nonce: randomUUID(), at: at ?? Date.now() }) };
  };
}

export const proveByBearer =
  (token: string): Prove =>
  () => ({ authorization: `Bearer ${token}` });

export const idempotencyKey = (): string => randomBytes(24).toString('hex');

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Reads the served contract and makes a caller. */
export async function callBroker(url: string, prove: Prove): Promise<BrokerCaller> {
  const document = (await (await fetch(`${url}/v1/openapi.json`)).json()) as ServedDocument;
  const check = createContractCheck(document);
  const violations: string[] = [];
  const answers: string[] = [];
  const make = (own: Prove): BrokerCaller => {
    const caller: BrokerCaller = {
      url,
      violations,
      answers,
      async call(
        method,
        target,
        { headers = {}, json, body = json === undefined ? '' : JSON.stringify(json) } = {},
      ) {
        const response = await fetch(`${url}${target}`, {
          method,
          headers: { 'content-type': 'application/json', ...own(method, target, body, headers), ...headers },
          ...(method === 'POST' ? { body } : {}),
          redirect: 'manual',
        });
        const text = await response.text();
        const exchange: Exchange = {
          method,
          path: target,
          request: json ?? parsed(body) ?? Object.fromEntries(new URLSearchParams(body)),
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          response: text === '' ? undefined : parsed(text),
          headers: response.headers,
        };
        violations.push(...check(exchange));
        answers.push(text);
        return { status: response.status, headers: response.headers, text, json: parsed(text) ?? {} };
      },
      as: make,
      async encrypt(value) {
        const answer = await fetch(`${url}/v1/jwks.json`);
        const { keys } = (await answer.json()) as { keys: (JWK & { kid: string })[] };
        const key = keys[0];
        if (!key) throw new Error('the broker has no key');
        return new CompactEncrypt(Buffer.from(value))
          .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: key.kid })
          .encrypt(await importJWK(key, 'ECDH-ES+A256KW'));
      },
      async body(value, more = {}) {
        const { credential = {}, ...rest } = more;
        return {
          credential: {
            provider: 'github',
            type: 'github-pat-classic',
            fingerprint: `hmac-sha256:${createHash('sha256').update(value).digest('hex')}`,
            jwe: await caller.encrypt(value),
            ...(credential as object),
          },
          reason: 'leaked_private',
          owner: 'octo',
          evidence: { repository: 'octo/app', detected_at: '2026-11-25T04:00:00.000Z' },
          ...rest,
        };
      },
      revoke: (body, key = idempotencyKey(), headers = {}) =>
        caller.call('POST', '/v1/revocations', {
          json: body,
          headers: { 'idempotency-key': key, ...headers },
        }),
      async ended(id) {
        let last: Record<string, unknown> = {};
        await until(async () => {
          last = (await caller.call('GET', `/v1/revocations/${String(id)}`)).json;
          return last['terminal'] === true;
        }, 30_000);
        return last as unknown as Revocation;
      },
    };
    return caller;
  };
  return make(prove);
}
