import type { Delivery, WebhookRelay } from '../webhook-relay.ts';
import type { Backend } from '../backend.ts';
import { isRecord, type JsonRecord } from '../json.ts';
import { makeZip, type ZipPart } from './runs-zip.ts';
import type { StoredBody } from './runs-store.ts';

/** What a run leaves: names of files to what is in them, zipped as GitHub does; or any body that stands for a zip. */
export type RunFiles =
  { readonly files: Readonly<Record<string, string | Uint8Array>> } | { readonly body: StoredBody };

/** A workflow run that ended. */
export interface NewRun {
  readonly owner: string;
  readonly repo: string;
  /** The commit it ran for. */
  readonly sha: string;
  /** Names as in GitHub's zip: `0_build.txt`, `build/1_Set up job.txt`. Absent: it has no log (404). */
  readonly logs?: RunFiles | 'expired';
  readonly artifacts?: Readonly<Record<string, RunFiles>>;
  /** Default: 1. */
  readonly attempt?: number;
}

/** An artifact as the world keeps it. */
export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly body: StoredBody;
}

/** A run as the world keeps it; its id is that of the run, its log goes when it is deleted. */
export interface StoredRun {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  /** Survives renames, unlike the name. */
  readonly repositoryId: number;
  readonly sha: string;
  readonly attempt: number;
  logs: StoredBody | 'expired' | undefined;
  readonly artifacts: readonly StoredArtifact[];
}

/** The runs of the world. */
export interface RunActions {
  /** Adds a run that has ended and tells the App of it. */
  addRun(run: NewRun): Promise<{ readonly id: number; readonly delivery: Delivery }>;
  /** Whether the log of a run can still be read. */
  hasLog(id: number): boolean;
  /** Ninety days go by: GitHub keeps the log no longer. */
  expireLog(id: number): void;
  /** From now on the App may do this with runs. */
  setRunPermission(level: 'none' | 'read' | 'write'): void;
  /** Requests to the store of logs and artifacts, and how many of them brought a token there. */
  storeRequests(): { readonly requests: number; readonly tokens: number };
}

/** As GitHub writes a zip: deflated, with the sizes behind the data. */
function bodyOf(left: RunFiles): StoredBody {
  if ('body' in left) return left.body;
  const parts = Object.entries(left.files).map(([name, content]): ZipPart => ({
    name,
    content,
    descriptor: 'marked',
  }));
  return makeZip(parts);
}

let lastId = 20_000_000_000;
const nextId = () => {
  lastId += 1;
  return lastId;
};

/** What is kept of a new run. */
export function toStoredRun(run: NewRun, repositoryId: number): StoredRun {
  const { owner, repo, sha, attempt = 1, logs, artifacts = {} } = run;
  return {
    id: nextId(),
    owner,
    repo,
    repositoryId,
    sha,
    attempt,
    logs: logs === undefined || logs === 'expired' ? logs : bodyOf(logs),
    artifacts: Object.entries(artifacts).map(([name, files]) => ({
      id: nextId(),
      name,
      body: bodyOf(files),
    })),
  };
}

/** Tells the App that a run ended. https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
export async function sendCompleted(
  backend: Backend,
  relay: WebhookRelay,
  { id, owner, repo, sha, attempt }: StoredRun,
): Promise<Delivery> {
  const repository = await backend.read(owner, `/repos/${owner}/${repo}`);
  const sender = await backend.read(owner, `/users/${backend.actorFor(owner)}`);
  const now = new Date().toISOString();
  const base = `${backend.apiUrl}/repos/${owner}/${repo}/actions/runs/${id}`;
  const workflowRun: JsonRecord = {
    id,
    name: 'CI',
    node_id: `WFR_${id}`,
    head_branch: 'main',
    head_sha: sha,
    path: '.github/workflows/ci.yml',
    run_number: 1,
    run_attempt: attempt,
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    workflow_id: 1,
    url: base,
    logs_url: `${base}/logs`,
    artifacts_url: `${base}/artifacts`,
    created_at: now,
    updated_at: now,
    run_started_at: now,
    repository,
    head_repository: repository,
    head_commit: { id: sha },
    pull_requests: [],
  };
  const workflow = { id: 1, name: 'CI', path: '.github/workflows/ci.yml', state: 'active' };
  return relay.send('workflow_run', {
    action: 'completed',
    workflow_run: workflowRun,
    workflow,
    repository: isRecord(repository) ? repository : {},
    sender,
    installation: { id: backend.plan.installations[owner] },
  });
}
