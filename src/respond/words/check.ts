import { count } from './count.ts';
import { NEUTRAL_TITLE } from './neutral.ts';

/** What a check's title is made of; numbers of credentials, not of places. */
export interface CheckCounts {
  /** Brought by these commits, without those that are gone or that a person dismissed. */
  readonly leaked: number;
  /** Of `leaked`. */
  readonly live: number;
  /** Of `leaked`. */
  readonly unproved: number;
  /** Of `leaked`: those that may not be described where the public can read. */
  readonly hidden: number;
  /** Brought by one of these commits and removed by a later one, and dead: nothing is left to do. */
  readonly gone: number;
  /** There before, and not hidden. */
  readonly older: number;
  /** Not a leak of these commits, and may not be described where the public can read. */
  readonly olderHidden: number;
  readonly dismissed: number;
  /** Brought by these commits, and dismissed by a person; hidden ones as well. */
  readonly setAside: number;
  /** True when something could not be read. */
  readonly incomplete: boolean;
}

function howMany(part: number, whole: number, words: string): readonly string[] {
  if (part === 0) return [];
  return [whole === 1 ? words : `${part} ${words}`];
}

function outcome({ leaked, live, unproved }: CheckCounts): string {
  const open = [...howMany(live, leaked, 'not dead yet'), ...howMany(unproved, leaked, 'not proved dead')];
  if (open.length > 0) return open.join(', ');
  return allDead(leaked);
}

function allDead(n: number): string {
  return n === 1 ? 'already dead' : 'all already dead';
}

function credentialTitle(counts: CheckCounts): string | undefined {
  if (counts.hidden > 0) return NEUTRAL_TITLE;
  if (counts.leaked > 0) return `${count(counts.leaked, 'MCP credential')} leaked, ${outcome(counts)}`;
  if (counts.gone > 0)
    return `${count(counts.gone, 'MCP credential')} came and went, ${allDead(counts.gone)}`;
  if (counts.older > 0)
    return `No new credential; ${counts.older} ${counts.older === 1 ? 'was' : 'were'} here before`;
  if (counts.dismissed > 0) return `No new credential; ${counts.dismissed} dismissed by a person`;
  return counts.olderHidden > 0 ? 'No new credential' : undefined;
}

/** A check run's title: the outcome, in one line. */
export function checkTitle(counts: CheckCounts): string {
  const credentials = credentialTitle(counts);
  if (credentials !== undefined) return credentials;
  return counts.incomplete ? 'No MCP credential found in what could be read' : 'No MCP credential found';
}

/** The sentences of a check's summary. */
export const CHECK_WORDS = {
  clean: 'No MCP credential was found in what these commits bring.',
  cleanAsRead: 'No MCP credential was found in what could be read of these commits.',
  observe: 'The policy says `observe`: this check reports and does not block.',
  noNew: 'These commits bring no new credential.',
  gone: 'One of these commits brought them, and they are dead and no longer in the files.',
  nothingLeft: 'Nothing is left to do.',
  older: 'These were here before and do not fail this check.',
  dismissed: 'A person dismissed these; they do not fail this check.',
  several:
    'Several are open here: to set one aside, comment `/rekey not-a-secret REASON` or `/rekey accept-risk REASON until YYYY-MM-DD` on its issue.',
  claims:
    'What only people without the right to write brought has no issue unless it is seen to live. Once it is merged it gets one.',
  redactedPath: 'not marked in the files: the path itself holds a credential and is shown as `[redacted]`.',
} as const;

/** Parts of a check's summary; what is given is safe Markdown. */
export const CHECK_PARTS = {
  columns: ['What leaked', 'Where', 'Why it counts', 'Is it dead?', 'What to do'],
  what: (name: string, redacted: string, fingerprint: string) =>
    `${name} ${redacted}, fingerprint ${fingerprint}`,
  server: (server: string) => ` (MCP server ${server})`,
  places: (places: string, more: number) =>
    more > 0 ? `${places} and ${count(more, 'more place')}` : places,
  more: (omitted: number, all: number) =>
    `… and ${count(omitted, 'more credential')} (${count(all, 'credential')} in all)`,
  firstMarked: (shown: number, all: number) =>
    `The first ${shown} of ${count(all, 'place')} are marked in the files.`,
  headings: { gone: '### Gone', older: '### Here before', dismissed: '### Dismissed', notes: '### Not read' },
} as const;
