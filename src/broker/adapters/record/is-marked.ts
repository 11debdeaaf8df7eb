/** Three letters at least, none of them optional, at the very beginning or in a group with a name there. */
const BEGINNING = /^\^(?:\(\?<\w+>)?(?:[\w:-]|\\[./]){3}(?![*?{])/;

/**
 * Whether every value of a form begins with letters of its provider's own, such as `ghp_`. What does not (32 hexadecimal
 * digits, a bare UUID) says nothing of whose it is: only the name says so under which somebody wrote it down. A choice
 * between beginnings is no beginning, so each has a form of its own.
 */
export function isMarked({ source }: RegExp): boolean {
  return BEGINNING.test(source) && !source.includes('|^');
}
