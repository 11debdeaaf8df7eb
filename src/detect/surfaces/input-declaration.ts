/** How VS Code and Visual Studio ask for a value once and keep it, as a member of their list `inputs`. */
export function inputDeclaration(name: string): Readonly<Record<string, string | boolean>> {
  return { type: 'promptString', id: name, description: `${name} of an MCP server`, password: true };
}

/** The list with one input, on one line, as it stands beside the map of servers. */
export function inputsWith(name: string): string {
  return `"inputs": [${JSON.stringify(inputDeclaration(name), null, 1).replaceAll(/\n */g, ' ')}]`;
}
