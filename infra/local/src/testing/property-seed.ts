import fc from 'fast-check';

/** Properties draw the same cases on every run; a failure prints the seed. MERIDIAN_SEED=n looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env.MERIDIAN_SEED ?? 20_140_506) });
