import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { deriveKeys } from '../src/base/keys.ts';
import { issueLinkCode } from '../src/web/session.ts';
import { trustIssuer, watchStory, type Step } from './steps.ts';
import { seedFolder } from './seed/seed-folder.ts';
import type { RekeyProcess } from './world/rekey-process.ts';
import { startSurroundings, type Surroundings } from './world/start-world.ts';

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

function printTimeline(steps: readonly Step[]): void {
  const start = steps.find(({ name }) => name === 'pushed')?.at ?? new Date();
  print('  after push  step             what was seen');
  for (const { name, at, detail } of steps) {
    const ms = at ? `${at.getTime() - start.getTime()} ms`.padStart(9) : '  missing';
    print(`  ${ms}   ${name.padEnd(16)} ${detail}`);
  }
}

/** GitHub knows nothing of a seeded organisation: nobody asks it during a demo. */
const EVENTUALLY = 86_400;

async function startSeeded(world: Surroundings): Promise<{ rekey: RekeyProcess; remove: () => void }> {
  print('Drawing an organisation with a year of incidents …');
  const { dataDir, made } = await seedFolder(Buffer.from(world.key, 'base64'));
  print(
    `  ${made.repositories} repositories, ${made.credentials} credentials, ${made.exposures} places, ${made.findings} findings`,
  );
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  process.once('exit', remove);
  const rekey = await world.startRekey({ dataDir, reconcileSeconds: EVENTUALLY, sweepSeconds: EVENTUALLY });
  return { rekey, remove };
}

/**
 * The whole story on this machine, with real parts on the loopback interface only.
 *
 * @param args `--once`: end after the story; otherwise keep running until interrupted. `--seeded`: beside an organisation
 *   that has a year of incidents behind it
 * @returns 0 when every step was seen, else 1
 */
export async function runDemo(args: readonly string[]): Promise<number> {
  print('Starting GitHub (emulated), an authorization server, an MCP server, and Rekey …');
  const world = await startSurroundings();
  const { rekey, remove } = args.includes('--seeded')
    ? await startSeeded(world)
    : { rekey: await world.startRekey(), remove: () => undefined };
  try {
    await trustIssuer(world);
    print(
      `  GitHub ${world.github.apiUrl}   issuer ${world.issuer.issuer}   MCP ${world.mcp.url}   Rekey ${rekey.url}\n`,
    );
    const steps = await watchStory(world, rekey);
    printTimeline(steps);
    const missing = steps.filter(({ at }) => at === undefined).map(({ name }) => name);
    print();
    print(missing.length === 0 ? 'The pushed token is dead.' : `Not seen: ${missing.join(', ')}`);
    if (args.includes('--once')) return missing.length === 0 ? 0 : 1;
    const code = issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')));
    print(`\nDashboard (the link works once, for ten minutes): ${rekey.url}/sign-in?code=${code}`);
    print('Press Ctrl+C to end.');
    await once(process, 'SIGINT');
    return 0;
  } finally {
    await rekey.stop();
    remove();
    await world.close();
  }
}
