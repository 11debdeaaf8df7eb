import type { Page, QualitySurface } from '../quality-file.ts';
import { keyServer, variableOf } from '../servers/known-servers.ts';
import { environment } from '../servers/environment.ts';
import type { Sheet } from '../sheet.ts';
import { plantShape, secretOrDecoy } from '../values/secrets.ts';
import { bearer, ofFormat, password } from '../values/shapes.ts';
import type { Json } from '../writers/json.ts';
import { blockScalar, writeYaml, yamlStyle } from '../writers/yaml.ts';
import { lineCommand } from './commands.ts';
import { mcpJsonText } from './nested-json.ts';

type Lines = string;
const indented = (text: string, by: number) => blockScalar(text, by);

/** A variable of a workflow: a credential, a reference or a trap. */
function variable(sheet: Sheet): readonly [string, string] {
  const { random } = sheet;
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const facts = { key, slot: 'env', server: known.name } as const;
  if (random.chance(0.2)) return [key, `\${{ secrets.${key} || '${plantShape(sheet, shape, facts)}' }}`];
  if (random.chance(0.08)) return [key, `\${{ format('Bearer {0}', '${plantShape(sheet, shape, facts)}') }}`];
  return [key, secretOrDecoy(sheet, 'workflow', shape, facts)];
}

const env = (sheet: Sheet, indent: number, max = 3): Lines => {
  const { random } = sheet;
  const entries = Object.fromEntries(Array.from({ length: random.int(1, max) }, () => variable(sheet)));
  return `${' '.repeat(indent)}env:\n${writeYaml(entries, { ...yamlStyle(random), step: 2, comments: false, flow: false }, random, indent + 2)}`;
};

const MODELS = ['claude-3-7-sonnet-20250219', 'gpt-4o-mini'];

/** A configuration that stands in single quotes as it is. */
function shellSafe(sheet: Sheet): string {
  for (;;) {
    const text = mcpJsonText(sheet, 'workflow', { compact: true, max: 1 });
    if (!text.includes("'")) return text;
  }
}

const STEPS: readonly ((sheet: Sheet) => Lines)[] = [
  (sheet) =>
    `      - uses: anthropics/claude-code-action@v1\n        with:\n          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}\n          mcp_config: |\n${indented(mcpJsonText(sheet, 'workflow', { max: 2 }), 12)}`,
  (sheet) =>
    `      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_code_oauth_token: \${{ secrets.CLAUDE_CODE_OAUTH_TOKEN }}\n          claude_args: >-\n            --model ${sheet.random.pick(MODELS)}\n            --mcp-config '${shellSafe(sheet)}'`,
  (sheet) =>
    `      - uses: google-github-actions/run-gemini-cli@v0\n        with:\n          gemini_api_key: \${{ secrets.GEMINI_API_KEY }}\n          settings: |-\n${indented(mcpJsonText(sheet, 'workflow', { max: 2 }), 12)}`,
  (sheet) =>
    `      - name: Configure\n        run: |\n          cat > mcp-config.json << 'EOF'\n${indented(mcpJsonText(sheet, 'workflow', { max: 2 }), 10)}\n          EOF`,
  (sheet) =>
    `      - run: ${JSON.stringify(lineCommand(sheet))}`.replace(/^.*\\n.*$/s, '      - run: npm test'),
  (sheet) =>
    `      - name: Write the environment\n        run: |\n${indented(
      environment(sheet, 'workflow', { max: 3 })
        .filter(([, value]) => /^[\w.${} /:@-]+$/.test(value))
        .map(([key, value]) => `echo "${key}=${value}" >> .env`)
        .join('\n') || 'true',
      10,
    )}`,
  (sheet) => `      - name: Test\n        run: npm test\n${env(sheet, 8)}`,
  (sheet) =>
    `      - uses: openai/codex-action@v1\n        with:\n          openai-api-key: \${{ secrets.OPENAI_API_KEY }}\n          codex-args: -c mcp_servers.acme.env.ACME_TOKEN=${sheet.plant(bearer(sheet.random), { key: 'ACME_TOKEN', slot: 'env' })}`,
  (sheet) =>
    `      - uses: acme/deploy-action@${sheet.decoy(sheet.random.text.hex(40))}\n        with:\n          token: ${sheet.random.chance(0.5) ? sheet.plant(ofFormat('github-pat-classic')(sheet.random), { key: 'token', slot: 'text' }) : '${{ github.token }}'}\n          key: ${sheet.decoy("cache-${{ hashFiles('package-lock.json') }}")}`,
];

function job(sheet: Sheet): Lines {
  const { random } = sheet;
  const steps = random.some(STEPS, 1, 3).map((step) => step(sheet));
  const services = random.chance(0.25)
    ? `    services:\n      postgres:\n        image: postgres:17\n        env:\n          POSTGRES_PASSWORD: ${random.chance(0.5) ? sheet.plant(password(random), { key: 'POSTGRES_PASSWORD', slot: 'env' }) : sheet.decoy('postgres')}\n`
    : '';
  const container = random.chance(0.15)
    ? `    container:\n      image: ghcr.io/acme/ci:1.4.2\n      credentials:\n        username: acme-bot\n        password: ${sheet.plant(ofFormat('github-pat-classic')(random), { key: 'password', slot: 'text' })}\n`
    : '';
  const matrix = random.chance(0.2)
    ? `    strategy:\n      matrix:\n        include:\n          - environment: staging\n            api_key: ${sheet.plant(random.text.hex(40), { key: 'api_key', slot: 'text' })}\n          - environment: production\n            api_key: \${{ secrets.PROD_API_KEY }}\n`
    : '';
  const own = random.chance(0.4) ? `${env(sheet, 4)}\n` : '';
  return `  agent:\n    runs-on: ubuntu-24.04\n${matrix}${container}${services}${own}    steps:\n      - uses: actions/checkout@v5\n${steps.join('\n')}\n`;
}

function workflow(sheet: Sheet): Page {
  const { random } = sheet;
  const dispatch = random.chance(0.25)
    ? `  workflow_dispatch:\n    inputs:\n      api_token:\n        description: Token of the MCP server\n        default: ${random.chance(0.6) ? sheet.plant(random.text.hex(40), { key: 'api_token', slot: 'text' }) : "''"}\n`
    : '';
  const top = random.chance(0.35) ? `${env(sheet, 0)}\n` : '';
  sheet.decoy('id-token: write');
  return {
    path: random.pick([
      '.github/workflows/agent.yml',
      '.github/workflows/triage.yaml',
      '.github/workflows/copilot-setup-steps.yml',
      '.github/workflows/triage.lock.yml',
    ]),
    text: `name: agent\non:\n  push:\n${dispatch}permissions:\n  contents: read\n  id-token: write\n${top}jobs:\n${job(sheet)}`,
  };
}

function compositeAction(sheet: Sheet): Page {
  const { random } = sheet;
  const value = random.chance(0.5)
    ? sheet.plant(ofFormat('supabase-pat')(random), { key: 'supabase-access-token', slot: 'text' })
    : '';
  const inputs: Json = {
    'supabase-access-token': { description: 'Token', required: false, default: value },
    model: { description: 'Model', default: random.pick(MODELS) },
  };
  const head = writeYaml({ name: 'MCP', description: 'Runs MCP tools', inputs }, yamlStyle(random), random);
  return {
    path: random.pick(['action.yml', '.github/actions/mcp/action.yaml']),
    text: `${head}\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: npx -y @acme/mcp-server\n${env(sheet, 6)}\n`,
  };
}

export const WORKFLOWS: readonly QualitySurface[] = [
  { name: 'workflow', write: workflow },
  { name: 'workflow: action.yml', write: compositeAction },
];
