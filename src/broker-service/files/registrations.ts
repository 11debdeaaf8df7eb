import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Secret } from '../../base/secret.ts';
import { PROVIDER_RECORDS } from '../../broker/adapters/records/all-records.ts';
import { valueProof } from '../keys/value-proof.ts';

/** As `rekey broker fingerprint` and `sha256sum` print it. */
const proof = z
  .string()
  .transform((text) => text.toLowerCase().replace(/^sha256:/, ''))
  .pipe(z.string().regex(/^[\da-f]{64}$/));

/** The provider's ids of credentials, each with the proof of its value: `{ '12/34': 9f86d0… }`. One value has one id. */
export const registeredIds = z
  .record(z.string().regex(/^[!-~]{1,200}$/), proof)
  .refine((ids) => new Set(Object.values(ids)).size === Object.keys(ids).length, 'one value has two ids');

/** As much of the file of credentials as tells of registrations: by provider, then by owner. */
type Registering = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly credentials?: z.infer<typeof registeredIds> | undefined }>>
  >
>;

/** Ids that the operator registered; see docs/broker.md, "Registered credentials". */
export interface Registrations {
  /** @param owner for whom it is asked; the line of that owner counts, else that of `*` */
  find(provider: string, owner: string, value: Secret): string | undefined;
}

/** Every id has the form of its provider, at a provider where ids are needed. */
export function fitsProviders(file: Registering): boolean {
  return Object.entries(file).every(([provider, owners]) =>
    Object.values(owners).every(({ credentials = {} }) =>
      Object.keys(credentials).every((id) =>
        PROVIDER_RECORDS.some((one) => one.provider === provider && one.credentialId?.test(id) === true),
      ),
    ),
  );
}

/** Whether a value has the form of one that is registered; another is a slip of the hand. */
export const mayBeRegistered = (value: string): boolean =>
  PROVIDER_RECORDS.some(
    ({ credentialId, values }) => credentialId !== undefined && values.some((form) => form.test(value)),
  );

function index(file: Registering): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    Object.entries(file).flatMap(([provider, owners]) =>
      Object.entries(owners).map(
        ([owner, { credentials = {} }]) =>
          [`${provider} ${owner}`, new Map(Object.entries(credentials).map(([id, of]) => [of, id]))] as const,
      ),
    ),
  );
}

/**
 * The registrations of a file. Tokens are made often, so the file is looked at again when it has changed; while it has
 * mistakes, what it said before counts. Everything else in it is read once, when the broker starts.
 *
 * @param read reads the file whole; throws when it has mistakes
 */
export function watchRegistrations(
  path: string,
  first: Registering,
  read: () => Registering,
  log: Logger,
): Registrations {
  let known = index(first);
  let seen = stampOf(path);
  return {
    find(provider, owner, value) {
      const stamp = stampOf(path);
      if (stamp !== seen) {
        seen = stamp;
        try {
          known = index(read());
          log.info('the registered credentials were read again');
        } catch (error) {
          const problem = error instanceof Error ? error.message : '';
          log.error({ problem }, 'the registered credentials could not be read again: those of before count');
        }
      }
      const line = known.get(`${provider} ${owner.toLowerCase()}`) ?? known.get(`${provider} *`);
      return line?.get(valueProof(value));
    },
  };
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}
