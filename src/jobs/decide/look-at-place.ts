import { fingerprint, type Keys } from '../../base/keys.ts';
import { detect, detectVariable, type Finding } from '../../detect/index.ts';
import type { PlaceKind } from '../../github/place.ts';
import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { readHeads } from '../../inventory/heads.ts';
import type { PlaceRow } from '../../inventory/places-to-look-at.ts';
import { hasAlert } from '../../sources/alerts/read-alert.ts';
import { decodeText } from '../../sources/decode-text.ts';
import { askForAddress } from '../../sources/logs/ask-for-address.ts';
import { readFileAt } from '../../sources/read-content.ts';
import { listArtifacts } from '../../sources/run-artifacts.ts';
import { readThread } from '../../sources/threads/read-thread.ts';
import { threadText } from '../../sources/threads/thread-text.ts';
import { readVariable, Refused } from '../../sources/variables/read-variable.ts';
import type { Database } from '../../store/database.ts';

/** Whether a place still holds the credential; `unknown`: nobody could look. */
export type Sight = 'there' | 'gone' | 'unknown';

/** All that a look works with. */
export interface Look {
  readonly db: Database;
  readonly keys: Keys;
  readonly octokit: Octokit;
  readonly repository: RepositoryRef;
  readonly row: PlaceRow;
}

/** Each costs a request; a file that stands on none of these may stand on another. */
const MAX_BRANCHES = 5;

const holds = ({ keys, row }: Look, found: readonly Finding[]): boolean =>
  found.some(({ secret }) => fingerprint(keys, secret) === row.fingerprint);

async function branchesOf({ db, repository }: Look): Promise<readonly string[]> {
  const known = [...(await readHeads(db, repository.id)).keys()].map((ref) => ref.replace('refs/heads/', ''));
  return [...new Set([repository.defaultBranch, ...known])];
}

/** A file at the head of the default branch, and then of the others that are known. */
async function lookAtFile(look: Look): Promise<Sight> {
  const { octokit, repository, row } = look;
  const branches = await branchesOf(look);
  let sight: Sight = branches.length > MAX_BRANCHES || row.proposed ? 'unknown' : 'gone';
  for (const branch of branches.slice(0, MAX_BRANCHES)) {
    const bytes = await readFileAt(octokit, repository, row.path, `refs/heads/${branch}`);
    const content = typeof bytes === 'string' ? undefined : decodeText(bytes);
    if (bytes === 'too-large') sight = 'unknown';
    if (content !== undefined && holds(look, detect({ path: row.path, content }))) return 'there';
  }
  return sight;
}

/** What each kind of place is asked. */
const LOOKS: Readonly<Record<PlaceKind, (look: Look) => Promise<Sight>>> = {
  commit: lookAtFile,
  async variable(look) {
    const { octokit, repository, row } = look;
    if (row.place?.kind !== 'variable') return 'unknown';
    const now = await readVariable(octokit, repository, row.place);
    return now && holds(look, detectVariable(row.place.name, now.value)) ? 'there' : 'gone';
  },
  async thread(look) {
    const { octokit, row } = look;
    // A wiki is another repository, which is read whole when it changes; what only GitHub found is not found again.
    if (row.place?.kind !== 'thread' || row.place.node === undefined || row.place.reported === true)
      return 'unknown';
    const { thread, id, node } = row.place;
    const text = await readThread(octokit, node);
    const versions = text ? [text.now, ...text.earlier] : [];
    return versions.some((one) => holds(look, detect(threadText(thread, id, one)))) ? 'there' : 'gone';
  },
  async alert({ octokit, repository, row }) {
    if (row.place?.kind !== 'alert') return 'unknown';
    return (await hasAlert(octokit, repository, row.place.number)) ? 'there' : 'gone';
  },
  // What a run left never changes: it is there, or deleted, or expired.
  async log({ octokit, repository, row }) {
    if (row.place?.kind !== 'log') return 'unknown';
    const { run, attempt } = row.place;
    const { outcome } = await askForAddress(octokit, repository, { kind: 'log', run, attempt });
    return outcome === 'found' ? 'there' : 'gone';
  },
  async artifact({ octokit, repository, row }) {
    const { place } = row;
    if (place?.kind !== 'artifact') return 'unknown';
    const all = await listArtifacts(octokit, repository, place.run);
    return all.some(({ name, expired }) => name === place.artifact && !expired) ? 'there' : 'gone';
  },
};

/** A run that was deleted, or a refusal for want of a permission: no limit, which is left to the queue. */
function sightOf(error: unknown): Sight | undefined {
  if (error instanceof Refused) return 'unknown';
  if (!isGitHubError(error) || rateLimitWait(error) !== undefined) return undefined;
  if (error.status === 404 || error.status === 410) return 'gone';
  return error.status === 403 ? 'unknown' : undefined;
}

/**
 * Looks whether a place still holds the credential: a file at the heads of branches, a variable, a text with its earlier
 * versions, an alert, a log, an artifact. What is named after a credential cannot be asked for by the name that is kept.
 *
 * @throws GitHub's errors that may pass, for the queue to try again
 */
export async function lookAtPlace(look: Look): Promise<Sight> {
  if (look.row.path.includes('[redacted]')) return 'unknown';
  try {
    return await LOOKS[look.row.kind](look);
  } catch (error) {
    const sight = sightOf(error);
    if (sight === undefined) throw error;
    return sight;
  }
}
