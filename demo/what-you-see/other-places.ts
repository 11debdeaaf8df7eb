import type { ThreadPlace } from '../../src/github/place.ts';
import type { IncidentReport, ToldOutcome } from '../../src/inventory/report.ts';
import { at, exampleExposure, exampleIncident } from './example-reports.ts';

type Elsewhere = NonNullable<ReturnType<typeof exampleExposure>['place']>;

function elsewhere(id: string, place: Elsewhere, changes: Parameters<typeof exampleExposure>[0] = {}) {
  const { server: _server, key: _key, ...rest } = exampleExposure({ slot: 'text', ...changes });
  return { ...rest, incidentId: id, place, commit: '', path: id, surface: 'generic' };
}

/** A variable that a workflow reads. */
export const variableIncident: IncidentReport = exampleIncident({
  id: 'variable',
  exposures: [
    elsewhere('variable', {
      kind: 'variable',
      family: 'actions',
      scope: 'organization',
      name: 'MCP_CONFIG',
      repositories: 12,
      readers: [
        { path: '.github/workflows/review.yml', line: 21, job: 'review', step: 'Ask the assistant' },
        { path: '.github/workflows/nightly.yml', line: 9 },
      ],
    }),
  ],
});

const thread = (
  type: ThreadPlace['thread'],
  told: ToldOutcome,
  more: Partial<ThreadPlace> = {},
): ReturnType<typeof elsewhere> =>
  elsewhere(
    type,
    { kind: 'thread', thread: type, id: '34', node: 'N_1', author: 'octocat', number: 7, ...more },
    { told },
  );

/** In the log of a workflow run alone. */
export const logIncident: IncidentReport = exampleIncident({
  id: 'log',
  exposures: [elsewhere('log', { kind: 'log', run: 7_001, attempt: 1, job: 'review', step: 'Ask' })],
});

/** What people wrote, and logs, artifacts and alerts: everything that is no file. */
export const elsewhereIncident: IncidentReport = exampleIncident({
  id: 'elsewhere',
  state: 'failed',
  timeline: [
    at(0, 'found'),
    at(160, 'described'),
    at(170, 'revoking'),
    at(300, 'probe_live', { http: 200 }),
    at(500, 'revocation_refused', { http: 500 }),
    at(520, 'failed'),
  ],
  exposures: [
    thread('issue', 'told', { inTitle: true }),
    thread('issue-comment', 'clean', { earlier: true }),
    thread('discussion-comment', 'refused'),
    thread('release', 'nowhere'),
    thread('wiki', 'nowhere', { id: 'Home' }),
    elsewhere('log', { kind: 'log', run: 7_001, attempt: 1, job: 'review', step: 'Ask', deleted: true }),
    elsewhere('log2', { kind: 'log', run: 7_002, attempt: 1, job: 'review' }),
    elsewhere('artifact', { kind: 'artifact', run: 7_002, artifact: 'report', file: 'debug.txt' }),
    elsewhere('alert', { kind: 'alert', number: 3 }, { atHead: false }),
    exampleExposure({ atHead: false, path: 'old/mcp.json' }),
    elsewhere('own', { kind: 'variable', family: 'actions', scope: 'repository', name: 'MCP_TOKEN' }),
    elsewhere(
      'gone',
      { kind: 'variable', family: 'agents', scope: 'environment', environment: 'copilot', name: 'TOKEN' },
      { atHead: false },
    ),
  ],
  exposureCount: 214,
  repositories: [
    { owner: 'acme', name: 'billing', private: true, count: 211 },
    { owner: 'acme', name: 'website', private: true, count: 3 },
  ],
});
