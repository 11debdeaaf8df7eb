import { createHash } from 'node:crypto';
import { POLICY_WORDS } from '../../src/respond/words/policy.ts';
import { renderCheck } from '../../src/respond/render-check.ts';
import { ofCheck, type Chapter } from './example.ts';
import {
  at,
  exampleCheck,
  exampleExposure,
  exampleIncident,
  manualIncident,
  REPLACEMENT,
  waitingIncident,
} from './example-reports.ts';
import { variableIncident } from './other-places.ts';

const dead = exampleIncident();
const waiting = waitingIncident();
const manual = manualIncident();
const openly = { ...dead, public: true, state: 'revoking' as const };

const render = (...check: Parameters<typeof exampleCheck>) =>
  renderCheck(exampleCheck(...check), REPLACEMENT);
/** Each credential has one of its own. */
const fingerprintOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 12);
const of = (id: string, changes: Parameters<typeof exampleIncident>[0], place = {}) =>
  exampleIncident({
    id,
    fingerprint: fingerprintOf(id),
    ...changes,
    exposures: [exampleExposure({ incidentId: id, ...place })],
  });

/** Files in which nothing can stand in for the value. */
const leaving = [
  of('dotenv', {}, { path: '.env', surface: 'dotenv' }),
  of('cache', {}, { path: '.mcp-auth/a1b2_tokens.json', surface: 'token-cache', slot: 'oauth-token' }),
  of('image', {}, { path: 'Dockerfile', surface: 'dockerfile' }),
  of('generic', {}, { path: 'config/mcp-servers.json', surface: 'generic' }),
  of('readme', {}, { path: 'README.md', surface: 'markdown' }),
  of('desktop', {}, { path: 'claude_desktop_config.json', surface: 'claude-desktop' }),
];

/** One for each client whose entries are written otherwise. */
const otherClients = [
  of('codex', {}, { path: '.codex/config.toml', surface: 'codex' }),
  of('vscode', {}, { path: '.vscode/mcp.json', surface: 'vscode' }),
  of('workflow', {}, { path: '.github/workflows/ci.yml', surface: 'workflow', server: undefined }),
];

const older = of('older', {}, { path: 'old.json', introduced: false, commit: '1'.repeat(40) });
const gone = of('gone', {}, { path: 'tried.json', atHead: false });
const dismissed = of(
  'dismissed',
  {
    state: 'dismissed',
    explanation: 'Not a secret, says octocat: a made-up value of the handbook',
    timeline: [at(0, 'found'), at(90_000, 'not_a_secret', { person: '@octocat' }), at(90_001, 'dismissed')],
  },
  { path: 'docs/example.json' },
);
const hiddenPath = of('path', { state: 'accepted_unverified' }, { path: 'keys/[redacted].json' });
const asked = { ...hiddenPath, timeline: [at(0, 'found'), at(5, 'scan_asked', { person: '@octocat' })] };

/** Check runs of commits. */
export const CHECKS: Chapter = {
  heading: 'The check',
  examples: [
    ofCheck(
      'The check: leaked, and already dead',
      'On the commit or pull request that brought it.',
      render([dead]),
      'check-dead',
    ),
    ofCheck(
      'The check: a person has to decide or to act',
      'The token of a production server waits for approval, and Stripe lets only a person roll a key.',
      render([waiting, manual]),
      'check-waiting',
    ),
    ofCheck('The check: nothing found', 'On every other commit.', render([])),
    ofCheck(
      'The check: nothing found, and something worth mending',
      'What a push brings that a check of the register would find. It passes; at most five are named.',
      render([], {
        mends: Array.from({ length: 6 }, (_, index) => ({
          check: 'unpinned-server',
          path: `tools/${index + 1}/.mcp.json`,
          line: 4,
          facts: { runner: 'npx', package: 'tavily-mcp' },
        })),
      }),
      'check-worth-mending',
    ),
    ofCheck(
      'The check on a public repository while a credential may live',
      'Nothing that would help whoever reads along.',
      render([openly], { private: false }),
    ),
    ofCheck(
      'The check: each client has a syntax of its own',
      'Codex names a variable, VS Code asks for an input, and a workflow has secrets.',
      render(otherClients),
    ),
    ofCheck(
      'The check: files in which nothing can stand in for the value',
      'They leave the repository, or the value leaves them.',
      render(leaving),
    ),
    ofCheck(
      'The check: a variable of GitHub Actions',
      'A variable that holds a credential, and the workflow that reads it.',
      render([variableIncident]),
    ),
    ofCheck(
      'The check: what was there before, what came and went, and what could not be read',
      'Under `mode: observe`, which reports and blocks nothing.',
      render([older, gone, dismissed, asked], {
        mode: 'observe',
        notes: [
          'GitHub did not show commit 1f0c6a9be247.',
          'The log of run 7 was not deleted, as the policy wants: the App may not.',
        ],
      }),
    ),
    ofCheck(
      'The check: nothing found in what could be read',
      'GitHub did not show all of it.',
      render([], {
        mode: 'observe',
        notes: [POLICY_WORDS.unreadable, 'GitHub did not show commit 1f0c6a9be247.'],
      }),
    ),
    ofCheck('The check: nothing new', 'What stands there was there before.', render([older])),
  ],
};
