import { describe, expect, it } from '@jest/globals';
import { formats, redactKnownFormats } from '../../../src/detect/index.ts';
import { describeRedacted } from '../../../src/detect/redact.ts';
import { generators, githubPat, jwt, sampler } from '../../support/credentials.ts';

describe('redactKnownFormats', () => {
  it.each(formats.map(({ type }) => [type]))('hides %s', (type) => {
    const token = generators[type]?.() ?? '';
    expect(redactKnownFormats(`a/${token}/b.json`)).toBe('a/[redacted]/b.json');
  });

  it('hides tokens inside words, with a wrong checksum, and public ones', () => {
    const token = generators['supabase-pat']?.() ?? '';
    expect(redactKnownFormats(`fix_${token}`)).toBe('fix_[redacted]');
    expect(redactKnownFormats(`ghp_${sampler().alnum(36)}`)).toBe('[redacted]');
    expect(redactKnownFormats(jwt({ role: 'anon' }))).toBe('[redacted]');
  });

  it('hides every one of several', () => {
    const [first, second] = [githubPat(), githubPat()];
    expect(redactKnownFormats(`${first} and ${second}, ${first}`)).toBe(
      '[redacted] and [redacted], [redacted]',
    );
  });

  it.each([
    '',
    'main',
    'src/detect/detect.ts',
    'feature/ghp_support',
    `fix ${'0123456789abcdef'.repeat(2)}`,
    'x'.repeat(100),
  ])('leaves %.30s alone', (text) => {
    expect(redactKnownFormats(text)).toBe(text);
  });
});

describe('tokens that run into each other', () => {
  it('leaves no part of the second', () => {
    const random = sampler();
    const hidden = redactKnownFormats(
      `rubygems_${random.hex(48)}${random.digits(9)}:AA${random.base64url(33)}`,
    );
    expect(hidden).toBe('[redacted][redacted]');
  });
});

describe('describeRedacted', () => {
  it('shows at most the public prefix and the length', () => {
    expect(describeRedacted(40, 'ghp_')).toBe('ghp_… (40 characters)');
    expect(describeRedacted(108, 'sk-ant-api03-')).toBe('sk-ant-… (108 characters)');
    expect(describeRedacted(93, 'github_pat_')).toBe('github_… (93 characters)');
    expect(describeRedacted(12)).toBe('… (12 characters)');
  });

  it('never shows eight characters of any format', () => {
    for (const { prefixes } of formats) {
      for (const prefix of prefixes) expect(describeRedacted(40, prefix).indexOf('…')).toBeLessThan(8);
    }
  });
});
