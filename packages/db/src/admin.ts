/** For who has the administrator's rights in the databases: the control process, the command line, tests. */
export { connectAdmin } from './migrate/transaction.ts';
export { doNextJob, type JobDone, type JobSettings, purge } from './provision/jobs.ts';
