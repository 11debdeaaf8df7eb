import type { Backend, Rule } from '../backend.ts';
import {
  changeRequest,
  errorAnswer,
  jsonOf,
  withJson,
  type Answer,
  type GitHubRequest,
} from '../exchange.ts';
import { isRecord, numberAt, records, textAt, type JsonRecord } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { Plan } from '../seed.ts';

const RUN = String.raw`^\/repos\/([^/]+)\/([^/]+)\/check-runs`;

const annotationsOf = (body: unknown) =>
  isRecord(body) && isRecord(body['output']) ? records(body['output']['annotations']) : [];

/**
 * Annotations, which the emulator keeps without columns and replaces on update, where GitHub adds to them.
 * https://docs.github.com/rest/checks/runs#update-a-check-run
 */
export class CheckRuns {
  readonly #annotations = new Map<number, readonly JsonRecord[]>();
  readonly #buttons = new Map<number, readonly JsonRecord[]>();
  readonly #app: JsonRecord;
  readonly #apiUrl: string;

  constructor(plan: Plan, apiUrl: string) {
    this.#apiUrl = apiUrl;
    this.#app = { id: plan.appId, slug: plan.appSlug, name: 'Rekey', events: plan.events };
  }

  add(runId: number, annotations: readonly JsonRecord[]): void {
    this.#annotations.set(runId, [...this.of(runId), ...annotations]);
  }

  of(runId: number): readonly JsonRecord[] {
    return this.#annotations.get(runId) ?? [];
  }

  /** GitHub's documentation does not say that an update without them takes them away; so here it does not. */
  setButtons(runId: number, actions: unknown): void {
    if (actions !== undefined) this.#buttons.set(runId, records(actions));
  }

  buttonsOf(runId: number): readonly JsonRecord[] {
    return this.#buttons.get(runId) ?? [];
  }

  /** What the emulator leaves out of a check run: its App and the true number of annotations. */
  dress(run: JsonRecord): JsonRecord {
    const id = numberAt(run, 'id');
    const output = isRecord(run['output']) ? run['output'] : {};
    const annotations_url = `${textAt(run, 'url') || `${this.#apiUrl}/check-runs/${id}`}/annotations`;
    const annotations_count = this.of(id).length;
    return { ...run, app: this.#app, output: { ...output, annotations_count, annotations_url } };
  }
}

/** Check runs as GitHub has them. */
export function checkRunRules(backend: Backend, checkRuns: CheckRuns): readonly Rule[] {
  const keep = async (
    request: GitHubRequest,
    next: (request: GitHubRequest) => Promise<Answer>,
  ): Promise<Answer> => {
    const body = isRecord(request.body) ? request.body : {};
    // A conclusion alone completes the run.
    const completes = body['conclusion'] !== undefined && body['status'] === undefined;
    const answer = await next(
      completes ? changeRequest(request, { body: { ...body, status: 'completed' } }) : request,
    );
    const run = jsonOf(answer);
    if (answer.status >= 300 || !isRecord(run)) return answer;
    checkRuns.add(numberAt(run, 'id'), annotationsOf(body));
    checkRuns.setButtons(numberAt(run, 'id'), body['actions']);
    return withJson(answer, checkRuns.dress(run));
  };

  return [
    {
      method: 'POST',
      pattern: new RegExp(`${RUN}$`),
      handle: async (request, next, [owner = '', repo = '']) => {
        const sha = textAt(request.body, 'head_sha');
        const commit = await backend.read(
          owner,
          `/repos/${owner}/${repo}/git/commits/${encodeURIComponent(sha)}`,
        );
        return commit === undefined
          ? errorAnswer(422, `No commit found for SHA: ${sha}`)
          : keep(request, next);
      },
    },
    { method: 'PATCH', pattern: new RegExp(String.raw`${RUN}\/\d+$`), handle: keep },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${RUN}\/\d+$`),
      handle: async (request, next) => {
        const answer = await next(request);
        const run = jsonOf(answer);
        return answer.status === 200 && isRecord(run) ? withJson(answer, checkRuns.dress(run)) : answer;
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${RUN}\/(\d+)\/annotations$`),
      handle: async (request, next, [, , id = '']) => {
        const answer = await next(request);
        return answer.status === 200 ? pageAnswer(request, backend.apiUrl, checkRuns.of(Number(id))) : answer;
      },
    },
    {
      // The emulator neither pages this list nor filters it by App.
      method: 'GET',
      pattern: /^\/repos\/[^/]+\/[^/]+\/commits\/.+\/check-runs$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const body = jsonOf(answer);
        if (answer.status !== 200 || !isRecord(body)) return answer;
        const appId = request.query.get('app_id');
        const all = appId === null || Number(appId) === backend.plan.appId ? records(body['check_runs']) : [];
        return pageAnswer(request, backend.apiUrl, all, (page) => ({
          total_count: all.length,
          check_runs: page.map((run) => checkRuns.dress(run)),
        }));
      },
    },
  ];
}
