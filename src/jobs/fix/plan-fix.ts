import { createHash } from 'node:crypto';
import { credentialName } from '../../detect/credential-name.ts';
import { detect, redactKnownFormats, surfaceOf } from '../../detect/index.ts';
import { documentVariables, fixFile, ignoreFiles, isOwnDotenv } from '../../fix/index.ts';
import type { FileFix, Names } from '../../fix/index.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { isDead } from '../../inventory/state.ts';
import type { FixedFile, FixFacts } from '../../respond/fix/fix-facts.ts';
import type { FileChange } from '../../respond/fix/write-branch.ts';
import type { TreeFile } from '../../sources/fix/default-branch.ts';
import { draftSideFile, isRegular, readText, type Draft, type PlanParts } from './draft.ts';
import { offeredBy } from './offered.ts';
import { withNames } from './variable-names.ts';

/** More files are left to a later pull request: people have to read this one. */
const MAX_FILES = 100;
const ENV_EXAMPLE = '.env.example';
const GITIGNORE = '.gitignore';
/** Of a variable in a dotenv file. */
const NAME = /^[A-Za-z_]\w{0,99}$/;

/** What the pull request shall hold. */
export interface FixPlan {
  readonly changes: readonly FileChange[];
  readonly facts: Omit<FixFacts, 'htmlUrl'>;
  /** Stand for the credentials and files that are replaced. */
  readonly keys: readonly string[];
  /** SHA-256 of what changes, and from what. */
  readonly digest: string;
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const isWorkflow = (path: string) => path.startsWith('.github/workflows/');

function describe(file: TreeFile, { done, left }: FileFix): FixedFile {
  // People name servers and keys after tokens.
  const secrets = [...done, ...left].map(({ finding }) => finding.secret);
  const scrub = createScrub(secrets, redactKnownFormats);
  const places = done.map(({ finding, name, keeper, reference }) => ({
    line: finding.span.startLine,
    credential: credentialName(finding),
    name,
    keeper,
    reference,
    ...(finding.server === undefined ? {} : { server: scrub(finding.server) }),
    ...(finding.key === undefined ? {} : { key: scrub(finding.key) }),
  }));
  return { path: file.path, removed: false, places };
}

/** A file that a client writes for itself is of no use to others: it goes, when all it holds may be spoken of. */
function dropCache(parts: PlanParts, draft: Draft, file: TreeFile, text: string): boolean {
  const find = offeredBy(parts.context, parts.offered);
  const findings = detect({ path: file.path, content: text });
  const known = findings.flatMap((finding) => find(finding) ?? []);
  if (known.length === 0 || known.length < findings.length) return false;
  draft.changes.push({ path: file.path, mode: file.mode, from: file.sha });
  draft.files.push({ path: file.path, removed: true, places: [] });
  draft.caches.push(file.path);
  for (const { incidentId, state } of known) {
    note(draft, incidentId, file.path);
    draft.allDead &&= isDead(state);
  }
  return true;
}

function note(draft: Draft, incidentId: string, path: string): void {
  draft.keys.add(sha256(`${incidentId}:${path}`).slice(0, 24));
}

/**
 * A dotenv file of one machine keeps its values, and who takes it out takes it from everybody: a person has to. What it needs
 * to go is prepared: others find the names of its variables elsewhere, and nobody commits it again.
 */
function leaveDotenv(parts: PlanParts, draft: Draft, { path }: TreeFile, { left }: FileFix): void {
  const [first] = left;
  if (!first) return;
  const find = offeredBy(parts.context, parts.offered);
  const scrub = createScrub(
    left.map(({ finding }) => finding.secret),
    redactKnownFormats,
  );
  for (const { finding } of left) {
    const { key = '' } = finding;
    const known = find(finding);
    if (known) note(draft, known.incidentId, path);
    if (NAME.test(key) && scrub(key) === key) draft.set.push({ name: key, path, isSet: true });
  }
  draft.dotenvs.push(path);
  draft.left.push({ path, line: first.finding.span.startLine, reason: 'own-dotenv' });
}

async function draftFile(parts: PlanParts, names: Names, draft: Draft, file: TreeFile): Promise<void> {
  const read = await readText(parts, file.path);
  if (!read) return;
  if (surfaceOf(file.path)?.id === 'token-cache') return void dropCache(parts, draft, file, read.text);
  const find = offeredBy(parts.context, parts.offered);
  const source = { path: file.path, text: read.text };
  const fix = fixFile(source, names, (finding) => find(finding) !== undefined);
  // Of what stays the history holds the value as well.
  for (const { finding } of [...fix.done, ...fix.left]) {
    const known = find(finding);
    draft.allDead &&= known !== undefined && isDead(known.state);
  }
  if (isOwnDotenv(file.path)) return leaveDotenv(parts, draft, file, fix);
  const left = fix.left.map(({ finding, ...why }) => ({
    path: file.path,
    line: finding.span.startLine,
    ...why,
  }));
  draft.left.push(...left);
  if (fix.done.length === 0) return;
  if (isWorkflow(file.path) && !parts.mayChangeWorkflows) {
    const places = fix.done.map(({ finding, reference }) => ({
      line: finding.span.startLine,
      instead: reference,
    }));
    draft.left.push(...places.map((one) => ({ path: file.path, ...one, reason: 'no-permission' as const })));
    return;
  }
  draft.changes.push({ path: file.path, mode: file.mode, content: read.encode(fix.text), from: file.sha });
  draft.files.push(describe(file, fix));
  for (const { finding } of fix.done) {
    const known = find(finding);
    if (known) note(draft, known.incidentId, file.path);
  }
}

/** Files of the tree that are known to have held something that may be offered, in the order of their names. */
function filesToRead({ tree, offered }: PlanParts): readonly TreeFile[] {
  const paths = [...new Set(offered.flatMap((one) => one.paths))].toSorted();
  const files = paths.flatMap((path) => tree.files.get(path) ?? []);
  return files.filter(isRegular).slice(0, MAX_FILES);
}

/** Reads the files at the head of the default branch and says what becomes of them. Undefined: nothing is to be changed. */
export function planFix(parts: PlanParts): Promise<FixPlan | undefined> {
  return withNames(parts.context, parts.repository.id, (names) => planWith(parts, names));
}

async function planWith(parts: PlanParts, names: Names): Promise<FixPlan | undefined> {
  const draft: Draft = {
    changes: [],
    files: [],
    left: [],
    caches: [],
    keys: new Set(),
    allDead: true,
    set: [],
    dotenvs: [],
  };
  for (const file of filesToRead(parts)) await draftFile(parts, names, draft, file);
  if (draft.files.length === 0 && draft.dotenvs.length === 0) return undefined;
  const needed = draft.files.flatMap(({ path, places }) =>
    places.filter(({ keeper }) => keeper === 'variable').map(({ name }) => ({ name, path })),
  );
  const gone = [...draft.caches, ...draft.dotenvs];
  const gitignore = await draftSideFile(parts, draft, GITIGNORE, (text) => ignoreFiles(text, gone));
  const named = [...draft.set, ...needed];
  const example = await draftSideFile(parts, draft, ENV_EXAMPLE, (text) => documentVariables(text, named));
  // All that can be done for a dotenv file is done already.
  if (draft.changes.length === 0) return undefined;
  const { files, left, allDead, dotenvs: ignored } = draft;
  const changed = draft.changes.map(({ path, mode, from, content }) => [
    path,
    mode,
    from,
    content ? sha256(content) : '',
  ]);
  return {
    changes: draft.changes,
    facts: { files, left, allDead, example, gitignore, ignored },
    keys: [...draft.keys].toSorted(),
    digest: sha256(JSON.stringify(changed)),
  };
}
