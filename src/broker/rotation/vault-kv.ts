import { Secret } from '../../base/secret.ts';
import { readAnswer, noAnswer, type Answer } from '../adapters/record/answer.ts';
import { readPointerText } from '../adapters/record/pointer.ts';
import type { AdminCredentials } from '../admin.ts';
import { isPassingStatus } from '../egress-failure.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { stop, type Stop } from './stop.ts';

/** A field of a secret in the operator's Vault. */
export interface VaultField {
  /** Below the mount; nothing of it needs an escape. */
  readonly path: string;
  readonly field: string;
}

/** What a field holds. */
export interface HeldValue {
  readonly value: Secret;
  readonly writtenAt: Date;
}

/** Where the operator lets the broker write for one owner. */
interface Vault {
  readonly address: string;
  readonly token: Secret;
}

/** Below the prefix segment by segment: `ci` opens `ci` and `ci/app`, and not `ci-admin`. */
const isBelow = (path: string, prefix: string): boolean =>
  `${path}/`.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);

/**
 * The operator's Vault for a path: `vault-kv`, with the address, the mount and what paths must begin with. An entry that
 * serves all owners must keep them apart by `{owner}` in its prefix: nobody writes over what is another's.
 */
function vaultOf(admin: AdminCredentials, owner: string, path: string): Vault | undefined {
  const found = admin.find('vault-kv', owner);
  const { address = '', mount = '', prefix = '' } = found?.fields ?? {};
  const base = URL.parse(address);
  if (!found || !base || base.pathname !== '/' || !/^[\w.-]+(?:\/[\w.-]+)*$/.test(mount) || prefix === '')
    return undefined;
  const isShared = found === admin.find('vault-kv', undefined);
  if (isShared && !prefix.split('/').includes('{owner}')) return undefined;
  if (!isBelow(path, prefix.replaceAll('{owner}', owner))) return undefined;
  return { address: `${base.origin}/v1/${mount}/data/`, token: found.secret };
}

/** Writes successors to the operator's Vault or OpenBao, and reads them back. */
export interface VaultKv {
  /** Whether the operator lets the broker write there for that owner. */
  mayWrite(owner: string, place: VaultField): boolean;
  /** What stands there, and when its secret was written last; undefined where nothing does. */
  read(owner: string, place: VaultField): Promise<HeldValue | Stop | undefined>;
  holds(owner: string, place: VaultField, value: Secret): Promise<boolean | Stop>;
  /** Sets the field and leaves the others alone; done when it is read back. */
  write(owner: string, place: VaultField, value: Secret): Promise<Stop | undefined>;
}

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export function createVaultKv(fetch: GuardedFetch, admin: AdminCredentials): VaultKv {
  const send = async (vault: Vault, path: string, method: string, body?: object): Promise<Answer> => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    try {
      const response = await fetch(`${vault.address}${path}`, {
        method,
        headers: { 'x-vault-token': vault.token.reveal(), 'content-type': type, accept: 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await readAnswer(response);
    } catch (error) {
      return noAnswer(error);
    }
  };
  const look = async (owner: string, { path, field }: VaultField) => {
    const vault = vaultOf(admin, owner, path);
    if (!vault) return stop(NOT_ALLOWED);
    const answer = await send(vault, path, 'GET');
    if (answer.kind === 'none') return unclear(answer);
    const isAbsent = answer.status === 404;
    if (answer.isPage || (answer.status !== 200 && !isAbsent)) return unclear(answer);
    return {
      vault,
      isAbsent,
      version: Number(readPointerText(answer.json, '/data/metadata/version') ?? 0),
      value: readPointerText(answer.json, `/data/data/${field}`),
      writtenAt: new Date(readPointerText(answer.json, '/data/metadata/created_time') ?? Number.NaN),
    };
  };
  const kv: VaultKv = {
    mayWrite: (owner, { path }) => vaultOf(admin, owner, path) !== undefined,
    async read(owner, place) {
      const now = await look(owner, place);
      if ('stop' in now) return now;
      const { value, writtenAt } = now;
      if (value === undefined || value === '') return undefined;
      return Number.isNaN(writtenAt.getTime()) ? stop(UNCLEAR) : { value: new Secret(value), writtenAt };
    },
    async holds(owner, place, value) {
      const now = await look(owner, place);
      return 'stop' in now ? now : now.value === value.reveal();
    },
    async write(owner, place, value) {
      const now = await look(owner, place);
      if ('stop' in now) return now;
      if (now.value === value.reveal()) return undefined;
      // Check-and-set: what somebody writes in between is not lost.
      const body = { data: { [place.field]: value.reveal() }, options: { cas: now.version } };
      const answer = await send(now.vault, place.path, now.isAbsent ? 'POST' : 'PATCH', body);
      const held = await kv.holds(owner, place, value);
      if (held === true) return undefined;
      return typeof held === 'object' ? held : unclear(answer);
    },
  };
  return kv;
}

function unclear(answer: Answer): Stop {
  if (answer.kind === 'none') return stop(UNCLEAR, answer.passing);
  // A version that changed meanwhile is told by 400.
  const isPassing = answer.isPage || isPassingStatus(answer.status) || answer.status === 400;
  return isPassing ? stop(UNCLEAR, true) : stop(REFUSED);
}

const NOT_ALLOWED = 'The operator does not let the broker write there in Vault for this owner.';
const REFUSED = 'Vault did not let the broker write the successor.';
const UNCLEAR = 'Vault gave no usable answer when the successor was to be written.';
