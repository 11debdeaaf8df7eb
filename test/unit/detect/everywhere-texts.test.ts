import { describe, it } from '@jest/globals';
import { expectPlanted } from './planted.ts';

const FENCE = '```';

const CASES: readonly (readonly [string, string, string])[] = [
  ['dotenv', '.env', `# keys\nEXA_API_KEY=‹uuid›\nexport ACME_TOKEN="‹hex›" # production\nPORT=3000\n# OLD_API_KEY=‹key›\nDATABASE_URL=postgres://app:‹password›@db.acme.com/app\nEMPTY=\nREF=\${OTHER}\n`],
  ['envrc', '.envrc', `export ACME_API_KEY='‹hex›'\nuse flake\n`],
  ['claude mcp add', 'README.md', `# Set-up\n\n${FENCE}bash\nclaude mcp add --transport http acme https://mcp.acme.dev/mcp --header "Authorization: Bearer ‹bearer›"\nclaude mcp add other -e ACME_API_KEY=‹hex› -- npx -y acme\nclaude mcp add-json third '{"command":"npx","args":["-y","acme"],"env":{"ACME_TOKEN":"‹key›"}}'\ncodex mcp add acme --env ACME_TOKEN=‹hex› -- npx -y acme\n${FENCE}\n\nOr \`docker run -i --rm -e ACME_API_KEY=‹hex› mcp/acme\`.\n`],
  ['a configuration in a README', 'docs/mcp.md', `Put this in your config:\n\n${FENCE}json\n{\n  "mcpServers": {\n    "acme": {\n      "command": "npx",\n      "args": ["mcp-remote", "https://mcp.acme.dev/sse", "--header", "Authorization:Bearer ‹bearer›"]\n    }\n  }\n}\n${FENCE}\n\n${FENCE}toml\n[mcp_servers.acme]\ncommand = "npx"\nenv = { ACME_API_KEY = "‹hex›" }\n${FENCE}\n`],
  ['continued lines', 'setup.sh', `#!/bin/bash\n# MCP servers\nclaude mcp add acme \\\n  -e ACME_API_KEY="‹hex›" \\\n  -- npx -y acme\nexport OTHER_TOKEN=‹key›\ncurl -s https://mcp.acme.dev/mcp \\\n  -H 'Authorization: Bearer ‹bearer›' \\\n  -d '{"jsonrpc":"2.0","method":"tools/list"}'\n`],
  ['a heredoc', 'install.sh', `mkdir -p .cursor\ncat > .cursor/mcp.json << 'EOF'\n{\n  "mcpServers": { "acme": { "command": "npx", "env": { "ACME_API_KEY": "‹hex›" } } }\n}\nEOF\necho "ACME_TOKEN=‹key›" >> .env\n`],
  ['PowerShell', 'setup.ps1', `# MCP\n$env:ACME_API_KEY = "‹hex›"\nclaude mcp add acme --env ACME_TOKEN=‹key› -- npx -y acme\n`],
  ['Dockerfile', 'Dockerfile', `FROM node:24\n# an MCP server\nENV ACME_API_KEY=‹hex› PORT=3000\nENV OTHER_TOKEN ‹key›\nARG THIRD_SECRET="‹hex›"\nCMD ["npx", "-y", "acme", "--token", "‹hex›"]\n`],
  ['Python', 'agent.py', `import os\nfrom mcp import ClientSession\n\nos.environ["ACME_API_KEY"] = "‹hex›"\nTOKEN = os.getenv("ACME_TOKEN", "‹key›")\nclient = MultiServerMCPClient({\n    "acme": {\n        "url": "https://mcp.acme.dev/mcp",\n        "transport": "streamable_http",\n        "headers": {"Authorization": "Bearer ‹bearer›", "X-Trace": "on"},\n    },\n    "two": {"command": "npx", "args": ["-y", "acme", "--api-key", "‹hex›"], "env": {"OTHER_KEY": os.environ["OTHER_KEY"]}},\n})\nserver = MCPServerStreamableHttp(params={"url": "https://x.dev", "headers": {"X-Api-Key": '‹hex32›'}})\n# old_api_key = "‹key›"\n`],
  ['TypeScript', 'src/client.ts', `import { Client } from '@modelcontextprotocol/sdk/client/index.js';\n\nconst apiKey: string = '‹hex›';\nconst transport = new StreamableHTTPClientTransport(new URL('https://mcp.acme.dev/mcp?api_key=‹hex32›'), {\n  requestInit: { headers: { Authorization: \`Bearer ‹bearer›\`, 'X-Trace': id } },\n});\nconst stdio = new StdioClientTransport({ command: 'npx', args: ['-y', 'acme'], env: { ACME_TOKEN: '‹key›', PATH: process.env.PATH } });\n`],
  ['Responses API', 'ask.py', `resp = client.responses.create(\n    model="gpt-5",\n    tools=[{"type": "mcp", "server_label": "acme", "server_url": "https://mcp.acme.dev", "authorization": "‹bearer›", "require_approval": "never"}],\n)\n`],
  ['Anthropic API', 'ask.ts', `await anthropic.beta.messages.create({\n  mcp_servers: [{ type: 'url', url: 'https://mcp.acme.dev/sse', name: 'acme', authorization_token: '‹bearer›' }],\n});\n`],
  ['a notebook', 'demo.ipynb', `{"cells":[{"cell_type":"code","source":["import os\\n","from mcp import x\\n","os.environ[\\"ACME_API_KEY\\"] = \\"‹hex›\\"\\n","params = {\\"command\\": \\"npx\\", \\"env\\": {\\n","  \\"OTHER_TOKEN\\": \\"‹key›\\"\\n","}}"],"outputs":[{"output_type":"stream","text":["ACME_TOKEN=‹hex32›\\n"]}]}],"nbformat":4}`],
  ['a workflow', '.github/workflows/agent.yml', `on:\n  workflow_dispatch:\n    inputs:\n      api_key:\n        default: "‹hex›"\nenv:\n  ACME_API_KEY: ‹hex›\n  REF: \${{ secrets.ACME }}\njobs:\n  x:\n    env:\n      FALLBACK_TOKEN: \${{ secrets.X || '‹key›' }}\n    strategy:\n      matrix:\n        include:\n          - name: a\n            token: ‹hex32›\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}\n          mcp_config: |\n            {\n              "mcpServers": { "acme": { "command": "npx", "env": { "ACME_TOKEN": "‹hex›" } } }\n            }\n          claude_args: --mcp-config '{"mcpServers":{"b":{"url":"https://mcp.acme.dev","headers":{"Authorization":"Bearer ‹bearer›"}}}}'\n      - run: |\n          export OTHER_KEY=‹key›\n          cat > mcp.json << 'EOF'\n          {"mcpServers":{"c":{"command":"npx","args":["--token","‹hex›"]}}}\n          EOF\n`],
  ['a diff hunk of YAML', '.github/workflows/x.yml', `        with:\n          settings: |-\n            {"mcpServers":{"a":{"command":"npx","env":{"ACME_API_KEY":"‹hex›"}}}}\n        env:\n          ACME_TOKEN: ‹key›\n`],
  ['Makefile', 'Makefile', `export ACME_API_KEY := ‹hex›\nmcp:\n\tnpx mcp-remote https://mcp.acme.dev --header "Authorization: Bearer ‹bearer›"\n`],
  ['systemd', 'mcp.service', `[Service]\nEnvironment="ACME_API_KEY=‹hex›"\nExecStart=/usr/bin/mcp --token ‹key›\n`],
  ['nix', 'home.nix', `{ programs.claude-code.mcpServers = {\n  acme = { command = "npx"; args = [ "-y" "acme" ]; env = { ACME_API_KEY = "‹hex›"; }; };\n}; }\n`],
  ['a transcript', 'session.jsonl', `{"type":"user","message":{"content":"use mcp"}}\n{"type":"tool","input":{"command":"claude mcp add a -e ACME_API_KEY=‹hex› -- npx a"}}\n`],
  ['an issue text', 'issue.txt', `My mcp config does not work:\n\n{ "mcpServers": { "acme": { "command": "npx", "env": { "ACME_API_KEY": "‹hex›" } } } }\n\nAny idea?\n`],
]; // prettier-ignore

describe('credentials in texts', () => {
  it.each(CASES)('%s', (_, path, template) => {
    expectPlanted(path, template);
  });
});
