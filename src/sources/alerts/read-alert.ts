import { z } from 'zod';
import { Secret } from '../../base/secret.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';

/** An alert of GitHub's secret scanning. */
export interface Alert {
  readonly open: boolean;
  readonly secret: Secret;
  /** GitHub's name of the kind: `slack_api_token`. */
  readonly secretType: string;
}

/** A place in a file, as GitHub counts it. */
export interface FileLocation {
  readonly type: 'commit' | 'wiki_commit';
  readonly path: string;
  readonly commit: string;
  readonly blob: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

/** A text of a person: what kind, and the address by which GitHub names it. */
export interface TextLocation {
  readonly type: string;
  readonly url: string;
}

export type AlertLocation = FileLocation | TextLocation;

const PAGE = 100;
/** A token that stands in more than 500 places is told by these. */
const MAX_LOCATION_PAGES = 5;
/** Two thousand alerts; who has more open ones begins with the newest. */
const MAX_ALERT_PAGES = 20;

const AlertAnswer = z.object({
  state: z.string(),
  secret: z.string().min(1).max(1_000_000),
  secret_type: z.string().max(200).catch(''),
});

const line = z.number().int().min(1).catch(1);
const FileDetails = z.object({
  path: z.string().min(1).max(4096),
  commit_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  blob_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  start_line: line,
  end_line: line,
  start_column: line,
  end_column: line,
});
const Location = z.object({ type: z.string(), details: z.record(z.string(), z.unknown()) });

function toLocation(item: unknown): AlertLocation | undefined {
  const parsed = Location.safeParse(item);
  if (!parsed.success) return undefined;
  const { type, details } = parsed.data;
  if (type !== 'commit' && type !== 'wiki_commit') {
    const url = Object.entries(details).find(([key]) => key === `${type}_url`)?.[1];
    return typeof url === 'string' ? { type, url } : undefined;
  }
  const file = FileDetails.safeParse(details).data;
  return (
    file && {
      type,
      path: file.path,
      commit: file.commit_sha,
      blob: file.blob_sha,
      startLine: file.start_line,
      endLine: file.end_line,
      startColumn: file.start_column,
      endColumn: file.end_column,
    }
  );
}

/** Reads an alert; its secret, which GitHub answers in clear, is a {@link Secret} from here on. */
export async function readAlert(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  number: number,
): Promise<Alert> {
  const { data } = await octokit.rest.secretScanning.getAlert({ owner, repo, alert_number: number });
  const { state, secret, secret_type: secretType } = readAnswer(AlertAnswer, data);
  return { open: state === 'open', secret: new Secret(secret), secretType };
}

/** Whether there is such an alert, open or resolved; its secret stays at GitHub. */
export async function hasAlert(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  number: number,
): Promise<boolean> {
  const alert = { owner, repo, alert_number: number, hide_secret: true };
  const { data } = await octokit.rest.secretScanning.getAlert(alert);
  return data.number === number;
}

/** Where the secret of an alert stands, the first five hundred places. */
export async function listAlertLocations(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  number: number,
): Promise<readonly AlertLocation[]> {
  const found: AlertLocation[] = [];
  for (let page = 1; page <= MAX_LOCATION_PAGES; page += 1) {
    const { data } = await octokit.rest.secretScanning.listLocationsForAlert({
      owner,
      repo,
      alert_number: number,
      per_page: PAGE,
      page,
    });
    found.push(...data.flatMap((item) => toLocation(item) ?? []));
    if (data.length < PAGE) break;
  }
  return found;
}

/** Numbers of a repository's open alerts, the newest first; their secrets stay at GitHub. */
export async function listOpenAlerts(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let page = 1; page <= MAX_ALERT_PAGES; page += 1) {
    const { data } = await octokit.rest.secretScanning.listAlertsForRepo({
      owner,
      repo,
      state: 'open',
      hide_secret: true,
      per_page: PAGE,
      page,
    });
    numbers.push(
      ...readAnswer(z.array(z.object({ number: z.number().int() })), data).map((one) => one.number),
    );
    if (data.length < PAGE) break;
  }
  return numbers;
}
