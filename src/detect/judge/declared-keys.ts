/**
 * Names of variables that servers in the public registries declare to hold a secret, or are known for it, although no
 * word in them says so. In capitals; dashes count as `_`.
 */
export const DECLARED_SECRET_KEYS: ReadonlySet<string> = new Set(
  [
    // Connection strings, whose password stands somewhere inside
    'MDB_MCP_CONNECTION_STRING CB_CONNECTION_STRING MYSQL_CONNECTION_STRING POSTGRES_CONNECTION_STRING',
    'ORACLE_CONNECTION_STRING AZURE_STORAGE_CONNECTION_STRING',
    // The words from which all keys of a wallet follow
    'SEED_PHRASE BASE_SEED_PHRASE RECOVERY_PHRASE',
    // Headers of every request, `Authorization` among them
    'OPENAPI_MCP_HEADERS MCP_HEADERS',
    // Sessions of a person at a site
    'SESSDATA BILIBILI_SESSDATA LI_AT TELEGRAM_SESSION_STRING SLACK_XOXC SLACK_XOXD',
    'TELEGRAM_API_HASH',
    'SUPABASE_SERVICE_ROLE GOOGLE_SERVICE_ACCOUNT_JSON KUBECONFIG_DATA',
    'APPKEY API_KEYS OPENAI_API_KEYS GEMINI_API_KEYS',
  ]
    .join(' ')
    .split(' '),
);
