import { describe, expect, it } from '@jest/globals';
import { DECLARED_SECRET_KEYS } from '../../../src/detect/judge/declared-keys.ts';
import { hasUuidKeys, providerOf } from '../../../src/detect/judge/provider-of.ts';

describe('providerOf', () => {
  it.each([
    ['N8N_API_KEY', 'n8n'],
    ['E2B_API_KEY', 'e2b'],
    ['NEO4J_PASSWORD', 'neo4j'],
    ['tavilyApiKey', 'tavily'],
    ['--figma-api-key', 'figma'],
    ['X-Figma-Token', 'figma'],
    ['AWS_SECRET_ACCESS_KEY', 'aws'],
    ['BRIGHT_DATA_TOKEN', 'brightdata'],
    ['BRIGHTDATA_TOKEN', 'brightdata'],
    ['HUGGING_FACE_TOKEN', 'huggingface'],
    ['ES_API_KEY', 'elastic'],
    ['JIRA_API_TOKEN', 'atlassian'],
    ['MERCADO_PAGO_API_KEY', 'mercado-pago'],
    ['CLOSE_API_KEY', 'close'],
    ['HA_TOKEN', 'home-assistant'],
    ['SLACK_MCP_XOXC_TOKEN', 'slack'],
  ])('reads the issuer of %s', (key, provider) => {
    expect(providerOf(key, undefined, undefined)).toBe(provider);
  });

  it.each([
    ['API_KEY'],
    ['SECURITY_TOKEN'],
    ['PIPE_LINE_TOKEN'],
    ['MAX_AGE_SECRET'],
    ['DOOR_CLOSE_TOKEN'],
    [''],
  ])('reads none from %s', (key) => {
    expect(providerOf(key, undefined, undefined)).toBe('unknown');
  });

  it('asks the key, then the host, then the server', () => {
    expect(providerOf('EXA_API_KEY', 'db.abc.supabase.co', 'neon')).toBe('exa');
    expect(providerOf('API_KEY', 'db.abc.supabase.co', 'neon')).toBe('supabase');
    expect(providerOf('API_KEY', 'example.org', 'neon')).toBe('neon');
    expect(providerOf('API_KEY', undefined, '@21st-dev/magic')).toBe('21st');
  });

  it("does not take the owner in a registry's name for the issuer", () => {
    expect(providerOf('API_KEY', undefined, 'io.github.acme/forecast')).toBe('unknown');
    expect(providerOf('API_KEY', undefined, 'io.github.acme/mcp-redis')).toBe('redis');
    expect(providerOf('TOKEN', undefined, 'github')).toBe('github');
  });
});

describe('hasUuidKeys', () => {
  it('is true for issuers of bare UUIDs only', () => {
    for (const provider of ['exa', 'smithery', 'helius', 'n8n', 'heroku', 'klavis', 'railway', 'postmark'])
      expect([provider, hasUuidKeys(provider)]).toEqual([provider, true]);
    for (const provider of ['github', 'openai', 'azure', 'unknown'])
      expect([provider, hasUuidKeys(provider)]).toEqual([provider, false]);
  });
});

describe('DECLARED_SECRET_KEYS', () => {
  it('holds names in capitals only', () => {
    expect(DECLARED_SECRET_KEYS.size).toBeGreaterThan(15);
    for (const key of DECLARED_SECRET_KEYS) expect(key).toMatch(/^[A-Z][A-Z0-9_]+$/);
  });
});
