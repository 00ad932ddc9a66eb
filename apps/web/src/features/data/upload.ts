import { said } from '../../i18n/said';

/**
 * Sends a file to the API. XMLHttpRequest, because fetch does not tell how much of a body is sent.
 * @returns the import's id. @throws Error with what the API says
 */
export function uploadFile(
	file: File,
	input: { readonly apiUrl: string; readonly token: string; readonly onSent: (share: number) => void },
): Promise<string> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('PUT', `${input.apiUrl}/imports/files?name=${encodeURIComponent(file.webkitRelativePath || file.name)}`);
		request.setRequestHeader('authorization', `Bearer ${input.token}`);
		request.setRequestHeader('content-type', 'application/octet-stream');
		request.upload.onprogress = ({ loaded, total }) => input.onSent(total === 0 ? 0 : loaded / total);
		request.onerror = () => reject(new Error(said('data.notSent')));
		request.onload = () => {
			const answer: unknown = readJson(request.responseText);
			const id = field(answer, 'importId');
			if (request.status === 201 && typeof id === 'string') resolve(id);
			else reject(new Error(messageOf(answer) ?? said('data.refused', { status: request.status })));
		};
		request.send(file);
	});
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const field = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

function messageOf(answer: unknown): string | undefined {
	const errors = field(answer, 'errors');
	const message = Array.isArray(errors) ? field(errors[0], 'message') : undefined;
	return typeof message === 'string' ? message : undefined;
}
