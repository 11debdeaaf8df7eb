import { detect } from '../../src/detect/index.ts';
import { timed } from './examine.ts';
import { PIECES } from './pieces.ts';

/** A file in which a repeated piece stands. */
interface Frame {
  readonly name: string;
  readonly path: string;
  readonly write: (text: string) => string;
}

const inJson = (text: string) => JSON.stringify(text.toWellFormed());

/** One place for each reader, and the values that are read in their turn. */
const FRAMES: readonly Frame[] = [
  { name: 'JSON', path: '.mcp.json', write: (text) => text },
  { name: 'JSON value', path: '.mcp.json', write: (text) => `{"mcpServers":{"a":{"command":"x","env":{"A_TOKEN":${inJson(text)}}}}}` },
  { name: 'JSON argument', path: '.mcp.json', write: (text) => `{"mcpServers":{"a":{"command":"sh","args":["-c",${inJson(text)},"--token",${inJson(text)}]}}}` },
  { name: 'JSON header', path: '.mcp.json', write: (text) => `{"mcpServers":{"a":{"url":"https://a.dev","headers":{"Authorization":${inJson(`Bearer ${text}`)}}}}}` },
  { name: 'JSON key', path: '.mcp.json', write: (text) => `{"mcpServers":{${inJson(text)}:{"command":"x","env":{${inJson(text)}:"a\\nb"}}}}` },
  { name: 'URL', path: '.mcp.json', write: (text) => `{"mcpServers":{"a":{"url":${inJson(`https://a.dev/${text}?a=${text}`)}}}}` },
  { name: 'several lines', path: '.mcp.json', write: (text) => `{"mcpServers":{"a":{"env":{"run":${inJson(`a\n${text}\nb`)}}}}}` },
  { name: 'YAML', path: 'mcp.yaml', write: (text) => text },
  { name: 'YAML block', path: 'mcp.yaml', write: (text) => `a_token: |\n  x\n${text.replaceAll(/^/gm, '  ')}\n` },
  { name: 'YAML folded', path: 'mcp.yaml', write: (text) => `a_token: >\n  x\n${text.replaceAll(/^/gm, '  ')}\n` },
  { name: 'Secret', path: 'mcp.yaml', write: (text) => `kind: Secret\ndata:\n  a: ${inJson(text)}\n` },
  { name: 'workflow', path: '.github/workflows/mcp.yml', write: (text) => `env:\n  A_TOKEN: ${inJson(text)}\nsteps:\n  - run: ${inJson(text)}\n` },
  { name: 'compose', path: 'docker-compose.yml', write: (text) => `# mcp\nenvironment:\n  - ${inJson(`A_TOKEN=${text}`)}\n` },
  { name: 'TOML', path: '.codex/config.toml', write: (text) => text },
  { name: 'TOML value', path: '.codex/config.toml', write: (text) => `[mcp_servers.a.env]\nA_TOKEN = ${inJson(text)}\n` },
  { name: 'dotenv', path: '.env', write: (text) => `MCP_TOKEN=a${text}` },
  { name: 'shell', path: 'mcp.sh', write: (text) => `claude mcp add a ${text}` },
  { name: 'Dockerfile', path: 'Dockerfile.mcp', write: (text) => text },
  { name: 'Markdown', path: 'README.md', write: (text) => `mcp\n${text}` },
  { name: 'front matter', path: 'README.md', write: (text) => `---\nmcp: a\n${text}\n---\n` },
  { name: 'fence', path: 'README.md', write: (text) => `mcp\n\`\`\`json\n${text}` },
  { name: 'TypeScript', path: 'mcp.ts', write: (text) => `import { Client } from "mcp";\nconst api_key = "a";\n${text}` },
  { name: 'Python', path: 'mcp.py', write: (text) => `import mcp\napi_key = "a"\n${text}` },
  { name: 'comment', path: '.mcp.json', write: (text) => `/* mcp ${text}` },
  { name: 'markup', path: 'mcp.xml', write: (text) => `<a>${text}` },
  { name: 'notebook', path: 'mcp.ipynb', write: (text) => `{"cells":[{"cell_type":"code","source":[${text.split(/(?<=\n)/).map(inJson).join(',')}]}]}` },
  { name: 'text', path: 'mcp.txt', write: (text) => text },
  { name: 'link', path: 'mcp.txt', write: (text) => `https://cursor.com/install-mcp?name=a&config=${text}` },
  { name: 'encoded link', path: 'mcp.txt', write: (text) => `vscode:mcp/install?${encodeURIComponent(text.toWellFormed())}` },
  { name: 'no MCP', path: 'a.c', write: (text) => text },
]; // prettier-ignore

const LENGTH = 16_384;
const TURNS = 3;
/** Of what takes less, in microseconds, one cannot tell how it grows. */
const TELLS = 8000;
/** Twice as much and a little: garbage is collected, and caches end. */
export const WORST_GROWTH = 2.5;

/** How the time grows of one piece in one frame, where it grows most of all. */
interface Growth {
  readonly piece: string;
  readonly frame: string;
  /** time(2n)/time(n). */
  readonly growth: number;
  /** Microseconds of processor time per character, of the longer text. */
  readonly pace: number;
}

const repeat = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

function quickest(path: string, content: string, turns: number): number {
  return Math.min(
    ...Array.from({ length: turns }, () => timed(() => void detect({ path, content }, { all: true }))),
  );
}

function measure(piece: string, { name, path, write }: Frame): Growth {
  let growth = Infinity;
  let pace = 0;
  // Longer each time: what a short text takes once weighs less and less.
  for (let length = LENGTH; length <= 4 * LENGTH && growth > WORST_GROWTH; length *= 2) {
    const [once, twice] = [write(repeat(piece, length)), write(repeat(piece, 2 * length))];
    const two = quickest(path, twice, TURNS);
    pace = two / twice.length;
    growth = two < TELLS ? 1 : two / Math.max(1, quickest(path, once, TURNS));
  }
  return { piece, frame: name, growth, pace };
}

/** Measures every piece in every frame; the worst frame of each piece, the slowest growth last. */
export function measureGrowth(): readonly Growth[] {
  for (const { path, write } of FRAMES) quickest(path, write(repeat('{"a": "b", ', LENGTH)), 2);
  return PIECES.map((piece) =>
    FRAMES.map((frame) => measure(piece, frame)).reduce((a, b) => (b.growth > a.growth ? b : a)),
  ).toSorted((a, b) => b.growth - a.growth);
}

/** One line for each piece. */
export function tableOfGrowth(growths: readonly Growth[]): string {
  const rows = growths.map(
    ({ piece, frame, growth, pace }) =>
      `${growth.toFixed(2).padStart(12)} ${pace.toFixed(2).padStart(10)}  ${frame.padEnd(16)} ${JSON.stringify(piece)}`,
  );
  return ['time(2n)/(n)      us/char  worst in         piece', ...rows].join('\n');
}
