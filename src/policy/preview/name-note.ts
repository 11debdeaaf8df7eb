/** An approver by whom nobody may decide. */
export interface NameNote {
  /** `@login` or `@organisation/team`, in lower case. */
  readonly name: string;
  /**
   * `nobody`: nobody has the name. `taken`: who has it is not who had it when it was listed. `unasked`: the App may not ask
   * GitHub.
   */
  readonly what: 'nobody' | 'taken' | 'unasked';
}
