import type { ToldOutcome } from '../../inventory/report.ts';

/** GitHub's page on the edit history of a text, and how to take a version out of it. */
const HISTORY_PAGE =
  'https://docs.github.com/en/communities/moderating-comments-and-conversations/tracking-changes-in-a-comment#deleting-sensitive-information-from-a-comments-history';

/** How a text is freed of a credential, step by step. */
export const EDIT_STEPS: readonly string[] = [
  'Edit the text and take the credential out; a placeholder such as `<token>` says as much.',
  'Open the menu "edited" at the top of the text, choose the version that still shows it, and there "Options" and "Delete revision from history".',
];

/** The same where nobody can comment: a release keeps no earlier versions, a wiki is a git repository. */
export const EDIT_ELSEWHERE = {
  release: 'Edit the release and take the credential out of its notes.',
  wiki: "Edit the page and take the credential out. The wiki's git history keeps the old page, where the credential opens nothing once it is dead.",
} as const;

/** Parts of that comment, and of the section of the issue about it; what is given is safe Markdown. */
export const THREAD_PARTS = {
  by: (text: string, author: string) => `${text}, by ${author}`,
  holds: (text: string, credential: string) => `**${text}: this text holds a credential (${credential}).**`,
  heading: '### What people wrote',
  author: 'The author',
  itsAuthor: (author: string) => `Its author ${author}`,
} as const;

/** The sentences of the comment that tells an author. */
export const THREAD_WORDS = {
  dead: 'It is dead: nobody can use it any more.',
  open: 'It was not proved dead when this was written: take it as one that works until whoever owns it has revoked it.',
  left: 'What is left is to take it out of the text and of its edit history:',
  leftInHistory: 'The text no longer shows it, but its edit history does:',
  page: `GitHub explains the edit history here: ${HISTORY_PAGE}`,
  sender: 'Rekey wrote this, once; no answer is needed.',
} as const;

/** What the incident's issue says came of telling the author. */
export const TOLD_WORDS: Readonly<Record<ToldOutcome, string>> = {
  told: 'was told in a comment how to edit it away',
  refused:
    'could not be told, since GitHub took no comment there; whoever can edit it should do what is below',
  nowhere: 'could not be told, since nobody can comment there; whoever can edit it should do what is below',
  clean: 'has edited it away already, with its history',
};
