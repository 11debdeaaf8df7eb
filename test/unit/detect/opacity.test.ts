import { describe, expect, it } from '@jest/globals';
import { isUuid, opacity } from '../../../src/detect/judge/opacity.ts';
import { isPasswordKey, isSecretKey } from '../../../src/detect/judge/secret-key.ts';
import { isMadeUp } from '../../../src/detect/not-a-secret/made-up.ts';
import { hasPlaceholderWord, isMasked } from '../../../src/detect/not-a-secret/placeholders.ts';
import { sampler } from '../../support/credentials.ts';

const random = sampler();
const times = (count: number, make: () => string) => Array.from({ length: count }, make);

describe('opacity', () => {
  it.each([
    ['base64url', () => random.base64url(43)],
    ['hexadecimal', () => random.hex(32)],
    ['letters and digits', () => random.alnum(40)],
    ['base64', () => Buffer.from(random.hex(64), 'hex').toString('base64')],
  ])('calls %s strong', (_, make) => {
    const values = times(500, make);
    // One in some thousand looks like words by chance.
    expect(values.filter((value) => opacity(value) !== 'strong').length).toBeLessThan(10);
  });

  it.each([
    'text-embedding-3-small',
    'gpt-4o-mini-2024-07-18',
    'claude-opus-4-1-20250805',
    'myVeryLongCamelCaseConfigurationValue',
    'com.acme.server.production.Application',
    'prompt-optimizer-frontend-reference',
    'test1234token5678',
    'Production Server 2',
    '20250219120000',
  ])('calls %s none', (value) => {
    expect(opacity(value)).toBe('none');
  });
});

describe('isMadeUp', () => {
  it('hardly ever hits random text', () => {
    const values = [
      ...times(1500, () => random.hex(32)),
      ...times(1500, () => random.alnum(20)),
      ...times(1500, () => random.digits(8) + random.alnum(16)),
    ];
    expect(values.filter(isMadeUp).length).toBeLessThan(4);
  });

  it.each([
    'abcdefghijklmnop',
    '0123456789',
    'a1b2c3d4e5f6g7h8',
    'abcabcabcabcabc',
    'xxxxxxxxxxxxxxxx',
    'fedcba9876543210',
    'your-api-key-goes-here',
    'abc123def456ghi789',
  ])('hits %s', (value) => {
    expect(isMadeUp(value)).toBe(true);
  });
});

describe('isUuid', () => {
  it('tells real from invented', () => {
    expect(isUuid(random.uuid())).toBe(true);
    expect(isUuid('12345678-1234-1234-1234-123456789012')).toBe(false);
    expect(isUuid(random.hex(32))).toBe(false);
  });
});

describe('isSecretKey', () => {
  it.each([
    'GITHUB_TOKEN',
    'apiKey',
    'X-Api-Key',
    '--access-token',
    'AWS_SECRET_ACCESS_KEY',
    'tavilyApiKey',
    'openaikey_token',
    'Authorization',
    'PAT_VALUE',
    'DB_PASS',
    'SLACK_MCP_XOXC_TOKEN',
    'COOKIE',
    'API_KEY_2',
    'VITE_SERVICE_SECRET',
    'APITOKEN',
    'password',
  ])('%s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each([
    '',
    'AWS_ACCESS_KEY_ID',
    'MAX_TOKENS',
    'TOKEN_FILE',
    'JIRA_PROJECT_KEY',
    'AUTH_TYPE',
    'PORT',
    'author',
    'KEY_NAME',
    'tokenLimit',
    'password_policy',
    'NEXT_PUBLIC_API_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'SUPABASE_ANON_KEY',
    'cache-key',
    'CLIENT_ID',
    'TOKEN_URL',
  ])('not %s', (key) => {
    expect(isSecretKey(key)).toBe(false);
  });

  it('knows which values people choose', () => {
    expect(['DB_PASSWORD', 'pwd', 'MYSQL_PASS'].every(isPasswordKey)).toBe(true);
    expect(['API_KEY', 'PASSWORD_FILE', 'COMPASS_KEY'.replace('COMPASS', 'ACME')].some(isPasswordKey)).toBe(
      false,
    );
  });
});

describe('placeholders', () => {
  it.each(['...', 'sk-...', '***', '<>', 'xxx', 'a b', '[your key]', 'ключ', '••••'])(
    '%s is masked',
    (value) => {
      expect(isMasked(value)).toBe(true);
    },
  );

  it.each([
    'your-key',
    'YOUR_KEY',
    'yourKey',
    'change-me',
    'p@ssw0rd',
    'P4ssw0rd!',
    'seu_token',
    'VOTRE-CLE',
    'test-key',
    'MyPassword1',
  ])('%s has a placeholder word', (value) => {
    expect(hasPlaceholderWord(value)).toBe(true);
  });

  it.each(['contestant', 'Xdemoq7', 'keystone9', 'Tr0ub4dor&3'])('%s has none', (value) => {
    expect(hasPlaceholderWord(value)).toBe(false);
  });
});
