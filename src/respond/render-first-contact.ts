import { describeGap, isFelt } from '../inventory/gaps.ts';
import type { FirstLook, OpenCredential, StateCount } from '../inventory/first-look.ts';
import { isDead, type IncidentState } from '../inventory/state.ts';
import { revokeModeFor } from '../policy/merge-revoke.ts';
import type { Policy } from '../policy/policy.ts';
import { SEVERITIES, severityOf, type Severity } from '../policy/severity.ts';
import { closeText, stateMarker } from './issue-marker.ts';
import { code, plain, row } from './markdown.ts';
import type { RenderedIssue } from './rendered.ts';
import { credentialName } from './words/credentials.ts';
import { FIRST_WORDS, policyWords, type WouldBe } from './words/first-contact.ts';
import { SEVERITY_NAMES } from './words/severity.ts';
import { stateWords } from './words/states.ts';

const WORST_MAX = 10;

type Group = keyof typeof FIRST_WORDS.groups;

/** In the order of the table. */
const SHOWN: readonly Group[] = ['deadBefore', 'ended', 'person', 'observed', 'underWay', 'dismissed'];

const GROUPS: Readonly<Record<IncidentState, Group>> = {
  found: 'underWay',
  revoking: 'underWay',
  accepted_unverified: 'underWay',
  already_inactive: 'deadBefore',
  expired: 'deadBefore',
  revoked_verified: 'ended',
  disabled_verified: 'ended',
  approval_needed: 'person',
  manual_required: 'person',
  unsupported: 'person',
  untrusted_issuer: 'person',
  denied_by_policy: 'person',
  failed: 'person',
  dismissed: 'dismissed',
};

/** A credential in the list of the worst, in plain words. */
export interface WorstEntry {
  readonly severity: Severity;
  readonly credential: string;
  readonly repository: string;
  readonly state: string;
}

/** What is said after an installation, in plain words. */
export interface FirstContact {
  readonly title: string;
  readonly read: string;
  readonly found: string;
  readonly groups: readonly { readonly words: string; readonly count: number }[];
  readonly worst: readonly WorstEntry[];
  readonly policy: readonly string[];
  readonly gaps: readonly string[];
}

const sum = (counts: readonly StateCount[]): number => counts.reduce((all, { count }) => all + count, 0);

function groupOf(state: IncidentState, { mode }: Policy): Group {
  return state === 'denied_by_policy' && mode === 'observe' ? 'observed' : GROUPS[state];
}

function countGroups(states: readonly StateCount[], policy: Policy): FirstContact['groups'] {
  const groups = Map.groupBy(states, ({ state }) => groupOf(state, policy));
  return SHOWN.flatMap((group) => {
    const counts = groups.get(group);
    return counts ? [{ words: FIRST_WORDS.groups[group], count: sum(counts) }] : [];
  });
}

function leftAlone(states: readonly StateCount[], policy: Policy): WouldBe {
  const left = states.filter(({ state }) => groupOf(state, policy) === 'observed');
  const of = (mode: string) =>
    sum(left.filter(({ environment }) => revokeModeFor(policy.revoke, environment ?? undefined) === mode));
  return { auto: of('auto'), ask: of('ask') };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

function worstOf(open: readonly OpenCredential[]): readonly WorstEntry[] {
  return open
    .map((one) => ({
      severity: severityOf(one.facts),
      credential: credentialName(one),
      repository: one.repository,
      state: stateWords(one.state, one.facts.live).label,
    }))
    .toSorted((a, b) => rank(a.severity) - rank(b.severity))
    .slice(0, WORST_MAX);
}

/** Puts what was found and what the policy means into plain words; undefined when there is nothing to say. */
export function describeFirstContact(
  look: FirstLook,
  open: readonly OpenCredential[],
  policy: Policy,
): FirstContact | undefined {
  const credentials = sum(look.states);
  if (credentials === 0 && !look.gaps.some(isFelt)) return undefined;
  const {
    done = 0,
    too_large = 0,
    failed = 0,
    waiting = 0,
    fetching = 0,
    scanning = 0,
    reading = 0,
  } = look.histories;
  const histories = { done, left: waiting + fetching + scanning + reading, unread: too_large + failed };
  return {
    title: FIRST_WORDS.title(credentials, sum(look.states.filter(({ state }) => isDead(state)))),
    read: FIRST_WORDS.read(histories),
    found: FIRST_WORDS.found(credentials, look.repositories),
    groups: countGroups(look.states, policy),
    worst: worstOf(open),
    policy: policyWords(policy, leftAlone(look.states, policy)),
    gaps: look.gaps.map(describeGap),
  };
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function sections({ groups, worst, policy, gaps }: FirstContact, nameless: boolean): readonly string[] {
  const { worst: heading, now, gaps: missing, change, changes } = FIRST_WORDS;
  return [
    ...(groups.length > 0
      ? [
          [
            row('', FIRST_WORDS.count),
            row('---', '---:'),
            ...groups.map((one) => row(one.words, String(one.count))),
          ].join('\n'),
        ]
      : []),
    ...(nameless && worst.length > 0 ? [FIRST_WORDS.nameless] : []),
    ...(!nameless && worst.length > 0
      ? [
          `### ${heading}`,
          [
            row(...FIRST_WORDS.columns),
            row('---', '---', '---', '---'),
            ...worst.map((one) =>
              row(SEVERITY_NAMES[one.severity], one.credential, code(one.repository, 100), one.state),
            ),
          ].join('\n'),
        ]
      : []),
    `### ${now}`,
    list(policy.map((line) => plain(line))),
    ...(gaps.length > 0 ? [`### ${missing}`, list(gaps.map((line) => plain(line)))] : []),
    `### ${change}`,
    list(changes.map((line) => plain(line))),
  ];
}

/**
 * The issue, once for each installation. Where the public can read it has numbers and no names. `nameless`: nobody has said that
 * all who read it there may know which repository holds what.
 */
export function renderFirstContact(
  contact: FirstContact,
  installationId: number,
  options: { readonly labels: readonly string[]; readonly public: boolean; readonly nameless?: boolean },
): RenderedIssue {
  const marker = `<!-- rekey:first-contact:${installationId} -->\n${stateMarker('neutral')}`;
  const rest = options.public ? [FIRST_WORDS.neutral] : sections(contact, options.nameless === true);
  return {
    title: options.public ? FIRST_WORDS.neutralTitle : contact.title,
    body: closeText([marker, `${contact.read} ${contact.found}`, ...rest].join('\n\n')),
    labels: options.labels,
    closed: false,
    closeReason: 'completed',
    comment: '',
  };
}
