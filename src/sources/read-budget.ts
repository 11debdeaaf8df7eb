/** Most files of one push that are fetched one by one; an installation has 5,000 requests an hour for everything. */
const FILES_MAX = 2000;

/** Most bytes of one push that are fetched so. */
const BYTES_MAX = 256_000_000;

/** Keeps one huge push from using up the whole installation's requests. */
export class ReadBudget {
  #files = FILES_MAX;
  #bytes = BYTES_MAX;

  /** Takes one file; false when the budget is used up. */
  take(): boolean {
    if (this.#files <= 0 || this.#bytes <= 0) return false;
    this.#files--;
    return true;
  }

  /** Accounts for the bytes of a fetched file. */
  spend(bytes: number): void {
    this.#bytes -= bytes;
  }
}
