import { expect, test } from 'vitest';
import { compileAll, readLog } from '../src/compile.ts';

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test('the result and the complaints of MetaEditor’s log are read', () => {
	const log =
		'C:\\x\\Meridian.mq5 : information: compiling\r\nC:\\x\\Link.mqh(12,4) : error 256: undeclared identifier\r\nResult: 1 errors, 2 warnings\r\n';
	expect(readLog(utf16(log))).toEqual({ errors: 1, warnings: 2, complaints: ['C:\\x\\Link.mqh(12,4) : error 256: undeclared identifier'] });
	expect(readLog(utf16('Result: 0 errors, 0 warnings, 1532 msec elapsed'))).toEqual({ errors: 0, warnings: 0, complaints: [] });
});

test('a log without a result is no success', () => {
	expect(() => readLog(utf16('information: generating code'))).toThrow('no result');
});

test('where there is no MetaEditor it says where to look', async () => {
	await expect(compileAll('/nowhere/metaeditor64.exe')).rejects.toThrow('give --metaeditor PATH');
});
