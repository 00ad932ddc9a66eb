// Exact money: fractions of 128-bit products, one rounding per deal, half away from zero.
#pragma once
#include "model.hpp"

struct Fraction {
	i128 num = 0, den = 1;
};
int64_t roundHalfAway(const Fraction &f);
// Quotes by symbol index, as the broker has them now.
typedef std::vector<Tick> Quotes;
// How many units of `to` one unit of `from` gives: a gain sells it at the worse side, a loss buys it at the worse side. False without a quote.
bool conversion(const Quotes &q, const std::string &from, const std::string &to, bool gain, Fraction &rate);
// Profit of closing `volume` at `price`, in cents of `currency`.
bool profitCents(const Quotes &q, const Instrument &inst, const std::string &currency, bool buy, int64_t volume, const Average &open, int64_t price, int64_t &cents);
// Margin of `volume` opened at price num/den, in cents of `currency`.
bool marginCents(const Quotes &q, const Instrument &inst, const std::string &currency, int64_t leverage, int64_t volume, const Average &price, int64_t &cents);
// The average after `volume` more at `price` joins `held` at `open`.
Average joinAverage(const Average &open, int64_t held, int64_t price, int64_t volume);
