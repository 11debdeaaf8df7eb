/** A type as the detector names it. */
export interface TypeName {
  readonly provider: string;
  readonly type: string;
}

/** One rule of GitLab's analyzer: its id, the provider, and those of our types that it finds. */
type Rule = readonly [id: string, provider: string, types: readonly string[]];

/**
 * Ids as GitLab lists them: https://docs.gitlab.com/user/application_security/secret_detection/detected_secrets/
 * Where a rule finds several of our types, the value's own format tells which it is.
 */
const RULES: readonly Rule[] = [
  ['gitlab_personal_access_token', 'gitlab', ['gitlab-pat']],
  ['gitlab_personal_access_token_routable', 'gitlab', ['gitlab-pat-routable', 'gitlab-pat-routable-v0']],
  ['gitlab_deploy_token', 'gitlab', ['gitlab-deploy-token']],
  ['gitlab_pipeline_trigger_token', 'gitlab', ['gitlab-pipeline-trigger-token']],
  ['gitlab_runner_auth_token', 'gitlab', ['gitlab-runner-token']],
  ['gitlab_oauth_app_secret', 'gitlab', ['gitlab-oauth-secret']],
  ['Github Personal Access Token', 'github', ['github-pat-classic']],
  ['GithubFineGrainedPersonalAccessToken', 'github', ['github-pat-fine-grained']],
  ['Github OAuth Access Token', 'github', ['github-oauth']],
  ['Github App Token', 'github', ['github-user-to-server', 'github-server-to-server']],
  ['GithubAppInstallationToken', 'github', ['github-server-to-server', 'github-server-to-server-jwt']],
  ['Github Refresh Token', 'github', ['github-refresh', 'github-refresh-token']],
  ['HuggingFaceUserAccessToken', 'huggingface', ['huggingface-token']],
  ['Slack token', 'slack', ['slack-bot-token', 'slack-user-token', 'slack-legacy-bot-token']],
  ['SlackBotUserOAuthToken', 'slack', ['slack-bot-token']],
  ['Linear API token', 'linear', ['linear-api-key']],
  ['Doppler API token', 'doppler', ['doppler-token']],
  ['Doppler Service token', 'doppler', ['doppler-token']],
  ['digitalocean-access-token', 'digitalocean', ['digitalocean-oauth-token']],
  ['digitalocean-pat', 'digitalocean', ['digitalocean-token']],
  ['Heroku API Key', 'heroku', ['heroku-api-key']],
  ['Fastly API token', 'fastly', ['fastly-api-token']],
  ['Sendgrid API token', 'sendgrid', ['sendgrid-api-key']],
  [
    'Grafana API token',
    'grafana',
    ['grafana-api-key', 'grafana-service-account-token', 'grafana-cloud-token'],
  ],
  ['anthropic_key', 'anthropic', ['anthropic-api-key', 'anthropic-admin-key']],
  ['open ai token', 'openai', ['openai-api-key', 'openai-legacy-key']],
  ['Hashicorp Vault batch token', 'vault', ['vault-batch-token']],
];

/** GitLab's own spelling: identifier type and value, spaces as underscores, all in lower case. */
const spell = (id: string): string => `gitleaks_rule_id_${id.replaceAll(' ', '_')}`.toLowerCase();

const fullName = ({ provider, type }: TypeName): string => `${provider}/${type}`;

/**
 * The types that a caller of GitLab's contract may name, each with what it may be of ours: GitLab's names, and ours as
 * `provider/type`.
 */
export function gitLabTypes(known: readonly TypeName[]): ReadonlyMap<string, readonly TypeName[]> {
  const ours = new Map(known.map((one) => [fullName(one), one]));
  const names = new Map<string, readonly TypeName[]>();
  for (const [id, provider, types] of RULES) {
    const found = types.map((type) => ours.get(`${provider}/${type}`)).filter((one) => one !== undefined);
    if (found.length > 0) names.set(spell(id), found);
  }
  for (const [name, one] of ours) names.set(name, [one]);
  return names;
}

/** What a broker that was written for GitLab may call one of our types, the best name first. */
export function gitLabNamesOf(name: TypeName): readonly string[] {
  const rules = RULES.filter(
    ([, provider, types]) => provider === name.provider && types.includes(name.type),
  );
  return [...rules.map(([id]) => spell(id)), fullName(name)];
}
