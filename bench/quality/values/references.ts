/**
 * How a file names a secret instead of holding it. Each dialect lists only what its client expands
 * (docs of the clients), and `COMMON` what every reader takes for a reference to a vault.
 */
export type Reference = (name: string) => string;

const braces: Reference = (name) => `\${${name}}`;
const emptyDefault: Reference = (name) => `\${${name}:-}`;
const required: Reference = (name) => `\${${name}:?set ${name} first}`;
const env: Reference = (name) => `\${env:${name}}`;
const dollar: Reference = (name) => `$${name}`;
const input: Reference = (name) => `\${input:${name.toLowerCase().replaceAll('_', '-')}}`;
const secrets: Reference = (name) => `\${{ secrets.${name} }}`;
const vault: Reference = (name) => `op://Private/${name.toLowerCase()}/credential`;

export const REFERENCES = {
  braces: [braces, braces, emptyDefault, vault],
  cursor: [env, env, braces, vault],
  vscode: [input, input, env],
  windsurf: [env, braces],
  opencode: [(name) => `{env:${name}}`, (name) => `{file:./secrets/${name.toLowerCase()}}`],
  crush: [
    dollar,
    braces,
    (name) => `$(cat /run/secrets/${name.toLowerCase()})`,
    (name) => `$(op read op://dev/${name}/token)`,
  ],
  gemini: [dollar, braces],
  continue: [secrets, (name) => `\${{ secrets.org/${name} }}`],
  copilotAgent: [
    (name) => `COPILOT_MCP_${name}`,
    (name) => `$COPILOT_MCP_${name}`,
    (name) => `\${{ secrets.COPILOT_MCP_${name} }}`,
  ],
  mcporter: [(name) => `$env:${name}`, braces],
  bundle: [(name) => `\${user_config.${name.toLowerCase()}}`],
  plugin: [braces, (name) => `\${user_config.${name.toLowerCase()}}`],
  libreChat: [braces, (name) => `{{${name}}}`, () => '{{LIBRECHAT_USER_ID}}'],
  compose: [braces, emptyDefault, required, dollar],
  shell: [
    dollar,
    braces,
    (name) => `$(op read op://dev/${name}/password)`,
    (name) => `$(pass show ${name.toLowerCase()})`,
  ],
  workflow: [
    secrets,
    secrets,
    (name) => `\${{ env.${name} }}`,
    (name) => `\${{ steps.vault.outputs.${name.toLowerCase()} }}`,
  ],
  helm: [(name) => `{{ .Values.secrets.${name.toLowerCase()} }}`],
  template: [
    (name) => `__${name}__`,
    (name) => `@@${name}@@`,
    (name) => `<%= ENV['${name}'] %>`,
    (name) => `%${name}%`,
    (name) => `{{${name}}}`,
  ],
  none: [vault],
} as const satisfies Readonly<Record<string, readonly Reference[]>>;

export type Dialect = keyof typeof REFERENCES;
