import { setTimeout as delay } from 'node:timers/promises';
import { makeZip } from '../../demo/world/github/rules/runs-zip.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { APP } from './story.ts';
import { until } from './until.ts';

const MOMENT = '2026-11-25T03:46:21.1234567Z ';

/** Lines of a log as GitHub writes them. */
export const log = (...lines: readonly string[]) =>
  `\u{feff}${lines.map((line) => `${MOMENT}${line}\n`).join('')}`;

/** Lines that look like much and are nothing. */
export const CLEAN_LOG = log(
  'npm notice filename: a-1.0.0.tgz',
  `sha512-${'Ab3'.repeat(28)}==`,
  'Digest: sha256:0123456789abcdef',
);

/** An entry of a zip without what ends the zip. */
export function part(name: string, content: string | Uint8Array): Buffer {
  const zip = makeZip([{ name, content, descriptor: 'marked' }]);
  return zip.subarray(0, zip.indexOf('PK\u0001\u0002'));
}

/** A file of 60 MB that packs to a thousandth. */
export const bomb = () => part('build/2_Bomb.txt', Buffer.alloc(60_000_000));
/** A text as Windows writes it. */
export const utf16 = (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le');

/** A stored entry that goes on for as long as somebody reads. */
export async function* endless(): AsyncGenerator<Uint8Array> {
  const zip = makeZip([{ name: 'build/2_Loop.txt', content: '', method: 'stored', descriptor: 'marked' }]);
  yield zip.subarray(0, 30 + 'build/2_Loop.txt'.length);
  const lines = Buffer.from(log('again and again').repeat(20_000));
  for (;;) yield lines;
}

/** The check run of a commit once its title holds a text. */
export async function checkSaying(
  world: Surroundings,
  sha: string,
  words: string,
  where: { owner: string; repo: string } = APP,
) {
  const find = async () => {
    const [run] = await world.github.listCheckRuns({ ...where, sha });
    // Numbers are broken in two by a character without width, so that GitHub takes them for no commit.
    const said = `${run?.output.title} ${run?.output.summary}`.replaceAll(/[\u{200b}\\]/gu, '');
    return run && said.includes(words) ? { ...run, said } : undefined;
  };
  await until(async () => (await find()) !== undefined, 25_000);
  return find();
}

/** Waits until the job of a run has ended, by what it asked for and by a push behind it in the lane. */
export async function settled(world: Surroundings, run: number, requests = 1): Promise<void> {
  const isLog = ({ path }: { path: string }) => path.includes(`/runs/${run}/`);
  await until(() => world.github.requests.filter(isLog).length >= requests, 25_000);
  await delay(500);
}
