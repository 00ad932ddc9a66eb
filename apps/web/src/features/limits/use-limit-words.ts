import { useMemo } from 'react';
import { useLook } from '../../design/look-context';
import { limitText, unitOf } from './limit-words';

/** Limits in the person's words. One that has none yet is shown by its own name. */
export function useLimitWords() {
	const { t, code, format } = useLook();
	return useMemo(() => {
		const units = { lots: t('unit.lots'), money: '', percent: '%', seconds: 's', count: '', rate: t('unit.rate') } as const;
		const unit = (name: string): string => units[unitOf(name)];
		return {
			unit,
			title: (name: string): string => code('limit', name, name),
			help: (name: string): string => code('limit', `${name}.help`, ''),
			/** With its unit: "0.5 lots". */
			value: (name: string, value: string): string => `${format.number(limitText(name, value))} ${unit(name)}`.trim(),
			/** Whose limits: "Account · Alpha". */
			nameOf: ({ level, name }: { level: string; name: string }): string => `${code('limits', `level.${level}`, level)} · ${name}`,
		};
	}, [t, code, format]);
}
