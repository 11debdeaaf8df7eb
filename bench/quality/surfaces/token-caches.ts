import type { Page, QualitySurface } from '../quality-file.ts';
import type { Sheet } from '../sheet.ts';
import { accessJwt, ofFormat, token, type Shape } from '../values/shapes.ts';
import { jsonStyle, writeJson, type Json } from '../writers/json.ts';
import { lineCommand } from './commands.ts';

const json = (sheet: Sheet, path: string, document: Json): Page => ({
  path,
  text: writeJson(document, { ...jsonStyle(sheet.random), escapeSlashes: false }, sheet.random),
});

const secret = (
  sheet: Sheet,
  key: string,
  shape: Shape,
  slot: 'oauth-token' | 'oauth-client-secret' = 'oauth-token',
) => sheet.plant(shape(sheet.random), { key, slot });

const opaqueToken: Shape = (random) => random.pick([token(43), token(64, 120), accessJwt])(random);

function mcpRemote(sheet: Sheet): Page {
  const { random } = sheet;
  const name = `.mcp-auth/mcp-remote-0.1.29/${random.text.hex(32)}`;
  if (random.chance(0.4))
    return json(sheet, `${name}_client_info.json`, {
      client_id: sheet.decoy(random.text.uuid()),
      client_secret: secret(sheet, 'client_secret', token(43), 'oauth-client-secret'),
      client_id_issued_at: 1_760_000_000,
      client_secret_expires_at: 0,
      redirect_uris: ['http://localhost:3334/oauth/callback'],
      token_endpoint_auth_method: 'client_secret_post',
    });
  return json(sheet, `${name}_tokens.json`, {
    access_token: secret(sheet, 'access_token', opaqueToken),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: sheet.decoy('tools:call offline_access'),
    refresh_token: secret(sheet, 'refresh_token', opaqueToken),
  });
}

function claude(sheet: Sheet): Page {
  const { random } = sheet;
  const server = (name: string): Json => ({
    serverName: name,
    serverUrl: `https://mcp.${name}.dev/mcp`,
    accessToken: random.chance(0.2) ? '' : secret(sheet, 'accessToken', opaqueToken),
    refreshToken: secret(sheet, 'refreshToken', opaqueToken),
    expiresAt: 1_760_000_000_000,
    clientId: sheet.decoy(random.text.uuid()),
    ...(random.chance(0.4)
      ? {
          clientSecret: secret(
            sheet,
            'clientSecret',
            ofFormat('supabase-oauth-client-secret'),
            'oauth-client-secret',
          ),
        }
      : {}),
    scope: 'read write',
    discoveryState: {
      authorizationServerUrl: 'https://auth.acme.dev',
      authorizationServerMetadata: {
        issuer: 'https://auth.acme.dev',
        authorization_endpoint: 'https://auth.acme.dev/authorize',
        token_endpoint: 'https://auth.acme.dev/token',
      },
    },
  });
  const mcpOAuth = Object.fromEntries(
    random
      .some(['acme', 'billing', 'plugin:stripe:stripe'], 1, 3)
      .map((name) => [`${name}|${random.text.hex(16)}`, server(name.split(':').at(-1) ?? name)]),
  );
  const own = {
    accessToken: secret(sheet, 'accessToken', ofFormat('anthropic-oauth-access-token')),
    refreshToken: secret(sheet, 'refreshToken', ofFormat('anthropic-oauth-refresh-token')),
    expiresAt: 1_760_000_000_000,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
  };
  return json(sheet, random.pick(['.claude/.credentials.json', 'home/dev/.claude/.credentials.json']), {
    ...(random.chance(0.6) ? { claudeAiOauth: own } : {}),
    mcpOAuth,
  });
}

function codex(sheet: Sheet): Page {
  const { random } = sheet;
  return json(sheet, '.codex/auth.json', {
    OPENAI_API_KEY: random.chance(0.5)
      ? null
      : secret(sheet, 'OPENAI_API_KEY', ofFormat('openai-project-key')),
    tokens: {
      access_token: secret(sheet, 'access_token', accessJwt),
      refresh_token: secret(sheet, 'refresh_token', token(60, 80)),
      account_id: sheet.decoy(random.text.uuid()),
    },
    last_refresh: '2025-11-02T10:11:12.000Z',
  });
}

function gemini(sheet: Sheet): Page {
  const { random } = sheet;
  const entry: Json = {
    serverName: 'acme',
    token: {
      accessToken: secret(sheet, 'accessToken', opaqueToken),
      refreshToken: secret(sheet, 'refreshToken', opaqueToken),
      tokenType: 'Bearer',
      scope: 'tools',
      expiresAt: 1_760_000_000_000,
    },
    clientId: sheet.decoy(random.text.uuid()),
    tokenUrl: 'https://auth.acme.dev/token',
    mcpServerUrl: 'https://mcp.acme.dev/mcp',
    updatedAt: 1_760_000_000_000,
  };
  return json(sheet, '.gemini/mcp-oauth-tokens.json', random.chance(0.5) ? [entry] : { acme: entry });
}

function opencode(sheet: Sheet): Page {
  const { random } = sheet;
  return json(
    sheet,
    random.pick(['.local/share/opencode/mcp-auth.json', '.local/share/opencode/auth.json']),
    {
      acme: {
        type: 'oauth',
        tokens: {
          accessToken: secret(sheet, 'accessToken', opaqueToken),
          refreshToken: secret(sheet, 'refreshToken', opaqueToken),
          expiresAt: 1_760_000_000,
        },
        clientInfo: {
          clientId: sheet.decoy(random.text.uuid()),
          clientSecret: secret(sheet, 'clientSecret', token(43), 'oauth-client-secret'),
        },
      },
    },
  );
}

/** Claude Code stores allowed commands literally, tokens and all. */
function permissions(sheet: Sheet): Page {
  const { random } = sheet;
  const allow = [
    ...random
      .some(
        [
          'Bash(npm test:*)',
          'Bash(git push:*)',
          'WebFetch(domain:docs.acme.dev)',
          'mcp__github__get_issue',
          'Read(//home/dev/.ssh/config)',
        ],
        1,
        4,
      )
      .map((rule) => sheet.decoy(rule)),
    ...Array.from({ length: random.int(1, 3) }, () => `Bash(${lineCommand(sheet)})`),
  ];
  const rest: Record<string, Json> = random.chance(0.4)
    ? {
        env: {
          ANTHROPIC_MODEL: 'claude-sonnet-4-5',
          ACME_API_KEY: sheet.plant(random.text.hex(64), { key: 'ACME_API_KEY', slot: 'env' }),
        },
      }
    : {};
  return json(sheet, random.pick(['.claude/settings.local.json', '.claude/settings.json']), {
    permissions: { allow: random.shuffle(allow), deny: [] },
    ...rest,
    enableAllProjectMcpServers: true,
  });
}

export const TOKEN_CACHES: readonly QualitySurface[] = [
  { name: 'cache: mcp-remote', write: mcpRemote },
  { name: 'cache: claude credentials', write: claude },
  { name: 'cache: codex auth', write: codex },
  { name: 'cache: gemini tokens', write: gemini },
  { name: 'cache: opencode', write: opencode },
  { name: 'claude permissions', write: permissions },
];
