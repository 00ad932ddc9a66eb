import { useCallback, useState } from 'react';
import { Button } from '../../design/button';
import { Loading, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { useAct } from '../risk/use-act';
import { useQuery } from '../shell/session';
import { CopyLine, save } from './copy-line';
import { type Setup as SetupOf, states, type Terminal } from './model';

type Made = { secret: string; setup: SetupOf };
const nothing = () => undefined;

/** From nothing to a terminal that trades: its key, the Expert Advisor, the settings, and a light that turns green when it has reconciled. */
export function Setup({ terminal }: { terminal: Terminal | undefined }) {
	const accountId = terminal?.account.id ?? '';
	const { act, busy, failure, proof } = useAct(useCallback(nothing, []));
	const [made, setMade] = useState<Made>();
	const { data } = useQuery<{ terminalSetup: SetupOf }>(documents.terminalSetup, { variables: { accountId } });
	if (terminal === undefined) return null;
	const { key, state } = terminal;
	const setup = made?.setup ?? data?.terminalSetup;
	const isOn = terminal.reconciled && (made === undefined || key?.inUse === true);

	async function make(): Promise<void> {
		const answer = await act(key === null ? documents.createTerminalKey : documents.rotateTerminalKey, { accountId });
		if (answer !== null) setMade({ secret: String(answer.secret), setup: answer.setup as SetupOf });
	}
	return (
		<>
			<Notice tone="info">Meridian has only run in an emulated terminal so far. Use a demo account first, and tell us what differs.</Notice>
			<ol className="steps">
				<li>
					<h3>Make the terminal’s key</h3>
					{made === undefined ? (
						<>
							<p>
								{key === null
									? 'With it, terminal and gateway prove to each other who they are. From then on no other key opens this account’s line.'
									: `There is a key (${key.keyId}). It can’t be shown again; a new one ends it and cuts the line that it opened.`}
							</p>
							<Button tone={key === null ? 'primary' : 'danger'} busy={busy} onClick={() => void make()} testId="make-key">
								{key === null ? 'Make the key' : 'Make a new key'}
							</Button>
						</>
					) : (
						<>
							<p>Shown this once, here and in the files below. Lost or leaked: make a new one.</p>
							<CopyLine label="Key of this terminal" value={made.secret} secret testId="terminal-secret" />
						</>
					)}
					{failure !== '' && <Notice tone="bad">{failure}</Notice>}
				</li>
				<li>
					<h3>Put the Expert Advisor into the terminal</h3>
					{setup === undefined ? (
						<Loading rows={1} />
					) : (
						<>
							<p>
								File &gt; Open Data Folder in MetaTrader 5, unpack the archive there, open MQL5/Experts/Meridian.mq5 in MetaEditor and
								compile it (F7). Then drag Meridian onto one chart of the account
								{made === undefined ? '.' : ' and load the settings (Inputs > Load).'}
							</p>
							<div className="m-row">
								<Button icon="download" onClick={() => save(setup.bundle)} testId="download-ea">
									{`Expert Advisor ${setup.eaVersion}`}
								</Button>
								{made !== undefined && (
									<Button icon="download" onClick={() => save(setup.presets)} testId="download-set">
										Its settings, with the key
									</Button>
								)}
							</div>
							<details>
								<summary>The settings one by one</summary>
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
					<h3>Allow the address</h3>
					<p>No program can do this for you: Tools &gt; Options &gt; Expert Advisors, tick “Allow WebRequest for listed URL”, and add</p>
					{setup && <CopyLine label="Allowed URL" value={setup.address} testId="allowed-url" />}
				</li>
				<li>
					<h3>Switch Algo Trading on</h3>
					<p>
						The button in the terminal’s toolbar, and “Allow Algo Trading” in the properties of the Expert Advisor. Until then orders are
						refused.
					</p>
				</li>
				<li>
					<h3>Wait for green</h3>
					<p aria-live="polite">
						<Status tone={isOn ? states[state][1] : state === 'RECONCILING' ? 'wait' : 'off'} testId="setup-state">
							{isOn ? states[state][0] : state === 'RECONCILING' ? states.RECONCILING[0] : 'Waiting for the terminal'}
						</Status>{' '}
						{isOn
							? 'It has told its whole picture, and it is in the books.'
							: 'The terminal logs in by itself within seconds; nothing here needs to be pressed.'}
					</p>
					{terminal.refusal !== null && !isOn && <Notice tone="warn">{`The last login was refused: ${terminal.refusal.reason}.`}</Notice>}
				</li>
			</ol>
			<Proof {...proof} />
		</>
	);
}
