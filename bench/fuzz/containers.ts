/** Puts a text into another one that can hold it: a string, a block, a link, an encoding. */
export type Container = (text: string) => string;

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
/** Lone surrogates have no percent-encoding. */
const percent = (text: string) => encodeURIComponent(text.toWellFormed());
const lines = (text: string, before: string) => text.replaceAll(/^/gm, before);
const json = (value: unknown) => JSON.stringify(value, undefined, 2);
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const entities = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Every way of nesting that the detector follows, and some that it does not. */
export const CONTAINERS: Readonly<Record<string, Container>> = {
  'value of a server': (text) =>
    json({ mcpServers: { acme: { command: 'npx', args: ['-y', 'acme-mcp'], env: { ACME_TOKEN: text } } } }),
  'argument of a server': (text) =>
    json({ mcpServers: { acme: { command: 'npx', args: ['acme-mcp', '--config', text] } } }),
  'shell of a server': (text) =>
    json({ mcpServers: { acme: { command: 'sh', args: ['-c', `acme-mcp --token ${text}`] } } }),
  'header of a server': (text) =>
    json({
      mcpServers: { acme: { url: 'https://mcp.acme.dev', headers: { Authorization: `Bearer ${text}` } } },
    }),
  'address of a server': (text) =>
    json({ mcpServers: { acme: { url: `https://u:${text}@mcp.acme.dev/${text}?token=${percent(text)}` } } }),
  'key of a map': (text) => json({ mcpServers: { [text]: { command: 'x', env: { [text]: text } } } }),
  'JSON string': (text) => JSON.stringify(text),
  notebook: (text) =>
    json({ cells: [{ cell_type: 'code', source: text.split(/(?<=\n)/), outputs: [{ text: [text] }] }] }),
  'YAML block': (text) => `mcp_config: |\n${lines(text, '  ')}\nother: 1\n`,
  'YAML folded': (text) => `- run: >-\n${lines(text, '    ')}\n`,
  'YAML double quotes': (text) => `mcp:\n  env:\n    ACME_TOKEN: ${JSON.stringify(text)}\n`,
  'YAML single quotes': (text) => `mcp:\n  env:\n    ACME_TOKEN: '${text.replaceAll("'", "''")}'\n`,
  'Kubernetes Secret': (text) => `kind: Secret\ndata:\n  mcp.json: ${base64(text)}\n`,
  'TOML string': (text) => `[mcp_servers.acme.env]\nACME_TOKEN = """\n${text.replaceAll('\\', '\\\\')}"""\n`,
  'TOML literal': (text) => `[mcp_servers.acme]\nargs = ['--token', '''${text}''']\n`,
  heredoc: (text) => `cat > ~/.mcp.json <<'EOF'\n${text}\nEOF\n`,
  'shell word': (text) => `claude mcp add-json acme ${quoted(text)}\n`,
  'shell double quotes': (text) => `ACME_TOKEN="${text.replaceAll(/["\\$`]/g, '\\$&')}" npx acme-mcp\n`,
  'docker run': (text) =>
    `docker run -e ACME_TOKEN=${quoted(text)} acme-mcp \\\n  --header "X-Key: ${text}"\n`,
  fence: (text) => `# MCP\n\n\`\`\`json\n${text}\n\`\`\`\n`,
  'front matter': (text) => `---\nmcp:\n${lines(text, '  ')}\n---\n`,
  markup: (text) => `<component><option name="ACME_TOKEN" value="${entities(text)}"/></component>\n`,
  'markup text': (text) => `<key>ACME_TOKEN</key><string>${entities(text)}</string>\n`,
  'line comment': (text) => lines(text, '// '),
  'hash comment': (text) => lines(text, '# '),
  hunk: (text) => `@@ -1,3 +1,9 @@\n${lines(text, '+')}`,
  conflict: (text) => `<<<<<<< HEAD\n${text}\n=======\n${text}\n>>>>>>> theirs\n`,
  base64: (text) => base64(text),
  'base64 in a variable': (text) => `MCP_CONFIG=${base64(text)}\n`,
  percent: (text) => percent(text),
  'install link': (text) =>
    `[![MCP](x)](https://cursor.com/install-mcp?name=acme&config=${encodeURIComponent(base64(text))})`,
  'install link in percent': (text) => `vscode:mcp/install?${percent(text)}`,
  'redirected link': (text) =>
    `https://insiders.vscode.dev/redirect?url=${percent(`vscode:mcp/install?${percent(text)}`)}`,
  Basic: (text) => `curl -H "Authorization: Basic ${base64(`user:${text}`)}" https://mcp.acme.dev\n`,
  'template string': (text) =>
    `const client = new Client({ env: { ACME_TOKEN: \`${text}\` }, mcp: "${text}" });\n`,
  reference: (text) => `ACME_TOKEN=\${ACME_TOKEN:-${text}}\n`,
};
