import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { CHECKS } from '../src/governance/checks.ts';
import { entriesOf, FRAME_NAMES, FRAME_ORDER, type Frames } from '../src/governance/frames.ts';

const FILE = new URL('../docs/governance.md', import.meta.url);
const BEGIN = '<!-- checks: written by scripts/write-governance.ts -->';
const END = '<!-- end of checks -->';

const ids = (frames: Frames) => FRAME_ORDER.flatMap((frame) => [...frames[frame]]).join(', ');

function checkRows(): readonly string[] {
  return CHECKS.map(
    ({ id, subjects, title, severity, remedy, frames, isIncident }) =>
      `| \`${id}\` | ${subjects.join(', ')} | ${title} | ${severity}${isIncident ? ' (told by its incident)' : ''} | ${remedy} | ${ids(frames)} |`,
  );
}

/** Entries of a frame to which something maps, with their titles. */
function frameRows(): readonly string[] {
  return FRAME_ORDER.flatMap((frame) => {
    const used = new Set<string>(CHECKS.flatMap(({ frames }) => [...frames[frame]]));
    return entriesOf(frame)
      .filter(([id]) => used.has(id))
      .map(([id, title]) => `| ${FRAME_NAMES[frame]} | ${id} | ${title} |`);
  });
}

/** The page as it is kept in the repository: what is between the two marks is what the code says. */
export function governancePage(): Promise<string> {
  const [before = '', rest = ''] = readFileSync(FILE, 'utf8').split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  const tables = [
    `${CHECKS.length} checks.`,
    [
      '| id | looks at | finds | severity | remedy | maps to |',
      '| - | - | - | - | - | - |',
      ...checkRows(),
    ].join('\n'),
    'The entries that they map to:',
    ['| frame | id | about |', '| - | - | - |', ...frameRows()].join('\n'),
  ].join('\n\n');
  return format(`${before}${BEGIN}\n\n${tables}\n\n${END}${after}`, {
    parser: 'markdown',
    printWidth: 110,
    singleQuote: true,
  });
}

if (import.meta.main) writeFileSync(FILE, await governancePage());
