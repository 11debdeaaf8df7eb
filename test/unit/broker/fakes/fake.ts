import { randomBytes, randomUUID } from 'node:crypto';
import type { AdminCredential } from '../../../../src/broker/admin.ts';
import type { OutcomeState } from '../../../../src/broker/broker.ts';

/** A credential that the fake's provider knows. */
export interface FakeToken {
  readonly value: string;
  readonly owner: string;
  /** The provider's own id of it. */
  readonly id: string;
  readonly keyId?: string;
  readonly credentialId?: string;
  /** What its maker called it. */
  readonly name?: string;
  readonly madeAt?: Date;
  /** What the provider says of it that no other token has. */
  facts?: Readonly<Record<string, unknown>>;
  /** Dies by itself unless it is renewed. */
  expires?: boolean;
  isDead?: boolean;
}

/** What a fake knows of its credentials. `living` finds none that died. */
export interface Store {
  readonly tokens: readonly FakeToken[];
  readonly living: (value: string | undefined) => FakeToken | undefined;
  readonly byId: (id: string | undefined) => FakeToken | undefined;
  /** Ends it, unless the test's provider only says that it does. */
  readonly kill: (token: FakeToken | undefined) => void;
  /** Takes it out of every list, too. */
  readonly remove: (token: FakeToken | undefined) => void;
  readonly add: (token: FakeToken) => FakeToken;
}

/** One request, as a provider sees it. */
export interface Call {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly bearer: string | undefined;
  readonly basic: readonly [string, string] | undefined;
  readonly form: URLSearchParams;
  /** Text at a JSON pointer of the body. */
  readonly json: (pointer: string) => string | undefined;
  readonly body: string;
  /** The named parts of the route. */
  readonly part: (name: string) => string;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route = (call: Call, store: Store) => Reply;

/** A provider, written from its documentation, that holds credentials of several owners. */
export interface Fake {
  /** Id of the record that is proved. */
  readonly record: string;
  readonly type: string;
  readonly make: () => FakeToken;
  readonly admin?: () => AdminCredential;
  /** More credentials of the operator, by the provider under which they are listed. */
  readonly adminSecrets?: Readonly<Record<string, AdminCredential>>;
  /** `GET host/path/:part`. A request that fits no route fails the test. */
  readonly routes: Readonly<Record<string, Route>>;
  /** The routes that end a credential, whoever sends them. */
  readonly acts: readonly string[];
  /** Tells them from questions that have the same address. */
  readonly isAct?: (call: Call) => boolean;
  readonly ends?: OutcomeState;
  /** How a run ends for a credential that the provider does not know; `already_inactive` when absent. */
  readonly unknown?: OutcomeState;
  /** The provider's own server of the organisation. */
  readonly operatorOrigin?: string;
}

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const draw = (characters: string, length: number) =>
  [...randomBytes(length)].map((byte) => characters[byte % characters.length]).join('');

export const alnum = (length: number) => draw(ALNUM, length);
export const lower = (length: number) => draw(LOWER, length);
export const letters = (length: number) => draw('abcdefghijklmnopqrstuvwxyz', length);
export const base32 = (length: number) => draw(BASE32, length);
export const digits = (length: number) => `1${draw('0123456789', length - 1)}`;
export const hex = (length: number) => randomBytes(length).toString('hex').slice(0, length);
export const uuid = (): string => randomUUID();

/** A new credential of a new owner. */
export const tokenOf = (value: string, more: Partial<FakeToken> = {}): FakeToken => ({
  value,
  owner: `owner-${lower(8)}`,
  id: uuid(),
  ...more,
});

export const ok = (json: unknown = {}, status = 200, headers: Reply['headers'] = {}): Reply => ({
  status,
  json,
  headers,
});
export const empty = (status = 204): Reply => ({ status });

/** A route for whoever shows a living credential; anybody else gets the refusal. */
export const known =
  (
    shown: (call: Call) => string | undefined,
    refusal: Reply,
    answer: (token: FakeToken, call: Call, store: Store) => Reply,
  ): Route =>
  (call, store) => {
    const token = store.living(shown(call));
    return token ? answer(token, call, store) : refusal;
  };

/** The texts of a list in the body, one pointer after the other. */
export function listOf({ json }: Call, pointer: string): readonly string[] {
  const texts: string[] = [];
  for (let text = json(`${pointer}/0`); text !== undefined; text = json(`${pointer}/${texts.length}`))
    texts.push(text);
  return texts;
}

export const byBearer = (call: Call) => call.bearer;
export const byHeader = (name: string) => (call: Call) => call.header(name);

/** The answer that kills the credential which the caller has shown. */
export const dying =
  (reply: Reply) =>
  (token: FakeToken, _call: Call, store: Store): Reply => {
    store.kill(token);
    return reply;
  };

/** A route for the operator's credential only. */
export const adminOnly =
  (
    shown: (call: Call) => string | undefined,
    refusal: Reply,
    answer: (call: Call, store: Store) => Reply,
  ): Route =>
  (call, store) =>
    shown(call) === ADMIN ? answer(call, store) : refusal;

/** The operator's credential at every fake; made anew for each run of the tests. */
export const ADMIN = `admin-${alnum(40)}`;

/** Ends the credential with that id; 404 for an id that nobody has. */
export const killById = (store: Store, id: string, reply: Reply, missing: Reply = ok({}, 404)): Reply => {
  const token = store.byId(id);
  if (!token) return missing;
  store.kill(token);
  return reply;
};
