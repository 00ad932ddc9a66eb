import { type EngineInput, formatDecimal, type InstrumentConfig, type TenantConfig } from '@meridian/core';

/** What ids are called and at how many digits figures are, as configured at that point of the journal. */
export class Names {
	readonly #tenants = new Map<number, TenantConfig>();

	note(input: EngineInput): void {
		if (input.kind === 'configure') this.#tenants.set(input.config.tenantId, input.config);
	}

	instrument(tenantId: number, instrumentId: number): InstrumentConfig | undefined {
		return this.#tenants.get(tenantId)?.instruments.find((each) => each.instrumentId === instrumentId);
	}

	symbol(tenantId: number, instrumentId: number): string {
		return this.instrument(tenantId, instrumentId)?.symbol ?? `instrument ${instrumentId}`;
	}

	price(tenantId: number, at: { readonly instrumentId: number; readonly value: number }): string {
		const instrument = this.instrument(tenantId, at.instrumentId);
		return instrument === undefined ? String(at.value) : formatDecimal(at.value, instrument.priceDigits);
	}

	qty(tenantId: number, at: { readonly instrumentId: number; readonly value: number }): string {
		const instrument = this.instrument(tenantId, at.instrumentId);
		return instrument === undefined ? String(at.value) : formatDecimal(at.value, instrument.qtyDigits);
	}

	account(tenantId: number, accountId: number) {
		return this.#tenants.get(tenantId)?.accounts.find((each) => each.accountId === accountId);
	}

	tenant(tenantId: number): TenantConfig | undefined {
		return this.#tenants.get(tenantId);
	}
}

export const clock = (atMs: number): string => new Date(atMs).toISOString().replace('T', ' ').replace('Z', '');
