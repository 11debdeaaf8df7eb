import { alnum, base64url, hex, lowerAlnum, UUID, word, type Format } from './format.ts';
import { hasTokenChecksum, tokenChecksum } from './token-checksum.ts';
import { mixedAfter, scrambledAfter, token } from './token.ts';

/** A token of Rekey's own MCP server (docs/mcp.md): the checksum is of all that stands behind the first `_`. */
function ownToken(type: string, prefix: string): Format {
  return token('mcp', type, prefix, alnum(42), {
    confidence: 'exact',
    proof: hasTokenChecksum,
    oneOfMany: true,
    example(random) {
      const body = prefix + random.alnum(36);
      return body + tokenChecksum(body.slice(body.indexOf('_') + 1));
    },
  });
}

/** What agents are watched, fed and given a body with: traces, memory, browsers, sandboxes, search. */
export const AGENT_SERVICES: readonly Format[] = [
  ownToken('mcp-access-token', 'rekey_mcp_'),
  ownToken('mcp-refresh-token', 'rekey_mcp_refresh_'),
  ownToken('mcp-registration-token', 'rekey_mcp_registration_'),
  token('langsmith', 'langsmith-api-key', ['lsv2_pt_', 'lsv2_sk_'], [hex(32), '_', hex(10)]),
  token('langfuse', 'langfuse-secret-key', 'sk-lf-', UUID, {
    lookAlikes: (random) => [`pk-lf-${random.uuid()}`],
  }),
  token('helicone', 'helicone-api-key', 'sk-helicone-', [
    lowerAlnum(7),
    '-',
    lowerAlnum(7),
    '-',
    lowerAlnum(7),
    '-',
    lowerAlnum(7),
  ]),
  token('wandb', 'wandb-api-key', 'wandb_v1_', word(77)),
  token('llama-cloud', 'llama-cloud-api-key', 'llx-', alnum(44, 52)),
  token('mem0', 'mem0-api-key', 'm0-', alnum(24, 44), { accepts: scrambledAfter(3) }),
  // As seen in public files; how long they may be is not documented.
  token('testsprite', 'testsprite-api-key', 'sk-user-', base64url(40, 200), { confidence: 'medium' }),
  token('firecrawl', 'firecrawl-api-key', 'fc-', hex(32)),
  token('tavily', 'tavily-api-key', ['tvly-', 'tvly-dev-', 'tvly-prod-'], alnum(32)),
  token('brave', 'brave-api-key', 'BSA', base64url(28), {
    accepts: scrambledAfter(3),
    lookAlikes: () => ['BSAFileUploadHandlerFactoryImpl'],
  }),
  token('jina', 'jina-api-key', 'jina_', base64url(60)),
  token('context7', 'context7-api-key', 'ctx7sk-', UUID),
  token('ref', 'ref-api-key', 'ref-', hex(20), { lookAlikes: (random) => [`ref-${random.hex(40)}`] }),
  token('browserbase', 'browserbase-api-key', ['bb_live_', 'bb_test_'], base64url(27)),
  // 32 random bytes behind a documented prefix; the length is from memory.
  token('browser-use', 'browser-use-api-key', 'bu_', base64url(43), {
    confidence: 'medium',
    accepts: scrambledAfter(3),
    lookAlikes: () => ['bu_select_all_browser_contexts_of_this_one_user'],
  }),
  token('apify', 'apify-api-token', 'apify_api_', alnum(34, 38)),
  token('scrapfly', 'scrapfly-api-key', 'scp-live-', hex(32), {
    lookAlikes: (random) => [`scp-test-${random.hex(30)}`],
  }),
  token('scrapegraph', 'scrapegraph-api-key', 'sgai-', UUID),
  token('composio', 'composio-api-key', 'ak_', base64url(20), { accepts: mixedAfter(3) }),
  token('composio', 'composio-consumer-key', 'ck_', base64url(20), { accepts: mixedAfter(3) }),
  token('e2b', 'e2b-api-key', 'e2b_', hex(40)),
  token('daytona', 'daytona-api-key', 'dtn_', hex(64)),
  token('settlemint', 'settlemint-access-token', ['sm_pat_', 'sm_aat_', 'sm_sat_'], alnum(16)),
  token('zuplo', 'zuplo-api-key', 'zpka_', [lowerAlnum(32), '_', hex(8)]),
  token(
    'workato',
    'workato-api-token',
    ['wrka-eyJ', 'wrkaus-eyJ', 'wrkaeu-eyJ'],
    [base64url(8, 200), '.', base64url(16, 1024), '.', base64url(64, 1024)],
  ),
  token('logfire', 'logfire-token', ['pylf_v1_us_', 'pylf_v1_eu_'], alnum(43)),
  token('kaggle', 'kaggle-api-token', 'KGAT_', hex(32), { confidence: 'medium' }),
  token('val-town', 'val-town-api-token', 'vtwn_', alnum(20, 80)),
];
