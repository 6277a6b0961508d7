export { openPostgres, type PostgresOptions } from './postgres-store.js';
