import { describe, expect, it } from '@jest/globals';
import type { Confidence, Slot } from '../../../src/detect/index.ts';
import { whyItCounts } from '../../../src/respond/words/why.ts';
import { exposure, HOSTILE } from './reports.ts';
import { outsideCode } from './markdown-reader.ts';

const SLOTS: readonly Slot[] = [
  'env',
  'header',
  'argument',
  'url-query',
  'url-path',
  'url-userinfo',
  'oauth-token',
  'oauth-client-secret',
  'text',
];
const SURE: readonly Confidence[] = ['exact', 'high', 'medium', 'low'];
const { server: _server, key: _key, confidence: _confidence, ...bare } = exposure();

describe('whyItCounts', () => {
  it('names the header and its server', () => {
    expect(
      whyItCounts(exposure({ slot: 'header', key: 'Authorization', server: 'billing', confidence: 'high' })),
    ).toBe(
      'It is in the header `Authorization` of the MCP server `billing`. It has the form of such a credential.',
    );
  });

  it('says of each slot and each confidence something else', () => {
    expect(new Set(SLOTS.map((slot) => whyItCounts({ ...bare, slot }))).size).toBe(SLOTS.length);
    expect(new Set(SURE.map((confidence) => whyItCounts({ ...bare, confidence }))).size).toBe(SURE.length);
  });

  it('says nothing of a format that nobody kept', () => {
    expect(whyItCounts({ ...bare, slot: 'text' })).toBe('It stands in the text.');
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))('shows no. %i as code only', (_, text) => {
    for (const slot of SLOTS)
      expect(outsideCode(whyItCounts(exposure({ slot, key: text, server: text })))).not.toMatch(
        /EVIL|[@#<>[\]|*_~]/,
      );
  });
});
