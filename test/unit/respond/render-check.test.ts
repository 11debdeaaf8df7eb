import { describe, expect, it } from '@jest/globals';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { RESCAN_BUTTON } from '../../../src/respond/words/approval.ts';
import { exposure, incident, replacementFor, report } from './reports.ts';

const leak = report({ exposures: [exposure()], incidents: [incident()] });
const live = incident({
  state: 'manual_required',
  explanation: 'The provider has no way to revoke it by program.',
  rotateUrl: 'https://github.com/settings/tokens',
});

describe('renderCheck', () => {
  it('is one green line when nothing was found', () => {
    expect(renderCheck(report(), replacementFor)).toEqual({
      conclusion: 'success',
      title: 'No MCP credential found',
      summary: 'No MCP credential was found in what these commits bring.',
      annotations: [],
    });
  });

  it('tells of a dead credential and still asks for the line to be changed', () => {
    const { summary, ...rest } = renderCheck(leak, replacementFor);
    expect(rest).toEqual({
      conclusion: 'failure',
      title: '1 MCP credential leaked, already dead',
      actions: [RESCAN_BUTTON],
      annotations: [
        {
          path: '.mcp.json',
          start_line: 7,
          end_line: 7,
          start_column: 23,
          end_column: 62,
          annotation_level: 'failure',
          title: 'MCP credential leaked, already dead',
          message: [
            'GitHub personal access token (classic) `ghp_… (40 characters)` of MCP server `github` in `GITHUB_TOKEN`.',
            'It is in the environment variable `GITHUB_TOKEN` of the MCP server `github`. Its format cannot be mistaken: a checksum or another mark of who issued it fits.',
            'Is it dead? Yes: revoked and proved. It was revoked, and its issuer was seen to refuse it.',
            'Replace the value where it is used. At the issuer nothing is left to do.',
            'Write this instead:',
            '',
            `    "GITHUB_TOKEN": "\${GITHUB_TOKEN}"`,
            '',
            'Fingerprint `3f2a91c0b7de`',
          ].join('\n'),
        },
      ],
    });
    expect(summary).toBe(
      [
        'What leaked is dead: the copies in the git history open nothing. Only the files still need a change.',
        '',
        '| What leaked | Where | Why it counts | Is it dead? | What to do |',
        '| --- | --- | --- | --- | --- |',
        '| GitHub personal access token (classic) `ghp_… (40 characters)`, fingerprint `3f2a91c0b7de` | `.mcp.json:7` (MCP server `github`) | It is in the environment variable `GITHUB_TOKEN` of the MCP server `github`. Its format cannot be mistaken: a checksum or another mark of who issued it fits. | Yes: revoked and proved | Replace the value where it is used. At the issuer nothing is left to do. |',
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
      ].join('\n'),
    );
  });

  it('says of one that nobody saw alive that this is not known', () => {
    const { title, summary } = renderCheck(
      report({ exposures: [exposure()], incidents: [{ ...live, timeline: [] }] }),
      () => undefined,
    );
    expect(title).toBe('1 MCP credential leaked, not proved dead');
    expect(summary).toContain('| Not known: a person must revoke it |');
    expect(summary).not.toContain('No: ');
  });

  it('leads a person to the page where a live one is revoked', () => {
    const { conclusion, title, summary, annotations } = renderCheck(
      report({ exposures: [exposure()], incidents: [live] }),
      () => undefined,
    );
    expect([conclusion, title]).toEqual(['failure', '1 MCP credential leaked, not dead yet']);
    expect(summary).toBe(
      [
        'Deleting the line is not enough: the copy in the git history works until the credential is dead.',
        '',
        '| What leaked | Where | Why it counts | Is it dead? | What to do |',
        '| --- | --- | --- | --- | --- |',
        '| GitHub personal access token (classic) `ghp_… (40 characters)`, fingerprint `3f2a91c0b7de` | `.mcp.json:7` (MCP server `github`) | It is in the environment variable `GITHUB_TOKEN` of the MCP server `github`. Its format cannot be mistaken: a checksum or another mark of who issued it fits. | No: a person must revoke it | Revoke it at its provider, then replace the value where it is used. <https://github.com/settings/tokens> The provider has no way to revoke it by program\\. |',
        '',
        '### What to write instead',
        '',
        '`.mcp.json:7`: the client that reads this file fills nothing in. Take the file out of the repository, and make it where it is used.',
      ].join('\n'),
    );
    expect(annotations[0]?.message).toContain(
      'then replace the value where it is used. <https://github.com/settings/tokens>',
    );
  });

  it('reports without blocking in observe mode', () => {
    const { conclusion, summary, annotations } = renderCheck({ ...leak, mode: 'observe' }, replacementFor);
    expect([conclusion, annotations[0]?.annotation_level]).toEqual(['neutral', 'warning']);
    expect(summary).toContain('The policy says `observe`: this check reports and does not block.');
  });

  it('does not fail for what was there before', () => {
    const old = exposure({ introduced: false, commit: 'f'.repeat(40), key: 'A' });
    const { conclusion, title, summary, annotations } = renderCheck(
      report({ exposures: [old], incidents: [live] }),
      replacementFor,
    );
    expect([conclusion, title]).toEqual(['success', 'No new credential; 1 was here before']);
    expect(annotations[0]?.annotation_level).toBe('warning');
    expect(annotations[0]?.message).toContain(
      'It was here before.\nThe line is that of commit `ffffffffffff`.',
    );
    expect(summary).toMatch(
      /^These commits bring no new credential\.\n\n### Here before\n\nThese were here before and do not fail this check\.\n\n\| What leaked/,
    );
    expect(summary).not.toContain('What to write instead');
  });

  it('does not fail for what is dead and gone from the files', () => {
    const gone = exposure({ commit: 'f'.repeat(40), atHead: false });
    const { conclusion, title, summary, annotations } = renderCheck(
      report({ exposures: [gone], incidents: [incident()] }),
      replacementFor,
    );
    expect([conclusion, title]).toEqual(['success', '1 MCP credential came and went, already dead']);
    expect(summary).toMatch(
      /^### Gone\n\nOne of these commits brought them, and they are dead and no longer in the files\.\n\n\| What leaked/,
    );
    expect(summary).toContain('| Yes: revoked and proved | Nothing is left to do. |');
    expect(annotations).toEqual([]);
  });

  it.each([
    ['it is not dead', { incidents: [live], exposures: [exposure({ atHead: false })] }],
    [
      'it is still in another place',
      { exposures: [exposure({ atHead: false }), exposure({ atHead: true })] },
    ],
    ['nobody looked', { exposures: [exposure()] }],
  ])('fails for what one of the commits took away again when %s', (_, changes) => {
    const { conclusion, annotations } = renderCheck(
      report({ incidents: [incident()], ...changes }),
      replacementFor,
    );
    expect(conclusion).toBe('failure');
    expect(annotations[0]?.annotation_level).toBe('failure');
  });

  it('does not fail for what a person dismissed', () => {
    const { conclusion, title, annotations } = renderCheck(
      report({ exposures: [exposure()], incidents: [incident({ state: 'dismissed' })] }),
      replacementFor,
    );
    expect([conclusion, title]).toEqual(['neutral', 'No new credential; 1 dismissed by a person']);
    expect(annotations[0]?.annotation_level).toBe('warning');
  });

  it('counts credentials, not places, and shows each different replacement once', () => {
    const exposures = [
      exposure(),
      exposure({ path: 'a.json', introduced: false }),
      ...[1, 2, 3].map((startLine) => exposure({ path: 'b.json', startLine })),
      exposure({ incidentId: 'incident-2', path: 'c.json', key: 'OTHER' }),
      exposure({ incidentId: 'no-such-incident', path: 'd.json' }),
    ];
    const second = { ...live, id: 'incident-2', fingerprint: '00ff00ff00ff' };
    const { title, summary, annotations } = renderCheck(
      report({ exposures, incidents: [incident(), second] }),
      replacementFor,
    );
    expect(title).toBe('2 MCP credentials leaked, 1 not dead yet');
    expect(summary).toContain(
      '`.mcp.json:7` (MCP server `github`), `b.json:1` (MCP server `github`), `b.json:2` (MCP server `github`) and 2 more places',
    );
    expect(summary.match(/```\n"/g)).toHaveLength(2);
    expect(summary).toContain('In `.mcp.json:7` and 3 more places:');
    expect(annotations.map(({ path, annotation_level }) => `${path} ${annotation_level}`)).toEqual([
      '.mcp.json failure',
      'b.json failure',
      'b.json failure',
      'b.json failure',
      'a.json warning',
      'c.json failure',
    ]);
  });

  it('marks several lines without columns, and never points before the first', () => {
    const places = [
      exposure({ startLine: 3, endLine: 5 }),
      exposure({ startLine: 0, endLine: 0, startColumn: 0, endColumn: 0 }),
    ];
    const { annotations } = renderCheck(
      report({ exposures: places, incidents: [incident()] }),
      replacementFor,
    );
    expect(annotations[0]).toMatchObject({ start_line: 3, end_line: 5 });
    expect(annotations[0]).not.toHaveProperty('start_column');
    expect(annotations[0]).not.toHaveProperty('end_column');
    expect(annotations[1]).toMatchObject({ start_line: 1, end_line: 1, start_column: 1, end_column: 1 });
  });

  it('says what could not be read', () => {
    const { title, summary } = renderCheck(
      report({ notes: ['big.json is larger than 5 MB'] }),
      replacementFor,
    );
    expect(title).toBe('No MCP credential found in what could be read');
    expect(summary).toContain('### Not read\n\n- big\\.json is larger than 5 MB');
  });

  it('does not mark a path that had to be redacted, and says so', () => {
    const { summary, annotations } = renderCheck(
      report({ exposures: [exposure({ path: 'keys/[redacted].json' })], incidents: [incident()] }),
      replacementFor,
    );
    expect(annotations).toEqual([]);
    expect(summary).toContain(
      '1 place not marked in the files: the path itself holds a credential and is shown as `[redacted]`.',
    );
  });
});
