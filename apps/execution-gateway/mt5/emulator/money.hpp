// Exact money: fractions of 128-bit products, one rounding per figure, half away from zero.
#pragma once
#include "model.hpp"

struct Fraction {
	i128 num = 0, den = 1;
};
int64_t roundHalfAway(const Fraction &f);
// The product, with what both sides share taken out first, so that long chains stay within 128 bits.
Fraction times(const Fraction &a, const Fraction &b);
// Quotes by symbol index, as the broker has them now.
typedef std::vector<Tick> Quotes;
// How many units of `to` one unit of `from` gives: a gain sells it at the worse side, a loss buys it at the worse side. False without a quote.
bool conversion(const Quotes &q, const std::string &from, const std::string &to, bool gain, Fraction &rate);
// Profit of closing `volume` at `price`, in cents of `currency`.
bool profitCents(const Quotes &q, const Instrument &inst, const std::string &currency, bool buy, int64_t volume, const Average &open, int64_t price, int64_t &cents);

// What margin is asked for.
struct MarginOf {
	int64_t volume = 0;
	Average price;
	Fraction rate{1, 1};      // of the symbol's margin rates
	int64_t contract = 0;     // units per lot
	int64_t moneyPerLot = 0;  // cents; instead of the formula where it is above 0
};
// In cents of `currency`, by MetaQuotes' formulas of each calculation mode; converted at the price itself where the account is in the quote currency.
bool marginCents(const Quotes &q, const Instrument &inst, const std::string &currency, int64_t leverage, const MarginOf &of, int64_t &cents);
// What one night costs (below 0) or brings, `days` of it, in cents of `currency`.
bool swapCents(const Quotes &q, const Instrument &inst, const std::string &currency, const Position &p, int days, int64_t &cents);
// The average after `volume` more at `price` joins `held` at `open`.
Average joinAverage(const Average &open, int64_t held, const Average &price, int64_t volume);
