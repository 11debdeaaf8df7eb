import type { Measures } from './check.ts';
import { daysBetween, listOf } from './measure.ts';
import type { CredentialRecord } from './records.ts';

/** So long a server may be missing before it counts as removed: files move. */
export const REMOVED_DAYS = 7;

/** Why nothing needs a credential any more. */
export type Ground = 'ended' | 'archived' | 'removed' | 'owner';

/** A ground, in words, and the check whose finding says it. */
export interface Over {
  readonly ground: Ground;
  readonly why: string;
  readonly check: 'outlived' | 'owner-gone';
}

/** The server of a credential ended, is no more, or every repository of it is archived. */
export function outlived(
  { registered, archived, removedSince }: CredentialRecord,
  { now }: Pick<Measures, 'now'>,
): Over | undefined {
  const check = 'outlived';
  const until = registered?.until;
  if (until !== undefined && now.toISOString().slice(0, 10) > until)
    return { check, ground: 'ended', why: `its server ${registered?.name ?? ''} ended on ${until}` };
  if (archived)
    return { check, ground: 'archived', why: 'every repository in which it was seen is archived' };
  const days = removedSince ? daysBetween(removedSince, now) : 0;
  if (days <= REMOVED_DAYS) return undefined;
  return { check, ground: 'removed', why: `no configuration has named its server for ${days} days` };
}

/** All who owned something have left. */
export const haveLeft = ({ owners, goneOwners }: Pick<CredentialRecord, 'owners' | 'goneOwners'>): boolean =>
  goneOwners.length > 0 && goneOwners.length === owners.length;

/** Every ground on which a credential is to end, the surest first. */
export function groundsOf(record: CredentialRecord, measures: Pick<Measures, 'now'>): readonly Over[] {
  const over = outlived(record, measures);
  const why = `its owners have left: ${listOf(record.goneOwners)}`;
  return [
    ...(over ? [over] : []),
    ...(haveLeft(record) ? [{ check: 'owner-gone', ground: 'owner', why } as const] : []),
  ];
}
