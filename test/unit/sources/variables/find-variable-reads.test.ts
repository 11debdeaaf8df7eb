import { describe, expect, it } from '@jest/globals';
import { findVariableReads } from '../../../../src/sources/variables/find-variable-reads.ts';
import { variableReaders } from '../../../../src/sources/variables/variable-readers.ts';

const PATH = '.github/workflows/ci.yml';
const WORKFLOW = `name: CI
on: push
env:
  A: \${{ vars.TOP }}
jobs:
  build:
    if: vars.GATE == 'on'
    strategy:
      matrix:
        target: \${{ fromJSON(vars.matrix) }}
    services:
      db:
        image: postgres
        env:
          POSTGRES_PASSWORD: \${{ vars['Db_Password'] }}
    steps:
      - uses: actions/checkout@v5
      - name: Deploy it
        run: deploy --token \${{ vars["TOKEN"] }} \${{ Vars . Token }}
        # run: \${{ vars.COMMENTED }}
      - id: second
        uses: acme/x@v1
        with:
          token: \${{ vars.TOKEN || secrets.TOKEN }}
      - run: echo '\${{ toJSON(vars) }}'
  call:
    environment: { name: production }
    uses: ./.github/workflows/other.yml
    with:
      token: \${{ vars.TOKEN }}
`;

describe('findVariableReads', () => {
  const reads = findVariableReads(PATH, WORKFLOW);

  it('finds each way to read one, in any case, with its job and step', () => {
    expect(reads.map(({ name, line, job, step }) => [name, line, job, step])).toEqual([
      ['TOP', 4, undefined, undefined],
      ['GATE', 7, 'build', undefined],
      ['MATRIX', 10, 'build', undefined],
      ['DB_PASSWORD', 15, 'build', undefined],
      ['TOKEN', 19, 'build', 'Deploy it'],
      ['TOKEN', 19, 'build', 'Deploy it'],
      ['TOKEN', 24, 'build', 'second'],
      [undefined, 25, 'build', '#4'],
      ['TOKEN', 30, 'call', undefined],
    ]);
  });

  it('tells the columns', () => {
    const [first] = reads;
    const line = WORKFLOW.split('\n')[3] ?? '';
    expect(line.slice((first?.startColumn ?? 0) - 1, (first?.endColumn ?? 0) - 1)).toBe('vars.TOP');
  });

  it('takes no part of another word for it', () => {
    const text = 'on: push\nenv:\n  A: ${{ inputs.vars.TOKEN }} ${{ myvars.TOKEN }} ${{ vars.X-1 }}\n';
    expect(findVariableReads(PATH, text).map(({ name }) => name)).toEqual(['X']);
  });

  it('reads the front matter of an agentic workflow', () => {
    const text = `---\non: issues\njobs:\n  pre:\n    steps:\n      - name: One\n        run: x \${{ vars.TOKEN }}\n---\n\n# Do it\n`;
    expect(findVariableReads('.github/workflows/triage.md', text)).toEqual([
      expect.objectContaining({ name: 'TOKEN', line: 7, job: 'pre', step: 'One' }),
    ]);
  });

  it.each([
    ['broken YAML', 'jobs:\n  a: [\n   b: ${{ vars.TOKEN }}\n', 1],
    ['an alias that has no end', 'a: &a [*a]\nb: ${{ vars.TOKEN }}\n', 1],
    ['a text without any', 'jobs: {}\n', 0],
    ['one that is too large', `# ${'x'.repeat(1_100_000)}\n\${{ vars.TOKEN }}`, 0],
    ['very many', '${{ vars.A }}\n'.repeat(5000), 200],
    ['odd characters', '\0\ud800: ${{ vars.TOKEN }}\r\n', 1],
  ])('does not throw on %s', (_what, text, count) => {
    expect(findVariableReads(PATH, text)).toHaveLength(count);
  });

  it('is linear', () => {
    const started = performance.now();
    findVariableReads(PATH, `${'vars '.repeat(100_000)}${'toJSON( vars'.repeat(10_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('variableReaders', () => {
  const workflows = [{ path: PATH, content: WORKFLOW }];
  const readers = (variable: Parameters<typeof variableReaders>[1]) =>
    variableReaders(workflows, variable).map(({ line }) => line);

  it('names the lines, and those that read all', () => {
    expect(readers({ family: 'actions', scope: 'repository', name: 'TOKEN' })).toEqual([19, 19, 24, 25, 30]);
  });

  it('of an environment names its jobs and those that may be in it', () => {
    const variable = { family: 'actions', scope: 'environment', name: 'TOKEN' } as const;
    expect(readers({ ...variable, environment: 'Production' })).toContain(30);
    expect(readers({ ...variable, environment: 'staging' })).not.toContain(30);
  });

  it('of the agents names none', () => {
    expect(readers({ family: 'agents', scope: 'repository', name: 'TOKEN' })).toEqual([]);
  });
});
