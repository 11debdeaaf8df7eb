/** A name in a policy file that lets nobody in. */
export interface NameNote {
  /** `@login` or `@organisation/team`, in lower case. */
  readonly name: string;
  /** The key that lists it; the first one, where both do. */
  readonly key: 'approvers' | 'dashboard.viewers';
  /**
   * `nobody`: nobody has the name. `taken`: who has it is not who had it when it was listed. `unasked`: the App may not ask
   * GitHub.
   */
  readonly what: 'nobody' | 'taken' | 'unasked';
}
