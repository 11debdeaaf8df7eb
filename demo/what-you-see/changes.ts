import type { FixFacts } from '../../src/respond/fix/fix-facts.ts';
import { renderEndedFix, renderFix, renderForeignBranch } from '../../src/respond/fix/render-fix.ts';
import { renderSuggestion, type SuggestedCredential } from '../../src/respond/fix/render-suggestion.ts';
import { FIX_WORDS, KEEPER_WORDS, LEFT_WORDS, SUGGESTION_WORDS } from '../../src/respond/words/fix.ts';
import { ofComment, ofConversation, ofList, type Chapter } from './example.ts';

const PLACE = {
  line: 7,
  credential: 'GitHub personal access token (classic)',
  server: 'github',
  key: 'GITHUB_PERSONAL_ACCESS_TOKEN',
  name: 'GITHUB_PERSONAL_ACCESS_TOKEN',
  keeper: 'variable',
  reference: '${GITHUB_PERSONAL_ACCESS_TOKEN}',
} as const;

const FACTS: FixFacts = {
  htmlUrl: 'https://github.com/acme/billing',
  files: [
    { path: '.mcp.json', removed: false, places: [PLACE] },
    { path: '.mcp-auth/a1b2_tokens.json', removed: true, places: [] },
  ],
  left: [
    { path: '.env', line: 2, reason: 'own-dotenv' },
    { path: 'claude_desktop_config.json', line: 4, reason: 'no-reference' },
  ],
  example: 'changed',
  gitignore: 'changed',
  ignored: ['.env'],
  allDead: true,
};

/** Every other way in which a value may be kept, and every reason for which one may stay. */
const OTHERS: FixFacts = {
  ...FACTS,
  allDead: false,
  files: [
    {
      path: '.vscode/mcp.json',
      removed: false,
      places: [{ ...PLACE, keeper: 'input', reference: '${input:GITHUB_PERSONAL_ACCESS_TOKEN}' }],
    },
    {
      path: '.github/workflows/ci.yml',
      removed: false,
      places: [
        { ...PLACE, name: 'CI_TOKEN', keeper: 'actions-secret', reference: '${{ secrets.CI_TOKEN }}' },
      ],
    },
    { path: 'deploy/.env.example', removed: false, places: [{ ...PLACE, keeper: 'none', reference: '' }] },
    { path: '.mcp-auth/a1b2_tokens.json', removed: true, places: [] },
  ],
  left: [
    { path: 'goose/config.yaml', line: 9, reason: 'unsure', instead: 'env_keys: ["GITHUB_TOKEN"]' },
    {
      path: '.vs/mcp.json',
      line: 4,
      reason: 'unsure',
      instead: '${input:TOKEN}\n\n"inputs": [{ "id": "TOKEN" }]',
    },
    ...(['encoded', 'unreadable', 'no-secrets-here', 'no-permission'] as const).map((reason) => ({
      path: 'config/app.yml',
      line: 4,
      reason,
    })),
  ],
  example: 'left',
  gitignore: 'left',
  ignored: [],
};

const CREDENTIAL: SuggestedCredential = {
  incidentId: 'github-token',
  state: 'revoked_verified',
  live: true,
  name: 'GitHub personal access token (classic)',
  redacted: 'ghp_… (40 characters)',
  variable: 'GITHUB_PERSONAL_ACCESS_TOKEN',
  keeper: 'variable',
};
const suggest = (line: string, changes: Partial<SuggestedCredential> = {}) =>
  renderSuggestion('.mcp.json', line, [{ ...CREDENTIAL, ...changes }]);
const suggestion = suggest('        "GITHUB_PERSONAL_ACCESS_TOKEN": "${GITHUB_PERSONAL_ACCESS_TOKEN}"');

const fix = renderFix(FACTS);
const others = renderFix(OTHERS);
const preparation = renderFix({
  ...FACTS,
  files: [],
  left: FACTS.left.filter(({ reason }) => reason === 'own-dotenv'),
});
const pull = { number: 41, kind: 'pull request', state: 'open' } as const;

/** Pull requests and what is said in them. */
export const CHANGES: Chapter = {
  heading: 'The fix',
  examples: [
    ofConversation(
      'The pull request that mends the default branch',
      'One for each repository, kept up to date, with `fix: pull_request` in the policy. Its branch is `rekey/fix`, its one commit has its title.',
      { ...pull, ...fix },
      'fix-pull-request',
    ),
    ofConversation(
      'The same while something is not proved dead',
      'With every way in which a value is kept, and what is left to a person.',
      { ...pull, ...others },
    ),
    ofConversation(
      'The same where only a dotenv file leaked',
      'The file stays, for who takes it out takes it from everybody: a person does.',
      { ...pull, ...preparation },
    ),
    ofConversation('The same when nothing is left to replace', 'It closed itself.', {
      ...pull,
      ...renderEndedFix(),
    }),
    ofComment(
      'The comment on a branch to which somebody else has committed',
      'Once; from then on it is theirs.',
      renderForeignBranch(),
    ),
    {
      ...ofConversation(
        'The suggestion on a line of a pull request',
        'One click commits it.',
        { ...pull, title: 'Add the GitHub server', openedBy: 'octocat', body: suggestion },
        'suggestion',
      ),
      markdown: ofComment('', '', suggestion).markdown,
    },
    ofList(
      'The review that brings suggestions',
      'Its own text, and what a suggestion says of other values.',
      [
        SUGGESTION_WORDS.review,
        suggest('  "TOKEN": "${input:TOKEN}"', { keeper: 'input', state: 'manual_required' }),
        suggest('  TOKEN: ${{ secrets.TOKEN }}', { keeper: 'actions-secret' }),
        suggest('  TOKEN: $COPILOT_MCP_TOKEN', { keeper: 'copilot-secret' }),
        suggest('  TOKEN: ${{ secrets.TOKEN }}', { keeper: 'continue-secret' }),
      ],
    ),
    ofList(
      'Where new values go, and why some stay',
      'Lists of that pull request, in full.',
      [...Object.values(KEEPER_WORDS), ...Object.values(LEFT_WORDS), FIX_WORDS.preparation].filter(
        (text) => text !== '',
      ),
    ),
  ],
};
