import { count } from './count.ts';

/** The sentences about what to write in place of a credential; the same in a check run and in an issue. */
export const REPLACEMENT_WORDS = {
  title: '### What to write instead',
  opening: 'Write this instead; what reads the file takes the value from outside when it starts.',
  beside: 'Beside the servers, once, so that the client asks for it and keeps it:',
  in: (place: string, others: number) =>
    `In ${place}${others > 0 ? ` and ${count(others, 'more place')}` : ''}:`,
  more: (omitted: number) => `… and ${count(omitted, 'more replacement')}.`,
} as const;
