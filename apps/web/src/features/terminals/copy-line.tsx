import { useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';

/** A value to be taken elsewhere, exactly as it stands. */
export function CopyLine({ label, value, secret = false, testId }: { label: string; value: string; secret?: boolean; testId?: string }) {
	const { t } = useLook();
	const [copied, setCopied] = useState(false);
	async function copy(): Promise<void> {
		await navigator.clipboard.writeText(value);
		setCopied(true);
	}
	return (
		<div className="copy-line" data-secret={secret || undefined}>
			<span>{label}</span>
			<code data-testid={testId}>{value === '' ? '–' : value}</code>
			<Button size="s" onClick={() => void copy()} aria-label={t('setup.copyOf', { name: label })}>
				{t(copied ? 'setup.copied' : 'setup.copy')}
			</Button>
		</div>
	);
}

/** Gives the file to the browser to keep. */
export function save(file: { fileName: string; mediaType: string; contentBase64: string }): void {
	const bytes = Uint8Array.from(atob(file.contentBase64), (letter) => letter.charCodeAt(0));
	const url = URL.createObjectURL(new Blob([bytes], { type: file.mediaType }));
	const link = Object.assign(document.createElement('a'), { href: url, download: file.fileName });
	link.click();
	URL.revokeObjectURL(url);
}
