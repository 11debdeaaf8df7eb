/**
 * Where the public can read, a credential that is not proved dead gets these words and nothing else: a report of a
 * live leak is an invitation.
 */
export const NEUTRAL_TITLE = 'A credential needs attention';

/** The same in a check's summary. */
export const NEUTRAL_SENTENCE = 'A credential needs attention; details are in the Rekey dashboard.';
