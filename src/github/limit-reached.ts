/** Thrown instead of a request that would break one of GitHub's limits; nothing was sent. */
export class LimitReached extends Error {
  readonly waitMs: number;
  /** Every request of the installation has to wait, not only those like this one. */
  readonly forAll: boolean;
  /** It would have made something new, which therefore does not exist. */
  readonly creates: boolean;

  constructor(waitMs: number, options: { readonly forAll: boolean; readonly creates?: boolean }) {
    super("GitHub's limits ask to wait");
    this.name = 'LimitReached';
    this.waitMs = waitMs;
    this.forAll = options.forAll;
    this.creates = options.creates ?? false;
  }
}
