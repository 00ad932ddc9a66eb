import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keptReports } from '../../src/direct/history.ts';
import { segments } from '../../src/journal/files.ts';
import type { Institution } from './institution.ts';
import { Rig, trading, wait } from './rig.ts';

const reports = (who: Institution) => who.bodies('OrderReport');
const seqsOf = (who: Institution) => reports(who).map(({ accountSeq }) => accountSeq);

/** What a session keeps across a lost line, a takeover and a restart of the gateway. */
describe('a session that comes back', () => {
	const rig = new Rig({ segmentBytes: 8 * 1024 });
	let tenant = 0;
	let desk: Institution;
	const place = async (clientOrderId: string) => {
		const before = desk.bodies('OrderAnswer').length;
		desk.order({ clientOrderId });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toHaveLength(before + 1), wait);
		return desk.bodies('OrderAnswer')[before]?.accountSeq ?? 0;
	};
	beforeAll(() => rig.start(), 60_000);
	beforeEach(async () => {
		tenant += 1;
		await rig.configure(tenant, [trading(tenant), trading(tenant, { credentialId: `other-${tenant}` })]);
		desk = await rig.session(`trade-${tenant}`, { logon: { sessionKey: 7n } });
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	test('gets what it missed once, in sequence, marked as resent, and then what is new', async () => {
		const afterAccountSeq = await place('a');
		desk.cut();
		const other = await rig.session(`other-${tenant}`);
		other.order({ clientOrderId: 'b' });
		other.order({ clientOrderId: 'c' });
		await vi.waitFor(() => expect(other.bodies('OrderAnswer')).toHaveLength(2), wait);
		const nextOutboundSeq = desk.seq;
		desk = await rig.session(`trade-${tenant}`, {
			logon: { sessionKey: 7n, nextOutboundSeq, resume: [{ accountId: 1, afterAccountSeq }] },
		});
		expect(desk.bodies('LogonOk')[0]).toMatchObject({ resumed: true, receivedSeq: nextOutboundSeq - 1 });
		await vi.waitFor(() => expect(desk.bodies('ResendDone')).toMatchObject([{ accountId: 1, complete: true, requestId: 0 }]), wait);
		await place('d');
		expect(reports(desk).map(({ clientOrderId, resent }) => [clientOrderId, resent])).toEqual([
			['b', true],
			['c', true],
			['d', false],
		]);
	});

	test('is told which of its last frames were never acted on', async () => {
		await place('a');
		desk.cut();
		// The client believes that it has sent one more frame.
		const nextOutboundSeq = desk.seq + 1;
		const again = await rig.session(`trade-${tenant}`, { logon: { sessionKey: 7n, nextOutboundSeq } });
		expect(again.bodies('LogonOk')[0]).toMatchObject({ resumed: true, receivedSeq: 1 });
		again.order({ clientOrderId: 'b' });
		await vi.waitFor(() => expect(again.bodies('OrderAnswer')).toHaveLength(1), wait);
	});

	test('is not let in with sequences that were already acted on', async () => {
		await place('a');
		await place('b');
		desk.cut();
		const again = rig.institution(`trade-${tenant}`, { logon: { sessionKey: 7n, nextOutboundSeq: 2 } });
		await vi.waitFor(() => expect(again.bodies('LogonReject')).toMatchObject([{ code: 'SEQUENCE_TOO_LOW', expectedSeq: 3 }]), wait);
	});

	test('a second logon takes over: the older line is told and closed, and nothing is cancelled', async () => {
		const terminal = await rig.terminal(tenant);
		await place('a');
		const newer = await rig.session(`trade-${tenant}`);
		await vi.waitFor(() => expect(desk.bodies('Logout')).toMatchObject([{ code: 'TAKEN_OVER' }]), wait);
		await vi.waitFor(() => expect(desk.closed).toBe(true), wait);
		expect(newer.bodies('LogonOk')[0]?.resumed).toBe(false);
		newer.order({ clientOrderId: 'b' });
		await vi.waitFor(() => expect(terminal.all('OrderSend').map(({ body }) => body.volume)).toEqual([0.1, 0.1]), wait);
	});

	test('a resend asked for in the session gives the reports again', async () => {
		await place('a');
		await place('b');
		const first = seqsOf(desk);
		desk.send('ResendRequest', { requestId: 5, accountId: 1, afterAccountSeq: 0 });
		await vi.waitFor(() => expect(desk.bodies('ResendDone')).toMatchObject([{ requestId: 5, complete: true }]), wait);
		expect(seqsOf(desk)).toEqual([...first, ...first]);
	});

	test('an account of another tenant, one that does not exist, and one not granted can’t be resumed, and the answers are alike', async () => {
		const answers = [];
		for (const accountId of [2, 77]) {
			const guest = rig.institution(`other-${tenant}`, { logon: { resume: [{ accountId, afterAccountSeq: 0 }] } });
			await vi.waitFor(() => expect(guest.bodies('LogonReject')).toHaveLength(1), wait);
			answers.push(guest.bodies('LogonReject')[0]);
		}
		expect(answers[0]).toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
		expect(answers[1]).toEqual(answers[0]);
	});

	test('a place in the future is refused: the journal is not the one that the client knows', async () => {
		const guest = rig.institution(`other-${tenant}`, { logon: { resume: [{ accountId: 1, afterAccountSeq: 1_000_000 }] } });
		await vi.waitFor(() => expect(guest.bodies('LogonReject')).toMatchObject([{ code: 'RESUME_AHEAD' }]), wait);
	});

	test('what memory no longer holds is read back from the journal, whole and in sequence, also after a restart', async () => {
		const many = keptReports + 100;
		// No terminal: each is denied, which is a report like any other.
		for (let n = 0; n < many; n++) desk.order({ clientOrderId: `n${n}` });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer').length + desk.bodies('Reject').length).toBe(many), wait);
		const all = seqsOf(desk);
		expect(all.length).toBeGreaterThan(keptReports);
		const expectWhole = async () => {
			const resume = [{ accountId: 1, afterAccountSeq: 0 }];
			const late = await rig.session(`trade-${tenant}`, { logon: { resume } });
			await vi.waitFor(() => expect(late.bodies('ResendDone')).toMatchObject([{ complete: true }]), wait);
			expect(seqsOf(late)).toEqual(all);
			expect(reports(late).every(({ resent }) => resent)).toBe(true);
		};
		await expectWhole();
		await rig.stop();
		await rig.start(2);
		await rig.configure(tenant, [trading(tenant)]);
		await expectWhole();

		// Retention took the first segments: what is left is told, and that it is not all.
		const journal = join(rig.stateDir, 'journal');
		for (const { file } of segments(journal).slice(0, -3)) rmSync(file);
		const late = await rig.session(`trade-${tenant}`, { logon: { resume: [{ accountId: 1, afterAccountSeq: 0 }] } });
		await vi.waitFor(() => expect(late.bodies('ResendDone')).toMatchObject([{ complete: false }]), wait);
		expect(seqsOf(late).length).toBeGreaterThan(0);
		expect(all.slice(-seqsOf(late).length)).toEqual(seqsOf(late));
	}, 60_000);
});
