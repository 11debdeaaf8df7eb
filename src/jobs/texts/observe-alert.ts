import type { Finding, Text } from '../../detect/index.ts';
import { crowdOfWiki, INSIDERS, unknownIn } from '../../github/crowd.ts';
import { placePath, placeVersion, type Place } from '../../github/place.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import { findValue, identify } from '../../sources/alerts/identify.ts';
import {
  listAlertLocations,
  type Alert,
  type AlertLocation,
  type FileLocation,
  type TextLocation,
} from '../../sources/alerts/read-alert.ts';
import { readLocation } from '../../sources/alerts/read-location.ts';
import { decodeText } from '../../sources/decode-text.ts';
import { readBlob } from '../../sources/read-content.ts';
import { lineInBody, threadText, type Writing } from '../../sources/threads/thread-text.ts';
import { crowdOf } from '../judge/crowd-of.ts';
import { judgeFindings } from '../judge/judge-text.ts';

/** Files that are read to learn which server a secret belongs to; further ones rarely say more. */
const MAX_FILES_READ = 3;
const MAX_TEXTS_READ = 20;

/** A place of the secret: what its text says of it, when it was read, and where that is. */
interface Sighting {
  readonly finding?: Finding;
  readonly path: string;
  readonly commit: string;
  readonly place?: Place;
  readonly crowd: string;
  readonly span: Pick<Finding['span'], 'startLine' | 'endLine' | 'startColumn' | 'endColumn'>;
}

const isFile = (location: AlertLocation): location is FileLocation => 'blob' in location;

async function sightFiles(
  octokit: Octokit,
  repository: RepositoryRef,
  { secret }: Alert,
  locations: readonly FileLocation[],
): Promise<readonly Sighting[]> {
  const texts = new Map<string, Text | undefined>();
  const sightings: Sighting[] = [];
  for (const location of locations) {
    const { type, path, commit, blob, ...span } = location;
    // A wiki is another repository, whose blobs REST does not give.
    if (type === 'commit' && !texts.has(blob) && texts.size < MAX_FILES_READ) {
      const bytes = await readBlob(octokit, repository, blob);
      const content = typeof bytes === 'string' ? undefined : decodeText(bytes);
      texts.set(blob, content === undefined ? undefined : { path, content });
    }
    const text = texts.get(blob);
    const finding = text && findValue({ ...text, path }, secret);
    const wiki: Place = { kind: 'thread', thread: 'wiki', id: path, version: commit, reported: true };
    sightings.push({
      ...(type === 'commit'
        ? // Of branches only: GitHub reads no forks for a repository.
          { path, commit, crowd: INSIDERS }
        : {
            place: wiki,
            path: placePath(wiki),
            commit: placeVersion(wiki),
            crowd: crowdOfWiki(repository),
          }),
      ...(finding ? { finding } : {}),
      // GitHub counts columns in bytes; ours are those of editors.
      span: finding && finding.span.startLine === span.startLine ? finding.span : span,
    });
  }
  return sightings;
}

/** Where a value stands in a text that was read as one line after another. */
function lineOf({ body }: Writing, value: string): number {
  const at = body.indexOf(value);
  return at === -1 ? 1 : body.slice(0, at).split('\n').length;
}

async function sightTexts(
  octokit: Octokit,
  repository: RepositoryRef,
  { secret }: Alert,
  locations: readonly TextLocation[],
): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = [];
  for (const location of locations.slice(0, MAX_TEXTS_READ)) {
    const located = await readLocation(octokit, repository, location);
    if (!located) continue;
    const { place, writing, writer } = located;
    const finding = writing && findValue(threadText(place.thread, place.id, writing), secret);
    const line =
      place.inTitle === true || !writing
        ? 1
        : finding
          ? lineInBody(writing, finding.span.startLine).line
          : lineOf(writing, secret.reveal());
    sightings.push({
      place,
      path: placePath(place),
      commit: placeVersion(place),
      crowd: await crowdOf(octokit, repository, writer),
      ...(finding ? { finding } : {}),
      span: {
        startLine: line,
        endLine: line,
        startColumn: finding?.span.startColumn ?? 1,
        endColumn: finding?.span.endColumn ?? 1,
      },
    });
  }
  return sightings;
}

/**
 * All places of an alert's secret, judged: GitHub says that it is a secret, so it is in scope whatever the policy's scope
 * is. The alert itself is one of the places, so that it is closed when the credential is dead. Empty where the policy
 * ignores every place.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export async function observeAlert(
  octokit: Octokit,
  repository: RepositoryRef,
  alert: Alert,
  number: number,
  policy: Policy,
  today: string,
): Promise<readonly Observation[]> {
  const locations = await listAlertLocations(octokit, repository, number);
  const texts = locations.filter((location): location is TextLocation => !isFile(location));
  const sightings = [
    ...(await sightFiles(octokit, repository, alert, locations.filter(isFile))),
    ...(await sightTexts(octokit, repository, alert, texts)),
  ];
  const known = identify(
    alert.secret,
    alert.secretType,
    sightings.flatMap(({ finding }) => finding ?? []),
  );
  const own: Place = { kind: 'alert', number };
  const judge = ({ finding, path, commit, place, crowd, span }: Sighting): readonly Observation[] =>
    judgeFindings(
      [finding ? { ...known, ...finding, confidence: known.confidence } : known],
      { path, content: '' },
      policy,
      today,
      true,
    ).map((judged) => ({
      ...judged,
      finding: { ...judged.finding, span: { ...judged.finding.span, ...span } },
      commit,
      path,
      crowd,
      ...(place ? { place } : {}),
      startLine: span.startLine,
      endLine: span.endLine,
      introduced: true,
    }));
  const seen = sightings.flatMap(judge);
  if (seen.length === 0 && sightings.length > 0) return [];
  const crowds = sightings.map(({ crowd }) => crowd);
  // What GitHub found in an outsider's text is the outsider's, whoever tells of it.
  const crowd = crowds.includes(INSIDERS) ? INSIDERS : (crowds[0] ?? unknownIn(repository));
  return [...seen, ...judge({ place: own, path: placePath(own), commit: '', crowd, span: known.span })];
}
