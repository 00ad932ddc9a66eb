'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { TextField } from '../../design/field';
import { Icon } from '../../design/icons';
import { useLook } from '../../design/look-context';
import { Menu } from '../../design/menu';
import { panels, type Workspaces } from './workspace';

/** Which arrangement is shown, what is in it, and how to keep it under a name. */
export function WorkspaceMenu({ workspaces }: { workspaces: Workspaces }) {
	const { t, code } = useLook();
	// Those that came with the portal are called as the language has it; a person's own as they called them.
	const called = (one: string) => code('workspaceName', one, one);
	const { current, name, names } = workspaces;
	const [naming, setNaming] = useState<string>();
	const save = () => {
		const wanted = naming?.trim() ?? '';
		if (wanted !== '') workspaces.saveAs(wanted);
		setNaming(undefined);
	};
	return (
		<>
			<Menu
				label={t('workspace.title')}
				testId="workspace-menu"
				trigger={
					<>
						<Icon name="columns" size={16} /> <span className="t-wide">{called(name)}</span>
					</>
				}
				items={[
					...names.map((one) => ({
						...{ id: `w:${one}`, label: called(one), checked: one === name, testId: `workspace-${one}` },
						run: () => workspaces.choose(one),
					})),
					...panels.map((panel) => ({
						...{ id: panel, label: t(`workspace.${panel}`), checked: !current.hidden.includes(panel), testId: `panel-${panel}` },
						run: () =>
							workspaces.change({
								hidden: current.hidden.includes(panel) ? current.hidden.filter((one) => one !== panel) : [...current.hidden, panel],
							}),
					})),
					{ id: 'save', label: t('workspace.saveAs'), icon: 'plus' as const, testId: 'workspace-save', run: () => setNaming('') },
					{ id: 'reset', label: t('workspace.reset'), icon: 'reverse' as const, run: () => workspaces.reset(name) },
				]}
			/>
			<Dialog
				open={naming !== undefined}
				onClose={() => setNaming(undefined)}
				title={t('workspace.saveAs')}
				actions={
					<>
						<Button onClick={() => setNaming(undefined)}>{t('dialog.cancel')}</Button>
						<Button tone="primary" onClick={save} testId="workspace-save-confirm">
							{t('workspace.save')}
						</Button>
					</>
				}
			>
				<TextField
					label={t('workspace.name')}
					help={t('workspace.nameHelp')}
					value={naming ?? ''}
					onChange={setNaming}
					testId="workspace-name"
				/>
			</Dialog>
		</>
	);
}
