export { removeDatabaseTemplate as default } from './database-template.ts';
