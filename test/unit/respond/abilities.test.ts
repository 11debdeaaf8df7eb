import { describe, expect, it } from '@jest/globals';
import type { CredentialFacts } from '../../../src/inventory/credential-facts.ts';
import type { IncidentReport } from '../../../src/inventory/report.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { abilitiesSection } from '../../../src/web/abilities-section.ts';
import { withoutFixedLines } from './fixed-lines.ts';
import { outsideCode } from './markdown-reader.ts';
import { exposure, HOSTILE, incident, replacementFor } from './reports.ts';

const known = (facts: Partial<CredentialFacts>): CredentialFacts => ({
  principalKind: 'unknown',
  scopes: [],
  audience: [],
  moreTools: false,
  source: 'provider',
  describedAt: new Date('2026-11-23T20:04:05.200Z'),
  ...facts,
});

const issueOf = (facts: Partial<CredentialFacts>, changes: Partial<IncidentReport> = {}) =>
  renderIssue(incident({ facts: known(facts), ...changes }), replacementFor);

/** The section as lines, without its title. */
function linesOf(facts: Partial<CredentialFacts>): readonly string[] {
  const section = issueOf(facts).body.split('### What it could do\n\n')[1]?.split('\n\n')[0];
  return section === undefined ? [] : section.split('\n');
}

const tools = (count: number, hint: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ name: `tool_${at}`, ...hint }));

describe('what it could do', () => {
  it('is told after what is left to do, whose it was first', () => {
    const facts = {
      owner: 'octo-bot',
      principalKind: 'bot',
      scopes: ['repo', 'admin:org'],
      audience: ['https://mcp.acme.dev/'],
      environment: 'production',
      issuedAt: new Date('2026-01-02T03:04:05Z'),
      expiresAt: new Date('2027-01-02T03:04:05Z'),
      lastUsedAt: new Date('2026-11-23T17:30:00Z'),
      issuer: 'https://auth.acme.dev',
    } as const;
    expect(linesOf(facts)).toEqual([
      '- Owner: `octo-bot`, a bot.',
      '- Scopes: `repo`, `admin:org`.',
      '- Made for: `https://mcp.acme.dev/`.',
      '- Environment: `production`.',
      '- Issued: 2026-01-02 03:04 UTC.',
      '- Expiry: 2027-01-02 03:04 UTC.',
      '- Last used: 2026-11-23 17:30 UTC, 2 hours before it was found.',
      '- Issuer: `https://auth.acme.dev`.',
    ]);
    expect(issueOf(facts).body).toMatch(
      /What is left to do[^#]*### What it could do[^#]*### What was done[^#]*### Where it was found/,
    );
  });

  it.each([
    ['2026-11-20T20:04:05Z', '3 days before it was found.'],
    ['2026-11-23T20:03:04Z', '1 minute before it was found.'],
    [
      '2026-11-23T20:04:05.150Z',
      'after it was found; that may have been Rekey’s own look.'.replace('’', "'"),
    ],
  ])('tells how long ago it was used: %s', (at, words) => {
    expect(linesOf({ lastUsedAt: new Date(at) }).join('')).toContain(words);
  });

  it('is left out where nothing is known', () => {
    expect(issueOf({ issuer: 'https://api.github.com' }).body).not.toContain('What it could do');
    expect(renderIssue(incident(), replacementFor).body).not.toContain('What it could do');
  });

  it('says when nobody but the token itself was asked', () => {
    expect(linesOf({ owner: 'alice', source: 'offline' })).toContain(
      '- Read from the credential itself; nobody was asked.',
    );
  });
});

describe('the tools of an MCP server', () => {
  it('are those that destroy first, in the words of the issue', () => {
    const offered = [
      { name: 'list_repositories', readOnly: true },
      { name: 'comment' },
      { name: 'delete_repository', destructive: true },
      { name: 'star', destructive: false },
    ];
    expect(linesOf({ tools: offered })).toEqual([
      '- This token could call `delete_repository`, which its MCP server marks as destructive.',
      '- It could call 4 tools in all, also `comment`, `star`, `list_repositories`.',
    ]);
  });

  it.each([
    [
      { tools: tools(3) },
      'could call 3 tools: `tool_0`, `tool_1`, `tool_2`. Its MCP server does not say which',
    ],
    [{ tools: tools(1, { readOnly: true }) }, 'could call 1 tool: `tool_0`. Its MCP server marks none'],
    [{ tools: [] }, 'offered it no tool.'],
    [{ tools: tools(40, { destructive: true }) }, '`tool_19` and 20 more, which'],
    [{ tools: tools(200), moreTools: true }, 'could call at least 200 tools: '],
    [{ tools: tools(200, { destructive: true }), moreTools: true }, '`tool_19` and at least 180 more, which'],
    [{ scopes: tools(30).map(({ name }) => name) }, '`tool_14` and 15 more.'],
    [{ scopes: tools(40).map(({ name }) => name) }, '`tool_14` and at least 25 more.'],
  ])('are capped with the true count: %#', (facts, words) => {
    expect(linesOf(facts).join('\n')).toContain(words);
  });
});

describe('what it could do, for the public', () => {
  const site = [exposure({ repository: { owner: 'acme', name: 'site', private: false } })];
  const facts = {
    owner: 'bob@acme.dev',
    scopes: ['repo'],
    tools: [{ name: 'delete_repository', destructive: true }],
  };
  const shown = (changes: Partial<IncidentReport>) =>
    issueOf(facts, { public: true, exposures: site, ...changes }).body;

  it.each(['manual_required', 'accepted_unverified', 'approval_needed', 'failed', 'dismissed'] as const)(
    'is not told while it is %s',
    (state) => {
      const { title, body, comment } = issueOf(facts, { public: true, exposures: site, state });
      expect(`${title}${body}${comment}`).not.toMatch(/repo`|bob|delete_repository|could call|destructive/);
    },
  );

  it('is told once it is dead, without what may be a mail address', () => {
    expect(shown({})).toContain('This token could call `delete_repository`');
    expect(shown({})).toContain('- Scopes: `repo`.');
    expect(shown({})).not.toContain('bob');
  });

  it('is never told of what leaked in private repositories only', () => {
    expect(shown({ exposures: [exposure()] })).not.toContain('What it could do');
  });
});

const everywhere = (text: string): Partial<CredentialFacts> => ({
  owner: text,
  issuer: text,
  environment: text,
  scopes: [text],
  audience: [text],
  tools: [{ name: text, destructive: true }, { name: text }],
});

describe('hostile words of a provider or a server', () => {
  it.each(HOSTILE.map((text, index) => [index, text] as const))('no. %i are code only', (_index, text) => {
    const [, , ...rest] = issueOf(everywhere(text)).body.split('\n');
    expect(outsideCode(withoutFixedLines(rest.join('\n')))).not.toMatch(/EVIL|[<>[\]@`\\]|:\/\//);
    const { text: page } = abilitiesSection(incident({ facts: known(everywhere(text)) })) as { text: string };
    expect(page.replaceAll(/<section class="card">|<\/?(?:h2|ul|li|code|section)>/g, '')).not.toMatch(
      /[<>"]/,
    );
  });

  it('stay below GitHub’s limit, however many and long', () => {
    const wide = '`|'.repeat(3000);
    const many = (length: number) => Array.from({ length }, (_, at) => `${at}${wide}`);
    const exposures = many(50).map((path, startLine) =>
      exposure({
        path,
        startLine,
        server: path,
        key: path,
        repository: { owner: wide, name: path, private: true },
      }),
    );
    const named = many(200).map((name, at) => ({ name, destructive: at < 100 }));
    const facts = { ...everywhere(wide), scopes: many(40), audience: many(8), tools: named };
    const timeline = many(500).map((event) => ({ at: new Date(0), event }));
    const { body } = issueOf(facts, { exposures, exposureCount: 9999, timeline });
    expect(body.length).toBeLessThan(65_536);
  });
});

describe('a stream that outlives the token', () => {
  const at = new Date('2026-11-23T20:04:06Z');

  it('is left for a person, in the issue and in the comment that closes it', () => {
    const { body, comment, closed } = issueOf({}, { timeline: [{ at, event: 'stream_outlives_token' }] });
    const words = 'still open although the token is dead';
    expect(body.split('### What is left to do')[1]?.split('###')[0]).toContain(words);
    expect(comment).toContain('restart the server, or close its sessions.');
    expect(closed).toBe(true);
  });

  it('is no matter once it has ended', () => {
    const timeline = ['stream_outlives_token', 'stream_ended'].map((event) => ({ at, event }));
    expect(issueOf({}, { timeline }).comment).not.toContain('still open');
  });
});
