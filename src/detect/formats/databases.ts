import { alnum, base64url, hex, lowerAlnum, padding, type Format } from './format.ts';
import { scrambledAfter, token } from './token.ts';

/** Databases and data platforms: what MCP servers most often stand before. */
export const DATABASES: readonly Format[] = [
  token('supabase', 'supabase-pat', ['sbp_', 'sbp_v0_', 'sbp_oauth_'], hex(40)),
  token('supabase', 'supabase-secret-key', 'sb_secret_', base64url(20, 64), {
    lookAlikes: (random) => [`sb_publishable_${random.base64url(31)}`, 'sb_secret_key_of_the_project_in_use'],
    accepts: scrambledAfter(10),
  }),
  token('supabase', 'supabase-oauth-client-secret', 'sba_', hex(40)),
  token('neon', 'neon-api-key', 'napi_', lowerAlnum(64)),
  token('planetscale', 'planetscale-service-token', 'pscale_tkn_', base64url(32, 64)),
  token('planetscale', 'planetscale-password', 'pscale_pw_', base64url(32, 64)),
  token('planetscale', 'planetscale-oauth-token', 'pscale_oauth_', base64url(32, 64)),
  token('pinecone', 'pinecone-api-key', 'pcsk_', [alnum(5, 6), '_', alnum(60, 66)]),
  token('databricks', 'databricks-token', 'dapi', hex(32), { tail: ['-', hex(1)] }),
  // From memory: the OAuth secret of a service principal.
  token('databricks', 'databricks-oauth-secret', 'dose', hex(32), { confidence: 'medium' }),
  token('airtable', 'airtable-pat', 'pat', [alnum(14), '.', hex(64)]),
  token('clickhouse', 'clickhouse-cloud-secret', '4b1d', alnum(38), { accepts: scrambledAfter(4) }),
  token('cockroachdb', 'cockroachdb-cloud-api-key', 'CCDB1_', [alnum(22), '_', alnum(40)]),
  token('mongodb', 'mongodb-service-account-secret', 'mdb_sa_sk_', base64url(40), {
    lookAlikes: (random) => [`mdb_sa_id_${random.hex(24)}`],
  }),
  token('astra', 'astra-application-token', 'AstraCS:', [alnum(20, 30), ':', hex(64)]),
  token('elastic', 'elastic-cloud-api-key', 'essu_', [alnum(50, 200), padding(0, 2)]),
  // From memory.
  token('xata', 'xata-api-key', 'xau_', alnum(43), { confidence: 'medium' }),
  token('tinybird', 'tinybird-token', 'p.eyJ', [base64url(30, 400), '.', base64url(43)], {
    confidence: 'exact',
  }),
  token('dbt', 'dbt-token', ['dbtc_', 'dbtu_'], base64url(38, 64), { confidence: 'medium' }),
  token('mapbox', 'mapbox-secret-token', 'sk.eyJ', [base64url(40, 200), '.', base64url(22)], {
    confidence: 'exact',
    lookAlikes: (random) => [`pk.eyJ${random.base64url(80)}.${random.base64url(22)}`],
  }),
  token('alchemy', 'alchemy-auth-token', 'alcht_', alnum(30)),
  token('quicknode', 'quicknode-api-key', 'QN_', hex(32), { confidence: 'medium' }),
];
