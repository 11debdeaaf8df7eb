import { run } from 'probot';
import { createLog } from './base/log.ts';
import type { Config } from './config/config.ts';
import { redactKnownFormats } from './detect/index.ts';

/**
 * Opens Probot's set-up page: it registers a GitHub App with the permissions and events of `app.yml` (GitHub's
 * manifest flow) and writes APP_ID, PRIVATE_KEY and WEBHOOK_SECRET to `.env`; a restart then finds them.
 */
export async function setUp(config: Config): Promise<void> {
  const api = new URL(config.githubApiUrl);
  // Probot asks smee.io for a channel otherwise; whoever wants one sets WEBHOOK_PROXY_URL.
  process.env['NO_SMEE_SETUP'] ??= 'true';
  if (api.hostname !== 'api.github.com') {
    process.env['GHE_HOST'] ??= api.host;
    process.env['GHE_PROTOCOL'] ??= api.protocol.replace(':', '');
  }
  const log = createLog(config.logLevel, redactKnownFormats);
  await run(() => undefined, {
    log,
    env: { HOST: config.host, PORT: String(config.port) },
  });
  log.info({ port: config.port }, 'APP_ID is not set: open this address in a browser to set the App up');
}
