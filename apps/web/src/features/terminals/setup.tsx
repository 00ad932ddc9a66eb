import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Loading, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { useAct } from '../risk/use-act';
import { useQuery } from '../shell/session';
import { CopyLine, save } from './copy-line';
import { type Setup as SetupOf, type Terminal, tones } from './model';

type Made = { secret: string; setup: SetupOf };
const nothing = () => undefined;

/** From nothing to a terminal that trades: its key, the Expert Advisor, the settings, and a light that turns green when it has reconciled. */
export function Setup({ terminal }: { terminal: Terminal | undefined }) {
	const accountId = terminal?.account.id ?? '';
	const { act, busy, failure, proof } = useAct(useCallback(nothing, []));
	const { t } = useLook();
	const [made, setMade] = useState<Made>();
	const [isTold, setTold] = useState(false);
	// An account that is new may be unknown for some seconds.
	const { data } = useQuery<{ terminalSetup: { __typename: string } & SetupOf }>(documents.terminalSetup, {
		variables: { accountId },
		...(isTold ? {} : { everyMs: 2_000 }),
	});
	const told = data?.terminalSetup.__typename === 'TerminalSetup' ? data.terminalSetup : undefined;
	useEffect(() => setTold(told !== undefined), [told]);
	if (terminal === undefined) return null;
	const { key, state } = terminal;
	const setup = made?.setup ?? told;
	const isOn = terminal.reconciled && (made === undefined || key?.inUse === true);

	async function make(): Promise<void> {
		const answer = await act(key === null ? documents.createTerminalKey : documents.rotateTerminalKey, { accountId });
		if (answer !== null) setMade({ secret: String(answer.secret), setup: answer.setup as SetupOf });
	}
	return (
		<>
			<Notice tone="info">{t('setup.first')}</Notice>
			<ol className="steps">
				<li>
					<h3>{t('setup.key')}</h3>
					{made === undefined ? (
						<>
							<p>{key === null ? t('setup.keyText') : t('setup.keyThere', { id: key.keyId })}</p>
							<Button tone={key === null ? 'primary' : 'danger'} busy={busy} onClick={() => void make()} testId="make-key">
								{t(key === null ? 'setup.make' : 'setup.makeNew')}
							</Button>
						</>
					) : (
						<>
							<p>{t('setup.keyOnce')}</p>
							<CopyLine label={t('setup.keyOf')} value={made.secret} secret testId="terminal-secret" />
						</>
					)}
					{failure !== '' && <Notice tone="bad">{failure}</Notice>}
				</li>
				<li>
					<h3>{t('setup.ea')}</h3>
					{setup === undefined ? (
						<Loading rows={1} />
					) : (
						<>
							<p>{t(made === undefined ? 'setup.eaText' : 'setup.eaTextSettings')}</p>
							<div className="m-row">
								<Button icon="download" onClick={() => save(setup.bundle)} testId="download-ea">
									{t('setup.eaVersion', { version: setup.eaVersion })}
								</Button>
								{made !== undefined && (
									<Button icon="download" onClick={() => save(setup.presets)} testId="download-set">
										{t('setup.presets')}
									</Button>
								)}
							</div>
							<details>
								<summary>{t('setup.each')}</summary>
								{setup.settings
									.filter(({ name }) => name !== 'InpKey')
									.map(({ name, label, value }) => (
										<CopyLine key={name} label={label} value={value} />
									))}
							</details>
						</>
					)}
				</li>
				<li>
					<h3>{t('setup.allow')}</h3>
					<p>{t('setup.allowText')}</p>
					{setup && <CopyLine label={t('setup.allowed')} value={setup.address} testId="allowed-url" />}
				</li>
				<li>
					<h3>{t('setup.algo')}</h3>
					<p>{t('setup.algoText')}</p>
				</li>
				<li>
					<h3>{t('setup.green')}</h3>
					<p aria-live="polite">
						<Status tone={isOn ? tones[state] : state === 'RECONCILING' ? 'wait' : 'off'} testId="setup-state">
							{t(isOn || state === 'RECONCILING' ? `terminal.${state}` : 'setup.waiting')}
						</Status>{' '}
						{t(isOn ? 'setup.on' : 'setup.soon')}
					</p>
					{terminal.refusal !== null && !isOn && <Notice tone="warn">{t('setup.refused', { reason: terminal.refusal.reason })}</Notice>}
				</li>
			</ol>
			<Proof {...proof} />
		</>
	);
}
