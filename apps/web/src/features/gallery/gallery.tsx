'use client';

import { Page, Panel } from '../../design/panel';
import { Controls } from './controls';
import { Data } from './data';
import { Overlays } from './overlays';
import { Scenery } from './scenery';
import './gallery.css';
import { Tokens } from './tokens';

/** Every component in every state, on one page. */
export function Gallery() {
	return (
		<Page title="Design" wide>
			<div className="m-gallery">
				<Panel title="Colour, type, space">
					<Tokens />
				</Panel>
				<Panel title="Buttons, fields, choices">
					<Controls />
				</Panel>
				<Panel title="States of every view">
					<Scenery />
				</Panel>
				<Panel title="Dialogs, menus, messages">
					<Overlays />
				</Panel>
				<Panel title="Tables, gauges, charts">
					<Data />
				</Panel>
			</div>
		</Page>
	);
}
