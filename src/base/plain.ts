/** Characters that steer a terminal, reorder text or do not show: controls, bidirectional marks, zero-width characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** Makes any text one harmless line: a tab is a space, whatever else a terminal would obey is `·`. */
export function plain(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(UNSAFE, '·');
}
