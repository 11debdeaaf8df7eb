import type { ServerResponse } from 'node:http';
import { Secret } from '../../../../src/base/secret.ts';
import type { AdminCredentials } from '../../../../src/broker/admin.ts';
import { readPointerText } from '../../../../src/broker/adapters/record/pointer.ts';
import type { RecordOptions } from '../../../../src/broker/adapters/record/open-session.ts';
import type { ProviderRecord, RequestTemplate } from '../../../../src/broker/adapters/record.ts';
import { PROVIDER_RECORDS } from '../../../../src/broker/adapters/records/all-records.ts';
import type { Broker, LeakedCredential, Outcome, RevokeOptions } from '../../../../src/broker/broker.ts';
import { createEmbeddedBroker } from '../../../../src/broker/embedded-broker.ts';
import { createGuardedFetch, parseEgressAllow } from '../../../../src/broker/guarded-fetch.ts';
import { startScriptedServer, type Received, type ScriptedServer } from '../scripted-server.ts';
import type { Call, Fake, FakeToken, Reply, Store } from './fake.ts';

export const NO_TRUST = { issuers: [], servers: [] };

/**
 * How a test bends the provider. `undefined` leaves the answer as it is, which `answer` does and gives; `hang` never
 * answers, `drip` sends a little for ever, `flood` as much as it can; `lose` does what is asked, and the answer is lost.
 */
export type Bend = (
  call: Call,
  isAct: boolean,
  answer: () => Reply,
) => Reply | 'hang' | 'drip' | 'flood' | 'lose' | undefined;

export interface FakeWorld {
  readonly broker: Broker;
  readonly leaked: FakeToken;
  readonly other: FakeToken;
  readonly server: ScriptedServer;
  /** What the provider holds. */
  readonly store: Store;
  /** How a broker reaches the fake in the provider's place. */
  readonly options: RecordOptions;
  /** Requests that the provider's documentation does not know. */
  readonly strays: readonly string[];
  /** How many requests would have ended a credential. */
  readonly acted: () => number;
  readonly revoke: (token?: FakeToken, options?: RevokeOptions) => Promise<Outcome>;
  readonly credential: (token?: FakeToken) => LeakedCredential;
  readonly close: () => Promise<void>;
}

export function recordOf({ record: id }: Fake): ProviderRecord {
  const record = PROVIDER_RECORDS.find((one) => one.id === id);
  if (!record) throw new Error(`There is no record ${id}.`);
  return record;
}

/** Every origin that a record may contact, as it is written there. */
export function originsOf(record: ProviderRecord): readonly string[] {
  const requests: (RequestTemplate | undefined)[] = [
    record.probe?.request,
    record.proof?.request,
    record.describe?.request,
    ...record.ways.flatMap((way) => [
      way.act.request,
      way.final?.request,
      way.dryRun?.request,
      ...(way.find ?? []).map(({ request }) => request),
    ]),
    ...(record.rotations ?? []).flatMap((rotation) => [
      rotation.issue.request,
      rotation.remove.request,
      rotation.claim?.request,
      rotation.left === 'expires' ? undefined : rotation.left.request,
      ...(rotation.find ?? []).map(({ request }) => request),
    ]),
  ];
  return [...new Set([...record.origins, ...requests.flatMap((request) => request?.origin ?? [])])];
}

/** Starts the provider with the leaked credential between two of other owners, and a broker that knows only it. */
export async function startFakeWorld(
  fake: Fake,
  options: {
    readonly bend?: Bend;
    /** The provider says that it acts, and does not. */
    readonly isIdle?: boolean;
    readonly hasAdmin?: boolean;
    readonly timeoutMs?: number;
  } = {},
): Promise<FakeWorld> {
  const { bend, isIdle = false, hasAdmin = true, timeoutMs = 2000 } = options;
  const record = recordOf(fake);
  const [first, leaked, other] = [fake.make(), fake.make(), fake.make()];
  const store = createStore([first, leaked, other], isIdle);
  const strays: string[] = [];
  let acted = 0;
  const server = await startScriptedServer((request, response) => {
    const found = findRoute(fake, request);
    const call = readCall(request, found?.parts ?? {});
    if (found === undefined) strays.push(`${call.method} ${call.host}${call.path}`);
    const isAct = found !== undefined && fake.acts.includes(found.name) && fake.isAct?.(call) !== false;
    if (isAct) acted += 1;
    const answer = (): Reply => found?.route(call, store) ?? { status: 404, json: {} };
    const bent = bend?.(call, isAct, answer);
    const isLost = bent === 'lose';
    const reply = (isLost ? undefined : bent) ?? answer();
    if (reply === 'hang') return;
    if (reply === 'drip' || reply === 'flood') {
      pour(response, reply === 'drip' ? { bytes: 1, everyMs: 20 } : { bytes: 65_536, everyMs: 0 });
      return;
    }
    if (isLost) {
      response.destroy();
      return;
    }
    const { status, json, text, headers } = reply;
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, ...headers }).end(json === undefined ? text : JSON.stringify(json));
  });
  const origins = [...originsOf(record), ...(fake.operatorOrigin === undefined ? [] : [fake.operatorOrigin])];
  const bases = new Map(origins.map((origin) => [origin, `${server.origin}/${hostOf(origin)}`]));
  const fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1'), timeoutMs });
  const shared: RecordOptions = {
    fetch,
    bases,
    waits: [0, 10],
    ...(fake.operatorOrigin === undefined
      ? {}
      : { operatorOrigins: { [record.provider]: [fake.operatorOrigin] } }),
    ...(hasAdmin && fake.admin ? { admin: adminOf(fake, fake.admin) } : {}),
  };
  const broker = createEmbeddedBroker({
    ...shared,
    githubApiUrl: `${server.origin}/api.github.com`,
    acting: 'all',
  });
  const credential = (token = leaked): LeakedCredential => ({
    secret: new Secret(token.value),
    provider: record.provider,
    type: fake.type,
    ...(token.keyId === undefined ? {} : { keyId: token.keyId }),
    ...(token.credentialId === undefined ? {} : { credentialId: token.credentialId }),
  });
  return {
    broker,
    leaked,
    other,
    server,
    store,
    options: shared,
    strays,
    acted: () => acted,
    credential,
    revoke: (token, revokeOptions) => broker.revoke(credential(token), NO_TRUST, revokeOptions),
    close: async () => {
      await Promise.all([server.close(), fetch.close()]);
    },
  };
}

function adminOf({ adminSecrets = {} }: Fake, make: NonNullable<Fake['admin']>): AdminCredentials {
  const admin = make();
  return { find: (provider) => adminSecrets[provider] ?? admin };
}

/** Sends a body without an end, until nobody listens. */
function pour(
  response: ServerResponse,
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '.repeat(bytes)), everyMs);
  response.on('close', () => clearInterval(timer));
}

function createStore(tokens: FakeToken[], isIdle: boolean): Store {
  return {
    tokens,
    living: (value) => tokens.find((token) => token.value === value && token.isDead !== true),
    byId: (id) => tokens.find((token) => token.id === id && token.isDead !== true),
    kill: (token) => {
      if (token && !isIdle) token.isDead = true;
    },
    remove: (token) => {
      if (!token || isIdle) return;
      token.isDead = true;
      tokens.splice(tokens.indexOf(token), 1);
    },
    add: (token) => {
      tokens.push(token);
      return token;
    },
  };
}

/** Host of an origin as it is written; placeholders stay. */
const hostOf = (origin: string): string => origin.replace('https://', '').replaceAll(/[{}]/g, '_');

function findRoute(fake: Fake, { method, path }: Received) {
  const [pathname = ''] = path.split('?');
  for (const [name, route] of Object.entries(fake.routes)) {
    const [wanted, pattern = ''] = name.split(' ');
    // A segment that begins with a colon is a part: `:id`, or `:id::disable` with a verb behind it.
    const source = pattern
      .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/:([a-z]\w*)/gi, '(?<$1>[^/:]+)')
      .replaceAll('~', ':');
    const match = new RegExp(`^/${source}$`).exec(pathname);
    if (wanted === method && match) return { name, route, parts: match.groups ?? {} };
  }
  return undefined;
}

function readCall(request: Received, parts: Readonly<Record<string, string>>): Call {
  const url = new URL(request.path, 'http://fake');
  const [, host = '', ...rest] = url.pathname.split('/');
  const header = (name: string) => request.headers[name]?.toString();
  const authorization = header('authorization') ?? '';
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const [user = '', password = ''] = Buffer.from(basic ?? '', 'base64')
    .toString()
    .split(':');
  let document: unknown;
  try {
    document = JSON.parse(request.body);
  } catch {
    document = undefined;
  }
  return {
    method: request.method,
    host,
    path: `/${rest.join('/')}`,
    query: url.searchParams,
    header,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    bearer: /^Bearer (.+)$/.exec(authorization)?.[1],
    basic: basic === undefined ? undefined : [user, password],
    form: new URLSearchParams(request.body),
    json: (pointer) => readPointerText(document, pointer),
    body: request.body,
    part: (name) => decodeURIComponent(parts[name] ?? ''),
  };
}
