// The broker's books, and the file they survive in.
#pragma once
#include "model.hpp"

struct Books {
	int64_t balanceCents = 0, creditCents = 0;
	uint64_t nextTicket = 1, ticksPlayed = 0; // ticksPlayed: of a ticks file, so that a restart goes on where it stopped
	int64_t day = -1;                         // of the server's clock: a new one is a rollover
	std::vector<Position> positions;
	std::vector<Order> orders, history; // working; ended
	std::vector<Deal> deals;

	Position *position(uint64_t ticketOrIdentifier);
	const Position *position(uint64_t ticketOrIdentifier) const { return const_cast<Books *>(this)->position(ticketOrIdentifier); }
	Order *order(uint64_t ticket);
	const Order *order(uint64_t ticket) const { return const_cast<Books *>(this)->order(ticket); }
	const Order *ended(uint64_t ticket) const;
	const Deal *deal(uint64_t ticket) const;
};

// Opens the account: its deposit is the first deal.
void openBooks(Books &books, int64_t balanceCents, int64_t timeMs);
// False: there is no such file yet. Ends the process where it can't be read: nothing is made up.
bool loadBooks(Books &books, const std::string &file);
// Whole or not at all: written beside, then renamed.
void saveBooks(const Books &books, const std::string &file);
// Replaces a file at once. Ends the process where that fails, since what cannot be kept must not happen.
void replaceFile(const std::string &file, const std::string &content);
[[noreturn]] void fatal(const std::string &why);
