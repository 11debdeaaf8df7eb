import { describe, expect, it } from '@jest/globals';
import { publishCheck } from '../../../src/respond/publish-check.ts';
import type { Annotation, RenderedCheck } from '../../../src/respond/rendered.ts';
import { answerForGitHub, exactly, gitHub, octokit, REPOSITORY } from './github.ts';
import { HEAD } from './reports.ts';

const RUNS = '/repos/acme/app/check-runs';
const LIST = `/repos/acme/app/commits/${HEAD}/check-runs`;
const LIST_QUERY = { check_name: 'Rekey', filter: 'all', per_page: '100' };

const clean: RenderedCheck = {
  conclusion: 'success',
  title: 'No MCP credential found',
  summary: 'No MCP credential was found.',
  annotations: [],
};

function annotated(from: number, to: number): readonly Annotation[] {
  return Array.from({ length: to - from }, (_, index) => ({
    path: `${from + index}.json`,
    start_line: 1,
    end_line: 1,
    start_column: 5,
    end_column: 9,
    annotation_level: 'failure',
    title: 'MCP credential leaked',
    message: 'Replace it.',
  }));
}

function leak(annotations: number): RenderedCheck {
  return {
    conclusion: 'failure',
    title: 'Leaked',
    summary: 'Leaked.',
    annotations: annotated(0, annotations),
  };
}

/** A check run as GitHub answers it, as far as it is read. */
function run(id: number, annotations_count: number, external_id = HEAD) {
  return {
    id,
    name: 'Rekey',
    head_sha: HEAD,
    external_id,
    status: 'completed',
    output: { annotations_count },
  };
}

function output(check: RenderedCheck, annotations?: readonly Annotation[]) {
  const { title, summary } = check;
  return annotations === undefined ? { title, summary } : { title, summary, annotations };
}

answerForGitHub();

describe('publishCheck', () => {
  it('takes one request for a commit without a finding', async () => {
    gitHub()
      .post(
        RUNS,
        exactly({
          name: 'Rekey',
          head_sha: HEAD,
          external_id: HEAD,
          status: 'completed',
          conclusion: 'success',
          output: output(clean),
        }),
      )
      .reply(201, run(7, 0));
    await expect(publishCheck(octokit(), REPOSITORY, HEAD, clean, { mayExist: false })).resolves.toEqual({
      checkRunId: 7,
      annotated: 0,
    });
  });

  it('sends 120 annotations as 50, 50 and 20', async () => {
    const check = leak(120);
    gitHub()
      .post(RUNS, (body) => {
        expect(body.output).toEqual(output(check, annotated(0, 50)));
        return body.external_id === 'ours';
      })
      .reply(201, run(7, 50))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(50, 100)) }))
      .reply(200, run(7, 100))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(100, 120)) }))
      .reply(200, run(7, 120));
    const options = { mayExist: false, externalId: 'ours' };
    await expect(publishCheck(octokit(), REPOSITORY, HEAD, check, options)).resolves.toEqual({
      checkRunId: 7,
      annotated: 120,
    });
  });

  it('updates in one request when every place is marked already', async () => {
    const check = leak(3);
    gitHub()
      .patch(
        `${RUNS}/7`,
        exactly({ status: 'completed', conclusion: 'failure', output: output(check), actions: [] }),
      )
      .reply(200, run(7, 3));
    await expect(
      publishCheck(octokit(), REPOSITORY, HEAD, check, { existingId: 7, mayExist: true }),
    ).resolves.toEqual({ checkRunId: 7, annotated: 3 });
  });

  it('adds the annotations that an update brings', async () => {
    const check = leak(60);
    gitHub()
      .patch(`${RUNS}/7`, (body) => body.conclusion === 'failure' && !('annotations' in body.output))
      .reply(200, run(7, 0))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(0, 50)) }))
      .reply(200, run(7, 50))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(50, 60)) }))
      .reply(200, run(7, 60));
    await expect(
      publishCheck(octokit(), REPOSITORY, HEAD, check, { existingId: 7, mayExist: false }),
    ).resolves.toEqual({ checkRunId: 7, annotated: 60 });
  });

  it('makes no second check run after a crash, and finishes the one that was begun', async () => {
    const check = leak(120);
    gitHub()
      .get(LIST)
      .query(LIST_QUERY)
      .reply(200, { total_count: 2, check_runs: [run(5, 9, 'of another'), run(7, 50)] })
      .patch(
        `${RUNS}/7`,
        exactly({ status: 'completed', conclusion: 'failure', output: output(check), actions: [] }),
      )
      .reply(200, run(7, 50))
      .get(`${RUNS}/7/annotations`)
      .query({ per_page: '100' })
      .reply(200, annotated(0, 50))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(50, 100)) }))
      .reply(200, run(7, 100))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(100, 120)) }))
      .reply(200, run(7, 120));
    await expect(publishCheck(octokit(), REPOSITORY, HEAD, check, { mayExist: true })).resolves.toEqual({
      checkRunId: 7,
      annotated: 120,
    });
  });

  it('makes the check run when the crash was before it', async () => {
    gitHub()
      .get(LIST)
      .query(LIST_QUERY)
      .reply(200, { total_count: 0, check_runs: [] })
      .post(RUNS)
      .reply(201, run(8, 0));
    await expect(publishCheck(octokit(), REPOSITORY, HEAD, clean, { mayExist: true })).resolves.toMatchObject(
      {
        checkRunId: 8,
      },
    );
  });

  it('adds only the new places when some are marked, twice at one place included', async () => {
    const twice = [...annotated(0, 1), ...annotated(0, 1), ...annotated(1, 2)];
    const check = { ...leak(0), annotations: twice };
    gitHub()
      .patch(`${RUNS}/7`)
      .reply(200, run(7, 1))
      .get(`${RUNS}/7/annotations`)
      .query({ per_page: '100' })
      .reply(200, annotated(0, 1))
      .patch(`${RUNS}/7`, exactly({ output: output(check, annotated(0, 2)) }))
      .reply(200, run(7, 3));
    await expect(
      publishCheck(octokit(), REPOSITORY, HEAD, check, { existingId: 7, mayExist: true }),
    ).resolves.toEqual({ checkRunId: 7, annotated: 3 });
  });

  it.each([
    ['gone', 404, 'Not Found'],
    [
      'of another app',
      403,
      'Invalid app_id `15368` - check run can only be modified by the GitHub App that created it.',
    ],
  ])('makes its own when the one that it finds is %s', async (_case, status, message) => {
    gitHub()
      .get(LIST)
      .query(LIST_QUERY)
      .reply(200, { total_count: 1, check_runs: [run(5, 0)] })
      .patch(`${RUNS}/5`)
      .reply(status, { message })
      .post(RUNS)
      .reply(201, run(8, 0));
    await expect(publishCheck(octokit(), REPOSITORY, HEAD, clean, { mayExist: true })).resolves.toMatchObject(
      {
        checkRunId: 8,
      },
    );
  });

  it.each([
    [502, 'Bad Gateway'],
    [403, 'You have exceeded a secondary rate limit.'],
  ])('leaves %i to the queue', async (status, message) => {
    gitHub().patch(`${RUNS}/7`).reply(status, { message });
    await expect(
      publishCheck(octokit(), REPOSITORY, HEAD, clean, { existingId: 7, mayExist: true }),
    ).rejects.toMatchObject({ status });
  });
});
