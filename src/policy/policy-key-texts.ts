/** What editors show for a key of `.github/rekey.yml`. */
export interface KeyText {
  readonly title: string;
  /** One or two sentences: what it does, and what holds without it. */
  readonly description: string;
}

const environments = 'as `servers` name them';

/** By the path of the key, without the positions of lists. The test of the schema fails when a key has no row here. */
export const KEY_TEXTS: Readonly<Record<string, KeyText>> = {
  mode: {
    title: 'Report only, or act',
    description:
      '`observe`: checks report and nothing is revoked. `enforce`: checks fail for what leaks, and leaked credentials are revoked. Default: enforce.',
  },
  scope: {
    title: 'Which credentials count',
    description:
      '`mcp`: those in MCP configuration or beside text about MCP. `all`: every known format of a credential. Default: mcp.',
  },
  ignore: {
    title: 'What is not looked at',
    description: 'Rules for paths whose credentials are no leak. Each needs a reason and an end.',
  },
  'ignore.path': {
    title: 'Glob over the path',
    description: 'From the root of the repository, such as `test/fixtures/**`, without a leading / or !.',
  },
  'ignore.reason': {
    title: 'Why it may be ignored',
    description: 'One line for those who read it later.',
  },
  'ignore.until': {
    title: 'Last day of the rule',
    description: 'YYYY-MM-DD, in UTC, a year ahead at most. From the next day on the rule hides nothing.',
  },
  revoke: {
    title: 'Who revokes, by environment',
    description: `Environments ${environments}, and \`default\` for the others. \`auto\`: at once. \`ask\`: once a person approves. \`never\`: not by Rekey. Default: auto, and ask for production.`,
  },
  approvers: {
    title: 'Who may approve',
    description:
      'Users and teams of the same owner, in quotes: "@octocat", "@acme/security". Without a list: whoever has `admin` on the repository of the leak.',
  },
  variables: {
    title: 'Actions variables that hold a credential',
    description:
      '`report`: said in the issue. `quarantine`: moved into a secret of the same name. Default: report.',
  },
  logs: {
    title: 'Logs that show a credential',
    description: '`keep`, or `delete` the logs of the run. Default: keep.',
  },
  artifacts: {
    title: 'Artifacts of workflow runs',
    description: '`ignore` them, or `scan` what they hold. Default: ignore.',
  },
  fix: {
    title: 'How a replacement is offered',
    description:
      '`suggest`: on the lines of pull requests. `pull_request`: also by one pull request for the default branch. `off`: not at all. Default: suggest.',
  },
  issuers: {
    title: 'Trusted authorization servers',
    description: 'OAuth issuers to which a leaked token may be sent so that it is revoked there.',
  },
  'issuers.issuer': {
    title: 'Address of the issuer',
    description: 'As in its metadata (RFC 8414): https, without query.',
  },
  'issuers.client_id': { title: 'Client id', description: 'The id under which this issuer knows Rekey.' },
  servers: { title: 'Register of MCP servers', description: 'Whose a server is, and where it runs.' },
  'servers.name': { title: 'Name', description: 'As configurations name it.' },
  'servers.url': { title: 'Address', description: 'https, without user, query and fragment.' },
  'servers.owner': { title: 'Owner', description: 'A user or team, in quotes: "@acme/payments".' },
  'servers.environments': {
    title: 'Environments',
    description: 'Names that `revoke` can refer to. Of several the most cautious one counts.',
  },
  'servers.max_ttl': {
    title: 'Longest lifetime of its tokens',
    description: 'Such as 30m, 24h or 90d.',
  },
  'servers.max_age': {
    title: 'When its secrets are to be rotated',
    description: 'Such as 30d. Default: that of `governance`. Of several servers the shortest counts.',
  },
  'servers.until': {
    title: 'Last day of its use',
    description:
      'YYYY-MM-DD: the end of a test or of an onboarding. After it the server and what it takes are reported.',
  },
  'servers.scopes': { title: 'Scopes', description: 'What its tokens may be allowed.' },
  'servers.describe_tools': {
    title: 'May be asked for its tools',
    description:
      'A leaked token is shown to this server before it is revoked, to list what it opens. No tool is called. Default: false.',
  },
  'servers.watch_streams': {
    title: 'May be watched while a token dies',
    description:
      'A stream is held open during the revocation, to see whether it outlives the token. Default: false.',
  },
  deadlines: {
    title: 'When what waits for a person is overdue',
    description:
      'By severity, such as 1h, 24h or 7d. A reminder comes at the half and at the end, and at twice the time it is escalated. Of two files the shorter time counts.',
  },
  'deadlines.critical': { title: 'Critical', description: 'Default: 1h.' },
  'deadlines.high': { title: 'High', description: 'Default: 24h.' },
  'deadlines.medium': { title: 'Medium', description: 'Default: 7d.' },
  'deadlines.low': { title: 'Low', description: 'Default: 30d.' },
  escalation: {
    title: 'Who is called at twice the deadline',
    description: "Only the organisation's file may say it.",
  },
  'escalation.team': {
    title: 'Team',
    description: 'A user or team of the same owner, in quotes: "@acme/security".',
  },
  'escalation.webhook': {
    title: 'Webhook',
    description:
      'https, without user, query and fragment. Messages are signed by Standard Webhooks with the secret ESCALATION_SECRET of whoever runs Rekey.',
  },
  rotate: {
    title: 'Where credentials are used',
    description:
      "So that one that leaks is replaced there before it dies. The first rule that fits counts. Counts in the organisation's file only.",
  },
  'rotate.provider': { title: 'Provider', description: 'As reports name it, such as `grafana`.' },
  'rotate.type': {
    title: 'Type',
    description: 'As reports name it. Without it: every type of the provider.',
  },
  'rotate.key': {
    title: 'Name where it leaks',
    description: 'The variable or header, in any case. Default: the name of the secret; with `variable` any.',
  },
  'rotate.server': {
    title: 'MCP server where it leaks',
    description: 'As the configuration names it, in any case.',
  },
  'rotate.secret': {
    title: 'Actions secret',
    description: 'The one that holds the credential; it must exist.',
  },
  'rotate.environment': {
    title: 'Environment of the secret',
    description: 'Where it is one of a deployment environment.',
  },
  'rotate.organisation': {
    title: 'Of the organisation',
    description: 'The secret or variable is one of the organisation. Default: false.',
  },
  'rotate.repository': {
    title: 'Repository of the secret',
    description: 'owner/name of the same owner. Without it: the one in which it leaks.',
  },
  'rotate.repositories': {
    title: 'Where a leak of it counts',
    description:
      'owner/name of each repository. Needed where the successor goes to the one in which it leaks. Default: any.',
  },
  'rotate.variable': {
    title: 'Variable in which it leaks',
    description:
      'With `variables: quarantine`: the secret that takes the place of that variable gets the successor. Default: false.',
  },
  'rotate.key_id_secret': {
    title: 'Secret of the public half',
    description: 'For credentials of two parts, as AWS has.',
  },
  'rotate.vault': {
    title: 'Path in Vault',
    description: 'In place of `secret`, together with `field`.',
  },
  'rotate.field': { title: 'Field in Vault', description: 'Of the secret at `vault`.' },
  'rotate.overlap': {
    title: 'How long the old one lives on',
    description: 'After the delivery of the new one: 0s to 24h. Default: 0s.',
  },
  'rotate.every': {
    title: 'On a schedule',
    description: 'How old it may become, such as 90d: then it is replaced anyhow. With `vault` and `type`.',
  },
  issues: { title: 'Where issues go', description: 'Default: the repository of the leak, label `rekey`.' },
  'issues.repository': {
    title: 'Repository for issues',
    description: 'owner/name of the same owner. Where the organisation has a file, only it may say this.',
  },
  'issues.labels': { title: 'Labels', description: 'Of the issues that Rekey writes.' },
  'issues.assign': {
    title: 'Who is assigned',
    description:
      'owner: whose the credential is, once, while something is left to do. none: nobody. Default: owner.',
  },
  'issues.public': {
    title: 'What the public reads of a live one',
    description:
      'neutral: an issue without details. advisory: no issue but a draft security advisory, which the public cannot read. Default: neutral.',
  },
  breaker: {
    title: 'When revocations pause',
    description:
      "After so many live credentials within so many minutes a person is asked. Counts in the organisation's file only. Default: 20 in 10 minutes.",
  },
  'breaker.credentials': { title: 'Live credentials', description: 'From 1 to 1000.' },
  'breaker.minutes': { title: 'Minutes', description: 'From 1 to 1440.' },
  dry_run: {
    title: 'Dry run while observing',
    description:
      'With `mode: observe`, ask providers that offer it whether they would accept the revocation. Default: false.',
  },
  governance: {
    title: 'Checks of the register',
    description: "How the organisation's MCP credentials are judged. Counts in the organisation's file only.",
  },
  'governance.hygiene': {
    title: 'Where findings are told',
    description:
      '`issues`: one for each owner and week. `dashboard`: there alone. `off`: nothing is checked. Default: issues.',
  },
  'governance.max_token_ttl': { title: 'Longest life of a token', description: 'Such as 30m. Default: 1h.' },
  'governance.max_age': {
    title: 'When a static credential is to be rotated',
    description: 'Such as 90d, which is the default.',
  },
  'governance.unused_after': {
    title: 'When a credential counts as unused',
    description: 'Such as 90d, which is the default.',
  },
  'governance.checks': {
    title: 'Checks that are made',
    description: 'Ids of checks with `on` or `off`. Default: all are on.',
  },
  dashboard: {
    title: 'The dashboard',
    description: "Only the organisation's file may say it.",
  },
  'dashboard.viewers': {
    title: 'Who may open it',
    description:
      'Users and teams of the organisation, in quotes: "@octocat", "@acme/security". They see all of its repositories there. Whom `approvers` names may as well. Default: the owners of the organisation.',
  },
};
