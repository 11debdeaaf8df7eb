import { Minimatch } from 'minimatch';

/** GitHub reads no larger file: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export const CODE_OWNERS_MAX_BYTES = 3_000_000;

/** Bounds of ours: what goes beyond them names nobody, so that a hostile file cannot make matching slow. */
const MAX_RULES = 10_000;
const MAX_PATTERN = 500;
const MAX_STARS = 8;
const MAX_PATH = 1024;
const MAX_OWNERS = 20;

/** A user or team that CODEOWNERS or a person may name: it can stand in Markdown as a mention and nothing else. */
const OWNER = /^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9_.-]{0,99})?$/;

/** True for `@login` and `@organisation/team`. */
export function isOwner(name: string): boolean {
  return OWNER.test(name);
}

/** One line: a pattern and whose files it names. */
export interface OwnersRule {
  readonly pattern: string;
  /** Users and teams; e-mail addresses are left out. Empty: these files have no owner. */
  readonly owners: readonly string[];
}

const OPTIONS = {
  dot: true,
  nonegate: true,
  nocomment: true,
  noext: true,
  nobrace: true,
  platform: 'linux',
  maxGlobstarRecursion: MAX_STARS,
} as const;

/** What GitHub's description says does not work in it: negation, ranges, and an escaped `#`. */
function isUsable(pattern: string): boolean {
  const stars = pattern.match(/\*+/g)?.length ?? 0;
  return pattern.length <= MAX_PATTERN && stars <= MAX_STARS && !/^!|^\\#|[[\]]/.test(pattern);
}

/** The rules of a file, in its order; a line that GitHub does not understand is left out, as there. */
export function parseCodeOwners(text: string): readonly OwnersRule[] {
  const rules: OwnersRule[] = [];
  for (const line of text.split(/\r?\n|\r/)) {
    const [, pattern, rest = ''] = /^\s*((?:\\.|[^\s\\])+)(.*)$/.exec(line) ?? [];
    if (pattern === undefined || pattern.startsWith('#') || !isUsable(pattern)) continue;
    const words = (rest.split('#', 1)[0] ?? '').split(/\s+/).filter((word) => word !== '');
    const owners = words.filter(isOwner).slice(0, MAX_OWNERS);
    // Somebody whom we cannot name is an owner all the same: the rule must not hand the files to the one before it.
    rules.push({ pattern: pattern.replaceAll('\\ ', ' '), owners });
  }
  return rules.slice(-MAX_RULES);
}

/**
 * The globs of a pattern. It follows gitignore: without a slash before its end it counts in every folder, and what names
 * a folder names all that is in it. Unlike there `docs/*` is the files of that folder only.
 */
function globsOf(pattern: string): readonly string[] {
  const body = pattern.replace(/^\/+/, '').replace(/\/+$/, '');
  if (body === '') return pattern === '' ? [] : ['**'];
  const anchored = pattern.startsWith('/') || body.includes('/');
  const glob = anchored ? body : `**/${body}`;
  if (pattern.endsWith('/')) return [`${glob}/**`];
  return /(?:^|\/)\*$/.test(glob) ? [glob] : [glob, `${glob}/**`];
}

function covers({ pattern }: OwnersRule, path: string): boolean {
  return globsOf(pattern).some((glob) => new Minimatch(glob, OPTIONS).match(path));
}

/** Who owns a file of the repository: the last rule that covers it decides. Empty where nobody does. */
export function ownersOf(rules: readonly OwnersRule[], path: string): readonly string[] {
  if (path.length > MAX_PATH) return [];
  return rules.findLast((rule) => covers(rule, path))?.owners ?? [];
}
