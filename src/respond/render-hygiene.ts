import type { Week } from '../inventory/week.ts';
import type { EndingException, Hygiene, HygieneGroup } from '../governance/hygiene.ts';
import { checkOf, mapsTo, sentenceOf } from './check-words.ts';
import { closeText, stateMarker } from './issue-marker.ts';
import { code, plain } from './markdown.ts';
import { mention } from './mention.ts';
import type { RenderedIssue } from './rendered.ts';
import { HYGIENE_WORDS as WORDS } from './words/hygiene.ts';

/** What the issue of an owner and week says. */
export interface HygieneReport extends Hygiene {
  /** Stands for the owner and the week; letters, digits and hyphens. */
  readonly id: string;
  readonly week: Pick<Week, 'number' | 'year'>;
  /** Login of the installation's account. */
  readonly account: string;
  /** Who is called for what nobody owns: `@organisation/team` or `@login`. */
  readonly team?: string;
}

/**
 * `open`; `nothing`: all is mended; `hidden`: it may be told here no more; or the number of the issue that takes its place,
 * which is in the same repository unless it is null.
 */
export type HygieneState = 'open' | 'nothing' | 'hidden' | { readonly next: number | null };

/** Lines on a screen that the groups may take together, and the characters of one. */
const SCREEN = { lines: 20, characters: 100 } as const;

/** What Markdown needs beside the text, and what keeps names from being mentions, takes no room. */
const UNSEEN = /[`\\*\u200b]/g;

const linesOf = (text: string): number =>
  text
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil(line.replace(UNSEEN, '').length / SCREEN.characters), 0);

function groupText({ check: id, severity, count, subjects }: HygieneGroup): string | undefined {
  const check = checkOf(id);
  if (!check) return undefined;
  const lines = subjects.map(({ code: finding, facts, repository }) =>
    WORDS.subject(
      code(finding, 8),
      sentenceOf(check, facts),
      repository === null ? undefined : code(repository, 80),
    ),
  );
  const more = count - subjects.length;
  return [
    WORDS.group(severity, check.title, count),
    [...lines, ...(more > 0 ? [WORDS.more(more)] : [])].join('\n'),
    WORDS.remedy(check.remedy, mapsTo(check)),
  ].join('\n\n');
}

/** The worst in full, as many as one screen has room for; the rest by its title. */
function groupTexts(groups: readonly HygieneGroup[]): readonly string[] {
  const full: string[] = [];
  const rest: (readonly [string, number])[] = [];
  let used = 0;
  for (const group of groups) {
    const text = groupText(group);
    used += linesOf(text ?? '');
    if (text !== undefined && (full.length === 0 || (rest.length === 0 && used <= SCREEN.lines)))
      full.push(text);
    else rest.push([checkOf(group.check)?.title ?? code(group.check, 64), group.count]);
  }
  return [...full, ...(rest.length > 0 ? [WORDS.also(rest)] : [])];
}

function exceptionTexts(ending: readonly EndingException[], all: number): readonly string[] {
  if (ending.length === 0) return [];
  const lines = ending.map(({ check, name, endsAt, reason }) => {
    // The last day on which it holds.
    const day = new Date(endsAt.getTime() - 1).toISOString().slice(0, 10);
    return WORDS.exception(checkOf(check)?.title ?? code(check, 64), code(name, 60), day, plain(reason, 100));
  });
  return [WORDS.exceptions(ending.length, all), lines.join('\n')];
}

function opening({ owner, account, team, groups }: HygieneReport, findings: number): string {
  if (owner === '') return WORDS.nobodys(team === undefined ? undefined : mention(team, account), findings);
  const who = mention(owner, account);
  return groups.length > 0 ? WORDS.opening(who, findings) : WORDS.endingOnly(who);
}

/** Who owns it stands in the text only: nothing from outside is in a title. */
function titleOf({ owner, week }: HygieneReport, state: HygieneState, findings: number): string {
  if (state === 'hidden') return WORDS.neutralTitle;
  if (state !== 'open') return WORDS.closedTitle(week);
  return owner === '' ? WORDS.nobodysTitle(findings, week) : WORDS.title(findings, week);
}

/**
 * The issue of a week that tells an owner what is worth mending, worst first. Only for a repository that the public cannot
 * read; where it can by now, nothing is left in it but where to look.
 */
export function renderHygiene(
  report: HygieneReport,
  state: HygieneState,
  labels: readonly string[],
): RenderedIssue {
  const { id, groups, ending, exceptions } = report;
  const findings = groups.reduce((sum, { count }) => sum + count, 0);
  const isOpen = state === 'open';
  const markers = `<!-- rekey:hygiene:${id.replace(/[^\w-]/g, '')} -->\n${stateMarker(isOpen ? 'neutral' : 'dismissed')}`;
  const next =
    typeof state === 'object'
      ? WORDS.next(state.next === null ? undefined : `#${state.next}`)
      : WORDS.nothing;
  const closing = state === 'hidden' ? WORDS.neutral : next;
  const told = [
    opening(report, findings),
    ...groupTexts(groups),
    ...exceptionTexts(ending, exceptions),
    WORDS.accept,
  ];
  return {
    title: titleOf(report, state, findings),
    body: closeText([markers, ...(isOpen ? told : [closing])].join('\n\n')),
    labels,
    closed: !isOpen,
    closeReason: 'completed',
    comment: isOpen ? WORDS.again : closing,
  };
}
