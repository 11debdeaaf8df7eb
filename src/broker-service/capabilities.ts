import { findRotatePage } from '../broker/adapters/manual.ts';
import { PROVIDER_RECORDS } from '../broker/adapters/records/all-records.ts';
import type { ProviderRecord } from '../broker/adapters/record.ts';
import type { Capability } from '../broker-contract/capabilities.ts';
import { formats, keyedFormats } from '../detect/index.ts';

/** Bearers of MCP servers, which are ended at their authorization server and not at a provider of a record. */
const MCP: readonly Capability[] = [
  'mcp-bearer',
  'mcp-access-token',
  'mcp-refresh-token',
  'mcp-client-secret',
  'mcp-registration-token',
].map((type) => ({
  provider: 'mcp',
  type,
  class: 'self',
  verify: true,
  describe: false,
  rotate: type === 'mcp-client-secret',
  blast: 'grant',
}));

function ofRecord(record: ProviderRecord): readonly Capability[] {
  return record.types.map((type) => ({
    provider: record.provider,
    type,
    class: record.class,
    describe: record.describe !== undefined,
    verify: record.probe !== undefined || record.proof !== undefined,
    rotate: (record.rotations ?? []).length > 0,
    reversible: record.ways.some(({ reversible }) => reversible === true),
    blast: record.blast,
    ...(record.rotateUrl === undefined ? {} : { manual_url: record.rotateUrl }),
  }));
}

/** For a person: the detector knows the type, and the broker at most the page where it is rotated. */
function ofFormat({ provider, type }: { readonly provider: string; readonly type: string }): Capability {
  const url = findRotatePage(provider, type)?.url;
  return { provider, type, class: 'manual', ...(url === undefined ? {} : { manual_url: url }) };
}

/** Every type that the broker has heard of, with what it can do about it; each once. */
export function listCapabilities(): readonly Capability[] {
  const all = [...MCP, ...PROVIDER_RECORDS.flatMap(ofRecord), ...[...formats, ...keyedFormats].map(ofFormat)];
  const byName = new Map<string, Capability>();
  for (const one of all) {
    const name = `${one.provider}/${one.type}`;
    if (!byName.has(name)) byName.set(name, one);
  }
  return [...byName.values()];
}
