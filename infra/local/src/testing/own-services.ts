/** Of the servers that were started, each worker takes its own: what tests find in Redis is then of one file. */
const all: unknown = JSON.parse(process.env.MERIDIAN_TEST_SERVICES ?? '[]');
if (Array.isArray(all) && all.length > 0) Object.assign(process.env, all[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % all.length]);
