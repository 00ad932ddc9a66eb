import { builder } from '../../graphql/builder.ts';
import { findTerminal, listTerminals } from './service.ts';
import { describeSetup } from './setup.ts';
import { setupResultRef } from './setup-types.ts';
import { terminalRef } from './types.ts';

builder.queryFields((t) => ({
	terminals: t.field({
		type: [terminalRef],
		description: 'The terminal of each account, connected or not.',
		complexity: { field: 1, multiplier: 5 },
		resolve: (_root, _args, context) => listTerminals(context),
	}),
	terminal: t.field({
		type: terminalRef,
		nullable: true,
		args: { accountId: t.arg.id({ required: true }) },
		resolve: (_root, { accountId }, context) => findTerminal(context, String(accountId)),
	}),
	terminalSetup: t.field({
		type: setupResultRef,
		description: 'What a person needs to set the terminal of an account up, without its key, which only the mutation that makes it shows.',
		args: { accountId: t.arg.id({ required: true }) },
		resolve: (_root, { accountId }, context) => describeSetup(context, String(accountId)),
	}),
}));
