import { afterAll, describe, expect, it } from '@jest/globals';
import { createMcpOauth, MCP_TYPES } from '../../../src/broker/adapters/mcp-oauth.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { createGuardedFetch, parseEgressAllow } from '../../../src/broker/guarded-fetch.ts';
import { Capabilities } from '../../../src/broker-contract/capabilities.ts';
import { listCapabilities } from '../../../src/broker-service/capabilities.ts';
import { formats, keyedFormats } from '../../../src/detect/index.ts';

const fetch = createGuardedFetch({ allow: parseEgressAllow('') });
afterAll(() => fetch.close());

const name = ({ provider, type }: { provider: string; type: string }) => `${provider}/${type}`;
const listed = new Map(listCapabilities().map((one) => [name(one), one]));

/** Every type for which the embedded broker has something that acts. */
const acting = [
  ...MCP_TYPES.map((type) => `mcp/${type}`),
  ...PROVIDER_RECORDS.flatMap(({ provider, types }) => types.map((type) => name({ provider, type }))),
];

describe('listCapabilities', () => {
  it('lists every type that an adapter acts on as one that needs no person, and no other', () => {
    const told = [...listed.values()].filter((one) => one.class !== 'manual').map(name);
    expect(told.toSorted()).toEqual([...new Set(acting)].toSorted());
    expect(told.length).toBeGreaterThan(60);
  });

  it('lists every type of MCP that its adapter takes, the registration token of RFC 7592 among them', () => {
    const mcp = createMcpOauth({ fetch });
    expect(MCP_TYPES).toContain('mcp-registration-token');
    for (const type of MCP_TYPES) {
      expect(mcp.adapterFor(type)).toBeDefined();
      expect(listed.get(`mcp/${type}`)).toMatchObject({ class: 'self', verify: true });
    }
    expect(mcp.adapterFor('mcp-id-token')).toBeUndefined();
  });

  it('says of each record what its data says', () => {
    for (const record of PROVIDER_RECORDS)
      for (const type of record.types)
        expect(listed.get(name({ provider: record.provider, type }))).toMatchObject({
          class: record.class,
          describe: record.describe !== undefined,
          rotate: (record.rotations ?? []).length > 0,
          blast: record.blast,
        });
  });

  it('knows every type that the detector finds, once, in the form of the contract', () => {
    for (const one of [...formats, ...keyedFormats]) expect([...listed.keys()]).toContain(name(one));
    expect(listCapabilities()).toHaveLength(listed.size);
    expect(Capabilities.shape.types.safeParse(listCapabilities()).error).toBeUndefined();
  });
});
