import { Minimatch } from 'minimatch';
import { lineEnd } from './file-text.ts';

/** More lines, or longer ones, than people write; what is beyond them is not looked at. */
const MAX_LINES = 5000;
const MAX_PATTERN = 500;
const MAX_PATH = 1024;

interface Rule {
  readonly ignores: boolean;
  readonly foldersOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/** https://git-scm.com/docs/gitignore#_pattern_format */
function toRule(line: string): Rule | undefined {
  const trimmed = line.replace(/\r$/, '').replace(/(?<!\\)[ \t]+$/, '');
  if (trimmed === '' || trimmed.startsWith('#') || trimmed.length > MAX_PATTERN) return undefined;
  const ignores = !trimmed.startsWith('!');
  const written = ignores ? trimmed : trimmed.slice(1);
  const foldersOnly = written.endsWith('/');
  const body = foldersOnly ? written.slice(0, -1) : written;
  const pattern = body.includes('/') ? body.replace(/^\//, '') : `**/${body}`;
  const options = {
    dot: true,
    nonegate: true,
    nocomment: true,
    noext: true,
    nobrace: true,
    platform: 'linux',
  } as const;
  const glob = new Minimatch(pattern, options);
  return { ignores, foldersOnly, matches: (path) => glob.match(path) };
}

/** Whether a `.gitignore` at the root covers a file. The last rule that fits counts; what is in an ignored folder is. */
function isIgnored(text: string, path: string): boolean {
  if (path.length > MAX_PATH) return false;
  const rules = text
    .split('\n')
    .slice(0, MAX_LINES)
    .flatMap((line) => toRule(line) ?? []);
  const parts = path.split('/');
  return parts.some((_, index) => {
    const isFile = index === parts.length - 1;
    const piece = parts.slice(0, index + 1).join('/');
    const rule = rules.findLast(({ foldersOnly, matches }) => !(foldersOnly && isFile) && matches(piece));
    return rule?.ignores === true;
  });
}

/** A line that ignores just this file, wherever its name has a meaning in patterns; undefined for one with a line end. */
function lineFor(path: string): string | undefined {
  if (/[\r\n\0]/.test(path)) return undefined;
  return `/${path.replaceAll(/[\\*?[\]]/g, '\\$&').replace(/[ \t]+$/, (blanks) => blanks.replaceAll(/./g, '\\$&'))}`;
}

/**
 * Adds files to the text of the `.gitignore` at the root, each that it does not cover yet.
 *
 * @param text undefined where there is no such file
 * @returns the same text where nothing is to be added
 */
export function ignoreFiles(text: string | undefined, paths: readonly string[]): string | undefined {
  let result = text ?? '';
  const eol = lineEnd(result);
  for (const path of paths) {
    const line = lineFor(path);
    if (line === undefined || isIgnored(result, path)) continue;
    const gap = result === '' || result.endsWith('\n') ? '' : eol;
    result += `${gap}${line}${eol}`;
  }
  return result === '' ? text : result;
}
