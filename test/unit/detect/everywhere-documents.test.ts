import { describe, expect, it } from '@jest/globals';
import { expectPlanted } from './planted.ts';

const CASES: readonly (readonly [string, string, string])[] = [
  ['Codex, tables', '.codex/config.toml', `model = "gpt-5"\n\n[mcp_servers.acme]\ncommand = "npx"\nargs = ["-y", "acme-mcp", "--api-key", "‹hex›"]\nenv = { ACME_TOKEN = "‹key›" }\n\n[mcp_servers.other]\nurl = "https://mcp.acme.dev"\nbearer_token_env_var = "ACME_TOKEN"\nhttp_headers = { "Authorization" = 'Bearer ‹bearer›' }\n\n[mcp_servers.other.env]\nEXA_API_KEY = "‹uuid›"\n`],
  ['Codex, dotted keys', '.codex/config.toml', `mcp_servers.acme.command = "npx"\nmcp_servers.acme.env.ACME_API_KEY = "‹hex›"\n`],
  ['Codex, cut in the middle', '.codex/config.toml', `[mcp_servers.acme]\ncommand = "npx"\n[mcp_servers.acme.env]\nACME_API_KEY = "‹hex›"\nBROKEN = "no end\n`],
  ['Continue, a list', '.continue/config.yaml', `name: x\nmcpServers:\n  - name: acme\n    command: npx\n    args: ["-y", "acme-mcp"]\n    env:\n      ACME_API_KEY: "‹hex›"\n      OTHER_KEY: \${{ secrets.OTHER_KEY }}\n  - name: two\n    type: sse\n    url: https://mcp.acme.dev/sse\n    requestOptions:\n      headers:\n        Authorization: Bearer ‹bearer›\n`],
  ['Goose', 'goose/config.yaml', `extensions:\n  acme:\n    cmd: npx\n    args: [-y, acme]\n    envs:\n      ACME_TOKEN: ‹hex›\n    env_keys: [GITHUB_TOKEN]\n    type: stdio\n  remote:\n    uri: https://mcp.acme.dev/mcp?api_key=‹hex32›\n    type: sse\n`],
  ['fast-agent', 'fastagent.secrets.yaml', `anthropic:\n  api_key: ‹key›\nmcp:\n  servers:\n    acme:\n      env:\n        ACME_API_KEY: '‹hex›'\n`],
  ['LibreChat', 'librechat.yaml', `mcpServers:\n  acme:\n    type: streamable-http\n    url: https://mcp.acme.dev/\n    headers:\n      X-Api-Key: "‹hex›"\n      X-User: "{{LIBRECHAT_USER_ID}}"\n    oauth:\n      client_id: acme\n      client_secret: ‹key›\n`],
  ['agent front matter', '.github/agents/release.agent.md', `---\nname: release\nmcp-servers:\n  acme:\n    type: local\n    command: npx\n    env:\n      ACME_KEY: $COPILOT_MCP_ACME_KEY\n      OTHER_TOKEN: ‹hex›\n---\n\n# Release\n\nDo it.\n`],
  ['JetBrains options', '.idea/llm.mcpServers.xml', `<application>\n  <component name="McpServers">\n    <option name="servers">\n      <McpServer>\n        <option name="command" value="npx" />\n        <envs>\n          <env name="ACME_API_KEY" value="‹hex›" />\n        </envs>\n      </McpServer>\n    </option>\n  </component>\n</application>\n`],
  ['launchd', 'Library/com.acme.mcp.plist', `<?xml version="1.0"?>\n<plist version="1.0"><dict>\n<key>Label</key><string>com.acme.mcp</string>\n<key>EnvironmentVariables</key>\n<dict>\n<key>ACME_API_TOKEN</key>\n<string>‹hex›</string>\n</dict>\n</dict></plist>\n`],
  ['JSON5', 'mcp.json5', `{\n  // servers\n  mcpServers: {\n    acme: {\n      command: 'npx',\n      args: ['-y', 'acme-mcp'],\n      env: { ACME_API_KEY: '‹hex›', },\n    },\n  },\n}\n`],
  ['a byte order mark and CRLF', '.mcp.json', `\u{feff}{\r\n  "mcpServers": {\r\n    "acme": { "command": "npx", "env": { "ACME_API_KEY": "‹hex›" } }\r\n  }\r\n}\r\n`],
  ['a hunk without its head', '.mcp.json', `      "env": {\n        "ACME_API_KEY": "‹hex›",\n        "LOG_LEVEL": "info"\n      }\n    },\n    "two": {\n      "url": "https://mcp.acme.dev",\n      "headers": { "Authorization": "Bearer ‹bearer›" }\n`],
  ['a conflict', '.cursor/mcp.json', `{\n  "mcpServers": {\n    "acme": {\n      "command": "npx",\n<<<<<<< HEAD\n      "env": { "ACME_API_KEY": "‹hex›" }\n=======\n      "env": { "ACME_API_KEY": "‹key›" }\n>>>>>>> main\n    }\n  }\n}\n`],
  ['a server that is commented out', '.vscode/mcp.json', `{\n  "servers": {\n    // "acme": {\n    //   "command": "npx",\n    //   "env": { "ACME_API_KEY": "‹hex›" }\n    // }\n  }\n}\n`],
  ['JSON in a variable', '.mcp.json', `{"mcpServers":{"notion":{"command":"npx","args":["-y","@notionhq/notion-mcp-server"],"env":{"OPENAPI_MCP_HEADERS":"{\\"Authorization\\": \\"Bearer ‹key›\\", \\"Notion-Version\\": \\"2022-06-28\\"}"}}}}`],
  ['permissions', '.claude/settings.local.json', `{"permissions":{"allow":["Bash(claude mcp add acme -e ACME_API_KEY=‹hex› -- npx -y acme)","Bash(curl -H \\"Authorization: Bearer ‹bearer›\\" https://mcp.acme.dev)","Bash(git commit -m \\"x\\")","Bash(ACME_TOKEN=‹key› npx acme:*)"]},"env":{"OTHER_TOKEN":"‹hex›"}}`],
  ['pasted configurations', '.claude.json', `{"projects":{"/x":{"mcpServers":{},"history":[{"display":"add this","pastedContents":{"1":{"type":"text","content":"{\\"mcpServers\\":{\\"a\\":{\\"command\\":\\"npx\\",\\"env\\":{\\"ACME_API_KEY\\":\\"‹hex›\\"}}}}"}}}]}}}`],
  ['a token cache', '.mcp-auth/mcp-remote-0.1.37/0f3a_tokens.json', `{"access_token":"‹bearer›","token_type":"Bearer","expires_in":3600,"refresh_token":"‹key›","scope":"read"}`],
  ['Claude Code credentials', '.claude/.credentials.json', `{"mcpOAuth":{"acme|0a1b2c":{"serverName":"acme","serverUrl":"https://mcp.acme.dev","accessToken":"‹bearer›","refreshToken":"‹key›","clientId":"abc","clientSecret":"‹hex›","expiresAt":1760000000000}}}`],
  ['Codex credentials', '.codex/auth.json', `{"OPENAI_API_KEY":null,"tokens":{"access_token":"‹jwt›","refresh_token":"‹key›","account_id":"3f0c8f1e-4b9d-4c8e-9d5e-0b1f2a3c4d5e"}}`],
  ['Gemini credentials', '.gemini/mcp-oauth-tokens.json', `[{"serverName":"acme","token":{"accessToken":"‹bearer›","refreshToken":"‹key›","tokenType":"Bearer","expiresAt":1760000000000},"clientId":"abc","tokenUrl":"https://auth.acme.dev/token"}]`],
  ['Kubernetes', 'deploy/mcp.yaml', `apiVersion: v1\nkind: Secret\nmetadata:\n  name: mcp\nstringData:\n  ACME_API_KEY: ‹hex›\n---\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: mcp\n          env:\n            - name: ACME_TOKEN\n              value: "‹key›"\n            - name: OTHER\n              valueFrom: { secretKeyRef: { name: x, key: token } }\n          args: ["--api-key=‹hex›"]\n`],
  ['a ConfigMap with a configuration', 'k8s/config.yaml', `kind: ConfigMap\ndata:\n  mcp.json: |\n    {\n      "mcpServers": {\n        "acme": { "command": "npx", "env": { "ACME_API_KEY": "‹hex›" } }\n      }\n    }\n`],
  ['compose', 'docker-compose.yml', `services:\n  mcp-acme:\n    image: mcp/acme\n    environment:\n      ACME_API_KEY: ‹hex›\n      LOG: info\n  two:\n    environment:\n      - ACME_TOKEN=‹key›\n      - DATABASE_URL=postgres://app:‹password›@db.acme.com:5432/app\n    command: ["--token", "‹hex›"]\n`],
  ["the registry's server.json", 'server.json', `{"$schema":"https://static.modelcontextprotocol.io/schemas/2025-09-29/server.schema.json","packages":[{"environmentVariables":[{"name":"ACME_API_KEY","isSecret":true,"default":"‹hex›"}],"packageArguments":[{"type":"named","name":"--token","value":"‹key›"}]}],"remotes":[{"type":"sse","url":"https://mcp.acme.dev","headers":[{"name":"Authorization","value":"Bearer ‹bearer›"}]}]}`],
  ['an MCPB manifest', 'manifest.json', `{"server":{"type":"node","mcp_config":{"command":"node","args":["server.js"],"env":{"KEY":"\${user_config.api_key}"}}},"user_config":{"api_key":{"type":"string","sensitive":true,"default":"‹hex›"}}}`],
  ['an export of a flow', 'flow.json', `{"nodes":[{"data":{"inputs":{"mcpServerConfig":"{\\n  \\"command\\": \\"npx\\",\\n  \\"args\\": [\\"-y\\", \\"acme\\"],\\n  \\"env\\": {\\"ACME_API_KEY\\": \\"‹hex›\\"}\\n}"}}}]}`],
]; // prettier-ignore

describe('credentials in documents', () => {
  it.each(CASES)('%s', (_, path, template) => {
    expectPlanted(path, template);
  });
});

describe('containers that do not name MCP', () => {
  it.each([
    [
      'compose.yaml',
      'services:\n  a:\n    environment:\n      ACME_API_KEY: ‹hex›\n      DB_PASSWORD: ‹password›\n',
    ],
    ['Dockerfile', 'FROM node:24\nENV ACME_API_KEY=‹hex›\n'],
    ['k8s/app.yaml', 'kind: Deployment\nspec:\n  env:\n    - name: ACME_API_KEY\n      value: ‹hex›\n'],
  ])('%s is read, and out of the scope of MCP', (path, template) => {
    for (const { surface } of expectPlanted(path, template)) expect(surface).toBe('text');
  });
});
