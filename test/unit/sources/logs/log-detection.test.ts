import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../../src/detect/index.ts';
import { logPiece } from '../../../../src/sources/logs/log-piece.ts';
import { textPieces } from '../../../../src/sources/logs/text-pieces.ts';
import { githubPat, mcpBearer } from '../../../support/credentials.ts';
import { mcpConfig } from '../../../support/story.ts';
import { CLEAN_LOGS } from './natural-logs.ts';

const MOMENT = '2026-11-25T03:46:21.1234567Z ';
const URL = 'https://mcp.acme.example/billing';

interface Place {
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly server?: string | undefined;
}

/** What is found in a log, and where: as the job finds it. */
async function findIn(text: string): Promise<readonly Place[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += 50_000) yield Buffer.from(text.slice(at, at + 50_000));
  }
  const found: Place[] = [];
  for await (const piece of textPieces(chunks())) {
    const log = logPiece(piece);
    for (const { secret, span, server } of detect({ path: 'actions/runs/log', content: log.content })) {
      const place = log.locate(span.startLine, span.startColumn);
      if (place) found.push({ ...place, value: secret.reveal(), server });
    }
  }
  return found;
}

const lined = (lines: readonly string[], end = '\n') =>
  `\u{feff}${lines.map((line) => `${MOMENT}${line}${end}`).join('')}`;

/** Where a value stands in a log, by looking. */
function whereIs(log: string, value: string): Pick<Place, 'line' | 'column'> {
  const lines = log.replace(/^\u{feff}/u, '').split('\n');
  const line = lines.findIndex((text) => text.includes(value));
  return { line: line + 1, column: (lines[line] ?? '').indexOf(value) + 1 };
}

describe('a log without a credential', () => {
  it.each(Object.entries(CLEAN_LOGS))('of %s is clean', async (_, lines) => {
    expect(await findIn(lined(lines))).toEqual([]);
  });

  it('is clean when all of it is one', async () => {
    const all = Object.values(CLEAN_LOGS).flat();
    expect(await findIn(lined(Array.from({ length: 40 }, () => all).flat()))).toEqual([]);
  });
});

describe('a log with a credential', () => {
  const token = mcpBearer(7);
  const coloured = mcpConfig(URL, token)
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/"[^"]+"/, (key) => `\u001b[34m${key}\u001b[0m`));
  const shapes: readonly (readonly [string, readonly string[], string])[] = [
    [
      'a configuration that was printed',
      ['Run cat .mcp.json', ...mcpConfig(URL, token).trimEnd().split('\n')],
      '\n',
    ],
    ['one in colours', ['Run jq . .mcp.json', ...coloured], '\n'],
    [
      'one of a machine with Windows',
      ['Run type .mcp.json', ...mcpConfig(URL, token).trimEnd().split('\n')],
      '\r\n',
    ],
    ['one on a line', [`::debug::${JSON.stringify(JSON.parse(mcpConfig(URL, token)))}`], '\n'],
    [
      'a variable of a step',
      ['##[group]Run mcp-remote', 'env:', `  BILLING_MCP_TOKEN: ${token}`, '##[endgroup]'],
      '\n',
    ],
    [
      'a command',
      [`[command]claude mcp add -t http billing ${URL} --header "Authorization: Bearer ${token}"`],
      '\n',
    ],
  ];

  it.each(shapes)('%s tells it at its line and column', async (_, lines, end) => {
    const log = lined([...(CLEAN_LOGS['npm and its lock file'] ?? []), ...lines], end);
    expect(await findIn(log)).toEqual([expect.objectContaining({ value: token, ...whereIs(log, token) })]);
  });

  it('finds it in the middle of a large one, and the server it belongs to', async () => {
    const all = Object.values(CLEAN_LOGS).flat();
    const filler = Array.from({ length: 60 }, () => all).flat();
    const log = lined([...filler, ...mcpConfig(URL, token).trimEnd().split('\n'), ...filler]);
    expect(log.length).toBeGreaterThan(600_000);
    expect(await findIn(log)).toEqual([{ value: token, server: 'billing', ...whereIs(log, token) }]);
  });

  it('finds it wherever a piece ends', async () => {
    const config = mcpConfig(URL, token).trimEnd().split('\n');
    const size = lined(config).length;
    for (const before of [249_000, 249_400, 249_700, 249_900, 250_000, 233_500, 217_200]) {
      const log = lined([
        ...Array.from({ length: Math.floor((before - size) / 80) }, () => 'x'.repeat(50)),
        ...config,
        ...config.map(() => 'y'.repeat(9000)),
      ]);
      expect(await findIn(log)).toEqual([{ value: token, server: 'billing', ...whereIs(log, token) }]);
    }
  });

  it('finds a known format where nothing speaks of MCP', async () => {
    const pat = githubPat(7);
    const log = lined(['fatal: unable to access', `remote: https://x:${pat}@github.com/acme/app.git`]);
    expect(await findIn(log)).toEqual([expect.objectContaining({ value: pat, ...whereIs(log, pat) })]);
  });
});
