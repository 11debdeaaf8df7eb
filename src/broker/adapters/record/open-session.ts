import { NO_ADMIN, type AdminCredentials } from '../../admin.ts';
import type { LeakedCredential, RevokeOptions } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { Journal } from '../../journal.ts';
import type { ProviderRecord } from '../record.ts';
import type { BulkSender } from './bulk.ts';
import type { RateLimits } from './rate-limits.ts';
import { Session } from './session.ts';
import { findSites, type Sites } from './sites.ts';
import { addAdmin, addAdminSecrets, readValues } from './values.ts';

/** What all records of a broker share. */
export interface RecordOptions {
  readonly fetch: GuardedFetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Before each look after a revocation, in milliseconds. */
  readonly waits?: readonly number[];
  /** Addresses in place of pinned origins: the operator's own GitHub, or the fakes of a test. */
  readonly bases?: ReadonlyMap<string, string>;
  /** Origins of self-hosted servers by provider, from the operator's configuration, never from scanned text. */
  readonly operatorOrigins?: Readonly<Record<string, readonly string[]>>;
  readonly admin?: AdminCredentials;
  readonly limits?: RateLimits;
  /** Where credentials wait for a request that they share. */
  readonly bulk?: BulkSender;
}

export interface OpenedSession {
  readonly session: Session;
  readonly sites: Sites;
  /** False when an id or the operator's credential is missing: then the credential can only be looked at. */
  readonly canAct: boolean;
}

/**
 * The session of one credential with everything that is known before the first request. Undefined when it is no case
 * for the record: the value has another form, its second part or its server is not known, or nothing could be asked.
 */
export function openSession(
  record: ProviderRecord,
  options: RecordOptions,
  credential: LeakedCredential,
  { seen = [], signal, onSight }: Pick<RevokeOptions, 'seen' | 'signal' | 'onSight'> = {},
): OpenedSession | undefined {
  const { fetch, now = Date.now, bases = new Map<string, string>(), admin = NO_ADMIN } = options;
  const read = readValues(record, credential);
  const sites = findSites(record, credential, options.operatorOrigins ?? {});
  const [origin] = sites?.origins ?? [];
  if (!read || !sites || origin === undefined) return undefined;
  const { values, doubt } = read;
  const known = admin.find(record.provider, credential.scope);
  const hasAdmin =
    known !== undefined &&
    addAdmin(record, known, values) &&
    addAdminSecrets(record, (provider) => admin.find(provider, credential.scope), values);
  const hasId = record.credentialId === undefined || values.has('credentialId');
  const canAct = hasId && (record.class !== 'admin' || hasAdmin);
  if (!canAct && !isLookable(record, origin)) return undefined;
  const journal = new Journal(record.provider, now, onSight);
  const parts = { fetch, journal, record, values, doubt, bases, signal, now };
  const session = new Session(parts, origin, seen.includes('probe_live'));
  return { session, sites, canAct };
}

/** True when the value alone is enough to ask whether it lives. */
export function isLookable({ probe }: ProviderRecord, origin: string): boolean {
  return probe?.by === 'token' && !/\{(?:admin|credentialId)/.test(origin + JSON.stringify(probe.request));
}
