import { describe, expect, it } from '@jest/globals';
import type { FixFacts, FixedPlace } from '../../../src/respond/fix/fix-facts.ts';
import { renderFix } from '../../../src/respond/fix/render-fix.ts';
import { leavesWords } from '../../../src/respond/words/replacements.ts';
import { renderSuggestion, suggestionMarker } from '../../../src/respond/fix/render-suggestion.ts';

const place: FixedPlace = {
  line: 7,
  credential: 'GitHub personal access token (classic)',
  server: 'billing',
  key: 'GITHUB_TOKEN',
  name: 'GITHUB_TOKEN',
  keeper: 'variable',
  reference: '${env:GITHUB_TOKEN}',
};
const facts: FixFacts = {
  htmlUrl: 'https://github.com/octo/app',
  files: [
    { path: '.cursor/mcp.json', removed: false, places: [place] },
    {
      path: '.github/workflows/ci.yml',
      removed: false,
      places: [
        { ...place, keeper: 'actions-secret', name: 'CI_TOKEN', reference: '${{ secrets.CI_TOKEN }}' },
      ],
    },
    {
      path: '.vscode/mcp.json',
      removed: false,
      places: [{ ...place, keeper: 'input', reference: '${input:GITHUB_TOKEN}' }],
    },
    { path: '.mcp-auth/x.json', removed: true, places: [] },
  ],
  left: [{ path: '.env', line: 1, reason: 'no-reference' }],
  example: 'changed',
  gitignore: 'changed',
  ignored: [],
  allDead: true,
};

describe('the pull request that mends', () => {
  it('says less of the history while something is not dead', () => {
    const { body } = renderFix({ ...facts, allDead: false });
    expect(body).toContain('may work until it is revoked');
    expect(body).not.toContain('every one of them was proved dead');
  });

  it('promises no more than it keeps: an import or an input comes beside a reference', () => {
    const { body } = renderFix(facts);
    expect(body).toContain(
      'Nothing else in a file changes, except what that syntax needs beside it, such as a declared input or an import.',
    );
    expect(body).toContain('this client cannot read values from outside, so take the value out of the file');
    expect(body).not.toMatch(/nothing else in the files|fills no references in/);
  });

  it.each([
    ['changed', true, true],
    ['holds', false, true],
    ['left', false, false],
  ] as const)('says of side files what is true: %s', (what, changes, holds) => {
    const { body } = renderFix({ ...facts, example: what, gitignore: what });
    expect(body.includes('- `.env.example` names the variables')).toBe(changes);
    expect(body.includes('`.env.example` lists them')).toBe(holds);
    expect(body.includes('and added to `.gitignore`')).toBe(holds);
    expect(body).toContain('Set as environment variables where the client runs');
  });

  it('says of a dotenv file what the check says, and what it does for it', () => {
    const left = [{ path: '.env', line: 2, reason: 'own-dotenv' }] as const;
    const ignored = ['.env', ...Array.from({ length: 7 }, (_, index) => `${index}/.env`)];
    const { title, body } = renderFix({ ...facts, files: [], left, ignored });
    expect(title).toBe('Prepare to take leaked dotenv files out of the repository');
    expect(body).toContain(`- \`.env\`, line 2: ${leavesWords('dotenv')}`);
    expect(body).toContain('- `.gitignore` names `.env`, `0/.env`');
    expect(body).toContain('and 3 more files, so that nobody commits it again');
    expect(body).toContain('- `.env.example` names the variables, without values');
    expect(body).not.toContain('puts references in their place');
    expect(renderFix({ ...facts, left, ignored, gitignore: 'holds' }).body).not.toContain('names `.env`');
  });

  it('says what a person can write by hand, as code', () => {
    const left = [{ path: 'a', line: 4, reason: 'unsure', instead: 'x: `@octo/team`\n\ny: 1' }] as const;
    expect(renderFix({ ...facts, left }).body).toContain(
      'more than its characters would have to change. Write `` x: `@octo/team` `` and, beside the servers, `y: 1` by hand',
    );
  });

  it('fits into what GitHub takes', () => {
    const files = Array.from({ length: 100 }, (_, index) => ({
      path: `${'x'.repeat(300)}${index}`,
      removed: false,
      places: Array.from({ length: 50 }, () => place),
    }));
    const left = Array.from({ length: 3000 }, (_, line) => ({
      path: 'x'.repeat(300),
      line,
      reason: 'unsure' as const,
    }));
    const { body } = renderFix({ ...facts, files, left });
    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain('more files');
  });
});

describe('a suggestion', () => {
  const credential = {
    incidentId: '0b0e8a52-8c1c-4a30-9d8b-3f6b7a3f2a11',
    state: 'revoked_verified',
    live: true,
    name: 'Slack bot token',
    redacted: 'xoxb-… (57 characters)',
    variable: 'SLACK_TOKEN',
    keeper: 'variable',
  } as const;

  it('is found again by its credential and file, and says that it is dead', () => {
    const body = renderSuggestion('.mcp.json', '  "a": "${SLACK_TOKEN}"', [credential]);
    expect(body.startsWith(suggestionMarker(credential.incidentId, '.mcp.json'))).toBe(true);
    expect(body).toContain('Is it dead? Yes: revoked and proved.');
  });

  it.each([
    [true, 'Is it dead? No: '],
    [false, 'Is it dead? Not known: '],
  ])('says that it lives only where that was seen (%s)', (live, said) => {
    const body = renderSuggestion('a', 'b', [{ ...credential, state: 'manual_required', live }]);
    expect(body).toContain(said);
  });

  it('cannot be ended by what stands in the file', () => {
    const text = 'before\n```\n@octo/team\n````\nafter';
    const body = renderSuggestion('a', text, [credential]);
    expect(body).toContain(`\`\`\`\`\`suggestion\n${text}\n\`\`\`\`\`\n`);
  });

  it('takes lines away', () => {
    expect(renderSuggestion('a', '', [credential])).toContain('```suggestion\n```\n');
  });
});
