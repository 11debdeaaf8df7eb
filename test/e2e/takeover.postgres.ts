import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';

let place: TestPlace;
let world: Surroundings;
let databaseUrl: string;
let second: RekeyProcess;

beforeAll(async () => {
  place = await makeTestPlace();
  if (!place.config.databaseUrl) throw new Error('TEST_DATABASE_URL must name a PostgreSQL server');
  databaseUrl = place.config.databaseUrl;
  world = await startSurroundings();
});
afterAll(async () => {
  await second.stop();
  await world.close();
  await place.remove();
});

describe('two processes on one PostgreSQL', () => {
  it('the second takes over what the first was doing when it was killed', async () => {
    second = await world.startRekey({ databaseUrl });
    const first = await world.startRekey({ databaseUrl });
    await trustIssuer(world);
    const gate = world.github.gate(({ method, path }) => method === 'GET' && path.includes('/commits/'));
    const token = await world.issuer.issueToken();
    const sha = await world.github.commitFiles({
      ...APP,
      files: { '.mcp.json': mcpConfig(world.mcp.url, token) },
    });
    await gate.arrived;
    // Whichever of them has the job loses it with its life.
    await first.kill();
    await second.kill();
    gate.release();
    second = await world.startRekey({ databaseUrl });
    expect(await checkOf(world, sha, APP, 60_000)).toMatchObject({ conclusion: 'failure' });
    await closedIssues(world, 1);
    expect(world.issuer.revocations).toHaveLength(1);
  }, 90_000);

  it('share the work without doing any of it twice', async () => {
    const first = await world.startRekey({ databaseUrl });
    const shas: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      const token = await world.issuer.issueToken();
      shas.push(
        await world.github.commitFiles({
          ...APP,
          files: { [`${n}/.mcp.json`]: mcpConfig(world.mcp.url, token) },
        }),
      );
    }
    for (const sha of shas) expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
    await closedIssues(world, 11);
    expect(await world.github.listIssues(APP)).toHaveLength(11);
    expect(world.issuer.revocations).toHaveLength(11);
    await first.stop();
  }, 60_000);
});
