import { describe, expect, it } from '@jest/globals';
import { INCIDENT_STATES, isDead } from '../../../src/inventory/state.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { FRAMEWORKS, LAST_LINES, withoutFixedLines } from './fixed-lines.ts';
import { outsideCode } from './markdown-reader.ts';
import { exposure, HOSTILE, incident, replacementFor } from './reports.ts';

describe('renderIssue', () => {
  it('tells the whole story of a dead credential and is closed', () => {
    const explanation = 'GitHub revoked it; nothing is left to do there.';
    expect(renderIssue(incident({ explanation }), replacementFor)).toMatchObject({
      assignees: [],
      title: 'MCP credential leaked, already dead: GitHub personal access token (classic) (3f2a91c0b7de)',
      labels: ['rekey'],
      closed: true,
      closeReason: 'completed',
      comment:
        '**Is it dead? Yes: revoked and proved.** It was revoked, and its issuer was seen to refuse it. Replace the value where it is used. At the issuer nothing is left to do.',
      body: [
        '<!-- rekey:incident:incident-1 -->',
        '<!-- rekey:state:revoked_verified -->',
        '',
        '**Is it dead? Yes: revoked and proved.** It was revoked, and its issuer was seen to refuse it. GitHub revoked it; nothing is left to do there\\. It was dead 812 ms after it was found.',
        '',
        '| Credential | GitHub personal access token (classic) |',
        '| --- | --- |',
        '| Written as | `ghp_… (40 characters)` |',
        '| Fingerprint | `3f2a91c0b7de` |',
        '| MCP server | `github` |',
        '| Name | `GITHUB_TOKEN` |',
        '',
        '### What is left to do',
        '',
        '- Replace the value where it is used. At the issuer nothing is left to do.',
        '',
        '### What was done',
        '',
        '- Issuer accepted the revocation, 500 ms after it was found.',
        '- Proved dead: revoked, 812 ms after it was found.',
        '',
        '### Where it was found',
        '',
        '1 place:',
        '',
        '- `.mcp.json:7` in `acme/app` at commit `a1b2c3d4e5f6`',
        '',
        '### What to write instead',
        '',
        'Write this reference instead; the client fills in the value when it starts.',
        '',
        'In `.mcp.json:7`:',
        '',
        '```',
        `"GITHUB_TOKEN": "\${GITHUB_TOKEN}"`,
        '```',
        '',
        '### Timeline',
        '',
        '| Time (UTC) | Since found | What happened |',
        '| --- | --- | --- |',
        '| 2026-11-23 20:04:05.100 | 0 ms | Found |',
        '| 2026-11-23 20:04:05.130 | 30 ms | Revocation started |',
        '| 2026-11-23 20:04:05.300 | 200 ms | Tried: the issuer still accepted it (HTTP 200) |',
        '| 2026-11-23 20:04:05.600 | 500 ms | Issuer accepted the revocation (HTTP 202) |',
        '| 2026-11-23 20:04:05.900 | 800 ms | Tried: the issuer refused it (HTTP 401) |',
        '| 2026-11-23 20:04:05.912 | 812 ms | Proved dead: revoked |',
        '',
        FRAMEWORKS,
        '',
        ...LAST_LINES,
      ].join('\n'),
    });
  });

  it('leads a person to what is left to do and stays open', () => {
    const { title, body, closed, comment } = renderIssue(
      incident({ state: 'manual_required', rotateUrl: 'https://github.com/settings/tokens', timeline: [] }),
      () => undefined,
      { labels: ['security', 'mcp-leak'] },
    );
    expect(closed).toBe(false);
    expect(title).toBe(
      'MCP credential leaked, not proved dead: GitHub personal access token (classic) (3f2a91c0b7de)',
    );
    expect(body).toContain(
      [
        '### What is left to do',
        '',
        '- Revoke it at its provider, then replace the value where it is used.',
        "- The provider's page for it: <https://github.com/settings/tokens>",
        '- Deleting the line is not enough: the copy in the git history works until the credential is dead.',
        '',
        'This issue closes itself when the credential is proved dead.',
      ].join('\n'),
    );
    expect(body).not.toMatch(/Timeline|was done|Whose it is/);
    expect(comment).toBe(
      '**Is it dead? Not known: a person must revoke it.** Only a person can revoke it, or tell whether it is dead. Revoke it at its provider, then replace the value where it is used.',
    );
  });

  it.each(INCIDENT_STATES)('%s: closed only when nothing is left for a person', (state) => {
    const { closed, closeReason } = renderIssue(incident({ state }), replacementFor);
    expect(closed).toBe(isDead(state) || state === 'dismissed');
    expect(closeReason).toBe(state === 'dismissed' ? 'not_planned' : 'completed');
  });

  it('groups places by repository and gives the true count', () => {
    const other = { owner: 'acme', name: 'lib', private: true };
    const exposures = [
      exposure({ path: 'a.json' }),
      exposure({ path: 'b.json', repository: other }),
      exposure({ path: 'c.json' }),
    ];
    const { body } = renderIssue(incident({ exposures, exposureCount: 1234 }), replacementFor);
    expect(body).toContain(
      [
        '1,234 places:',
        '',
        '- `a.json:7` in `acme/app` at commit `a1b2c3d4e5f6`',
        '- `c.json:7` in `acme/app` at commit `a1b2c3d4e5f6`',
        '- `b.json:7` in `acme/lib` at commit `a1b2c3d4e5f6`',
        '- … and 1,231 more places',
      ].join('\n'),
    );
  });

  it('keeps the newest of a long timeline', () => {
    const timeline = Array.from({ length: 80 }, (_, index) => ({
      at: new Date(Date.UTC(2026, 10, 23, 0, index)),
      event: index === 0 ? 'found' : 'probe_live',
    }));
    const { body } = renderIssue(incident({ timeline }), replacementFor);
    expect(body).toContain('| … 30 earlier entries |  |  |\n| 2026-11-23 00:30:00.000 | 30 min |');
    expect(body).toContain('| 2026-11-23 01:19:00.000 | 1 h |');
  });
});

describe('renderIssue where the public can read', () => {
  const open = incident({
    state: 'manual_required',
    public: true,
    explanation: 'Secret words.',
    rotateUrl: 'https://github.com/settings/tokens',
  });

  it('says only that something needs attention until it is proved dead', () => {
    expect(renderIssue(open, replacementFor)).toMatchObject({
      title: 'A credential needs attention',
      body: [
        '<!-- rekey:incident:incident-1 -->',
        '<!-- rekey:state:neutral -->',
        '',
        'A credential needs attention; details are in the Rekey dashboard. They are written here once they can do no harm.',
        '',
        ...LAST_LINES.map((line) => line.replace(' Comment `/rekey help` for what you can tell Rekey.', '')),
      ].join('\n'),
      labels: ['rekey'],
      closed: false,
      closeReason: 'completed',
      comment:
        'A credential needs attention; details are in the Rekey dashboard. They are written here once they can do no harm.',
    });
  });

  it('says as little of a dismissed one', () => {
    const { title, body, closed } = renderIssue({ ...open, state: 'dismissed' }, replacementFor);
    expect([title, closed]).toEqual(['A credential needs attention', true]);
    expect(body).toMatch(
      /^<!--.*-->\n<!--.*-->\n\nA person looked at it and decided that nothing needs to be done\.\n\nRekey keeps /,
    );
  });

  it('is full in a private repository of its own', () => {
    expect(renderIssue(open, replacementFor, { public: false }).body).toContain('`.mcp.json:7`');
  });

  it('is neutral in a public repository even when the places are private', () => {
    expect(renderIssue({ ...open, public: false }, replacementFor, { public: true }).body).not.toContain(
      '.mcp',
    );
  });

  it('names no place of a private repository when it is dead', () => {
    const exposures = [
      exposure({ path: 'open.json', repository: { owner: 'acme', name: 'site', private: false } }),
      exposure({ path: 'closed.json', server: 'inner', key: 'INNER' }),
    ];
    const { body } = renderIssue(incident({ public: true, exposures, exposureCount: 2 }), replacementFor);
    expect(body).toContain(
      '2 places:\n\n- `open.json:7` in `acme/site` at commit `a1b2c3d4e5f6`\n- … and 1 more place',
    );
    expect(body).not.toMatch(/closed|inner|acme\/app/i);
  });
});

describe('renderIssue with hostile text', () => {
  it.each(HOSTILE.map((text, index) => [index, text] as const))(
    'shows no. %i as code only',
    (_index, text) => {
      const places = [exposure({ path: text, server: text, key: text, commit: text })];
      const { title, body } = renderIssue(
        incident({
          id: text,
          redacted: text,
          provider: text,
          exposures: places,
          timeline: [{ at: new Date(0), event: text }],
        }),
        () => text,
      );
      expect(title).not.toContain('EVIL');
      const [marker, state, ...rest] = body.split('\n');
      expect(marker).toMatch(/^<!-- rekey:incident:[\w-]* -->$/);
      expect(state).toBe('<!-- rekey:state:revoked_verified -->');
      expect(outsideCode(withoutFixedLines(rest.join('\n')))).not.toMatch(/EVIL|[<>[\]@`\\]|:\/\//);
    },
  );

  it('stays below GitHub’s limit', () => {
    const wide = '`|'.repeat(3000);
    const exposures = Array.from({ length: 50 }, (_, startLine) =>
      exposure({
        path: wide,
        startLine,
        server: `${startLine}${wide}`,
        key: `${startLine}${wide}`,
        repository: { owner: wide, name: `${startLine}`, private: true },
      }),
    );
    const { body } = renderIssue(
      incident({
        exposures,
        exposureCount: 9999,
        explanation: wide,
        timeline: Array.from({ length: 500 }, (_, at) => ({ at: new Date(at), event: wide })),
      }),
      ({ startLine }) => `${wide.slice(0, 1900)}${startLine}`,
    );
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/… and 9,9\d\d more places/);
    expect(body).toMatch(/\| … 4\d\d earlier entries/);
    expect(body).toMatch(/… and 4\d more replacements\./);
  });
});
