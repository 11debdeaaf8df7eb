import { describe, expect, it } from '@jest/globals';
import { findJobsIn, findServersIn } from '../../../src/detect/index.ts';
import { packageOf } from '../../../src/detect/mentions/package-of.ts';
import { referencesIn } from '../../../src/detect/mentions/references-in.ts';
import { githubPat } from '../../support/credentials.ts';

const json = (server: object) => JSON.stringify({ mcpServers: { acme: server } });
const one = (server: object, path = '.mcp.json') => findServersIn({ path, content: json(server) })[0];
const named = (references: readonly { via: string; name: string; key?: string }[] = []) =>
  references.map(({ via, name, key = '' }) => `${via} ${name} ${key}`).toSorted();

const time = (text: string) => {
  const start = performance.now();
  for (let at = 0; at < 20; at++) referencesIn(text);
  return performance.now() - start;
};

describe('references in a value', () => {
  it.each([
    ['${TOKEN}', ['env TOKEN']],
    ['${TOKEN:-none}', ['env TOKEN']],
    ['${env:TOKEN}', ['env TOKEN']],
    ['{env:TOKEN}', ['env TOKEN']],
    ['Bearer $TOKEN', ['env TOKEN']],
    ['%TOKEN%', ['env TOKEN']],
    ['$env:TOKEN', ['env TOKEN']],
    ['${input:acme-key}', ['input acme-key']],
    ['${{ secrets.acme_token }}', ['secret ACME_TOKEN']],
    ["${{ secrets['ACME'] || vars.Other }}", ['secret ACME', 'variable OTHER']],
    ['{file:~/.secrets/acme}', ['file ~/.secrets/acme']],
    ['$(pass show acme)', ['command pass']],
    ['op://vault/item/field', ['vault //vault/item/field']],
    ['plain text, $5 and 100% of {it}', []],
    ['\\$TOKEN', []],
  ])('%s', (value, wanted) => {
    expect(referencesIn(value).map(({ via, name }) => `${via} ${name}`)).toEqual(wanted);
  });

  it('takes time in proportion to the length', () => {
    for (const piece of ['${', '$(a', '%A', '{env:A', 'secrets.', 'op:', '$A']) {
      time(piece.repeat(500));
      expect(time(piece.repeat(3000))).toBeLessThan(200);
    }
  });
});

describe('what a command fetches', () => {
  it.each([
    ['npx -y @acme/mcp', 'npx @acme/mcp -'],
    ['npx -y @acme/mcp@1.2.3 --flag', 'npx @acme/mcp 1.2.3'],
    ['npx --package=@acme/mcp@2 mcp', 'npx @acme/mcp 2'],
    ['npx -p acme-mcp@latest mcp', 'npx acme-mcp latest'],
    ['/usr/local/bin/npx.cmd acme', 'npx acme -'],
    ['cmd /c npx -y acme', 'npx acme -'],
    ['pnpm dlx acme@1', 'pnpm acme 1'],
    ['pnpm run start', '-'],
    ['npm exec -- acme@3', 'npm acme 3'],
    ['uvx acme-mcp', 'uvx acme-mcp -'],
    ['uvx acme-mcp==1.0', 'uvx acme-mcp 1.0'],
    ['uvx --from acme@0.4.1 tool', 'uvx acme 0.4.1'],
    ['uvx --python 3.12 acme', 'uvx acme -'],
    ['uv tool run acme>=1', 'uv acme -'],
    ['uv --directory /srv run server.py', '-'],
    ['pipx run acme==2', 'pipx acme 2'],
    ['docker run -i --rm -e TOKEN acme/mcp', 'docker acme/mcp -'],
    ['docker run --env TOKEN=x registry:5000/acme/mcp:1.2', 'docker registry:5000/acme/mcp 1.2'],
    ['podman run acme/mcp@sha256:0a1b', 'podman acme/mcp sha256:0a1b'],
    ['docker compose up', '-'],
    ['node server.js', '-'],
    ['npx ${PACKAGE}', '-'],
    ['', '-'],
  ])('%s', (line, wanted) => {
    const found = packageOf(line.split(' ').filter(Boolean));
    expect(found ? `${found.runner} ${found.package} ${found.version ?? '-'}` : '-').toBe(wanted);
  });
});

describe('servers of a configuration', () => {
  it('tells what a program takes by name, and nothing that is not a credential', () => {
    const found = one({
      command: 'npx',
      args: ['-y', 'acme@latest', '--api-key', '${ACME}'],
      env: { ACME_TOKEN: '${env:OTHER}', LOG_LEVEL: '${LEVEL}', HOME: '${HOME}' },
    });
    expect(found).toMatchObject({
      name: 'acme',
      surface: 'claude-code',
      transport: 'stdio',
      runner: 'npx',
      version: 'latest',
      holdsCredential: false,
    });
    expect(named(found?.references)).toEqual(['env ACME --api-key', 'env OTHER ACME_TOKEN']);
  });

  it('tells the address of a remote server without what it carries', () => {
    const found = one({
      url: 'https://mcp.acme.example/mcp?api_key=${KEY}',
      headers: { Authorization: 'Bearer ${input:acme}' },
    });
    expect(found).toMatchObject({
      transport: 'http',
      url: 'https://mcp.acme.example/mcp',
      secretInUrl: true,
      basicAuth: false,
    });
    expect(named(found?.references)).toEqual(['env KEY url', 'input acme Authorization']);
    expect(one({ url: 'https://ann:hunter2x9@mcp.acme.example/mcp' })).toMatchObject({
      url: 'https://mcp.acme.example/mcp',
      basicAuth: true,
    });
  });

  it('looks through a bridge', () => {
    const found = one({
      command: 'npx',
      args: ['mcp-remote@0.1.2', 'http://mcp.acme.example/sse', '--header', 'Authorization: Bearer ${AUTH}'],
    });
    expect(found).toMatchObject({
      transport: 'http',
      url: 'http://mcp.acme.example/sse',
      package: 'mcp-remote',
    });
    expect(named(found?.references)).toEqual(['env AUTH Authorization']);
  });

  it('reads the names of variables where a client wants names', () => {
    const content =
      '[mcp_servers.acme]\nurl = "https://mcp.acme.example/mcp"\nbearer_token_env_var = "ACME_TOKEN"\n';
    const [found] = findServersIn({ path: '.codex/config.toml', content });
    expect(found?.references).toEqual([
      { via: 'env', name: 'ACME_TOKEN', key: 'bearer_token_env_var', line: 3 },
    ]);
  });

  it('says that a credential is written out, and never shows it', () => {
    const token = githubPat();
    const found = one({ command: 'npx', args: ['acme'], env: { GITHUB_TOKEN: token } });
    expect(found).toMatchObject({ holdsCredential: true, references: [] });
    expect(JSON.stringify(found)).not.toContain(token);
    expect(JSON.stringify(one({ url: `https://mcp.acme.example/${token}/mcp` }))).not.toContain(token);
    expect(JSON.stringify(one({ command: 'npx', args: [`acme@${token}`] }))).not.toContain(token);
    expect(
      JSON.stringify(
        findServersIn({
          path: '.mcp.json',
          content: `{"mcpServers":{"${token}":{"command":"x","args":[]}}}`,
        }),
      ),
    ).not.toContain(token);
  });

  it('reads only what a client reads', () => {
    const content = json({ command: 'npx', args: ['acme'] });
    expect(findServersIn({ path: 'README.md', content })).toEqual([]);
    expect(findServersIn({ path: 'src/data.json', content })).toEqual([]);
    expect(findServersIn({ path: '.mcp.json', content: '{'.repeat(5000) })).toEqual([]);
  });
});

const WORKFLOW = `on:
  pull_request_target:
  push: { branches: [main] }
permissions: { id-token: write }
env:
  TOP: \${{ secrets.TOP_TOKEN }}
jobs:
  build:
    environment: { name: production }
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      # \${{ secrets.COMMENTED }}
      - run: npx @modelcontextprotocol/server-acme
        env:
          ACME_TOKEN: "Bearer \${{ secrets.acme_token }}"
          REGION: \${{ vars['REGION'] }}
          OWN: \${{ secrets.GITHUB_TOKEN }}
  call:
    permissions: {}
    uses: ./.github/workflows/reusable.yml
    secrets:
      deploy: \${{ secrets.DEPLOY }}
  quiet:
    steps: [{ run: make }]
`;

describe('jobs of a workflow', () => {
  const [build, call, ...more] = findJobsIn({ path: '.github/workflows/ci.yml', content: WORKFLOW });

  it('tells what each takes, and under which circumstances', () => {
    expect(build).toMatchObject({
      job: 'build',
      environment: 'production',
      triggers: ['pull_request_target', 'push'],
      oidc: true,
      runsForeignCode: true,
      mcp: true,
    });
    expect(named(build?.references)).toEqual([
      'secret ACME_TOKEN ACME_TOKEN',
      'secret TOP_TOKEN TOP',
      'variable REGION REGION',
    ]);
    expect(call).toMatchObject({ job: 'call', oidc: false, runsForeignCode: false, mcp: false });
    expect(named(call?.references)).toEqual(['secret DEPLOY deploy', 'secret TOP_TOKEN TOP']);
    // What the whole workflow takes reaches each of its jobs.
    expect(more.map(({ job }) => job)).toEqual(['quiet']);
  });

  it.each([
    ['its own code', WORKFLOW.replace('github.event.pull_request.head.sha', 'github.sha')],
    ['a trigger without secrets', WORKFLOW.replace('pull_request_target', 'pull_request')],
  ])('calls nothing foreign that is %s', (_name, content) => {
    expect(findJobsIn({ path: '.github/workflows/ci.yml', content })[0]?.runsForeignCode).toBe(false);
  });

  it.each(['secrets: [', '', 'secrets.X', 'on: push\njobs: { a: 1 } # secrets'])(
    'makes nothing of %j',
    (content) => {
      expect(findJobsIn({ path: '.github/workflows/ci.yml', content })).toEqual([]);
    },
  );
});
