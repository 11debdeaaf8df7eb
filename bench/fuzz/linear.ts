import { detect } from '../../src/detect/index.ts';
import { createRandom } from '../quality/random.ts';
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
/** Shorter than this, in microseconds, and one cannot tell how it grows. */
const TELLS = 3000;
/** Twice as much and a little: garbage is collected, and caches end. */
export const WORST_GROWTH = 2.5;
/** Every piece is tried in every frame, and so many pairs of two in one. */
const PAIRS = 2000;

/** How the time grows of one piece in one frame. */
interface Growth {
  readonly piece: string;
  readonly frame: string;
  /** time(2n)/time(n); 0 where the time is too short to tell. */
  readonly growth: number;
  /** Microseconds per character, of the longer text. */
  readonly pace: number;
}

const repeat = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** What disturbs only makes slower. */
function quickest(path: string, content: string, turns: number): number {
  return Math.min(
    ...Array.from({ length: turns }, () => timed(() => void detect({ path, content }, { all: true }))),
  );
}

function measure(piece: string, { name, path, write }: Frame): Growth {
  let growth = Infinity;
  let pace = 0;
  // Longer and more often each time: what a short text takes once weighs less and less.
  for (let by = 1; by <= 8 && growth > WORST_GROWTH; by *= 2) {
    const [once, twice] = [by, 2 * by].map((times) => write(repeat(piece, times * LENGTH))) as [
      string,
      string,
    ];
    const two = quickest(path, twice, 3 * by);
    pace = two / twice.length;
    growth = two < TELLS ? 0 : two / quickest(path, once, 3 * by);
  }
  return { piece, frame: name, growth, pace };
}

const worse = (a: Growth, b: Growth) => (b.growth > a.growth ? b : a);

/** The worst frame of each piece, and each pair in some frame; what grows most comes first. */
export function measureGrowth(seed: number): readonly Growth[] {
  for (const { path, write } of FRAMES) quickest(path, write(repeat('{"a": "b", ', LENGTH)), 2);
  const random = createRandom(seed);
  const alone = PIECES.map((piece) => FRAMES.map((frame) => measure(piece, frame)).reduce(worse));
  const pairs = Array.from({ length: PAIRS }, () =>
    measure(random.pick(PIECES) + random.pick(PIECES), random.pick(FRAMES)),
  );
  return [...alone, ...pairs].toSorted((a, b) => b.growth - a.growth);
}

/** One line for each of those that grow most, and of those that take longest. */
export function tableOfGrowth(growths: readonly Growth[], rows: number): string {
  const byPace = growths.toSorted((a, b) => b.pace - a.pace);
  const line = ({ piece, frame, growth, pace }: Growth) =>
    `${growth.toFixed(2).padStart(12)} ${pace.toFixed(2).padStart(10)}  ${frame.padEnd(16)} ${JSON.stringify(piece)}`;
  const head = 't(2n)/t(n)      us/char  in               piece';
  const table = (list: readonly Growth[]) => [head, ...list.slice(0, rows).map(line)].join('\n');
  return `grow most\n${table(growths)}\ntake longest\n${table(byPace)}`;
}
