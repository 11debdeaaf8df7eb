import { ANTHROPIC_FAKE } from './anthropic.ts';
import { AWS_FAKE } from './aws.ts';
import { BUILDKITE_FAKE } from './buildkite.ts';
import { CLOUDFLARE_FAKES } from './cloudflare.ts';
import { DATADOG_FAKES } from './datadog.ts';
import { DIGITALOCEAN_FAKE } from './digitalocean.ts';
import { DISCORD_FAKE } from './discord.ts';
import { DOPPLER_FAKE } from './doppler.ts';
import { DROPBOX_FAKE } from './dropbox.ts';
import type { Fake } from './fake.ts';
import { FASTLY_FAKE } from './fastly.ts';
import { GITHUB_FAKES } from './github.ts';
import { GITLAB_FAKES } from './gitlab.ts';
import { GOOGLE_FAKES } from './google.ts';
import { GRAFANA_FAKE } from './grafana.ts';
import { HEROKU_FAKE } from './heroku.ts';
import { HUGGINGFACE_FAKE } from './huggingface.ts';
import { JIRA_FAKE } from './jira-data-center.ts';
import { LAUNCHDARKLY_FAKE } from './launchdarkly.ts';
import { LINEAR_FAKE } from './linear.ts';
import { MIRO_FAKE } from './miro.ts';
import { NOTION_FAKE } from './notion.ts';
import { OPENAI_FAKE } from './openai.ts';
import { OPENROUTER_FAKE } from './openrouter.ts';
import { RUST_CRATES_FAKE } from './rust-crates.ts';
import { SEARCH_FAKES } from './search.ts';
import { SERVICE_FAKES } from './services.ts';
import { SLACK_FAKE } from './slack.ts';
import { TAILSCALE_FAKE } from './tailscale.ts';
import { TWITCH_FAKE } from './twitch.ts';
import { VAULT_FAKE } from './vault.ts';
import { VERCEL_FAKE } from './vercel.ts';

/** One for each record. */
export const FAKES: readonly Fake[] = [
  ...GITHUB_FAKES,
  ...GITLAB_FAKES,
  HUGGINGFACE_FAKE,
  RUST_CRATES_FAKE,
  BUILDKITE_FAKE,
  LAUNCHDARKLY_FAKE,
  SLACK_FAKE,
  DISCORD_FAKE,
  TWITCH_FAKE,
  LINEAR_FAKE,
  NOTION_FAKE,
  MIRO_FAKE,
  DROPBOX_FAKE,
  DOPPLER_FAKE,
  VERCEL_FAKE,
  DIGITALOCEAN_FAKE,
  HEROKU_FAKE,
  FASTLY_FAKE,
  TAILSCALE_FAKE,
  VAULT_FAKE,
  JIRA_FAKE,
  GRAFANA_FAKE,
  AWS_FAKE,
  ...GOOGLE_FAKES,
  ...CLOUDFLARE_FAKES,
  OPENAI_FAKE,
  ANTHROPIC_FAKE,
  OPENROUTER_FAKE,
  ...SEARCH_FAKES,
  ...DATADOG_FAKES,
  ...SERVICE_FAKES,
];

/** The fake of one record. */
export function fakeOf(record: string): Fake {
  const fake = FAKES.find((one) => one.record === record);
  if (!fake) throw new Error(`There is no fake of ${record}.`);
  return fake;
}
