import type { Finding } from '../../detect/index.ts';
import { INSIDERS, unknownIn } from '../../github/crowd.ts';
import { placePath, type Place } from '../../github/place.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import { identify } from '../../sources/alerts/identify.ts';
import {
  listAlertLocations,
  type Alert,
  type AlertLocation,
  type FileLocation,
  type TextLocation,
} from '../../sources/alerts/read-alert.ts';
import { judgeFindings } from '../judge/judge-text.ts';
import { sightFiles, sightTexts, type Sighting } from './sight-alert.ts';

const isFile = (location: AlertLocation): location is FileLocation => 'blob' in location;

/**
 * What is known of an alert's secret by those who brought it somewhere. The word of one crowd never joins that of another:
 * a stranger who quotes a value must not say where the organisation's is sent.
 */
function factsOf({ secret, secretType }: Alert, sightings: readonly Sighting[]): (crowd: string) => Finding {
  const byCrowd = Map.groupBy(sightings, ({ crowd }) => crowd);
  return (crowd) =>
    identify(
      secret,
      secretType,
      (byCrowd.get(crowd) ?? []).flatMap(({ finding }) => finding ?? []),
    );
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
  const facts = factsOf(alert, sightings);
  const own: Place = { kind: 'alert', number };
  const judge = ({ finding, path, commit, place, crowd, span }: Sighting): readonly Observation[] => {
    const known = facts(crowd);
    return judgeFindings(
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
  };
  const seen = sightings.flatMap(judge);
  if (seen.length === 0 && sightings.length > 0) return [];
  const crowds = sightings.map(({ crowd }) => crowd);
  // What GitHub found in an outsider's text is the outsider's, whoever tells of it.
  const crowd = crowds.includes(INSIDERS) ? INSIDERS : (crowds[0] ?? unknownIn(repository));
  return [
    ...seen,
    ...judge({ place: own, path: placePath(own), commit: '', crowd, span: facts(crowd).span }),
  ];
}
