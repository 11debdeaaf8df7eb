import type { IncidentReport } from '../../inventory/report.ts';
import type { Standing } from './states.ts';

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  dead: 'already dead',
  live: 'not dead yet',
  unproved: 'not proved dead',
  dismissed: 'dismissed',
};

/** An issue's title: the outcome first, then which credential. */
export function issueTitle(standing: Standing, name: string, fingerprint: string, urgent = false): string {
  const short = fingerprint.replace(/[^0-9a-f]/gi, '').slice(0, 12);
  return `${urgent ? 'Urgent: ' : ''}MCP credential leaked, ${STANDING_WORDS[standing]}: ${name} (${short})`;
}

/** Whether the last that was seen of a stream of the MCP server is that it outlived the token. */
export function hasOpenStream({ timeline }: Pick<IncidentReport, 'timeline'>): boolean {
  const last = timeline.findLast(
    ({ event }) => event === 'stream_outlives_token' || event === 'stream_ended',
  );
  return last?.event === 'stream_outlives_token';
}

/** Whether it stands as it does because a risk was accepted for a time that is over. */
export function hasRiskEnded({ state, timeline }: Pick<IncidentReport, 'state' | 'timeline'>): boolean {
  const last = timeline.findLastIndex(({ event }) => event === state);
  return timeline[last - 1]?.event === 'risk_ended';
}

/** The rows of an issue's table, and the headings of what stands below it. */
export const ISSUE_PARTS = {
  credential: 'Credential',
  written: 'Written as',
  fingerprint: 'Fingerprint',
  server: 'MCP server',
  name: 'Name',
  severity: 'Severity',
  left: '### What is left to do',
  page: (page: string) => `The provider's page for it: ${page}`,
  abilities: '### What it could do',
} as const;

/** The sentences of an issue. */
export const ISSUE_WORDS = {
  neutral:
    'A credential needs attention; details are in the Rekey dashboard. They are written here once they can do no harm.',
  neutralDismissed: 'A person looked at it and decided that nothing needs to be done.',
  urgent:
    '**Urgent: a repository that holds this credential became public. Whoever wants may have it: rotate it now.**',
  openStream:
    'A stream that was opened with it is still open although the token is dead, so whoever holds such a stream still receives what the MCP server sends: restart the server, or close its sessions.',
  whoWrites:
    'Rekey keeps the title and all above this line up to date. What is written below it stays, and so do labels, assignees, milestones and projects as people set them.',
  help: 'Comment `/rekey help` for what you can tell Rekey.',
  longer: 'The rest does not fit beside what is written below; the Rekey dashboard has it.',
  riskEnded: 'The accepted risk ended, so this is open again.',
  closesItself: 'This issue closes itself when the credential is proved dead.',
} as const;

/** To whoever closed an issue by hand. It tells the public nothing of how the credential stands. */
export const CLOSED_BY_HAND =
  'This was closed by hand and is open again: closing it changes nothing about the credential. It closes itself when nothing is left to do, or when somebody who may decide says so (`/rekey help` lists how). Closed once more, it stays closed.';
