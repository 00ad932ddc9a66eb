import { type ApiContext, may, viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { forbidden, forbiddenRef, invalidInputRef, notFoundRef, userError } from '../shared/user-errors.ts';
import { isRefusal, type Stage, setStage, stages } from './stage.ts';
import { modelVersionRef, versionOf } from './types.ts';

const stageEnum = builder.enumType('ModelStage', { values: stages });
const inputRef = builder.inputType('SetModelStageInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		version: t.int({ required: true }),
		stage: t.field({ type: stageEnum, required: true }),
		archiveExisting: t.boolean({ defaultValue: true, description: 'Versions that are in the stage now go to Archived.' }),
	}),
});
const resultRef = builder.unionType('SetModelStageResult', { types: [modelVersionRef, notFoundRef, forbiddenRef, invalidInputRef] });

async function change(context: ApiContext, input: { name: string; version: number; stage: Stage; archiveExisting: boolean }) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
	const { app, correlationId } = context;
	const done = await setStage({ db: app.db, tenantId, userId, correlationId, nowMs: app.nowMs() }, input);
	if (!isRefusal(done)) return versionOf(done);
	if (done.kind === 'ABSENT')
		return userError('NotFound', { code: 'MODEL_VERSION_NOT_FOUND', message: 'There is no such version.', path: ['input', 'version'] });
	if (done.kind === 'SECOND_PERSON') return userError('Forbidden', { code: 'SECOND_PERSON_NEEDED', message: done.message });
	return userError('InvalidInput', { code: 'MODEL_NOT_GATED', message: done.message, path: ['input', 'version'] });
}

builder.mutationFields((t) => ({
	setModelStage: t.field({
		type: resultRef,
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => change(context, { ...input, archiveExisting: input.archiveExisting ?? true }),
	}),
	rollBackModel: t.field({
		type: resultRef,
		description: 'Puts the version that was in production before back there, at once and by one person: it had been approved.',
		args: { name: t.arg.string({ required: true }) },
		resolve: async (_root, { name }, context) => {
			const { tenantId, userId } = viewerOf(context);
			if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
			const before = await context.app.db.forTenant(tenantId).mlModelVersion.findFirst({
				where: { modelName: name, stage: 'Archived', approvedBy: { not: null }, sha256: { not: null } },
				orderBy: { updatedAt: 'desc' },
			});
			if (before === null)
				return userError('NotFound', { code: 'NO_VERSION_BEFORE', message: 'No version was in production before.', path: ['name'] });
			const { app, correlationId } = context;
			const who = { db: app.db, tenantId, userId, correlationId, nowMs: app.nowMs() };
			const done = await setStage(who, { name, version: before.version, stage: 'Production', archiveExisting: true, wasApproved: true });
			return isRefusal(done)
				? userError('InvalidInput', { code: 'MODEL_NOT_GATED', message: done.message, path: ['name'] })
				: versionOf(done);
		},
	}),
}));
