/** Sentences for the two ways in which a request fails. */
export interface Words {
  readonly refused: (name: string) => string;
  readonly unclear: (name: string) => string;
}

export const ISSUING: Words = {
  refused: (name) =>
    `${name} did not issue a successor: the credential of the broker there may lack the right.`,
  unclear: (name) => `${name} gave no usable answer when a successor was asked for.`,
};
export const CLAIMING: Words = {
  refused: (name) => `${name} did not let the successor live as long as the old credential.`,
  unclear: (name) => `${name} gave no usable answer when the successor was to stay.`,
};
export const REMOVING: Words = {
  refused: (name) => `${name} did not remove the successor.`,
  unclear: (name) => `${name} gave no usable answer when the successor was to be removed.`,
};

/** Why nothing can be issued, by the provider's name. */
export const WORDS = {
  unfit: () => 'The broker does not know enough of this credential to issue a successor.',
  unexpected: () => 'The rotation was interrupted by an unexpected error.',
  unanswered: (name: string) => `${name} gave no usable answer.`,
  notLive: (name: string) =>
    `${name} does not accept the credential, and the broker never saw it alive, so no successor is issued.`,
  noWay: (name: string) => `The broker has no right to issue a successor at ${name}.`,
  notKnown: (name: string) => `${name} does not show what the successor would have to be.`,
  twoLeft: (name: string) =>
    `At ${name} more than one credential came while the broker was interrupted: a person must look there.`,
} as const;
