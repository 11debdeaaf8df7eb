import type { ProviderRecord } from '../record.ts';
import { askWith, BEARER, ID, status } from './parts.ts';

/** Where people talk. */
export const CHAT_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'slack',
    provider: 'slack',
    types: [
      'slack-bot-token',
      'slack-legacy-bot-token',
      'slack-user-token',
      'slack-legacy-token',
      'slack-workspace-token',
      'slack-config-access-token',
    ],
    name: 'Slack',
    class: 'self',
    origins: ['https://slack.com'],
    values: [/^xox[a-z][\w.-]{10,400}$/],
    probe: {
      by: 'token',
      request: { method: 'POST', path: '/api/auth.test', headers: BEARER },
      live: [{ status: [200], json: { '/ok': true } }],
      dead: [
        {
          status: [200],
          json: { '/ok': false },
          oneOf: { '/error': ['token_revoked', 'account_inactive', 'token_expired'] },
        },
      ],
      // Also said to a living token that may be used from certain addresses only.
      deadOnceSeenLive: [{ status: [200], json: { '/ok': false, '/error': 'invalid_auth' } }],
    },
    ways: [
      {
        by: 'token',
        dryRun: {
          request: { method: 'POST', path: '/api/auth.revoke', headers: BEARER, form: { test: '1' } },
          accepted: [{ status: [200], json: { '/ok': true } }],
        },
        act: {
          request: { method: 'POST', path: '/api/auth.revoke', headers: BEARER },
          accepted: [{ status: [200], json: { '/ok': true, '/revoked': true } }],
          gone: [
            {
              status: [200],
              json: { '/ok': false },
              oneOf: { '/error': ['token_revoked', 'account_inactive'] },
            },
          ],
        },
      },
    ],
    describe: {
      expect: [{ status: [200], json: { '/ok': true } }],
      owner: ['/user', '/team'],
      environment: '/team',
      scopes: { header: 'x-oauth-scopes' },
    },
    rateLimit: { requests: 50, perMs: 60_000 },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://api.slack.com/apps',
    docs: 'https://docs.slack.dev/reference/methods/auth.revoke',
    verified: 'documentation',
  },
  {
    id: 'discord-webhook',
    provider: 'discord',
    types: ['mcp-url', 'discord-webhook'],
    name: 'Discord',
    noun: 'webhook',
    class: 'self',
    origins: ['https://discord.com'],
    values: [
      /^(?<secret>[\w-]{60,80})$/,
      /^https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(?<keyId>\d{15,21})\/(?<secret>[\w-]{60,80})$/,
    ],
    keyId: /^\d{15,21}$/,
    probe: {
      by: 'token',
      request: { method: 'GET', path: '/api/webhooks/{keyId}/{secret}' },
      live: [{ status: [200], has: ['/id'] }],
      dead: [
        { status: [404], json: { '/code': 10_015 } },
        { status: [401], json: { '/code': 50_027 } },
      ],
      // "Invalid webhook token provided": there is a webhook of that id.
      mismatched: [{ status: [401], json: { '/code': 50_027 } }],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/api/webhooks/{keyId}/{secret}' },
          accepted: [status(204)],
          gone: [status(404)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/name'], kind: 'bot', environment: '/guild_id' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://discord.com/channels/@me',
    docs: 'https://discord.com/developers/docs/resources/webhook#delete-webhook-with-token',
    verified: 'documentation',
  },
  {
    id: 'twitch',
    provider: 'twitch',
    types: ['twitch-access-token'],
    name: 'Twitch',
    class: 'self',
    origins: ['https://id.twitch.tv'],
    values: [/^[a-z\d]{30}$/],
    probe: askWith({ authorization: 'OAuth {token}' }, '/oauth2/validate', ['/client_id']),
    ways: [
      {
        by: 'token',
        find: [
          {
            by: 'token',
            request: { method: 'GET', path: '/oauth2/validate', headers: { authorization: 'OAuth {token}' } },
            expect: [status(200)],
            take: { clientId: { at: '/client_id', pattern: ID } },
          },
        ],
        act: {
          request: {
            method: 'POST',
            path: '/oauth2/revoke',
            form: { client_id: '{clientId}', token: '{token}' },
          },
          accepted: [status(200)],
          gone: [status(400)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/login', '/client_id'],
      kind: 'user',
      scopes: { at: '/scopes' },
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://www.twitch.tv/settings/connections',
    docs: 'https://dev.twitch.tv/docs/authentication/revoke-tokens/',
    verified: 'documentation',
  },
];
