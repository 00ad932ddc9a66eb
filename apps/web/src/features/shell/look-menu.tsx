'use client';

import { Popover } from '@base-ui/react/popover';
import Link from 'next/link';
import { signOut } from 'next-auth/react';
import { Button } from '../../design/button';
import { SelectField } from '../../design/field';
import { Icon } from '../../design/icons';
import { type Look, locales } from '../../design/look';
import { useLook } from '../../design/look-context';
import { useMeridian } from './session';

const themes = ['system', 'dark', 'light'] as const satisfies readonly Look['theme'][];
const densities = ['compact', 'comfortable'] as const satisfies readonly Look['density'][];
const updowns = ['green-red', 'blue-orange'] as const satisfies readonly Look['updown'][];
const zones = ['UTC', 'Europe/London', 'Europe/Zurich', 'America/New_York', 'Asia/Tokyo', 'Asia/Singapore'] as const;

/** Who is here, how it looks, and the way out. */
export function LookMenu() {
	const { t, look, choose, code } = useLook();
	const { viewer } = useMeridian();
	const zoneOptions = [...new Set([...zones, ...(look.timeZone === 'local' ? [] : [look.timeZone])])].map((zone) => [zone, zone] as const);
	return (
		<Popover.Root>
			<Popover.Trigger className="m-button" data-tone="quiet" title={t('shell.look')} data-testid="look-menu">
				<Icon name="account" size={18} />
				<span className="sr">{t('shell.look')}</span>
				{viewer && <span className="m-who">{viewer.name}</span>}
			</Popover.Trigger>
			<Popover.Portal>
				<Popover.Positioner className="m-layer" sideOffset={6} align="end">
					<Popover.Popup className="m-popover m-look">
						<Popover.Title className="sr">{t('shell.look')}</Popover.Title>
						{viewer && (
							<div className="m-look-who">
								<b>{viewer.name}</b>
								<span className="muted">
									{viewer.email} · {code('role', viewer.role)}
								</span>
							</div>
						)}
						<SelectField
							label={t('shell.theme')}
							help={t('shell.themeHelp')}
							value={look.theme}
							options={themes.map((one) => [one, t(`shell.theme.${one}`)] as const)}
							onChange={(theme) => choose({ theme })}
							testId="look-theme"
						/>
						<SelectField
							label={t('shell.density')}
							help={t('shell.densityHelp')}
							value={look.density}
							options={densities.map((one) => [one, t(`shell.density.${one}`)] as const)}
							onChange={(density) => choose({ density })}
							testId="look-density"
						/>
						<SelectField
							label={t('shell.updown')}
							help={t('shell.updownHelp')}
							value={look.updown}
							options={updowns.map((one) => [one, t(`shell.updown.${one}`)] as const)}
							onChange={(updown) => choose({ updown })}
							testId="look-updown"
						/>
						<SelectField
							label={t('shell.language')}
							help={t('shell.languageHelp')}
							value={look.locale}
							options={(['en', 'de', 'ja'] as const).map((one) => [one, locales[one]] as const)}
							onChange={(locale) => choose({ locale })}
							testId="look-locale"
						/>
						<SelectField
							label={t('shell.zone')}
							help={t('shell.zoneHelp')}
							value={look.timeZone}
							options={[['local', t('shell.zone.local')] as const, ...zoneOptions]}
							onChange={(timeZone) => choose({ timeZone })}
							testId="look-zone"
						/>
						<div className="m-look-foot">
							<Link href="/account" className="m-button" data-tone="plain">
								{t('shell.account')}
							</Link>
							<Button onClick={() => void signOut({ callbackUrl: '/login' })} testId="sign-out">
								{t('shell.signOut')}
							</Button>
						</div>
					</Popover.Popup>
				</Popover.Positioner>
			</Popover.Portal>
		</Popover.Root>
	);
}
