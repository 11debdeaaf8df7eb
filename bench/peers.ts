import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { peers } from './peers/all-peers.ts';
import { copyCleanTree } from './peers/clean-tree.ts';
import { figures } from './peers/figures.ts';
import { install } from './peers/install.ts';
import { measure } from './peers/measure.ts';
import type { Measured, NotMeasured, Setting } from './peers/measure.ts';
import { writePlantedTree } from './peers/planted-tree.ts';
import { report } from './peers/tables.ts';

const { values: options } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    seed: { type: 'string' },
    files: { type: 'string', default: '1000' },
    tools: { type: 'string', default: join(tmpdir(), 'rekey-peers') },
    clean: { type: 'string', default: 'node_modules' },
    'clean-megabytes': { type: 'string', default: '20' },
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    limit: { type: 'string', default: '600' },
    write: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const chosen = peers.filter(
  ({ name }) => !options.only || options.only.toLowerCase().split(',').includes(name.toLowerCase()),
);
if (options.install)
  for (const peer of chosen)
    if (!install(peer, options.tools)) process.stderr.write(`${peer.name} could not be installed\n`);

const seed = Number(options.seed ?? randomInt(2 ** 31));
const load = (loadavg()[0] ?? 0).toFixed(1);
const work = mkdtempSync(join(tmpdir(), 'rekey-bench-peers-'));
const results: (Measured | NotMeasured)[] = [];
try {
  const home = join(options.tools, 'home');
  mkdirSync(home, { recursive: true });
  const setting: Setting = {
    tools: options.tools,
    home,
    work,
    planted: writePlantedTree(join(work, 'planted'), seed, Number(options.files)),
    clean: copyCleanTree(options.clean, join(work, 'clean'), Number(options['clean-megabytes'])),
    runs: Number(options.runs),
    limitSeconds: Number(options.limit),
  };
  for (const peer of chosen) {
    process.stderr.write(`${peer.name} …\n`);
    results.push(await measure(peer, setting));
  }
  const markdown = await format(report(results, setting, machine()), {
    parser: 'markdown',
    proseWrap: 'preserve',
  });
  process.stdout.write(markdown);
  if (options.write) replaceSection(options.write, markdown);
  if (options.json) process.stdout.write(`${JSON.stringify(asJson(setting))}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  return `commit ${commit}, ${cpus().length} cores (${cpu?.model.trim()}), ${memory} GiB, Node ${process.versions.node}, load of others at the start ${load}`;
}

function asJson(setting: Setting): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    results.map((result) => [
      result.peer.name,
      'reason' in result
        ? { version: result.peer.version, reason: result.reason }
        : { version: result.peer.version, ...figures(result, setting) },
    ]),
  );
}

/** Puts the report between the two marks of a Markdown file. */
function replaceSection(file: string, markdown: string): void {
  const [start, end] = ['<!-- peers:start -->', '<!-- peers:end -->'];
  const text = readFileSync(file, 'utf8');
  const [head, rest] = [text.indexOf(start), text.indexOf(end)];
  if (head === -1 || rest < head) throw new Error(`${file} lacks the marks ${start} and ${end}`);
  writeFileSync(file, `${text.slice(0, head + start.length)}\n\n${markdown}\n${text.slice(rest)}`);
}
