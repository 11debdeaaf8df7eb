/**
 * What became of a person's word about an incident: it was carried out; the person may not decide; the incident has ended;
 * nothing waits (any more); it waits for the operator of a broker of its own, over whom nobody here has a say; policy rules
 * it out by now; the comment no longer says what it said; it is not clear what was meant.
 */
export type DecisionOutcome =
  'done' | 'refused' | 'ended' | 'nothing-waits' | 'broker-waits' | 'forbidden' | 'edited' | 'unclear';
