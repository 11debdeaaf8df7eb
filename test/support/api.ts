import { hashToken, makeToken } from '../../src/api/tokens/token-text.ts';
import { createToken } from '../../src/api/tokens/keep-tokens.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import type { Database } from '../../src/store/database.ts';
import { API_TOKENS_API } from '../../src/web/api-tokens-api.ts';
import { issueCommandCode } from '../../src/web/session.ts';
import { createContractCheck, type ServedDocument } from './broker/contract.ts';
import { until } from './until.ts';

/** An answer of the API, with what its own document says is wrong about it. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A token that reads some installations, as `rekey api-token create` makes one; returns the token. */
export async function tokenFor(
  db: Database,
  ...installations: readonly (string | number)[]
): Promise<string> {
  const token = makeToken();
  const made = { name: 'test', days: 1, installations: installations.map(String) };
  await createToken(db, { ...made, hash: hashToken(token) });
  return token.reveal();
}

/** The same of a server that holds its database: asked as the command asks, until it knows the account. */
export async function tokenFrom(
  world: { readonly key: string },
  rekey: { readonly url: string },
  owner: string,
): Promise<string> {
  const token = makeToken();
  const body = { do: 'create', name: 'test', days: 1, installations: [owner], hash: hashToken(token) };
  const keys = deriveKeys(Buffer.from(world.key, 'base64'));
  await until(async () => {
    const headers = bearer(issueCommandCode(keys));
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${rekey.url}${API_TOKENS_API}`, request)).ok;
  });
  return token.reveal();
}

/**
 * Asks the API of a server, and throws for what is not as its document describes it.
 *
 * @param url of the server
 */
export async function openApi(url: string) {
  const served = await fetch(`${url}/api/v1/openapi.json`);
  const document = (await served.json()) as ServedDocument;
  const check = createContractCheck(document);

  /** @param who headers that say who asks */
  async function get(path: string, who: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    const response = await fetch(`${url}${path}`, { headers: who });
    const { status, headers } = response;
    const text = await response.text();
    const body = JSON.parse(text) as ApiAnswer['body'];
    const contentType = headers.get('content-type') ?? '';
    const wrong = check({
      method: 'GET',
      path,
      request: undefined,
      status,
      contentType,
      response: body,
      headers,
    });
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    return { status, headers, text, body };
  }

  /** All pages of a list, from the address of the first. */
  async function all(path: string, who: Readonly<Record<string, string>>): Promise<readonly ApiAnswer[]> {
    const pages: ApiAnswer[] = [];
    for (let next: unknown = path; typeof next === 'string'; next = pages.at(-1)?.body['next'])
      pages.push(await get(next, who));
    return pages;
  }
  return { document, get, all };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
