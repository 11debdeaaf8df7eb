import type { IgnoreRule } from '../../policy/policy.ts';
import { code } from '../markdown.ts';
import { count } from './count.ts';

/** Whether what is said is in force already, or would be. */
export type Tense = 'would' | 'is';

const incidents = (n: number) => count(n, 'open incident');
const verb = (n: number, tense: Tense) => (tense === 'would' ? 'would be' : n === 1 ? 'is now' : 'are now');

/** What a change means for incidents that are open; numbers only. */
export const EFFECT_WORDS = {
  ignored: (n: number, tense: Tense) => `${incidents(n)} ${verb(n, tense)} ignored`,
  counted: (n: number, tense: Tense) =>
    `${incidents(n)} that ${n === 1 ? 'was' : 'were'} ignored ${tense === 'would' ? 'would count' : n === 1 ? 'counts' : 'count'} again`,
  released: (n: number, tense: Tense) =>
    `${count(n, 'waiting credential')} ${verb(n, tense)} revoked without asking when seen again`,
  asked: (n: number, tense: Tense) =>
    `${count(n, 'credential')} that nobody revokes ${verb(n, tense)} put to those who may approve when seen again`,
} as const;

/** What is odd about a rule. */
export const RULE_WORDS = {
  ended: ({ path, until }: IgnoreRule) =>
    `${code(path, 100)} has ended on ${until} and hides nothing: remove it.`,
  soon: ({ path, until }: IgnoreRule) => `${code(path, 100)} ends on ${until}; then what it hides counts.`,
  unmatched: ({ path }: IgnoreRule) =>
    `${code(path, 100)} covers no file of this commit: look for a typing error.`,
} as const;

/** Why a name that the policy lists under a key lets nobody decide, or see. */
export const NAME_WORDS = {
  nobody: (name: string, key: string) =>
    `${code(name, 100)} in ${code(key)}: no user, and no team of this owner, has that name. Whoever takes it later gets no right by it: take it out, and list the right one.`,
  taken: (name: string, key: string) =>
    `${code(name, 100)} in ${code(key)}: whoever has that name is not who had it when it was listed. If the new one is meant, take it out in one commit and put it in again in the next.`,
  unasked: (name: string, key: string) =>
    `${code(name, 100)} in ${code(key)}: the App lacks the permission \`members\`, so it cannot tell who that is.`,
} as const;

/** Titles and sentences of the check run `Rekey policy`. */
export const POLICY_WORDS = {
  titleErrors: (n: number) => `The policy has ${count(n, 'error')}`,
  titleChanges: (n: number, tense: Tense) =>
    `${count(n, 'setting')} ${tense === 'would' ? 'would change' : 'changed'}`,
  titleSame: (tense: Tense) => (tense === 'would' ? 'Nothing would change' : 'Nothing changed'),
  titleUnknown: 'The policy of the organisation has errors',
  errors: 'The last good policy stays in force until these are fixed:',
  annotation: 'Error in the Rekey policy',
  unreadable:
    'The policy: its file has errors, and there is no earlier one. Rekey reports, and revokes nothing until it is mended.',
  proposal: 'The policy in force is that of the default branch. If this file took its place there:',
  push: 'This push changed the policy:',
  organisation:
    'It is the policy of the organisation: it concerns every repository, together with its own file.',
  removed: 'The file is gone: what it said falls back to the default.',
  same: 'No setting differs.',
  noCounts:
    'How many open incidents this concerns is not said where people read who may not see them all; the dashboard lists them.',
  openHeading: 'Open incidents',
  changesHeading: 'Settings',
  effects:
    'What is under way goes on. The rest follows when a credential is seen again: a push, a re-run, a reading of the history.',
  none: 'No open incident is concerned.',
  some: (examined: number) => `Only the newest ${examined.toLocaleString('en-US')} were looked at.`,
  effectHeading: 'Without effect',
  overruled: (key: string, holds: string) =>
    `${code(key)} has no effect: the organisation’s policy says ${code(holds)}.`,
  notYours: (key: string) => `${code(key)} has no effect: the organisation’s policy decides it.`,
  organisationOnly: (key: string) =>
    `${code(key)} has no effect: it counts in the organisation’s file only, \`.github/rekey.yml\` of its repository \`.github\`.`,
  namesHeading: 'Names that give nobody a right',
  rulesHeading: 'Ignore rules',
  unknownBefore: 'The file before had errors, so this is compared with the policy without it.',
  organisationBroken:
    'The policy file of the organisation has errors, so what would change cannot be told. The last good policy stays in force until these are fixed.',
} as const;
