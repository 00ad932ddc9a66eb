import type { BreakCode } from '@meridian/core';

/** What each kind of break means, for the person who must decide. */
export const breakTexts = {
	CONTRADICTION: 'The venue said two things of the same order or deal that can’t both be true.',
	OVERFILL: 'More was filled than was ordered.',
	LATE_FILL: 'A fill came after its order had ended. It is booked.',
	DUPLICATE_DEAL: 'A deal came twice with different figures. The first is booked.',
	FOREIGN_DEAL: 'A deal that no order of ours made: by hand in the terminal, or by another program. It is booked.',
	DEAL_BUST: 'The venue took a deal back. The books follow by reversing entries.',
	DEAL_CORRECTED: 'The venue said a deal anew, with other figures. The books follow by reversing entries.',
	FOREIGN_ORDER: 'An order works at the venue that is not ours: placed by hand, or by another program.',
	POSITION_MISMATCH: 'A position has another size at the venue than its deals add up to.',
	BALANCE_MISMATCH: 'The venue’s balance is not what its deals add up to.',
	MARGIN_MODE_MISMATCH: 'The account nets or hedges at the broker, and here the other way round.',
	MARGIN_CALL: 'The account fell to the broker’s margin call level.',
	STOP_OUT: 'The account fell to the broker’s stop-out level: the broker closes positions.',
	UNMAPPED_SYMBOL: 'The venue holds something in a symbol that no instrument of ours is mapped to.',
	STATE_MISMATCH: 'The terminal has something else than it told, and telling all of it again did not mend it.',
	DEADMANS_SWITCH: 'No gateway was there for long, and the terminal’s dead-man’s switch acted.',
	EXIT_REFUSED:
		'A stop loss, a target or another order that was to close was refused when its turn came: look whether the position is protected.',
	PRESUMED_ABSENT: 'An order left no trace for so long that it is taken for one that never came to be.',
} as const satisfies Record<BreakCode, string>;
