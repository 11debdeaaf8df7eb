/** What a week came to, in numbers. */
export interface WeekNumbers {
  /** Credentials found in it. */
  readonly opened: number;
  /** Those that were proved dead in it. */
  readonly dead: number;
  /** From found to proved dead, in seconds; null where none died. */
  readonly medianSeconds: number | null;
  /** When it was counted: open, and past the deadline of its severity. */
  readonly overdue: number;
  /** When it was counted: those that wait for approval. */
  readonly waiting: number;
  /** Those of them that the circuit breaker holds back. */
  readonly paused: number;
}
