// What a person exports from a terminal (Symbols > Bars): the generated market's minutes of the past, in MetaTrader's own file format.
#pragma once
#include <cstdint>
#include <string>

// Writes `<dir>/bid/SYMBOL_M1_FROM_TO.csv` and the same under `ask` for every symbol: whole minutes of `days` days before `endMs`, times in
// UTC. Symbols have the name that other brokers use, where they have one. On a fault returns what is wrong.
std::string exportBars(uint64_t seed, const std::string &dir, int days, int64_t endMs);
