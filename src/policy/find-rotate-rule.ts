import type { Policy, RotateRule } from './policy.ts';

/** A place where a credential leaked. From scanned text. */
interface LeakedAt {
  readonly key: string | null;
  readonly server: string | null;
  /** Whose variable it is, where it leaked in one that is to become a secret. */
  readonly variable?: 'repository' | 'organization';
}

/** A leaked credential as the rules name it. */
interface Leaked {
  readonly provider: string;
  readonly type: string;
  /** `owner/name` of the repository in which it leaked. */
  readonly repository: string;
  /** How it is named there. */
  readonly places: readonly LeakedAt[];
}

const isSame = (wanted: string | undefined, is: string | null) =>
  wanted === undefined || wanted.toLowerCase() === is?.toLowerCase();

/**
 * Where the rule puts a successor into whatever repository the leak is in, that has to be one which it names: else
 * whoever holds a key of another team could leak it in a repository of his own and have its successor.
 */
function counts({ repositories, target }: RotateRule, repository: string): boolean {
  if (repositories) return repositories.some((one) => isSame(one, repository));
  return target.kind === 'vault' || target.scope === 'organization' || namesItsOwn(target);
}

const namesItsOwn = (target: RotateRule['target']) =>
  target.kind === 'secret' && target.repository !== undefined;

/** Whether a rule means a credential that stands at a place. */
export function fits({ key, server, target }: RotateRule, place: LeakedAt): boolean {
  const isThere = target.kind !== 'variable' || target.scope === place.variable;
  return isThere && isSame(key, place.key) && isSame(server, place.server);
}

/** The first rule that says where a leaked credential is used. Pure. */
export function findRotateRule(
  { rotate = [] }: Pick<Policy, 'rotate'>,
  { provider, type, repository, places }: Leaked,
): RotateRule | undefined {
  return rotate.find(
    (rule) =>
      rule.provider === provider &&
      (rule.type === undefined || rule.type === type) &&
      counts(rule, repository) &&
      places.some((place) => fits(rule, place)),
  );
}
