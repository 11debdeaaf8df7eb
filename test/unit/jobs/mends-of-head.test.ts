import { describe, expect, it } from '@jest/globals';
import { MendsOfHead } from '../../../src/jobs/governance/mends-of-head.ts';
import { DEFAULT_GOVERNANCE, DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { commitText } from '../../../src/sources/commit-text.ts';
import { knownText } from '../../../src/sources/known-text.ts';
import { githubPat } from '../../support/credentials.ts';
import { Secret } from '../../../src/base/secret.ts';
import { report } from '../respond/reports.ts';

const TODAY = '2026-11-25';
const SERVER = (name: string, args = 'tavily-mcp', env = '${TAVILY_API_KEY}') =>
  `    "${name}": {\n      "command": "npx",\n      "args": ["-y", "${args}"],\n      "env": { "TAVILY_API_KEY": "${env}" }\n    }`;
const config = (...servers: readonly string[]) => `{\n  "mcpServers": {\n${servers.join(',\n')}\n  }\n}\n`;
const WORKFLOW = `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: npm publish
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}", SEARCH_TOKEN: "\${{ vars.SEARCH }}" }
`;

interface Shown {
  readonly path: string;
  readonly content: string;
  readonly added?: readonly number[];
  readonly numbers?: readonly number[];
}

const textOf = ({ path, content, added, numbers }: Shown) =>
  commitText({
    path,
    commit: 'c'.repeat(40),
    content,
    removed: knownText(''),
    earlier: [],
    ...(numbers ? { numbers } : {}),
    ...(added ? { added: new Set(added) } : {}),
  });

function mends(texts: readonly Shown[], policy: Partial<Policy> = {}, secrets: readonly Secret[] = []) {
  const found = new MendsOfHead({ ...DEFAULT_POLICY, ...policy }, TODAY);
  for (const text of texts) found.read(textOf(text));
  return found.list(secrets);
}
const ids = (...args: Parameters<typeof mends>) =>
  mends(...args).map(({ check, line }) => `${check}:${line}`);
const MCP = { path: '.mcp.json', content: config(SERVER('search')) };

describe('what a push brings that is worth mending', () => {
  it('is found in the configurations and workflows that it touches, worst first', () => {
    const workflow = { path: '.github/workflows/label.yml', content: WORKFLOW };
    const servers = [
      { name: 'crm', url: 'https://mcp.example.com/crm', environments: [], scopes: [] },
    ] as const;
    expect(ids([MCP, workflow], { servers })).toEqual([
      'unpinned-server:4',
      'variable-as-secret:4',
      'foreign-code:4',
      'shadow-server:4',
      'static-key:4',
    ]);
    expect(mends([{ ...MCP, content: config(SERVER('search', 'tavily-mcp@0.2.1')) }])).toEqual([]);
  });

  it('is only what the commits touch, in its newest version', () => {
    const two = config(SERVER('one'), SERVER('two', 'exa-mcp'));
    expect(ids([{ path: '.mcp.json', content: two, added: [9] }])).toEqual(['unpinned-server:9']);
    expect(ids([{ path: '.mcp.json', content: two, added: [] }])).toEqual([]);
    expect(ids([MCP, { ...MCP, content: config(SERVER('search', 'tavily-mcp@0.2.1')) }])).toEqual([]);
    // A part of a file shows no whole server.
    expect(ids([{ ...MCP, numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9] }])).toEqual([]);
  });

  it.each<[string, Partial<Policy>]>([
    ['the dashboard alone has it', { governance: { ...DEFAULT_GOVERNANCE, hygiene: 'dashboard' } }],
    ['nothing is checked', { governance: { ...DEFAULT_GOVERNANCE, hygiene: 'off' } }],
    ['the check is off', { governance: { ...DEFAULT_GOVERNANCE, off: ['unpinned-server'] } }],
    ['the file is ignored', { ignore: [{ path: '.mcp.json', reason: 'example', until: TODAY }] }],
  ])('is not told where %s', (_why, policy) => {
    expect(mends([MCP], policy)).toEqual([]);
  });

  it('holds no credential that stands beside it', () => {
    const token = githubPat();
    const content = config(SERVER('search', `pkg-${token}`, token));
    const told = JSON.stringify(mends([{ path: `${token}/.mcp.json`, content }], {}, [new Secret(token)]));
    expect(told).toContain('unpinned-server');
    expect(told).not.toContain(token);
  });
});

describe('a check run with what is worth mending', () => {
  const all = mends([MCP, { path: '.github/workflows/label.yml', content: WORKFLOW }]);
  const clean = { exposures: [], incidents: [], notes: [] };
  const rendered = (changes: object) =>
    renderCheck({ ...report(), ...clean, mends: all, ...changes }, () => undefined);

  it('stays green and marks no line', () => {
    const check = rendered({ private: true });
    expect(check).toMatchObject({ conclusion: 'success', annotations: [], title: 'No MCP credential found' });
    expect(check.summary).toContain('### Worth mending');
    expect(check.summary).toContain(
      '- **Code of strangers runs beside a credential** at `.github/workflows/label.yml:4`: ',
    );
  });

  it('tells the public nothing that shows it a way in', () => {
    const { summary } = rendered({ private: false });
    expect(summary).toContain('tavily');
    expect(summary).not.toMatch(/strangers|vars/);
    // Where a credential stands that may still live is told nobody.
    const leaking = mends([{ ...MCP, content: config(SERVER('search', 'tavily-mcp', githubPat())) }]);
    expect(leaking).toMatchObject([{ check: 'unpinned-server', delicate: true }]);
    expect(rendered({ private: false, mends: leaking }).summary).not.toContain('Worth mending');
  });

  it('lists five and counts the rest', () => {
    const many = Array.from({ length: 9 }, (_, line) => ({ ...all[0]!, line: line + 1 }));
    const { summary } = rendered({ mends: many });
    expect(summary.match(/^- \*\*/gm)).toHaveLength(5);
    expect(summary).toContain('- … and 4 more');
  });
});
