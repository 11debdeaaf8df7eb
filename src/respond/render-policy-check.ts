import type { Effects } from '../policy/preview/effects.ts';
import type { NameNote } from '../policy/preview/name-note.ts';
import type { PolicyPreview } from '../policy/preview/preview-policy.ts';
import { fitLines } from './fit.ts';
import { code, plain } from './markdown.ts';
import { place } from './place.ts';
import type { Annotation, RenderedCheck } from './rendered.ts';
import { moreLine } from './words/count.ts';
import { EFFECT_WORDS, NAME_WORDS, POLICY_WORDS, RULE_WORDS, type Tense } from './words/policy.ts';
import { changeWords } from './words/policy-keys.ts';

/** All that the check run `Rekey policy` of one commit says. */
export interface PolicyCheckReport {
  /** Of the file in its repository. */
  readonly path: string;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
  /** `is`: the commit is the head of the default branch. */
  readonly tense: Tense;
  /** It is the file of the organisation. */
  readonly ofOrganisation: boolean;
  /** The commit has no such file. */
  readonly removed: boolean;
  /** The policy that it takes the place of is not known, for its file had errors. */
  readonly unknownBefore: boolean;
  /** Absent while the file, or that of the organisation, has errors. */
  readonly preview?: PolicyPreview;
  /** Which numbers may be said: all; none that a rule's path would give a place; none at all. */
  readonly numbers: 'all' | 'without-places' | 'none';
  /** Names that let nobody decide or see. */
  readonly names?: readonly NameNote[];
  /** So many incidents were looked at, and there are more. */
  readonly examined?: number;
}

/** A sentence in which nothing could be markup, a mention, a reference or a link, wherever it is shown. */
const HARMLESS = /^(?!.*(?:www\.|\/\/|\b[0-9a-f]{7}))\p{L}[\p{L}\p{N} ,.;:'"’“”()?/_-]{0,500}$/iu;

const BUDGET = { changes: 16_000, effects: 2_000, notes: 8_000, errors: 8_000 } as const;

function list(items: readonly string[], budget: number): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.map((item) => `- ${item}`);
  return [fitLines(lines, budget, items.length, moreLine).join('\n')];
}

function section(heading: string, items: readonly string[], ...after: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  return [`### ${heading}`, ...list(items, BUDGET.notes), ...after];
}

const KINDS = ['ignored', 'counted', 'released', 'asked'] as const satisfies readonly (keyof Effects)[];
const NAMES_PLACES: ReadonlySet<string> = new Set(['ignored', 'counted']);

function effectsOf({ preview, numbers, tense }: PolicyCheckReport): readonly string[] {
  const { effects } = preview ?? {};
  if (!effects || numbers === 'none') return [];
  return KINDS.filter((kind) => numbers === 'all' || !NAMES_PLACES.has(kind))
    .filter((kind) => effects[kind] > 0)
    .map((kind) => EFFECT_WORDS[kind](effects[kind], tense));
}

function titleOf(report: PolicyCheckReport, effects: readonly string[]): string {
  const { errors, preview, tense } = report;
  if (errors.length > 0) return POLICY_WORDS.titleErrors(errors.length);
  if (!preview) return POLICY_WORDS.titleUnknown;
  const [first] = effects;
  if (first !== undefined) return first;
  const changed = preview.changed.length;
  return changed > 0 ? POLICY_WORDS.titleChanges(changed, tense) : POLICY_WORDS.titleSame(tense);
}

function openIncidents(report: PolicyCheckReport, effects: readonly string[]): readonly string[] {
  const { preview, numbers, examined } = report;
  if (!preview || preview.changed.length === 0) return [];
  const sentences = [
    ...effects.map((effect) => `**${effect}.**`),
    ...(numbers === 'all' && effects.length === 0 ? [POLICY_WORDS.none] : []),
    ...(numbers === 'all' ? [] : [POLICY_WORDS.noCounts]),
    ...(examined === undefined || numbers === 'none' ? [] : [POLICY_WORDS.some(examined)]),
  ];
  return section(POLICY_WORDS.openHeading, sentences, ...(effects.length > 0 ? [POLICY_WORDS.effects] : []));
}

function previewed(report: PolicyCheckReport, effects: readonly string[]): readonly string[] {
  const { preview, tense, ofOrganisation, removed, unknownBefore, names = [] } = report;
  if (!preview) return [POLICY_WORDS.organisationBroken];
  const { before, after, changed } = preview;
  const changes = changed.flatMap((key) => changeWords(key, before, after));
  // What matters most comes first: a change may have more settings than a screen has lines.
  const concerns = effects.length > 0;
  const incidents = openIncidents(report, effects);
  return [
    tense === 'would' ? POLICY_WORDS.proposal : POLICY_WORDS.push,
    ...(concerns ? [...incidents, `### ${POLICY_WORDS.changesHeading}`] : []),
    ...list(changes.length > 0 ? changes : [POLICY_WORDS.same], BUDGET.changes),
    ...(removed ? [POLICY_WORDS.removed] : []),
    ...(ofOrganisation ? [POLICY_WORDS.organisation] : []),
    ...(unknownBefore ? [POLICY_WORDS.unknownBefore] : []),
    ...(concerns ? [] : incidents),
    ...section(
      POLICY_WORDS.effectHeading,
      preview.withoutEffect.map(({ key, holds, organisationOnly }) => {
        if (organisationOnly) return POLICY_WORDS.organisationOnly(key);
        return holds === undefined ? POLICY_WORDS.notYours(key) : POLICY_WORDS.overruled(key, holds);
      }),
    ),
    ...section(
      POLICY_WORDS.namesHeading,
      names.map(({ name, key, what }) => NAME_WORDS[what](name, key)),
    ),
    ...section(
      POLICY_WORDS.rulesHeading,
      preview.rules.map(({ rule, what }) => RULE_WORDS[what](rule)),
    ),
  ];
}

function annotate({ path, errors }: PolicyCheckReport): readonly Annotation[] {
  return errors.map(({ line, message }) => ({
    path,
    start_line: Math.max(1, line),
    end_line: Math.max(1, line),
    annotation_level: 'failure',
    title: POLICY_WORDS.annotation,
    // Annotations are shown as they are: the escapes of running text would be seen, and so are the marks of code.
    message: HARMLESS.test(message) ? message : code(message, 500),
  }));
}

/** The content of the check run of a policy file: its errors at their lines, or what it would change. */
export function renderPolicyCheck(report: PolicyCheckReport): RenderedCheck {
  const { errors, path } = report;
  const effects = errors.length > 0 ? [] : effectsOf(report);
  const mistakes = errors.map(
    ({ line, message }) => `${place({ path, startLine: line })}: ${plain(message)}`,
  );
  return {
    conclusion: errors.length > 0 ? 'failure' : 'success',
    title: titleOf(report, effects),
    summary: (errors.length > 0
      ? [POLICY_WORDS.errors, ...list(mistakes, BUDGET.errors)]
      : previewed(report, effects)
    ).join('\n\n'),
    annotations: annotate(report),
  };
}
