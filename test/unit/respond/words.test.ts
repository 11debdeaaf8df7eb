import { describe, expect, it } from '@jest/globals';
import { DEAD_STATES, INCIDENT_STATES, isDead } from '../../../src/inventory/state.ts';
import { checkTitle, type CheckCounts } from '../../../src/respond/words/check.ts';
import { count, elapsed } from '../../../src/respond/words/count.ts';
import { credentialName } from '../../../src/respond/words/credentials.ts';
import { eventName } from '../../../src/respond/words/events.ts';
import { issueTitle } from '../../../src/respond/words/issue.ts';
import { STATE_WORDS, stateWords } from '../../../src/respond/words/states.ts';

const NOTHING: CheckCounts = {
  leaked: 0,
  live: 0,
  unproved: 0,
  hidden: 0,
  gone: 0,
  older: 0,
  olderHidden: 0,
  dismissed: 0,
  setAside: 0,
  incomplete: false,
};

describe('checkTitle', () => {
  it.each<[string, Partial<CheckCounts>]>([
    ['No MCP credential found', {}],
    ['No MCP credential found in what could be read', { incomplete: true }],
    ['1 MCP credential leaked, already dead', { leaked: 1 }],
    ['2 MCP credentials leaked, all already dead', { leaked: 2 }],
    ['1 MCP credential leaked, not dead yet', { leaked: 1, live: 1 }],
    ['2 MCP credentials leaked, 1 not dead yet', { leaked: 2, live: 1 }],
    ['1 MCP credential leaked, not proved dead', { leaked: 1, unproved: 1 }],
    [
      '1,200 MCP credentials leaked, 3 not dead yet, 1 not proved dead',
      { leaked: 1200, live: 3, unproved: 1 },
    ],
    ['1 MCP credential came and went, already dead', { gone: 1, older: 2 }],
    ['2 MCP credentials came and went, all already dead', { gone: 2 }],
    ['No new credential; 1 was here before', { older: 1 }],
    ['No new credential; 2 were here before', { older: 2, dismissed: 1 }],
    ['No new credential; 1 dismissed by a person', { dismissed: 1 }],
    ['No new credential', { olderHidden: 1 }],
    ['A credential needs attention', { leaked: 2, hidden: 1, live: 1 }],
  ])('%s', (title, counts) => {
    expect(checkTitle({ ...NOTHING, ...counts })).toBe(title);
  });
});

describe('STATE_WORDS', () => {
  it.each(INCIDENT_STATES)('%s counts as dead only when it is proved', (state) => {
    expect(STATE_WORDS[state].standing === 'dead').toBe(isDead(state));
    expect(STATE_WORDS[state].label.startsWith('Yes')).toBe(isDead(state));
  });
});

describe('whether it lives', () => {
  it.each(['approval_needed', 'manual_required', 'denied_by_policy'] as const)(
    'is claimed only of what was seen alive (%s)',
    (state) => {
      expect(stateWords(state, true)).toMatchObject({
        standing: 'live',
        label: expect.stringMatching(/^No: /),
      });
      expect(stateWords(state, false)).toMatchObject({
        standing: 'unproved',
        label: expect.stringMatching(/^Not known: /),
      });
    },
  );

  it('is not asked of what is proved', () => {
    for (const state of DEAD_STATES) expect(stateWords(state, false)).toEqual(STATE_WORDS[state]);
  });
});

describe('credentialName', () => {
  it.each([
    ['GitHub personal access token (classic)', 'github', 'github-pat-classic'],
    ['Bearer token of a remote MCP server', 'mcp', 'mcp-bearer'],
    ['Supabase personal access token', 'supabase', 'supabase-pat'],
    ['Acme cloud credential (acme-key)', 'acme-cloud', 'acme-key'],
    ['Credential (some-key)', 'unknown', 'some-key'],
    ['Credential', '__proto__', 'constructor()'],
    ['Credential', '@evil', '<b>'],
  ])('%s', (name, provider, type) => {
    expect(credentialName({ provider, type })).toBe(name);
  });
});

describe('eventName', () => {
  it('knows every state and shows what it does not know as code', () => {
    for (const state of INCIDENT_STATES) expect(eventName(state)).toMatch(/^[A-Z][^`]+$/);
    expect(eventName('probe_live')).toBe('Tried: the issuer still accepted it');
    expect(eventName('constructor')).toBe('`constructor`');
    expect(eventName('@evil `x`')).toBe('`` @evil `x` ``');
  });
});

describe('issueTitle', () => {
  it('says the outcome and holds nothing but our own words and hex digits', () => {
    expect(issueTitle('dead', 'Password', '3f2a91c0b7de')).toBe(
      'MCP credential leaked, already dead: Password (3f2a91c0b7de)',
    );
    expect(issueTitle('live', 'Password', '3f2a #1 @x 91c0b7de55')).toBe(
      'MCP credential leaked, not dead yet: Password (3f2a191c0b7d)',
    );
    expect(issueTitle('unproved', 'Password', '00')).toContain('not proved dead');
    expect(issueTitle('dismissed', 'Password', '00')).toContain('dismissed');
  });
});

describe('count and elapsed', () => {
  it('speak as people do', () => {
    expect([count(0, 'place'), count(1, 'place'), count(1200, 'place')]).toEqual([
      '0 places',
      '1 place',
      '1,200 places',
    ]);
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
    expect([0, 812, 9_999, 12_345, 61_000, 7_300_000, 200_000_000].map(elapsed)).toEqual([
      '0 ms',
      '812 ms',
      '9,999 ms',
      '12.3 s',
      '1 min',
      '2 h',
      '2 d',
    ]);
  });
});
