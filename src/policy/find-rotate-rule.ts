import type { Policy, RotateRule } from './policy.ts';

/** A leaked credential as the rules name it. */
interface Leaked {
  readonly provider: string;
  readonly type: string;
  /** How it is named where it leaked. From scanned text. */
  readonly places: readonly { readonly key: string | null; readonly server: string | null }[];
}

const isSame = (wanted: string | undefined, is: string | null) =>
  wanted === undefined || wanted.toLowerCase() === is?.toLowerCase();

/** The first rule that says where a leaked credential is used; the organisation's rules stand first. Pure. */
export function findRotateRule(
  { rotate = [] }: Pick<Policy, 'rotate'>,
  { provider, type, places }: Leaked,
): RotateRule | undefined {
  return rotate.find(
    (rule) =>
      rule.provider === provider &&
      (rule.type === undefined || rule.type === type) &&
      places.some(({ key, server }) => isSame(rule.key, key) && isSame(rule.server, server)),
  );
}

/** Whether a repository may say so itself: about its own secrets, and without naming a credential by its id. */
export function isOwnAffair({ target, credentialId }: RotateRule): boolean {
  return (
    target.kind === 'secret' &&
    target.scope !== 'organization' &&
    target.repository === undefined &&
    credentialId === undefined
  );
}
