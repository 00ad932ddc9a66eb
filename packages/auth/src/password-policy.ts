const shortest = 12;
const longest = 1_000;
/** Words of ours, of trading and of keyboards: the beginnings of what is tried first. */
const weakWords = [
	'meridian',
	'metatrader',
	'password',
	'passwort',
	'qwertz',
	'qwerty',
	'letmein',
	'welcome',
	'trading',
	'iloveyou',
	'monkey',
];
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm'];
/** So much of a password must remain when every word that is easily guessed is taken out. */
const restMin = 8;

/**
 * Why a text is no good as a password, in words for who chose it, or null. Length counts, not kinds of characters: any are taken. What is about
 * the person, and what everybody tries, counts for nothing.
 * @param personal e-mail address, name, name of the institution
 */
export function passwordProblem(password: string, personal: readonly string[]): string | null {
	const text = password.normalize('NFKC');
	if (text.length < shortest) return `A password has at least ${shortest} characters.`;
	if (text.length > longest) return `A password has at most ${longest} characters.`;
	if (new Set(text).size < 5) return 'That is the same few characters again and again: choose another password.';
	const own = personal.flatMap((words) => words.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
	let rest = text.toLowerCase();
	for (const word of [...own, ...weakWords].toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(word, '');
	rest = withoutRuns(rest);
	return rest.length >= restMin
		? null
		: 'That is easy to guess: it is made of your own names or of what everybody uses. Choose another password.';
}

/** Keys and letters in their order, four or more, say no more than their first. */
function withoutRuns(text: string): string {
	let rest = '';
	for (let at = 0; at < text.length; ) {
		let length = 1;
		while (at + length < text.length && runs.some((run) => run.includes(text.slice(at, at + length + 1)))) length += 1;
		rest += length >= 4 ? text.charAt(at) : text.slice(at, at + length);
		at += length;
	}
	return rest;
}
