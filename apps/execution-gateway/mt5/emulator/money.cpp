#include "money.hpp"

namespace {
i128 gcd(i128 a, i128 b) {
	if (a < 0) a = -a;
	while (b != 0) {
		const i128 r = a % b;
		a = b;
		b = r;
	}
	return a == 0 ? 1 : a;
}
} // namespace

int64_t roundHalfAway(const Fraction &f) {
	const bool negative = f.num < 0;
	const i128 n = negative ? -f.num : f.num;
	const i128 q = (2 * n + f.den) / (2 * f.den);
	return static_cast<int64_t>(negative ? -q : q);
}
Fraction times(const Fraction &a, const Fraction &b) {
	const i128 first = gcd(a.num, b.den), second = gcd(b.num, a.den);
	return {(a.num / first) * (b.num / second), (a.den / second) * (b.den / first)};
}

static bool direct(const Quotes &q, const std::string &from, const std::string &to, bool gain, Fraction &rate) {
	const auto &all = instruments();
	for (size_t i = 0; i < all.size(); i++) {
		if (!all[i].isForex() || q[i].bid <= 0 || q[i].ask <= 0) continue;
		if (to == all[i].base && from == all[i].profit) {
			rate = {all[i].scale, gain ? q[i].ask : q[i].bid};
			return true;
		}
		if (from == all[i].base && to == all[i].profit) {
			rate = {gain ? q[i].bid : q[i].ask, all[i].scale};
			return true;
		}
	}
	return false;
}
bool conversion(const Quotes &q, const std::string &from, const std::string &to, bool gain, Fraction &rate) {
	if (from == to) {
		rate = {1, 1};
		return true;
	}
	if (direct(q, from, to, gain, rate)) return true;
	Fraction first, second;
	if (from == "USD" || to == "USD" || !direct(q, from, "USD", gain, first) || !direct(q, "USD", to, gain, second)) return false;
	rate = times(first, second);
	return true;
}
bool profitCents(const Quotes &q, const Instrument &inst, const std::string &currency, bool buy, int64_t volume, const Average &open, int64_t price, int64_t &cents) {
	i128 diff = static_cast<i128>(price) * open.den - open.num;
	if (!buy) diff = -diff;
	Fraction rate;
	if (!conversion(q, inst.profit, currency, diff >= 0, rate)) return false;
	// Volume is in 1/100 lot and the result in 1/100 of the currency: the hundreds cancel.
	const Fraction points{diff * volume, open.den};
	const Fraction worth = inst.isFutures() ? Fraction{inst.pointValueMicro(), 1000000} : Fraction{inst.contract, inst.scale};
	cents = roundHalfAway(times(times(points, worth), rate));
	return true;
}
bool marginCents(const Quotes &q, const Instrument &inst, const std::string &currency, int64_t leverage, const MarginOf &of, int64_t &cents) {
	const Fraction price{of.price.num, static_cast<i128>(of.price.den) * inst.scale};
	const bool leveraged = inst.calc == SYMBOL_CALC_MODE_FOREX || inst.calc == SYMBOL_CALC_MODE_CFDLEVERAGE;
	Fraction f{static_cast<i128>(of.volume) * of.contract, 1};
	std::string from = inst.margin;
	if (of.moneyPerLot > 0) f = {static_cast<i128>(of.volume) * of.moneyPerLot, 100};
	else if (inst.isFutures()) f = {0, 1};
	else if (!inst.isForex() || currency == inst.profit) {
		f = times(f, price);
		from = inst.profit;
		if (inst.calc == SYMBOL_CALC_MODE_CFDINDEX) f = times(f, {static_cast<i128>(inst.pointValueMicro()) * inst.scale, static_cast<i128>(inst.contract) * 1000000});
	}
	if (leveraged) f = times(f, {1, leverage});
	Fraction rate;
	if (!conversion(q, from, currency, false, rate)) return false;
	cents = roundHalfAway(times(times(f, rate), of.rate));
	return true;
}
bool swapCents(const Quotes &q, const Instrument &inst, const std::string &currency, const Position &p, int days, int64_t &cents) {
	const int64_t size = p.buy ? inst.swapLongMicro : inst.swapShortMicro;
	cents = 0;
	if (size == 0 || days == 0 || inst.swapMode == SYMBOL_SWAP_MODE_DISABLED) return true;
	const Tick &now = q[static_cast<size_t>(p.symbol)];
	Fraction rate, f;
	std::string from = inst.profit;
	switch (inst.swapMode) {
		case SYMBOL_SWAP_MODE_POINTS: {
			// MetaQuotes' order: what a point is worth, rounded in the account's currency, and then the swap of it.
			int64_t point = 0;
			const Average none{0, 1};
			if (!profitCents(q, inst, currency, true, p.volume, none, 1, point)) return false;
			cents = roundHalfAway(times({static_cast<i128>(point) * size * days, 1}, {1, 1000000}));
			return true;
		}
		case SYMBOL_SWAP_MODE_CURRENCY_SYMBOL: from = inst.base; break;
		case SYMBOL_SWAP_MODE_CURRENCY_MARGIN: from = inst.margin; break;
		case SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT: from = currency; break;
		default: { // a year's interest of what the position is worth, a 360th a day
			const bool open = inst.swapMode == SYMBOL_SWAP_MODE_INTEREST_OPEN;
			f = {static_cast<i128>(p.volume) * inst.contract, 1};
			if (inst.isForex()) from = inst.base;
			else {
				f = times(f, open ? Fraction{p.open.num, static_cast<i128>(p.open.den) * inst.scale} : Fraction{p.buy ? now.bid : now.ask, inst.scale});
				if (inst.isFutures()) f = times(f, {static_cast<i128>(inst.pointValueMicro()) * inst.scale, 1000000});
			}
			f = times(f, {static_cast<i128>(size) * days, static_cast<i128>(100) * 360 * 1000000});
		}
	}
	if (f.num == 0) f = {static_cast<i128>(p.volume) * size * days, 1000000};
	if (!conversion(q, from, currency, size >= 0, rate)) return false;
	cents = roundHalfAway(times(f, rate));
	return true;
}
Average joinAverage(const Average &open, int64_t held, const Average &price, int64_t volume) {
	// Both on one denominator, which is a power of neither: products of two limits still fit.
	i128 num = static_cast<i128>(open.num) * price.den * held + static_cast<i128>(price.num) * open.den * volume;
	i128 den = static_cast<i128>(open.den) * price.den * (held + volume);
	const i128 a = gcd(num, den);
	num /= a;
	den /= a;
	constexpr i128 limit = 1000000000; // beyond it products would leave 128 bits: a billionth of a point is kept
	if (den > limit) {
		num = (2 * num * limit + den) / (2 * den);
		den = limit;
	}
	return {static_cast<int64_t>(num), static_cast<int64_t>(den)};
}
