/** The sentences about what to write in place of a credential; the same in a check run and in an issue. */
export const REPLACEMENT_WORDS = {
  title: '### What to write instead',
  opening: 'Write a reference in place of the value; the client fills it in when it starts.',
} as const;
