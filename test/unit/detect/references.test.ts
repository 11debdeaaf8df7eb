import { describe, expect, it } from '@jest/globals';
import { literalPieces } from '../../../src/detect/not-a-secret/references.ts';
import { generators, githubPat, hexKey, mcpBearer } from '../../support/credentials.ts';
import { findInEnv, findInServer, revealed } from './mcp-json.ts';

const literals = (value: string) => literalPieces(value).map(({ start, end }) => value.slice(start, end));

describe('literalPieces', () => {
  it.each([
    '${ACME_TOKEN}',
    '${env:ACME_TOKEN}',
    '${input:acme-token}',
    '${user_config.api_key}',
    '${ACME_TOKEN:-}',
    '${ACME_TOKEN:?set ACME_TOKEN first}'.replace('set ACME_TOKEN first', ''),
    '{env:ACME_TOKEN}',
    '{file:~/.secrets/acme}',
    '$ACME_TOKEN',
    '$env:ACME_TOKEN',
    '%ACME_TOKEN%',
    '{{ACME_TOKEN}}',
    '{{ acme.token }}',
    '${{ secrets.ACME_TOKEN }}',
    '$(op read op://vault/acme/token)',
    '<%= token %>',
    '#{token}',
    '__ACME_TOKEN__',
    '@@ACME_TOKEN@@',
    '<your-token>',
    'op://Private/acme/credential',
    'vault:secret/data/acme#token',
    'keyring:acme',
    'env:ACME_TOKEN',
    "os.getenv('ACME_TOKEN')",
    'process.env.ACME_TOKEN',
    '!ENV ACME_TOKEN',
    '${A}${B}',
  ])('takes %s for a reference', (value) => {
    expect(literals(value)).toEqual([]);
  });

  it.each([
    ['Bearer ${TOKEN}', ['Bearer ']],
    ['abc${X}def', ['abc', 'def']],
    ['${X:-fallback}', ['fallback']],
    ['${X:-${Y:-deep}}', ['deep']],
    ["${{ secrets.X || 'literal' }}", ['literal']],
    ['plain', ['plain']],
    ['${unclosed', ['${unclosed']],
    ['pa$$word', ['pa$$word']],
    ['a$b', ['a$b']],
    ['100%', ['100%']],
    ['', []],
  ])('keeps what is written out in %s', (value, expected) => {
    expect(literals(value)).toEqual(expected);
  });
});

const server = (value: string) => ({ url: 'https://mcp.acme.dev', headers: { Authorization: value } });

describe('secrets beside and inside references', () => {
  const key = hexKey();

  it.each([
    ['a real default', `\${ACME_TOKEN:-${key}}`],
    ['a default of a default', `\${A:-\${B:-${key}}}`],
    ['pasted as a name', `\${${key}}`],
    ['pasted as a name in env:', `\${env:${key}}`],
    ['pasted behind a dollar sign', `$T${key}`.replace('$T', '$')],
    ['the fallback of an expression', `\${{ secrets.ACME || '${key}' }}`],
    ['in front of a reference', `${key}\${SUFFIX}`],
  ])('are found: %s', (_, value) => {
    const isName = /^\$[a-f0-9]/.test(value);
    expect(revealed(findInEnv('ACME_TOKEN', value)).map((found) => found.replace('$', ''))).toEqual([key]);
    expect(isName || value.includes(key)).toBe(true);
  });

  it('are found in a known format, whatever the syntax around them', () => {
    const token = generators['supabase-pat']?.() ?? '';
    for (const value of [
      `\${env:${token}}`,
      `\${input:${token}}`,
      `{env:${token}}`,
      `{{${token}}}`,
      `<${token}>`,
      `%${token}%`,
      `$(echo ${token})`,
    ]) {
      expect(revealed(findInEnv('ANYTHING', value))).toEqual([token]);
    }
  });

  it('are found in a URL that is the default of a reference', () => {
    const url = `postgresql://app:${key}@db.acme.com/main`;
    expect(revealed(findInEnv('DATABASE_URL', `\${DATABASE_URL:-${url}}`))).toEqual([key]);
    expect(findInEnv('WEBHOOK_URL', '${WEBHOOK_URL:-http://localhost:5678}')).toEqual([]);
  });

  it('are not found where a token is only begun', () => {
    expect(findInEnv('GITHUB_TOKEN', 'ghp_abc${X}')).toEqual([]);
    expect(findInEnv('GITHUB_TOKEN', `${githubPat().slice(0, 12)}\${REST}`)).toEqual([]);
  });

  it('are found behind a scheme only when they are written out', () => {
    for (const value of [
      'Bearer ${TOKEN}',
      'Bearer $TOKEN',
      'Bearer {env:TOKEN}',
      'Basic ${input:login}',
      'Bearer ',
      'Bearer <token>',
    ]) {
      expect(findInServer(server(value))).toEqual([]);
    }
    expect(findInServer(server(`Bearer ${mcpBearer()}`))).toHaveLength(1);
  });
});
