// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources that are planted.
import { expect, test } from 'vitest';
import { portalWords } from '../src/portal-words.ts';
import { plantedTree } from '../src/tree.ts';

const file = 'apps/web/src/features/room/room.tsx';
const faults = async (text: string, name = file) => [...(await portalWords.run(plantedTree({ [name]: text })))];

test.each([
	['text between tags', 'const a = <p>Hello</p>;'],
	['text beside a value', 'const a = <p>{count} open</p>;'],
	['a small word in braces', "const a = <p>{done ? 'done' : t('room.open')}</p>;"],
	['a template', 'const a = <p>{`until ${time}`}</p>;'],
	['what joins a list', "const a = <p>{names.join(' and ')}</p>;"],
	['the name of a control', 'const a = <input aria-label="search" />;'],
	['a placeholder', 'const a = <input placeholder="search" />;'],
	['a title made of parts', 'const a = <b title={`by ${name}`} />;'],
	['the alternative of a picture', 'const a = <img alt="logo" />;'],
	['the head of a column', "const a = <Table columns={[{ id: 'a', title: 'account' }]} />;"],
	['an element within an attribute', 'const a = <Panel tools={<span>open</span>} />;'],
	['what a press tells', "const a = <button onClick={() => tell('done')} />;"],
	['a failure', "function a() { setFailure('broken'); }"],
	['what is thrown', "function a() { throw new Error('It broke.'); }"],
	['a table of words', "const words = { OPEN: 'Open', DONE: t('room.done') };"],
	['a sentence anywhere', "const help = 'It is done.';"],
	['what stands in for a code', "const a = <p>{code('break', one.code, 'not known')}</p>;"],
	['a value that goes into a sentence', "const a = <p>{t('room.by', { name: 'nobody at all' })}</p>;"],
	['a word that is an alternative', "const a = <p>{name ?? 'nobody'}</p>;"],
	['a number in a language of its own', "const a = value.toLocaleString('en-GB');"],
	['a time in a language of its own', 'const a = <p>{at.toLocaleTimeString()}</p>;'],
	['a field without help', "const a = <TextField label={t('room.name')} value={a} onChange={b} />;"],
])('%s is a fault', async (_, text) => {
	expect(await faults(text)).toHaveLength(1);
});

test('each fault says where it is', async () => {
	expect(await faults('const a = 1;\nconst b = <p>Hello</p>;')).toEqual([expect.stringContaining(`${file}:2 says “Hello”`)]);
});

test.each([
	['words of the i18n', "const a = <p title={t('room.title')}>{t('room.text', { count })} · {count}</p>;"],
	[
		'classes, ids and types',
		'const a = <input className={wide ? "small primary" : ""} type="search" name="days" data-testid="the days" />;',
	],
	['codes of the API', "const a = <Status tone={state === 'Done now' ? 'good' : 'bad'}>{code('work', state)}</Status>;"],
	['a code as a property', "const a = { label: 'DIRECTION', title: t('room.title') };"],
	['names of words', "const a = { title: 'room.title', text: t(`room.${name}.help`) };"],
	['types and imports', "import { x } from 'a b';\ntype A = 'Open' | 'It is done';"],
	['selectors', "const a = node.querySelector('main input');"],
	['what is the same everywhere', 'const a = <p>Meridian {ms} ms</p>;'],
	['a comment', 'const a = <p>{/* Hello there */}</p>;'],
	['a field with help', "const a = <TextField label={t('room.name')} help={t('room.nameHelp')} />;"],
])('%s: no fault', async (_, text) => {
	expect(await faults(text)).toEqual([]);
});

test('the words themselves, specimens, tests and other programs are not looked at', async () => {
	for (const name of ['i18n/room.ts', 'features/gallery/data.tsx', 'features/room/room.test.ts'])
		expect(await faults("const a = 'Hello there';", `apps/web/src/${name}`)).toEqual([]);
	expect(await faults("const a = 'Hello there';", 'apps/api/src/a.ts')).toEqual([]);
});
