import type { CheckReport, ExposureReport, IncidentReport } from '../inventory/report.ts';
import { annotateReaders } from './annotate-readers.ts';
import { isGone, isLeak, type CheckedCredential } from './group-credentials.ts';
import { code, indented, link } from './markdown.ts';
import type { Annotation, ReplacementFor } from './rendered.ts';
import { MARK_TITLES, MARK_WORDS } from './words/annotations.ts';
import { credentialName } from './words/credentials.ts';
import { isItDead, wordsOf } from './words/states.ts';
import { whyItCounts } from './words/why.ts';

/** Ten requests' worth; a push with more places than this is read in the dashboard, not line by line. */
export const MAX_ANNOTATIONS = 500;

/** A path that held a credential itself was redacted, so it no longer names a file; other places never name one. */
export function isMarkable(exposure: Pick<ExposureReport, 'path' | 'place'>): boolean {
  return exposure.place === undefined && !exposure.path.includes('[redacted]');
}

type Position = Pick<Annotation, 'start_line' | 'end_line' | 'start_column' | 'end_column'>;

/**
 * GitHub documents columns as 1-based and for one line only, and does not say whether the last one belongs to the
 * range: https://docs.github.com/rest/checks/runs#create-a-check-run. Lines do belong, and in the same annotations
 * made by workflow commands `endColumn` defaults to `startColumn`, which marks one character. So the last column is
 * that of the last character, one less than ours.
 */
function position(exposure: ExposureReport): Position {
  const start_line = Math.max(1, exposure.startLine);
  const end_line = Math.max(start_line, exposure.endLine);
  if (end_line > start_line) return { start_line, end_line };
  const start_column = Math.max(1, exposure.startColumn);
  return { start_line, end_line, start_column, end_column: Math.max(start_column, exposure.endColumn - 1) };
}

function subject(incident: IncidentReport, exposure: ExposureReport): string {
  const parts = [`${credentialName(incident)} ${code(incident.redacted)}`];
  if (exposure.server !== undefined) parts.push(MARK_WORDS.of(code(exposure.server)));
  if (exposure.key !== undefined) parts.push(MARK_WORDS.in(code(exposure.key)));
  return `${parts.join(' ')}.`;
}

function message(
  incident: IncidentReport,
  exposure: ExposureReport,
  headSha: string,
  replacementFor: ReplacementFor,
): string {
  const words = wordsOf(incident);
  const page = words.standing === 'dead' ? undefined : link(incident.rotateUrl);
  const replacement = words.standing === 'dismissed' ? undefined : replacementFor(exposure);
  const lines = [
    subject(incident, exposure),
    whyItCounts(exposure),
    `${isItDead(words.label)} ${words.meaning}`,
    page === undefined ? words.todo : `${words.todo} ${page}`,
    replacement === undefined ? '' : MARK_WORDS.instead(indented(replacement)),
    exposure.introduced ? '' : MARK_WORDS.before,
    exposure.commit === headSha ? '' : MARK_WORDS.otherCommit(code(exposure.commit.slice(0, 12))),
    MARK_WORDS.fingerprint(code(incident.fingerprint)),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function annotate(
  report: CheckReport,
  credential: CheckedCredential,
  replacementFor: ReplacementFor,
): readonly Annotation[] {
  const { incident, standing } = credential;
  return credential.exposures.flatMap((exposure): readonly Annotation[] => {
    const fails = report.mode === 'enforce' && exposure.introduced && isLeak(credential);
    const style = { annotation_level: fails ? 'failure' : 'warning', title: MARK_TITLES[standing] } as const;
    if (!isMarkable(exposure)) return annotateReaders(incident, exposure, style, replacementFor);
    const text = message(incident, exposure, report.headSha, replacementFor);
    return [{ path: exposure.path, ...position(exposure), ...style, message: text }];
  });
}

/**
 * The annotations of a check: what these commits brought, then what was there before. Nothing
 * is marked for a credential that is hidden, or gone from the files.
 */
export function annotateCheck(
  report: CheckReport,
  credentials: readonly CheckedCredential[],
  replacementFor: ReplacementFor,
): readonly Annotation[] {
  const shown = credentials.filter((credential) => !credential.hidden && !isGone(credential));
  const ordered = [
    ...shown.filter((credential) => credential.introduced),
    ...shown.filter((credential) => !credential.introduced),
  ];
  return ordered
    .flatMap((credential) => annotate(report, credential, replacementFor))
    .slice(0, MAX_ANNOTATIONS);
}
