/**
 * Pieces that some reader of the detector has to think about: what opens, closes, escapes, names, joins or looks like
 * the beginning of something. Repeated they are attacks; put anywhere they are broken files.
 */
export const PIECES: readonly string[] = [
  // JSON and literals of programs
  '[', ']', '{', '}', '(', '{"a":', '[[', '{"a":[', '["a"],', '"a":"b",', '"value":"x",', ',', ':', '"', "'", '`', '"""', "'''", '\\', '\\"', '\\u0041', '\\\\', '/*', '*/', '//', '// a\n', '#', '# a: b\n', 'a = {', 'a["b"]=', 'a: b = ', 'f(', '0.', '$_', '{"mcpServers":', '{"command":"x","args":[',
  // YAML
  '- ', 'a:\n ', 'a: ', '? ', '|\n', 'a: |\n ', 'a: >\n ', '&a ', '*a ', '!a ', '{a: ', '- - ', '---\n', '...\n', "''", ' #', 'a: b: ', '<<: ', '"a\n ',
  // TOML and dotenv
  '[[a]]\n', '[a.b]\n', 'a.', 'a=1\n', 'a = """', 'A=', 'A="b" ', 'A="\n', 'a=a=', '# A=b\n', 'A=b # ', 'a={b=',
  // Shell, commands, Dockerfile
  '<<EOF\n', '<<A ', 'EOF\n', '$(', '${', '${A:-', '$A', '$$', '--a ', '--token ', '-e A=', '-H "a: ', '\\\n', ';', '|', '&', '; curl ', 'npx ', 'claude mcp add ', 'mcp add ', "sh -c '", 'export A=', 'setx A ', 'CMD ["', 'RUN [', '`\n', '^\n', '/a/',
  // Markdown and text
  '```\n', '```json\n', '~~~', '~~~a', '> ', '| ', '* ', '**', '<!-- ', '`a` ', '<<<<<<< a\n', '=======\n', '>>>>>>> a\n', '```constructor\n',
  // Markup
  '<', '<a b="', '<a b="c" ', '<a>', '</a>', '<key>a</key>', '<string>a</string>', '&amp;', '&#', '&#65;', '<![CDATA[', '<a b=\'"',
  // Links, addresses, connection strings
  'https://a@', 'https://', 'https://a/?b=', 'https:install?', 'cursor://x/install?config=', 'vscode:mcp/install?', '%7B', '%', '%41', '%25', '&a=', '?', '@', '/', ':A@tcp(', 'jdbc:a:', ';Password=', 'Server=a;', 'host=a ', 'a:b@', '?config=eyJ',
  // References and placeholders
  '{{', '}}', '${{', '{env:', '%A%', '<a>', '__A__', '@@A@@', '#{', '<%', '!ENV ', 'xxx', '...', '***', '1', 'a1', 'Aa', '0x', '_A', '-A',
  // Credentials and what looks like one
  'eyJ', 'eyJ.', 'Bearer ', 'Bearer a', 'Basic ', 'Authorization: ', 'sk-', 'ghp_', 'AKIA', 'a-b-', 'QUJD', '=', '==', '-----BEGIN PRIVATE KEY-----', 'A_KEY=', 'MCP_TOKEN: ', 'mcp', '"servers"', '"mcp":{', '.env.', 'A_B_',
  // White space, ends of lines, and what is no letter
  ' ', '\t', '\n', '\r\n', '\r', ' \n', 'a\n', '\u{feff}', '\0', '\u{2028}', '\u{a0}', '\u{d800}', '\u{dc00}', '\u{1f511}', '\u{e9}', 'e\u{301}', '\u{202e}', '\u{fffd}', '\u{130}', '\u{ff21}',
]; // prettier-ignore

/** Paths by which every reader, surface and copy is chosen, whatever the text is. */
export const PATHS: readonly string[] = [
  '.mcp.json', '.cursor/mcp.json', '.vscode/mcp.json', '.vscode/settings.json', 'claude_desktop_config.json', '.claude/settings.json', '.claude/.credentials.json', 'opencode.jsonc', 'package.json', 'a.json5',
  'mcp.yaml', '.github/workflows/mcp.yml', 'docker-compose.yml', 'compose.mcp.yaml', '.goose/config.yaml', 'secret.yaml',
  '.codex/config.toml', 'mcp.toml', 'mcp.xml', 'mcp.plist', 'mcp.html', '.idea/mcp.xml',
  'mcp.ipynb', '.env', '.env.local', 'mcp.properties', '.npmrc', 'mcp.ini',
  'mcp.sh', 'mcp.ps1', 'Makefile.mcp', 'mcp.service', 'Dockerfile.mcp', 'mcp/Dockerfile', 'README.mcp.md', '.claude/agents/mcp.md', 'mcp.mdx', '.cursor/rules/mcp.mdc',
  'mcp.ts', 'mcp.py', 'mcp.go', 'mcp.rb', 'mcp.lua', 'mcp.tf', 'mcp.txt', 'mcp.log', 'mcp.diff', 'mcp', '', '/', 'mcp/', `mcp${'x'.repeat(300)}`, 'mcp.json.bak', 'notes.txt', 'a.js.map', '\u{1f511}.json',
]; // prettier-ignore
