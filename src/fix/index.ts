export { documentVariables, type NeededVariable } from './env-example.ts';
export { readFileText } from './file-text.ts';
export { fixFile, type FileFix } from './fix-file.ts';
export { ignoreFiles } from './gitignore.ts';
export { isOwnDotenv } from './languages/example.ts';
export { Names, type NamedPlace } from './names.ts';
export { suggestFixes, type Suggestion } from './suggestions.ts';
export type { Keeper, Reason } from './target.ts';
