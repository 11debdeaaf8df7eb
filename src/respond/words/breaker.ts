import { count } from './count.ts';

interface Limits {
  readonly credentials: number;
  readonly minutes: number;
}

/** What is said while the circuit breaker holds revocations back. */
export const PAUSED_WORDS = {
  /** On the incident itself, by who brought the credential. */
  incident: {
    own: ({ credentials, minutes }: Limits) =>
      `${count(credentials, 'live credential')} were ended within ${count(minutes, 'minute')}, so a person looks before more are: approve this one, or let all that wait go on.`,
    outsiders: ({ credentials, minutes }: Limits) =>
      `It stands where people without a right to write can put it, and ${count(credentials, 'live credential')} that came the same way were ended within ${count(minutes, 'minute')}, so a person looks before more are: approve this one, or let all that wait go on.`,
  },
  /** On an incident that is left, since its server refuses it as it did others. */
  unseen: ({ credentials, minutes }: Limits) =>
    `The MCP server that stands beside the token refuses it, but was never seen to take it, as with ${count(credentials, 'other')} within ${count(minutes, 'minute')} that were revoked all the same. They may be dead, or stand beside the wrong server, so this one was not sent to its issuer: look which server it is for, and whether it lives there. Once the right server stands beside it, it is revoked.`,
  title: 'Revocations are paused: a person must look',
  outsidersTitle: 'What outsiders brought is held back: a person must look',
  neutralTitle: 'Rekey waits for a person',
  neutral:
    'Rekey has paused and waits for whoever runs it; details are in the Rekey dashboard. This issue closes itself.',
  ended: (ended: number, minutes: number) =>
    `${count(ended, 'live credential')} were ended within ${count(minutes, 'minute')}. That may be right, as when an old history is read for the first time, or a mistake that must not end everything.`,
  outsidersEnded: (ended: number, minutes: number) =>
    `${count(ended, 'live credential')} were ended within ${count(minutes, 'minute')} that came from where people without a right to write can put them: pull requests from forks and their history, issues, comments, public wikis. Each account and each such wiki is counted alone, so what your own people leak, and what others bring, goes on as ever.`,
  waiting: (waiting: number) => `**${waiting} more wait until a person has looked. They are live.**`,
  how: (owner: string) => [
    'Let them go on, if these are leaks:',
    `- in the Rekey dashboard, on the page _Health_; or`,
    `- on the machine that runs Rekey: \`rekey resume ${owner}\`; or`,
    '- one by one, as the issue of each says.',
  ],
  public: 'What leaked in a public repository and cannot be mistaken never waits.',
  closes: 'This issue closes itself when nothing waits any more.',
  over: 'Nothing waits any more: the pause has ended.',
  /** In the audit trail, when a pause begins. */
  trail: {
    own: (ended: number, minutes: number) =>
      `${count(ended, 'live credential')} ended within ${count(minutes, 'minute')}, brought by people who may write`,
    outsiders: (ended: number, minutes: number) =>
      `${count(ended, 'live credential')} ended within ${count(minutes, 'minute')}, brought by somebody without a right to write`,
  },
  /** In the audit trail, when it ends. */
  resumed: {
    own: 'A person has looked: what people who may write brought goes on',
    outsiders: 'A person has looked: what people without a right to write brought goes on',
    empty: 'Nothing waits any more',
  },
} as const;
