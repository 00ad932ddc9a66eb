CREATE TABLE "__tenant__"."accounts" (
	"id" SERIAL NOT NULL,
	"name" TEXT NOT NULL,
	"mode" TEXT NOT NULL,
	"currency" TEXT NOT NULL,
	"currency_digits" INTEGER NOT NULL,
	"server" TEXT NOT NULL,
	"login" BIGINT NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	"limits" JSONB NOT NULL,
	"link" BOOLEAN NOT NULL DEFAULT false,
	"reconciled" BOOLEAN NOT NULL DEFAULT false,
	"trade_allowed" BOOLEAN NOT NULL DEFAULT false,
	"balance_minor" BIGINT NOT NULL DEFAULT 0,
	"equity_minor" BIGINT,
	"margin_minor" BIGINT,
	"realised_minor" BIGINT NOT NULL DEFAULT 0,
	"last_seq" BIGINT NOT NULL DEFAULT 0,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "accounts_name_key" ON "__tenant__"."accounts" ("name");
CREATE UNIQUE INDEX "accounts_server_login_key" ON "__tenant__"."accounts" ("server", "login");

CREATE TABLE "__tenant__"."instruments" (
	"id" SERIAL NOT NULL,
	"symbol" TEXT NOT NULL,
	"description" TEXT NOT NULL,
	"price_digits" INTEGER NOT NULL,
	"qty_digits" INTEGER NOT NULL,
	"contract_size" BIGINT NOT NULL,
	"base_currency" TEXT NOT NULL,
	"quote_currency" TEXT NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	CONSTRAINT "instruments_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "instruments_symbol_key" ON "__tenant__"."instruments" ("symbol");

CREATE TABLE "__tenant__"."broker_symbols" (
	"instrument_id" INTEGER NOT NULL,
	"server" TEXT NOT NULL,
	"symbol" TEXT NOT NULL,
	CONSTRAINT "broker_symbols_pkey" PRIMARY KEY ("instrument_id", "server"),
	CONSTRAINT "broker_symbols_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "__tenant__"."instruments" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "broker_symbols_server_symbol_key" ON "__tenant__"."broker_symbols" ("server", "symbol");

CREATE TABLE "__tenant__"."orders" (
	"id" BIGINT NOT NULL,
	"account_id" INTEGER NOT NULL,
	"instrument_id" INTEGER,
	"instrument_id_asked" INTEGER NOT NULL,
	"client_order_id" TEXT NOT NULL,
	"side" TEXT NOT NULL,
	"type" TEXT NOT NULL,
	"tif" TEXT NOT NULL,
	"qty" BIGINT NOT NULL,
	"price" BIGINT,
	"sl" BIGINT,
	"tp" BIGINT,
	"position_ticket" DECIMAL(20,0) NOT NULL,
	"life" TEXT NOT NULL,
	"pending" TEXT NOT NULL,
	"filled_qty" BIGINT NOT NULL,
	"filled_notional" BIGINT NOT NULL,
	"reserved_qty" BIGINT NOT NULL,
	"venue_order_ticket" DECIMAL(20,0) NOT NULL,
	"denial_code" TEXT,
	"denial_value" BIGINT,
	"denial_limit" BIGINT,
	"retcode" INTEGER NOT NULL DEFAULT 0,
	"principal_id" INTEGER NOT NULL,
	"session_id" INTEGER NOT NULL,
	"investment_decider_id" INTEGER NOT NULL,
	"execution_decider_id" INTEGER NOT NULL,
	"account_seq" BIGINT NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "orders_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "orders_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "__tenant__"."instruments" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "orders_account_id_client_order_id_key" ON "__tenant__"."orders" ("account_id", "client_order_id");
CREATE INDEX "orders_created_at_id_idx" ON "__tenant__"."orders" ("created_at", "id");
CREATE INDEX "orders_account_id_account_seq_idx" ON "__tenant__"."orders" ("account_id", "account_seq");

CREATE TABLE "__tenant__"."executions" (
	"account_id" INTEGER NOT NULL,
	"deal_ticket" DECIMAL(20,0) NOT NULL,
	"order_id" BIGINT,
	"order_ticket" DECIMAL(20,0) NOT NULL,
	"position_ticket" DECIMAL(20,0) NOT NULL,
	"instrument_id" INTEGER,
	"type" TEXT NOT NULL,
	"entry" TEXT NOT NULL,
	"reason" TEXT NOT NULL,
	"qty" BIGINT NOT NULL,
	"price" BIGINT NOT NULL,
	"profit_minor" BIGINT NOT NULL,
	"commission_minor" BIGINT NOT NULL,
	"swap_minor" BIGINT NOT NULL,
	"fee_minor" BIGINT NOT NULL,
	"late" BOOLEAN NOT NULL,
	"account_seq" BIGINT NOT NULL,
	"venue_at" TIMESTAMPTZ(3) NOT NULL,
	"booked_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "executions_pkey" PRIMARY KEY ("account_id", "deal_ticket"),
	CONSTRAINT "executions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "executions_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "__tenant__"."orders" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
	CONSTRAINT "executions_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "__tenant__"."instruments" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "executions_order_id_idx" ON "__tenant__"."executions" ("order_id");
CREATE INDEX "executions_booked_at_deal_ticket_idx" ON "__tenant__"."executions" ("booked_at", "deal_ticket");

CREATE TABLE "__tenant__"."positions" (
	"account_id" INTEGER NOT NULL,
	"position_ticket" DECIMAL(20,0) NOT NULL,
	"instrument_id" INTEGER NOT NULL,
	"side" TEXT NOT NULL,
	"qty" BIGINT NOT NULL,
	"open_notional" BIGINT NOT NULL,
	"sl" BIGINT NOT NULL,
	"tp" BIGINT NOT NULL,
	"realised_minor" BIGINT NOT NULL,
	"swap_minor" BIGINT NOT NULL,
	"account_seq" BIGINT NOT NULL,
	"opened_at" TIMESTAMPTZ(3) NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "positions_pkey" PRIMARY KEY ("account_id", "position_ticket"),
	CONSTRAINT "positions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "positions_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "__tenant__"."instruments" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "positions_account_id_qty_idx" ON "__tenant__"."positions" ("account_id", "qty");

CREATE TABLE "__tenant__"."breaks" (
	"account_id" INTEGER NOT NULL,
	"account_seq" BIGINT NOT NULL,
	"code" TEXT NOT NULL,
	"order_id" BIGINT NOT NULL,
	"ticket" DECIMAL(20,0) NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "breaks_pkey" PRIMARY KEY ("account_id", "account_seq"),
	CONSTRAINT "breaks_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "__tenant__"."journal_cursor" (
	"shard" INTEGER NOT NULL,
	"seq" BIGINT NOT NULL,
	CONSTRAINT "journal_cursor_pkey" PRIMARY KEY ("shard")
);
