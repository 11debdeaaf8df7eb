import { startSurroundings } from '../demo/world/start-world.ts';
import { trustIssuer } from '../test/support/story.ts';
import type { GitHubOptions } from '../demo/world/github/github-world.ts';
import { FLOWS, type Scene } from './github-usage/flows.ts';
import { settled, type Usage } from './github-usage/measure.ts';

const REPOSITORIES = 1000;
const thousand = Array.from({ length: REPOSITORIES }, (_, n) => ({
  owner: 'octo',
  name: n === 0 ? 'app' : `quiet-${n}`,
  private: true,
  autoInit: n === 0,
}));

const NEVER = 86_400;
/** The worlds, and how often Rekey looks at everything: never while something else is measured. */
const SCENES: Readonly<
  Record<
    Scene,
    { readonly options: GitHubOptions; readonly reconcileSeconds: number; readonly registerSeconds?: number }
  >
> = {
  one: { options: {}, reconcileSeconds: NEVER },
  looking: { options: {}, reconcileSeconds: 3 },
  // It looks every second what is to be read.
  register: { options: {}, reconcileSeconds: NEVER, registerSeconds: 1440 },
  thousand: { options: { repositories: thousand }, reconcileSeconds: NEVER },
};

/** `--scene=one` measures in that world only. */
const only = process.argv.find((argument) => argument.startsWith('--scene='))?.slice('--scene='.length);

const figures: Record<string, Usage> = {};
for (const [scene, { options, ...seconds }] of Object.entries(SCENES)) {
  if (only !== undefined && scene !== only) continue;
  const world = await startSurroundings(options);
  const rekey = await world.startRekey(seconds);
  await trustIssuer(world);
  // GitHub gives an installation with a thousand repositories more requests than one with a few.
  world.github.setRemaining('octo', 1_000_000, NEVER);
  if (scene !== 'looking') await settled(world);
  for (const flow of FLOWS.filter((one) => one.scene === scene)) {
    const usage = await flow.run(world);
    figures[flow.name] = usage;
    // The thousand take minutes.
    process.stderr.write(`${flow.name}: ${JSON.stringify(usage)}\n`);
  }
  await rekey.stop();
  const { violations } = world.github;
  await world.close();
  if (violations.length > 0) throw new Error(`GitHub would refuse: ${violations[0]}`);
}

const columns = ['counted', 'unchanged', 'writes', 'app', 'git'] as const;
const width = Math.max(...Object.keys(figures).map((name) => name.length));
process.stdout.write(`bench:github-usage (Node ${process.versions.node})\n`);
process.stdout.write(`  ${''.padEnd(width)}${columns.map((column) => column.padStart(11)).join('')}\n`);
for (const [name, usage] of Object.entries(figures))
  process.stdout.write(
    `  ${name.padEnd(width)}${columns.map((column) => String(usage[column]).padStart(11)).join('')}\n`,
  );
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
