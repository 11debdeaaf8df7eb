import type { Keeper, Reason } from '../../fix/index.ts';
import { leavesWords } from './replacements.ts';

/**
 * Why a credential stays where it is; `no-permission` for a workflow that the App may not change, `own-dotenv` for a file that
 * people have to take out themselves, for theirs would go with it.
 */
export type LeftReason = Reason | 'no-permission' | 'own-dotenv';

/** The sentences of the pull request that replaces credentials. */
export const FIX_WORDS = {
  title: 'Replace leaked credentials with references',
  /** Title and commit where nothing is replaced yet. */
  preparation: 'Prepare to take leaked dotenv files out of the repository',
  openingPreparation:
    'Credentials leaked in files that belong on one machine. This pull request prepares to take them out of the repository; the files stay as they are until you do.',
  opening:
    'These files hold credentials that leaked. This pull request puts references in their place, in the syntax of the client that reads each file. Nothing else in a file changes, except what that syntax needs beside it, such as a declared input or an import.',
  files: '### What changes',
  todo: '### Before you merge',
  left: '### What is left as it is',
  leftOpening: 'Rekey did not change these, because it cannot do so safely:',
  history: '### The git history',
  historyDead:
    'The history still holds the old values. That no longer matters: every one of them was proved dead, so the copies open nothing, and nothing needs to be rewritten.',
  historyOpen:
    'The history still holds the old values. Where one is not proved dead yet, a copy may work until it is revoked; the issue of the credential says what is left to do. Once it is dead, the copies open nothing, and nothing needs to be rewritten.',
  kept: 'Rekey keeps this pull request up to date while only Rekey commits to its branch, and closes it when nothing is left to replace. Close it yourself if you do not want it: it stays closed until other credentials come.',
  ended: 'Nothing is left to replace on the default branch, so this pull request closed itself.',
  foreign:
    'Somebody else has committed to the branch of this pull request. Rekey leaves branch and text alone from here on; finish it as you like.',
  removed: (isIgnored: boolean) =>
    `is deleted from the branch${isIgnored ? ' and added to `.gitignore`' : ''}: it is a token cache, which belongs on one machine`,
  listedVariables:
    'Set as environment variables where the client runs, with new values; `.env.example` lists them:',
  example: 'names the variables, without values',
  ignored: (files: string) => `names ${files}, so that nobody commits it again`,
  emptied: 'the value goes; an example shows names only',
} as const;

/** Parts of its lines; what is given is safe Markdown. */
export const FIX_PARTS = {
  what: (credential: string, key: string, server: string) =>
    `${credential}${key === '' ? '' : ` in ${key}`}${server === '' ? '' : ` of MCP server ${server}`}`,
  becomes: (reference: string) => `becomes ${reference}`,
  place: (line: number, what: string, now: string) => `  - line ${line}: ${what}: ${now}`,
  left: (path: string, line: number, why: string) => `- ${path}, line ${line}: ${why}`,
  byHand: (why: string, written: string, beside: string | undefined) =>
    `${why}. Write ${written}${beside === undefined ? '' : ` and, beside the servers, ${beside}`} by hand`,
} as const;

/** The sentences of a suggestion on a line of a pull request. */
export const SUGGESTION_WORDS = {
  review:
    'Rekey found credentials in what this pull request adds. These changes put references in their place.',
  historyDead: 'The history of the branch still holds the old value, which is dead and opens nothing.',
  historyOpen:
    'The history of the branch still holds the old value. It may work until it is revoked; once it is dead, that no longer matters.',
} as const;

/** What has to exist for the references to work, by where the values are kept. */
export const KEEPER_WORDS: Readonly<Record<Keeper, string>> = {
  variable: 'Set as environment variables where the client runs, with new values:',
  input: 'Nothing to do for these: the client asks for them when it starts, and keeps them:',
  'actions-secret': 'Create as secrets of GitHub Actions, with new values:',
  'copilot-secret': 'Create as secrets of the environment `copilot`, with new values:',
  'continue-secret': 'Create as secrets of Continue, with new values:',
  none: '',
};

/** The same for one value, in a suggestion. */
export const NEEDED_WORDS: Readonly<Record<Keeper, string>> = {
  variable: 'It needs an environment variable where the client runs, with a new value:',
  input: 'The client asks for it when it starts, and keeps it:',
  'actions-secret': 'It needs a secret of GitHub Actions, with a new value:',
  'copilot-secret': 'It needs a secret of the environment `copilot`, with a new value:',
  'continue-secret': 'It needs a secret of Continue, with a new value:',
  none: '',
};

/** Pages below a repository's own where secrets are created. */
export const SETTINGS_PAGES: Readonly<Partial<Record<Keeper, string>>> = {
  'actions-secret': '/settings/secrets/actions/new',
  'copilot-secret': '/settings/environments',
};

/** Why something was not replaced, and what a person can do. */
export const LEFT_WORDS: Readonly<Record<LeftReason, string>> = {
  'own-dotenv': leavesWords('dotenv'),
  'no-reference': 'this client cannot read values from outside, so take the value out of the file',
  encoded: 'it is encoded together with something else',
  unreadable: 'the file is too large or not UTF-8',
  'no-secrets-here': 'GitHub gives no secrets to this part of a workflow; hand it in through `env` of a step',
  unsure: 'more than its characters would have to change',
  'no-permission': 'the App may not change workflows; an owner grants it in the settings of the installation',
};
