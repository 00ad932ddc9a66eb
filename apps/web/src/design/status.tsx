import { Icon, type IconName } from './icons';
import './status.css';

export type StatusTone = 'good' | 'bad' | 'wait' | 'unknown' | 'info' | 'off';
const icons = { good: 'ok', bad: 'close', wait: 'wait', unknown: 'unknown', info: 'target', off: 'more' } as const satisfies Record<
	StatusTone,
	IconName
>;

/** A state in a word, a shape and a colour: any two of them may be missing to the eye. */
export function Status({ tone, children, testId }: { tone: StatusTone; children: string; testId?: string }) {
	return (
		<span className="m-status" data-tone={tone} data-testid={testId}>
			<Icon name={icons[tone]} size={12} />
			{children}
		</span>
	);
}
