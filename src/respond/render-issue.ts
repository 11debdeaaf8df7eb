import { isBot, readLogin } from '../github/login.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { isEnded, isDead } from '../inventory/state.ts';
import { describeIncident } from './describe-incident.ts';
import { closeText, incidentMarker, stateMarker, type ShownState } from './issue-marker.ts';
import type { RenderedIssue, ReplacementFor } from './rendered.ts';
import { credentialName } from './words/credentials.ts';
import { hasOpenStream, hasRiskEnded, issueTitle, ISSUE_WORDS } from './words/issue.ts';
import { NEUTRAL_TITLE } from './words/neutral.ts';
import { isItDead, wordsOf } from './words/states.ts';

/** What the incident itself does not say about its issue. */
export interface IssueOptions {
  readonly labels?: readonly string[];
  /**
   * True when the public can read the repository that the issue is written to. When left out, the visibility of the
   * places decides.
   */
  readonly public?: boolean;
  /** `none`: nobody is assigned. */
  readonly assign?: 'owner' | 'none';
}

const DEFAULT_LABELS = ['rekey'] as const;

/** Label of an issue that cannot wait. */
export const URGENT_LABEL = 'urgent';

/** A dead credential is not urgent, wherever it stands. */
const isUrgent = ({ urgent, state }: IncidentReport): boolean => urgent === true && !isEnded(state);

/** @param invites says how to speak to Rekey; not where the public reads, which can tell it nothing */
function assemble(
  incident: IncidentReport,
  shown: ShownState,
  sections: readonly string[],
  invites: boolean,
): string {
  const ends = invites ? `${ISSUE_WORDS.whoWrites} ${ISSUE_WORDS.help}` : ISSUE_WORDS.whoWrites;
  const markers = `${incidentMarker(incident.id)}\n${stateMarker(shown)}`;
  return closeText([markers, ...sections, ends].join('\n\n'));
}

type Texts = Pick<RenderedIssue, 'title' | 'body' | 'shortBody' | 'comment'>;

function neutralIssue(incident: IncidentReport): Texts {
  const sentence = incident.state === 'dismissed' ? ISSUE_WORDS.neutralDismissed : ISSUE_WORDS.neutral;
  const body = assemble(
    incident,
    incident.state === 'dismissed' ? 'dismissed' : 'neutral',
    [sentence],
    false,
  );
  return { title: NEUTRAL_TITLE, body, shortBody: body, comment: sentence };
}

function fullIssue(incident: IncidentReport, replacementFor: ReplacementFor, toPublic: boolean): Texts {
  const words = wordsOf(incident);
  const { first, rest } = describeIncident(incident, replacementFor, toPublic);
  const urgent = isUrgent(incident) ? [ISSUE_WORDS.urgent] : [];
  return {
    title: issueTitle(words.standing, credentialName(incident), incident.fingerprint, isUrgent(incident)),
    body: assemble(incident, incident.state, [...urgent, ...first, ...rest], !toPublic),
    shortBody: assemble(incident, incident.state, [...urgent, ...first, ISSUE_WORDS.longer], !toPublic),
    comment: [
      ...(hasRiskEnded(incident) ? [ISSUE_WORDS.riskEnded] : []),
      `**${isItDead(words.label)}** ${words.meaning} ${words.todo}`,
      ...(hasOpenStream(incident) ? [ISSUE_WORDS.openStream] : []),
    ].join(' '),
  };
}

/** GitHub takes ten; three are told sooner than ten. */
const MAX_ASSIGNEES = 3;

/** Users among the owners. Teams cannot be assigned, and Apps neither. */
function assigneesOf({ ownership }: IncidentReport): readonly string[] {
  const logins = (ownership?.owners ?? []).filter((owner) => !owner.includes('/'));
  return logins
    .map((owner) => owner.replace(/^@/, ''))
    .filter((login) => readLogin(login) !== undefined && !isBot(login))
    .slice(0, MAX_ASSIGNEES);
}

/**
 * The issue of one credential. It is closed when the credential is proved dead or a person dismissed it. Where the
 * public can read and the credential is not proved dead, it says only that something needs attention: no repository,
 * path, line or kind.
 */
export function renderIssue(
  incident: IncidentReport,
  replacementFor: ReplacementFor,
  options: IssueOptions = {},
): RenderedIssue {
  const toPublic = options.public ?? incident.public;
  const neutral = toPublic && !isDead(incident.state);
  const labels = options.labels ?? DEFAULT_LABELS;
  return {
    ...(neutral ? neutralIssue(incident) : fullIssue(incident, replacementFor, toPublic)),
    // Not where the public reads: it would show which credential is worth trying.
    ...(isUrgent(incident) && !neutral ? { labels: [...labels, URGENT_LABEL], urgent: true } : { labels }),
    assignees: neutral || isEnded(incident.state) || options.assign === 'none' ? [] : assigneesOf(incident),
    closed: isEnded(incident.state),
    closeReason: incident.state === 'dismissed' ? 'not_planned' : 'completed',
  };
}
