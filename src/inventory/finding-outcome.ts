/** What became of a person's word on a hygiene issue. */
export type FindingOutcome =
  | 'done'
  | 'helped'
  /** The person may not accept findings. */
  | 'refused'
  /** The person may not write to the repository of the issue. */
  | 'not-a-writer'
  /** The comment no longer says what it said. */
  | 'edited'
  | 'unclear'
  /** It names no finding. */
  | 'no-code'
  /** There is no such open finding. */
  | 'gone'
  /** It is a leak, which is accepted on its own issue. */
  | 'incident'
  | 'no-reason'
  /** Nobody is known who answers for it. */
  | 'no-owner'
  | 'no-date'
  | 'bad-date'
  | 'past-date'
  | 'far-date';
