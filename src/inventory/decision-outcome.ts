/** What became of a person's word about an incident. */
export type DecisionOutcome =
  /** It was carried out. */
  | 'done'
  /** The broker looks whether it is true; what it saw takes the place of this. */
  | 'looking'
  /** It was asked what can be said. */
  | 'helped'
  /** Reopened, and its value has to be read again first. */
  | 'reopened'
  /** Said to be rotated, and seen alive. */
  | 'still-live'
  /** Said to be rotated, and nobody could prove it. */
  | 'noted'
  /** It holds where the person may decide, and the credential stands in another repository as well. */
  | 'elsewhere'
  /** The person may not decide. */
  | 'refused'
  /** The person may not write to the repository. */
  | 'not-a-writer'
  | 'ended'
  /** Nothing waits for a decision (any more). */
  | 'nothing-waits'
  /** The broker is at work about it. */
  | 'under-way'
  /** It waits for the operator of a broker of its own, over whom nobody here has a say. */
  | 'broker-waits'
  /** Policy rules it out by now. */
  | 'forbidden'
  /** The broker has no way to end it. */
  | 'cannot-end'
  /** The comment no longer says what it said. */
  | 'edited'
  /** It is not clear what is meant. */
  | 'unclear'
  /** It is not clear which of several credentials is meant. */
  | 'several'
  /** About the day until which a risk is accepted. */
  | 'no-date'
  | 'bad-date'
  | 'past-date'
  | 'far-date'
  /** Nobody who can be named as an owner. */
  | 'bad-owner'
  /** No place of it can be read again. */
  | 'not-read-again';
