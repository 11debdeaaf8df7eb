/**
 * Stands for the text of a file that is a symbolic link, which is not followed: whoever changes what it leads to would change
 * the file without naming it.
 */
export const LINKED_FILE = '\0symbolic link\n';
