import { count } from './count.ts';

/** The sentences about what to write in place of a credential; the same in a check run and in an issue. */
export const REPLACEMENT_WORDS = {
  title: '### What to write instead',
  opening: 'Write this reference instead; the client fills in the value when it starts.',
  beside: 'Beside the servers, once, so that the client asks for it and keeps it:',
  in: (place: string, others: number) =>
    `In ${place}${others > 0 ? ` and ${count(others, 'more place')}` : ''}:`,
  leaves: (places: string, why: string) => `${places}: ${why}`,
  more: (omitted: number) => `… and ${count(omitted, 'more replacement')}.`,
} as const;

const ON_ONE_MACHINE =
  'this file belongs on one machine. Take it out of the repository and add it to `.gitignore`';

const NAME_ONLY = 'Keep the value in the environment or a secret store, and only its name here.';
const PLACEHOLDER = 'a text needs no value that works. Write a placeholder such as `<token>`.';

/** Where nothing can stand in for the value, by the surface of the file. */
const LEAVES: Readonly<Record<string, string>> = {
  dotenv:
    'this file belongs on one machine. Take it out of the repository with `git rm --cached`, which leaves yours in place; `.gitignore` should name the file, and `.env.example` its variables, without values.',
  'token-cache': `${ON_ONE_MACHINE}; the client writes a new one when you sign in again.`,
  transcript: `${ON_ONE_MACHINE}.`,
  generic: `it is not known what reads this file. ${NAME_ONLY}`,
  mise: `it is not known what reads this file. ${NAME_ONLY}`,
  markdown: PLACEHOLDER,
  document: PLACEHOLDER,
  markup: PLACEHOLDER,
  dockerfile:
    'whoever has the image can read it. Hand the value in when the container runs, as `docker run --env NAME` does.',
};

/** What is to become of a value that no reference can stand in for. */
export function leavesWords(surface: string): string {
  return (
    (Object.hasOwn(LEAVES, surface) ? LEAVES[surface] : undefined) ??
    'the client that reads this file fills nothing in. Take the file out of the repository, and make it where it is used.'
  );
}
