import { expect, test } from 'vitest';
import { mql5Subset } from '../src/mql5-subset.ts';
import { plantedTree } from '../src/tree.ts';

const faults = async (source: string): Promise<readonly string[]> => mql5Subset.run(plantedTree({ 'mt5/Experts/X.mq5': source }));

test.each([
	['a literal plus a number', 'Print("error "+code);'],
	['a plain dynamic array', 'double prices[];'],
	['an array parameter', 'void F(double &prices[]) {}'],
	['a date literal', "datetime t=D'2024.01.01';"],
	['a pointer', 'CWire *w=new CWire();'],
	['auto', 'auto x=1;'],
	['a range-for', 'for(int x : list) F(x);'],
	['a cast to string', 'string s=(string)7;'],
	['a copied structure', 'StructToCharArray(tick,bytes);'],
	['#property outside of MQL5', '#property version "1.0"'],
])('%s is refused with what to write instead', async (_what, source) => {
	expect(await faults(source)).toHaveLength(1);
});

test.each([
	['ARR', 'ARR(double,prices);'],
	['a comment', '// new auto "a"+b D\'2024.01.01\''],
	['+= on a string variable', 'string s="error "; s+=IntegerToString(code);'],
	['#property for MetaEditor only', '#ifdef __MQL5__\n#property version "1.0"\n#endif'],
])('%s is taken', async (_what, source) => {
	expect(await faults(source)).toEqual([]);
});
