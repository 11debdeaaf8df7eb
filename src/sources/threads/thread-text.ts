import type { Text } from '../../detect/index.ts';
import type { ThreadType } from '../../github/place.ts';

/** GitHub takes 65,536 characters of most texts and 125,000 of a release; no server is trusted to keep to that. */
const MAX_CHARACTERS = 262_144;

/** Lines that the title takes in the text: itself and an empty one. */
const TITLE_LINES = 2;

/** One version of what a person wrote. */
export interface Writing {
  readonly title?: string;
  readonly body: string;
}

/**
 * A writing as one Markdown text, so that a title that speaks of MCP says what the configuration below it is.
 *
 * @param id within its type; together they are the path that a policy's ignore rules are compared with
 */
export function threadText(thread: ThreadType, id: string, { title, body }: Writing): Text {
  const heading = title === undefined ? '' : `${title.replaceAll(/[\r\n]+/g, ' ')}\n\n`;
  return { path: `${thread}/${id}.md`, content: `${heading}${body}`.slice(0, MAX_CHARACTERS) };
}

/** Line of the body for a line of {@link threadText}; `inTitle` for the title itself, which is one line. */
export function lineInBody(
  writing: Writing,
  line: number,
): { readonly line: number; readonly inTitle: boolean } {
  if (writing.title === undefined) return { line, inTitle: false };
  return line <= 1 ? { line: 1, inTitle: true } : { line: line - TITLE_LINES, inTitle: false };
}
