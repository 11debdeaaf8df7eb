import { describe, expect, it } from '@jest/globals';
import { replacementFor } from '../../../src/detect/index.ts';
import { githubPat } from '../../support/credentials.ts';

describe('replacementFor', () => {
  const place = { slot: 'env', key: 'GITHUB_TOKEN', server: 'github' } as const;

  it.each([
    ['claude-code', '${GITHUB_TOKEN}'],
    ['cursor', '${env:GITHUB_TOKEN}'],
    ['vscode', '${input:GITHUB_TOKEN}'],
    ['opencode', '{env:GITHUB_TOKEN}'],
    ['crush', '$GITHUB_TOKEN'],
    ['gemini', '${GITHUB_TOKEN}'],
    ['claude-desktop', undefined],
    ['generic', undefined],
    ['text', undefined],
    ['__proto__', undefined],
  ])('in %s: %s', (surface, expected) => {
    expect(replacementFor({ ...place, surface })).toBe(expected);
  });

  it.each([
    [{ slot: 'header', key: 'Authorization', server: 'acme' }, 'ACME_TOKEN'],
    [{ slot: 'header', key: 'X-Api-Key', server: 'acme' }, 'ACME_API_KEY'],
    [{ slot: 'argument', key: '--access-token', server: 'my server' }, 'MY_SERVER_ACCESS_TOKEN'],
    [{ slot: 'url-query', key: 'tavilyApiKey', server: 'x' }, 'TAVILY_API_KEY'],
    [{ slot: 'url-path', server: 'zapier' }, 'ZAPIER_TOKEN'],
    [{ slot: 'url-userinfo', key: 'DATABASE_URL', server: 'pg' }, 'DATABASE_URL_PASSWORD'],
    [{ slot: 'env', key: 'API_KEY', provider: 'exa' }, 'EXA_API_KEY'],
    [{ slot: 'env', key: 'API_KEY', provider: 'unknown' }, 'MCP_API_KEY'],
    [{ slot: 'argument' }, 'MCP_SECRET'],
  ] as const)('names the variable of %j', (context, name) => {
    expect(replacementFor({ surface: 'claude-code', ...context })).toBe(`\${${name}}`);
  });

  it('says nothing for a token outside of every slot', () => {
    expect(replacementFor({ surface: 'claude-code', slot: 'text' })).toBeUndefined();
  });

  it('lets nothing of a hostile name through', () => {
    const token = githubPat();
    for (const key of [
      '`x`\n${y}',
      '](http://evil)',
      '@team',
      '1',
      '',
      'A'.repeat(10_000),
      token,
      `x_${token}`,
      '\u202e',
      '${{ secrets.X }}',
    ]) {
      const written = replacementFor({ surface: 'claude-code', slot: 'env', key, server: key });
      expect(written).toMatch(/^\$\{[A-Z][A-Z0-9_]{0,63}\}$/);
      expect(written?.toLowerCase()).not.toContain(token.slice(4, 12).toLowerCase());
    }
  });

  it('is the secret of the same name for a variable, whatever stands in it', () => {
    const variable = { kind: 'variable', name: 'API_KEY' } as const;
    const config = {
      surface: 'actions-variable',
      slot: 'text',
      key: 'Authorization',
      server: 'billing',
    } as const;
    expect(replacementFor({ ...config, place: variable })).toBe('${{ secrets.API_KEY }}');
    expect(replacementFor({ ...config, place: { kind: 'variable', name: '[redacted]' } })).toBeUndefined();
  });
});
