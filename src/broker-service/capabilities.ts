import { findRotatePage } from '../broker/adapters/manual.ts';
import { MCP_TYPES } from '../broker/adapters/mcp-oauth.ts';
import { PROVIDER_RECORDS } from '../broker/adapters/records/all-records.ts';
import type { ProviderRecord } from '../broker/adapters/record.ts';
import type { Capability } from '../broker-contract/capabilities.ts';
import { formats, keyedFormats } from '../detect/index.ts';

/** What says nothing of its owner or its rights, and is described by nobody. */
const SILENT = new Set(['mcp-client-secret', 'mcp-registration-token']);

/** Of MCP servers: ended at their authorization server and not at a provider of a record. */
const MCP: readonly Capability[] = MCP_TYPES.map((type) => ({
  provider: 'mcp',
  type,
  class: 'self',
  verify: true,
  describe: !SILENT.has(type),
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
