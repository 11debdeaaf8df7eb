import { lineEnd } from './file-text.ts';

/** A variable that a file refers to, or that a dotenv file sets. */
export interface NeededVariable {
  /** `[A-Za-z_][A-Za-z0-9_]*` */
  readonly name: string;
  /** Where it is read, or set; hostile. */
  readonly path: string;
  readonly isSet?: boolean;
}

const MAX_COMMENT = 120;

/** One line of plain text, whatever a file is called. */
function comment({ path, isSet }: NeededVariable): string {
  const shown = path.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, '?');
  return `# ${isSet === true ? 'Set in' : 'Read by'} ${shown.length > MAX_COMMENT ? `${shown.slice(0, MAX_COMMENT - 1)}…` : shown}`.toWellFormed();
}

const isNamed = (text: string, name: string): boolean =>
  new RegExp(`^[ \\t]*(?:#[ \\t]*)?(?:export[ \\t]+)?${name}[ \\t]*=`, 'm').test(text);

/**
 * Adds variables to the text of `.env.example`: names without values, each once.
 *
 * @param text undefined where there is no such file
 * @returns the same text where nothing is to be added
 */
export function documentVariables(
  text: string | undefined,
  needed: readonly NeededVariable[],
): string | undefined {
  const before = text ?? '';
  const byName = new Map(needed.map((one) => [one.name, one]));
  const missing = [...byName.values()].filter(
    ({ name }) => /^[A-Za-z_]\w*$/.test(name) && !isNamed(before, name),
  );
  if (missing.length === 0) return text;
  const eol = lineEnd(before);
  const gap = before === '' || before.endsWith('\n') ? '' : eol;
  return before + gap + missing.map((one) => `${comment(one)}${eol}${one.name}=${eol}`).join('');
}
