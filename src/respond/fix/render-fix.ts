import type { Keeper } from '../../fix/index.ts';
import { fitLines } from '../fit.ts';
import { groupBy } from '../group-by.ts';
import { code, link, named } from '../markdown.ts';
import { moreOf } from '../words/count.ts';
import { FIX_PARTS, FIX_WORDS, KEEPER_WORDS, LEFT_WORDS, SETTINGS_PAGES } from '../words/fix.ts';
import type { FixedFile, FixedPlace, FixFacts, LeftPlace, SideFile } from './fix-facts.ts';

/** Of the body's 65,536 characters, for each list. */
const BUDGET = 15_000;
const MAX_PATH = 200;
const MAX_WRITTEN = 400;
const MAX_IGNORED = 5;

/** The hidden first line by which the pull request says whose it is. */
const FIX_MARKER = '<!-- rekey:fix -->';

function place({ line, credential, server, key, keeper, reference, name }: FixedPlace): string {
  const now =
    keeper === 'none' ? FIX_WORDS.emptied : FIX_PARTS.becomes(code(reference === '' ? name : reference));
  return FIX_PARTS.place(line, FIX_PARTS.what(credential, named(key), named(server)), now);
}

function file({ path, removed, places }: FixedFile, gitignore: SideFile): string {
  if (removed) return `- ${code(path, MAX_PATH)} ${FIX_WORDS.removed(gitignore !== 'left')}`;
  return [`- ${code(path, MAX_PATH)}`, ...places.map(place)].join('\n');
}

const more = (noun: string) => (omitted: number) => moreOf(omitted, noun);

/** Where secrets of this very repository are created. */
function page(keeper: Keeper, htmlUrl: string): string | undefined {
  const below = SETTINGS_PAGES[keeper];
  return below === undefined ? undefined : link(`${htmlUrl.replace(/\/$/, '')}${below}`);
}

/** What a person has to see to before the change works, by where the values are kept. */
function todo({ files, htmlUrl, example }: FixFacts): readonly string[] {
  const places = files.flatMap((one) => one.places);
  return [...groupBy(places, ({ keeper }) => keeper)].flatMap(([keeper, own]): string[] => {
    if (keeper === 'none') return [];
    const names = [...new Set(own.map(({ name }) => name))].map((name) => `- ${code(name)}`);
    const lines = fitLines(names, BUDGET / 3, names.length, more('name'));
    const where = page(keeper, htmlUrl);
    const words =
      keeper === 'variable' && example !== 'left' ? FIX_WORDS.listedVariables : KEEPER_WORDS[keeper];
    const opening = where === undefined ? words : `${words} ${where}`;
    return [`${opening}\n\n${lines.join('\n')}`];
  });
}

function why({ reason, instead }: LeftPlace): string {
  if (instead === undefined) return LEFT_WORDS[reason];
  const [written, beside] = instead.split('\n\n', 2).map((part) => code(part, MAX_WRITTEN));
  return FIX_PARTS.byHand(LEFT_WORDS[reason], written ?? '', beside);
}

function left({ left: all }: FixFacts): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.map((one) => FIX_PARTS.left(code(one.path, MAX_PATH), one.line, why(one)));
  return [
    FIX_WORDS.left,
    FIX_WORDS.leftOpening,
    fitLines(lines, BUDGET, lines.length, more('place')).join('\n'),
  ];
}

/** Files at the root that change as well. */
function sideFiles({ example, gitignore, ignored }: FixFacts): readonly string[] {
  const paths = ignored.slice(0, MAX_IGNORED).map((path) => code(path, MAX_PATH));
  const omitted = ignored.length - paths.length;
  const shown = omitted > 0 ? [...paths, moreOf(omitted, 'file')] : paths;
  return [
    ...(gitignore === 'changed' && ignored.length > 0
      ? [`- ${code('.gitignore')} ${FIX_WORDS.ignored(shown.join(', '))}`]
      : []),
    ...(example === 'changed' ? [`- ${code('.env.example')} ${FIX_WORDS.example}`] : []),
  ];
}

/** What the pull request is called, and its commit. */
export function fixTitle({ files }: Pick<FixFacts, 'files'>): string {
  return files.length === 0 ? FIX_WORDS.preparation : FIX_WORDS.title;
}

/** A pull request's title and body, ready to be sent. */
export interface RenderedFix {
  readonly title: string;
  /** Markdown, at most 65,536 characters. */
  readonly body: string;
}

/** What the pull request says: each file, what a person has to do, what stays, and why the history is no matter. */
export function renderFix(facts: FixFacts): RenderedFix {
  const files = facts.files.map((one) => file(one, facts.gitignore));
  const needed = todo(facts);
  const body = [
    FIX_MARKER,
    facts.files.length === 0 ? FIX_WORDS.openingPreparation : FIX_WORDS.opening,
    FIX_WORDS.files,
    [...fitLines(files, BUDGET, files.length, more('file')), ...sideFiles(facts)].join('\n'),
    ...(needed.length > 0 ? [FIX_WORDS.todo, ...needed] : []),
    ...left(facts),
    FIX_WORDS.history,
    facts.allDead ? FIX_WORDS.historyDead : FIX_WORDS.historyOpen,
    FIX_WORDS.kept,
  ].join('\n\n');
  return { title: fixTitle(facts), body };
}

/** What it says when nothing is left to replace. */
export function renderEndedFix(): RenderedFix {
  return { title: FIX_WORDS.title, body: `${FIX_MARKER}\n\n${FIX_WORDS.ended}` };
}

/** The one comment on a branch to which somebody else has committed. */
export function renderForeignBranch(): string {
  return `<!-- rekey:fix:foreign -->\n\n${FIX_WORDS.foreign}`;
}
