#include "money.hpp"

int64_t roundHalfAway(const Fraction &f) {
	const bool negative = f.num < 0;
	const i128 n = negative ? -f.num : f.num;
	const i128 q = (2 * n + f.den) / (2 * f.den);
	return static_cast<int64_t>(negative ? -q : q);
}

static bool direct(const Quotes &q, const std::string &from, const std::string &to, bool gain, Fraction &rate) {
	const auto &all = instruments();
	for (size_t i = 0; i < all.size(); i++) {
		if (q[i].bid <= 0 || q[i].ask <= 0) continue;
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
	rate = {first.num * second.num, first.den * second.den};
	return true;
}
bool profitCents(const Quotes &q, const Instrument &inst, const std::string &currency, bool buy, int64_t volume, const Average &open, int64_t price, int64_t &cents) {
	i128 diff = static_cast<i128>(price) * open.den - open.num;
	if (!buy) diff = -diff;
	Fraction rate;
	if (!conversion(q, inst.profit, currency, diff >= 0, rate)) return false;
	// volume is in 1/100 lot and the result in 1/100 of the currency: the hundreds cancel
	cents = roundHalfAway({diff * inst.contract * volume * rate.num, static_cast<i128>(open.den) * inst.scale * rate.den});
	return true;
}
bool marginCents(const Quotes &q, const Instrument &inst, const std::string &currency, int64_t leverage, int64_t volume, const Average &price, int64_t &cents) {
	Fraction f{static_cast<i128>(volume) * inst.contract, leverage};
	std::string from = inst.base;
	if (inst.cfd || currency == inst.profit) {
		f = {f.num * price.num, f.den * price.den * inst.scale};
		from = inst.profit;
	}
	Fraction rate;
	if (!conversion(q, from, currency, false, rate)) return false;
	cents = roundHalfAway({f.num * rate.num, f.den * rate.den});
	return true;
}
Average joinAverage(const Average &open, int64_t held, int64_t price, int64_t volume) {
	i128 num = static_cast<i128>(open.num) * held + static_cast<i128>(price) * volume * open.den;
	i128 den = static_cast<i128>(open.den) * (held + volume);
	i128 a = num, b = den;
	while (b != 0) {
		const i128 r = a % b;
		a = b;
		b = r;
	}
	num /= a;
	den /= a;
	constexpr i128 limit = 1000000000; // beyond it products would leave 128 bits: a billionth of a point is kept
	if (den > limit) {
		num = (2 * num * limit + den) / (2 * den);
		den = limit;
	}
	return {static_cast<int64_t>(num), static_cast<int64_t>(den)};
}
