/**
 * Which lanes are to be left alone, and until when; a lane is named by its installation's id. One object serves all queues
 * of a process that talk to GitHub: an installation has one limit, however many ask on its behalf.
 */
export class Pauses {
  readonly #until = new Map<string, number>();

  /** Leaves a lane alone until a moment (milliseconds since 1970); never shortens a longer pause. */
  pause(lane: string, until: number): void {
    if (until > this.until(lane)) this.#until.set(lane, until);
  }

  /** Ends its pause: what it was for is over. */
  clear(lane: string): void {
    this.#until.delete(lane);
  }

  /** The end of its pause, or 0 when there is none. */
  until(lane: string, now: number = Date.now()): number {
    const until = this.#until.get(lane) ?? 0;
    if (until > now) return until;
    this.#until.delete(lane);
    return 0;
  }

  /** The lanes that are paused now. */
  paused(): readonly string[] {
    return [...this.#until.keys()].filter((lane) => this.until(lane) > 0);
  }
}
