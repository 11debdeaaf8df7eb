import { describe, expect, it } from '@jest/globals';
import { generators, password, sampler, uuidKey } from '../../support/credentials.ts';
import { facts, findInServer, revealed } from './mcp-json.ts';

const random = sampler();
describe('URLs', () => {
  const slug = `brave-red-fox-${random.alnum(6)}`;
  const long = random.alnum(60);
  const uuid = uuidKey();

  it.each([
    ['zapier', `https://mcp.zapier.com/api/mcp/s/${long}/mcp`, long],
    ['make', `https://eu1.make.com/mcp/api/v1/u/${long}/sse`, long],
    ['composio', `https://mcp.composio.dev/gmail/${slug}?agent=cursor`, slug],
    ['pipedream', `https://mcp.pipedream.net/${uuid}/slack`, uuid],
    ['n8n', `https://n8n.acme.dev/mcp/${uuid}/sse`, uuid],
    ['alchemy', `https://eth-mainnet.g.alchemy.com/v2/${random.base64url(30)}Q1`, undefined],
    ['slack', `https://hooks.slack.com/services/T0ABCDEF1/B0ABCDEF1/${random.alnum(24)}`, undefined],
  ])('%s has its secret in the path', (provider, url, secret) => {
    const found = findInServer({ url });
    expect(found).toMatchObject([{ provider, type: 'mcp-url', slot: 'url-path', confidence: 'high' }]);
    expect(secret === undefined || revealed(found)[0] === secret).toBe(true);
    expect(found[0]?.serverUrl).not.toContain(found[0]?.secret.reveal());
  });

  it.each([
    ['smithery', `https://server.smithery.ai/acme/mcp?api_key=${uuid}&profile=tame-fox-abc`, uuid],
    ['exa', `https://mcp.exa.ai/mcp?exaApiKey=${uuid}`, uuid],
    ['klavis', `https://strata.klavis.ai/mcp/?strata_id=${uuid}`, uuid],
    ['brightdata', `https://mcp.brightdata.com/mcp?token=${long}&groups=social`, long],
  ])('%s has its secret in the query', (provider, url, secret) => {
    expect(findInServer({ url }).map(facts)).toMatchObject([{ secret, provider, slot: 'url-query' }]);
  });

  it('finds a known format in a path and keeps it out of the address', () => {
    const token = generators['firecrawl-api-key']?.() ?? '';
    const found = findInServer({ url: `https://mcp.firecrawl.dev/${token}/v2/mcp` });
    expect(found.map(facts)).toMatchObject([
      { secret: token, provider: 'firecrawl', slot: 'url-path', serverUrl: 'https://mcp.firecrawl.dev/' },
    ]);
  });

  it("finds keys in Smithery's encoded configuration", () => {
    const key = generators['brave-api-key']?.() ?? '';
    const encoded = Buffer.from(JSON.stringify({ debug: false, braveApiKey: key })).toString('base64');
    const [found] = findInServer({ url: `https://server.smithery.ai/x/mcp?config=${encoded}` });
    expect(found?.secret.reveal()).toBe(key);
    expect((found?.span.end ?? 0) - (found?.span.start ?? 0)).toBe(encoded.length);
  });

  const pass = password();
  const chosen = ['Sup3rDb', '42'].join('!');
  it.each([
    [`postgresql://app:${pass}@db.acme.com:5432/main`, pass],
    [`postgresql+asyncpg://app:${encodeURIComponent(`p@${pass}`)}@db.acme.com/main`, `p@${pass}`],
    [`mysql://app:a@b/${pass}@db.acme.com/main`, `a@b/${pass}`],
    [`mongodb+srv://app:${pass}@c0.abcde.mongodb.net/?appName=x@y`, pass],
    [`rediss://:${pass}@eu1-fox.upstash.io:6379`, pass],
    [`app:${pass}@tcp(db.acme.com:3306)/main`, pass],
    [`Server=tcp:acme.database.windows.net,1433;User ID=app;Password=${pass};Encrypt=true`, pass],
    [`jdbc:sqlserver://db.acme.com:1433;databaseName=x;user=app;password=${pass}`, pass],
    [`postgresql://app:${chosen}@db.acme.com/main`, chosen],
  ])('finds the password of a connection string: %#', (url, secret) => {
    for (const server of [
      { command: 'x', env: { DATABASE_URL: url } },
      { command: 'x', args: ['-y', 'pg-mcp', url] },
    ]) {
      expect(findInServer(server).map(facts)).toMatchObject([
        { secret, type: 'password', slot: 'url-userinfo' },
      ]);
    }
  });
});
