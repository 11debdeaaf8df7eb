import { z } from 'zod';
import { Secret } from '../../base/secret.ts';
import type { AdminCredentials } from '../admin.ts';
import { isPassingStatus } from '../egress-failure.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { isStop, stop, type Stop } from './stop.ts';

/** The operator names his clients `mcp-client`, `mcp-client-2` and so on, for each owner. */
const MAX_CLIENTS = 20;
/** What the server alone decides, and may not be sent back (RFC 7592 section 2.2). */
const SERVERS_OWN = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
  'client_secret',
] as const;

/** A client whose registration the operator manages. */
export interface ManagedClient {
  readonly owner: string;
  readonly clientId: string;
  readonly issuer: string;
  /** `registration_client_uri`, at the issuer's origin. */
  readonly uri: string;
  readonly token: Secret;
}

/** Registration access tokens that a server gave in place of those in the operator's file. */
export interface RegistrationTokens {
  find(owner: string, clientId: string): Promise<Secret | undefined>;
  keep(owner: string, clientId: string, token: Secret): Promise<void>;
}

/** The operator's entry for a client of an owner. */
export function findManagedClient(
  admin: AdminCredentials,
  scope: string | undefined,
  clientId: string | undefined,
): ManagedClient | undefined {
  if (scope === undefined || clientId === undefined) return undefined;
  for (let number = 1; number <= MAX_CLIENTS; number++) {
    const found = admin.find(number === 1 ? 'mcp-client' : `mcp-client-${number}`, scope);
    const { client_id: id, issuer = '', registration_client_uri: uri = '' } = found?.fields ?? {};
    if (!found || id !== clientId) continue;
    const origin = URL.parse(issuer)?.origin;
    return origin !== undefined && URL.parse(uri)?.origin === origin
      ? { owner: scope, clientId, issuer, uri, token: found.secret }
      : undefined;
  }
  return undefined;
}

const Client = z.looseObject({
  client_id: z.string().max(500),
  client_secret: z.string().min(1).max(4096).optional(),
  registration_access_token: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .optional(),
});
type Client = z.infer<typeof Client>;

const UNANSWERED = 'The issuer of the client gave no usable answer.';
const REFUSED = 'The issuer refused the broker’s token for the registration of the client.';
const OTHER = 'The issuer shows another client at the address that the operator gave.';

/** Reads and changes the registration of one client: https://www.rfc-editor.org/rfc/rfc7592 */
export function openRegistration(
  fetch: GuardedFetch,
  client: ManagedClient,
  tokens: RegistrationTokens,
): {
  read(): Promise<Client | Stop>;
  /** Sends it back as it is; a server that gives another secret with that has ended the one before. */
  update(current: Client): Promise<Client | Stop>;
} {
  const { owner, clientId, uri } = client;
  const send = async (method: 'GET' | 'PUT', body?: object): Promise<Client | Stop> => {
    const token = (await tokens.find(owner, clientId)) ?? client.token;
    let answer: unknown;
    try {
      const response = await fetch(uri, {
        method,
        headers: {
          authorization: `Bearer ${token.reveal()}`,
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (isPassingStatus(response.status)) return stop(UNANSWERED, true);
      if (response.status !== 200) return stop(REFUSED);
      answer = await response.json();
    } catch {
      // The error may hold what was sent.
      return stop(UNANSWERED, true);
    }
    const parsed = Client.safeParse(answer);
    if (!parsed.success) return stop(UNANSWERED, true);
    if (parsed.data.client_id !== clientId) return stop(OTHER);
    const { registration_access_token: next } = parsed.data;
    // Kept before anything else: without it nobody can manage the client any more.
    if (next !== undefined && next !== token.reveal()) await tokens.keep(owner, clientId, new Secret(next));
    return parsed.data;
  };
  return {
    read: () => send('GET'),
    update: (current) =>
      send(
        'PUT',
        Object.fromEntries(
          Object.entries(current).filter(([name]) => !SERVERS_OWN.some((own) => own === name)),
        ),
      ),
  };
}

/** Asks for another secret than the one that leaked. */
export async function renewSecret(
  registration: ReturnType<typeof openRegistration>,
  old: string,
): Promise<Secret | Stop> {
  const current = await registration.read();
  if (isStop(current)) return current;
  // An earlier request took effect although its answer was lost.
  const { client_secret: present } = current;
  if (present !== undefined && present !== old) return new Secret(present);
  const changed = await registration.update(current);
  if (isStop(changed)) return changed;
  const { client_secret: next } = changed;
  return next !== undefined && next !== old ? new Secret(next) : stop(SAME);
}

const SAME =
  'The issuer updated the client and left its secret as it is: RFC 7592 lets it, so a person must renew the secret there.';
