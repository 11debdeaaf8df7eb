import { revokeModeFor } from '../../policy/merge-revoke.ts';
import type { Policy, RevokeMode } from '../../policy/policy.ts';
import { count } from './count.ts';

/** How many histories are read, are still to be read, and could not be read. */
export interface Histories {
  readonly done: number;
  readonly left: number;
  readonly unread: number;
}

/** Texts of what is said after an installation. Plain sentences: they serve for the issue and for the dashboard's page. */
export const FIRST_WORDS = {
  title: (credentials: number, dead: number) =>
    credentials === 0
      ? 'Rekey found no leaked credential, and could not read everything'
      : `Rekey found ${count(credentials, 'leaked credential')}, ${dead.toLocaleString('en-US')} of them dead`,
  neutralTitle: 'Rekey has read what was there before',
  read: ({ done, left, unread }: Histories) =>
    done + left + unread === 0
      ? 'No history was read yet.'
      : [
          `The history of ${count(done, 'repository', 'repositories')} was read.`,
          ...(left > 0
            ? [`${left.toLocaleString('en-US')} more ${left === 1 ? 'is' : 'are'} still being read.`]
            : []),
          ...(unread > 0
            ? [
                `${unread.toLocaleString('en-US')} could not be read; the page Histories of the dashboard says why.`,
              ]
            : []),
        ].join(' '),
  found: (credentials: number, repositories: number) =>
    credentials === 0
      ? 'No leaked credential was found.'
      : `${count(credentials, 'leaked credential was', 'leaked credentials were')} found in ${count(repositories, 'repository', 'repositories')}.`,
  groups: {
    deadBefore: 'Dead when they were found',
    ended: 'Ended by Rekey, and proved dead',
    person: 'Left to a person',
    observed: 'Left alone because the policy only observes',
    underWay: 'Under way, or not proved yet',
    dismissed: 'Dismissed by a person',
  },
  count: 'Credentials',
  worst: 'The worst of those that are open',
  columns: ['Severity', 'What leaked', 'Where first', 'Is it dead?'],
  now: 'What Rekey does from now on',
  gaps: 'What is not read or done',
  change: 'How to change that',
  changes: [
    'Write .github/rekey.yml in the .github repository of the organisation; a pull request that touches it shows what it would change. docs/policy.md lists the keys.',
    'This is said once. Each credential has an issue of its own, but for those that only deleted files held and that were refused wherever they were asked: these are on the dashboard. Close this issue when you have read it.',
  ],
  nameless:
    'The worst of them, and where they are, stand on the page First look of the Rekey dashboard. Once issues.repository in the policy names a place for that, they stand in the issues there.',
  neutral: 'Details are in the Rekey dashboard.',
} as const;

const MODES: Readonly<Record<RevokeMode, string>> = {
  auto: 'revokes it at once, where its provider allows that, and proves that it is dead',
  ask: 'asks a person for approval, and revokes it then',
  never: 'tells a person and leaves it alive',
};

function reactions({ revoke }: Policy): readonly string[] {
  const named = Object.keys(revoke).filter(
    (environment) => environment !== 'default' && revokeModeFor(revoke, environment) !== revoke.default,
  );
  return [
    `When a credential leaks, Rekey ${MODES[revoke.default]}.`,
    ...named
      .slice(0, 5)
      .map((environment) => `In ${environment} it ${MODES[revokeModeFor(revoke, environment)]}.`),
  ];
}

/** How many of those that were left alone each reaction would concern. */
export interface WouldBe {
  readonly auto: number;
  readonly ask: number;
}

function wouldBe({ auto, ask }: WouldBe): readonly string[] {
  if (auto + ask === 0) return [];
  return [
    `Of what was found, ${auto.toLocaleString('en-US')} would be revoked at once where their providers allow that, and ${ask.toLocaleString('en-US')} would wait for approval.`,
  ];
}

/** What the policy in force means, in a few sentences. */
export function policyWords(policy: Policy, left: WouldBe): readonly string[] {
  const { mode, variables, logs, fix } = policy;
  if (mode === 'observe')
    return [
      'The policy says observe: checks report and do not fail, and nothing is revoked.',
      'With mode: enforce this would hold:',
      ...reactions(policy),
      ...wouldBe(left),
    ];
  return [
    'The policy says enforce: checks fail for what leaks.',
    ...reactions(policy),
    ...(variables === 'quarantine'
      ? ['An Actions variable that holds a credential is moved into a secret.']
      : []),
    ...(logs === 'delete' ? ['Logs of a run that show a credential are deleted.'] : []),
    ...(fix === 'off' ? [] : ['Replacements are suggested in pull requests.']),
  ];
}
