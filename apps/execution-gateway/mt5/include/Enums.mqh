//+------------------------------------------------------------------+
//| Enums.mqh - MQL5 enums <-> the protocol's numbers, by name        |
//| MetaQuotes documents names, not numbers: nothing is cast onto the |
//| wire. 0 is "unknown" in the protocol and denies.                  |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_ENUMS_MQH
#define MERIDIAN_ENUMS_MQH
#include "Compat.mqh"
#include "Protocol.mqh"

bool ActionFromWire(const uint v,ENUM_TRADE_REQUEST_ACTIONS &action)
  {
   switch(v)
     {
      case WIRE_ORDER_ACTION_DEAL:     action=TRADE_ACTION_DEAL; return(true);
      case WIRE_ORDER_ACTION_PENDING:  action=TRADE_ACTION_PENDING; return(true);
      case WIRE_ORDER_ACTION_SLTP:     action=TRADE_ACTION_SLTP; return(true);
      case WIRE_ORDER_ACTION_MODIFY:   action=TRADE_ACTION_MODIFY; return(true);
      case WIRE_ORDER_ACTION_REMOVE:   action=TRADE_ACTION_REMOVE; return(true);
      case WIRE_ORDER_ACTION_CLOSE_BY: action=TRADE_ACTION_CLOSE_BY; return(true);
     }
   return(false);
  }
bool OrderTypeFromWire(const uint v,ENUM_ORDER_TYPE &type)
  {
   switch(v)
     {
      case WIRE_ORDER_TYPE_MARKET_BUY:      type=ORDER_TYPE_BUY; return(true);
      case WIRE_ORDER_TYPE_MARKET_SELL:     type=ORDER_TYPE_SELL; return(true);
      case WIRE_ORDER_TYPE_BUY_LIMIT:       type=ORDER_TYPE_BUY_LIMIT; return(true);
      case WIRE_ORDER_TYPE_SELL_LIMIT:      type=ORDER_TYPE_SELL_LIMIT; return(true);
      case WIRE_ORDER_TYPE_BUY_STOP:        type=ORDER_TYPE_BUY_STOP; return(true);
      case WIRE_ORDER_TYPE_SELL_STOP:       type=ORDER_TYPE_SELL_STOP; return(true);
      case WIRE_ORDER_TYPE_BUY_STOP_LIMIT:  type=ORDER_TYPE_BUY_STOP_LIMIT; return(true);
      case WIRE_ORDER_TYPE_SELL_STOP_LIMIT: type=ORDER_TYPE_SELL_STOP_LIMIT; return(true);
      case WIRE_ORDER_TYPE_CLOSE_BY:        type=ORDER_TYPE_CLOSE_BY; return(true);
     }
   return(false);
  }
uint OrderTypeToWire(const long v)
  {
   switch((ENUM_ORDER_TYPE)v)
     {
      case ORDER_TYPE_BUY:             return(WIRE_ORDER_TYPE_MARKET_BUY);
      case ORDER_TYPE_SELL:            return(WIRE_ORDER_TYPE_MARKET_SELL);
      case ORDER_TYPE_BUY_LIMIT:       return(WIRE_ORDER_TYPE_BUY_LIMIT);
      case ORDER_TYPE_SELL_LIMIT:      return(WIRE_ORDER_TYPE_SELL_LIMIT);
      case ORDER_TYPE_BUY_STOP:        return(WIRE_ORDER_TYPE_BUY_STOP);
      case ORDER_TYPE_SELL_STOP:       return(WIRE_ORDER_TYPE_SELL_STOP);
      case ORDER_TYPE_BUY_STOP_LIMIT:  return(WIRE_ORDER_TYPE_BUY_STOP_LIMIT);
      case ORDER_TYPE_SELL_STOP_LIMIT: return(WIRE_ORDER_TYPE_SELL_STOP_LIMIT);
      case ORDER_TYPE_CLOSE_BY:        return(WIRE_ORDER_TYPE_CLOSE_BY);
     }
   return(0);
  }
uint OrderStateToWire(const long v)
  {
   switch((ENUM_ORDER_STATE)v)
     {
      case ORDER_STATE_STARTED:        return(WIRE_ORDER_STATE_STARTED);
      case ORDER_STATE_PLACED:         return(WIRE_ORDER_STATE_PLACED);
      case ORDER_STATE_CANCELED:       return(WIRE_ORDER_STATE_CANCELED);
      case ORDER_STATE_PARTIAL:        return(WIRE_ORDER_STATE_PARTIAL);
      case ORDER_STATE_FILLED:         return(WIRE_ORDER_STATE_FILLED);
      case ORDER_STATE_REJECTED:       return(WIRE_ORDER_STATE_REJECTED);
      case ORDER_STATE_EXPIRED:        return(WIRE_ORDER_STATE_EXPIRED);
      case ORDER_STATE_REQUEST_ADD:    return(WIRE_ORDER_STATE_REQUEST_ADD);
      case ORDER_STATE_REQUEST_MODIFY: return(WIRE_ORDER_STATE_REQUEST_MODIFY);
      case ORDER_STATE_REQUEST_CANCEL: return(WIRE_ORDER_STATE_REQUEST_CANCEL);
     }
   return(0);
  }
//--- false: unset or unknown
bool FillingFromWire(const uint v,ENUM_ORDER_TYPE_FILLING &filling)
  {
   switch(v)
     {
      case WIRE_FILLING_FOK:    filling=ORDER_FILLING_FOK; return(true);
      case WIRE_FILLING_IOC:    filling=ORDER_FILLING_IOC; return(true);
      case WIRE_FILLING_RETURN: filling=ORDER_FILLING_RETURN; return(true);
      case WIRE_FILLING_BOC:    filling=ORDER_FILLING_BOC; return(true);
     }
   return(false);
  }
bool TimeTypeFromWire(const uint v,ENUM_ORDER_TYPE_TIME &type)
  {
   switch(v)
     {
      case WIRE_TIME_TYPE_GTC:           type=ORDER_TIME_GTC; return(true);
      case WIRE_TIME_TYPE_DAY:           type=ORDER_TIME_DAY; return(true);
      case WIRE_TIME_TYPE_SPECIFIED:     type=ORDER_TIME_SPECIFIED; return(true);
      case WIRE_TIME_TYPE_SPECIFIED_DAY: type=ORDER_TIME_SPECIFIED_DAY; return(true);
     }
   return(false);
  }
uint DealTypeToWire(const long v)
  {
   switch((ENUM_DEAL_TYPE)v)
     {
      case DEAL_TYPE_BUY:        return(WIRE_DEAL_TYPE_BUY);
      case DEAL_TYPE_SELL:       return(WIRE_DEAL_TYPE_SELL);
      case DEAL_TYPE_BALANCE:    return(WIRE_DEAL_TYPE_BALANCE);
      case DEAL_TYPE_CREDIT:     return(WIRE_DEAL_TYPE_CREDIT);
      case DEAL_TYPE_CHARGE:     return(WIRE_DEAL_TYPE_CHARGE);
      case DEAL_TYPE_CORRECTION: return(WIRE_DEAL_TYPE_CORRECTION);
      case DEAL_TYPE_BONUS:      return(WIRE_DEAL_TYPE_BONUS);
      case DEAL_TYPE_COMMISSION:
      case DEAL_TYPE_COMMISSION_DAILY:
      case DEAL_TYPE_COMMISSION_MONTHLY:
      case DEAL_TYPE_COMMISSION_AGENT_DAILY:
      case DEAL_TYPE_COMMISSION_AGENT_MONTHLY: return(WIRE_DEAL_TYPE_COMMISSION);
      case DEAL_TYPE_INTEREST:      return(WIRE_DEAL_TYPE_INTEREST);
      case DEAL_TYPE_BUY_CANCELED:  return(WIRE_DEAL_TYPE_BUY_CANCELED);
      case DEAL_TYPE_SELL_CANCELED: return(WIRE_DEAL_TYPE_SELL_CANCELED);
      case DEAL_DIVIDEND:
      case DEAL_DIVIDEND_FRANKED:   return(WIRE_DEAL_TYPE_DIVIDEND);
      case DEAL_TAX:                return(WIRE_DEAL_TYPE_TAX);
      default:                      return(WIRE_DEAL_TYPE_OTHER);
     }
  }
uint DealEntryToWire(const long v)
  {
   switch((ENUM_DEAL_ENTRY)v)
     {
      case DEAL_ENTRY_IN:     return(WIRE_DEAL_ENTRY_IN);
      case DEAL_ENTRY_OUT:    return(WIRE_DEAL_ENTRY_OUT);
      case DEAL_ENTRY_INOUT:  return(WIRE_DEAL_ENTRY_INOUT);
      case DEAL_ENTRY_OUT_BY: return(WIRE_DEAL_ENTRY_OUT_BY);
     }
   return(0);
  }
uint DealReasonToWire(const long v)
  {
   switch((ENUM_DEAL_REASON)v)
     {
      case DEAL_REASON_CLIENT:   return(WIRE_DEAL_REASON_CLIENT);
      case DEAL_REASON_MOBILE:   return(WIRE_DEAL_REASON_MOBILE);
      case DEAL_REASON_WEB:      return(WIRE_DEAL_REASON_WEB);
      case DEAL_REASON_EXPERT:   return(WIRE_DEAL_REASON_EXPERT);
      case DEAL_REASON_SL:       return(WIRE_DEAL_REASON_SL);
      case DEAL_REASON_TP:       return(WIRE_DEAL_REASON_TP);
      case DEAL_REASON_SO:       return(WIRE_DEAL_REASON_STOP_OUT);
      case DEAL_REASON_ROLLOVER: return(WIRE_DEAL_REASON_ROLLOVER);
      case DEAL_REASON_VMARGIN:  return(WIRE_DEAL_REASON_VARIATION_MARGIN);
      case DEAL_REASON_SPLIT:    return(WIRE_DEAL_REASON_SPLIT);
      default:                   return(WIRE_DEAL_REASON_OTHER);
     }
  }
uint OrderReasonToWire(const long v)
  {
   switch((ENUM_ORDER_REASON)v)
     {
      case ORDER_REASON_CLIENT: return(WIRE_ORDER_REASON_CLIENT);
      case ORDER_REASON_MOBILE: return(WIRE_ORDER_REASON_MOBILE);
      case ORDER_REASON_WEB:    return(WIRE_ORDER_REASON_WEB);
      case ORDER_REASON_EXPERT: return(WIRE_ORDER_REASON_EXPERT);
      case ORDER_REASON_SL:     return(WIRE_ORDER_REASON_SL);
      case ORDER_REASON_TP:     return(WIRE_ORDER_REASON_TP);
      case ORDER_REASON_SO:     return(WIRE_ORDER_REASON_STOP_OUT);
      default:                  return(WIRE_ORDER_REASON_OTHER);
     }
  }
uint PositionSideToWire(const long v)
  {
   switch((ENUM_POSITION_TYPE)v)
     {
      case POSITION_TYPE_BUY:  return(WIRE_SIDE_BUY);
      case POSITION_TYPE_SELL: return(WIRE_SIDE_SELL);
     }
   return(0);
  }
uint MarginModeToWire(const long v)
  {
   switch((ENUM_ACCOUNT_MARGIN_MODE)v)
     {
      case ACCOUNT_MARGIN_MODE_RETAIL_NETTING: return(WIRE_MARGIN_MODE_NETTING);
      case ACCOUNT_MARGIN_MODE_EXCHANGE:       return(WIRE_MARGIN_MODE_EXCHANGE);
      case ACCOUNT_MARGIN_MODE_RETAIL_HEDGING: return(WIRE_MARGIN_MODE_HEDGING);
     }
   return(0);
  }
uint AccountModeToWire(const long v)
  {
   switch((ENUM_ACCOUNT_TRADE_MODE)v)
     {
      case ACCOUNT_TRADE_MODE_DEMO:    return(WIRE_ACCOUNT_MODE_DEMO);
      case ACCOUNT_TRADE_MODE_CONTEST: return(WIRE_ACCOUNT_MODE_CONTEST);
      case ACCOUNT_TRADE_MODE_REAL:    return(WIRE_ACCOUNT_MODE_REAL);
     }
   return(0);
  }
uint SymbolTradeModeToWire(const long v)
  {
   switch((ENUM_SYMBOL_TRADE_MODE)v)
     {
      case SYMBOL_TRADE_MODE_DISABLED:  return(WIRE_SYMBOL_TRADE_MODE_DISABLED);
      case SYMBOL_TRADE_MODE_LONGONLY:  return(WIRE_SYMBOL_TRADE_MODE_LONG_ONLY);
      case SYMBOL_TRADE_MODE_SHORTONLY: return(WIRE_SYMBOL_TRADE_MODE_SHORT_ONLY);
      case SYMBOL_TRADE_MODE_CLOSEONLY: return(WIRE_SYMBOL_TRADE_MODE_CLOSE_ONLY);
      case SYMBOL_TRADE_MODE_FULL:      return(WIRE_SYMBOL_TRADE_MODE_FULL);
     }
   return(0);
  }
uint ExecutionModeToWire(const long v)
  {
   switch((ENUM_SYMBOL_TRADE_EXECUTION)v)
     {
      case SYMBOL_TRADE_EXECUTION_REQUEST:  return(WIRE_EXECUTION_MODE_REQUEST);
      case SYMBOL_TRADE_EXECUTION_INSTANT:  return(WIRE_EXECUTION_MODE_INSTANT);
      case SYMBOL_TRADE_EXECUTION_MARKET:   return(WIRE_EXECUTION_MODE_MARKET);
      case SYMBOL_TRADE_EXECUTION_EXCHANGE: return(WIRE_EXECUTION_MODE_EXCHANGE);
     }
   return(0);
  }
uint CalcModeToWire(const long v)
  {
   switch((ENUM_SYMBOL_CALC_MODE)v)
     {
      case SYMBOL_CALC_MODE_FOREX:             return(WIRE_CALC_MODE_FOREX);
      case SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE: return(WIRE_CALC_MODE_FOREX_NO_LEVERAGE);
      case SYMBOL_CALC_MODE_CFD:               return(WIRE_CALC_MODE_CFD);
      case SYMBOL_CALC_MODE_CFDLEVERAGE:       return(WIRE_CALC_MODE_CFD_LEVERAGE);
      case SYMBOL_CALC_MODE_CFDINDEX:          return(WIRE_CALC_MODE_CFD_INDEX);
      case SYMBOL_CALC_MODE_FUTURES:           return(WIRE_CALC_MODE_FUTURES);
      case SYMBOL_CALC_MODE_EXCH_STOCKS:       return(WIRE_CALC_MODE_EXCH_STOCKS);
      case SYMBOL_CALC_MODE_EXCH_FUTURES:      return(WIRE_CALC_MODE_EXCH_FUTURES);
      default:                                 return(WIRE_CALC_MODE_OTHER);
     }
  }
bool UsesTickValue(const long v)
  {
   switch((ENUM_SYMBOL_CALC_MODE)v)
     {
      case SYMBOL_CALC_MODE_CFDINDEX:
      case SYMBOL_CALC_MODE_FUTURES:
      case SYMBOL_CALC_MODE_EXCH_FUTURES: return(true);
      default:                            return(false);
     }
  }
uint StopOutModeToWire(const long v)
  {
   switch((ENUM_ACCOUNT_STOPOUT_MODE)v)
     {
      case ACCOUNT_STOPOUT_MODE_PERCENT: return(WIRE_STOP_OUT_MODE_PERCENT);
      case ACCOUNT_STOPOUT_MODE_MONEY:   return(WIRE_STOP_OUT_MODE_MONEY);
     }
   return(0);
  }
uint SwapModeToWire(const long v)
  {
   switch((ENUM_SYMBOL_SWAP_MODE)v)
     {
      case SYMBOL_SWAP_MODE_DISABLED:         return(WIRE_SWAP_MODE_DISABLED);
      case SYMBOL_SWAP_MODE_POINTS:           return(WIRE_SWAP_MODE_POINTS);
      case SYMBOL_SWAP_MODE_CURRENCY_SYMBOL:  return(WIRE_SWAP_MODE_CURRENCY_SYMBOL);
      case SYMBOL_SWAP_MODE_CURRENCY_MARGIN:  return(WIRE_SWAP_MODE_CURRENCY_MARGIN);
      case SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT: return(WIRE_SWAP_MODE_CURRENCY_DEPOSIT);
      case SYMBOL_SWAP_MODE_INTEREST_CURRENT: return(WIRE_SWAP_MODE_INTEREST_CURRENT);
      case SYMBOL_SWAP_MODE_INTEREST_OPEN:    return(WIRE_SWAP_MODE_INTEREST_OPEN);
      case SYMBOL_SWAP_MODE_REOPEN_CURRENT:   return(WIRE_SWAP_MODE_REOPEN_CURRENT);
      case SYMBOL_SWAP_MODE_REOPEN_BID:       return(WIRE_SWAP_MODE_REOPEN_BID);
      default:                                return(WIRE_SWAP_MODE_OTHER);
     }
  }
//--- the side that rests there
uint BookSideToWire(const ENUM_BOOK_TYPE v)
  {
   switch(v)
     {
      case BOOK_TYPE_SELL:        return(WIRE_SIDE_SELL);
      case BOOK_TYPE_SELL_MARKET: return(WIRE_SIDE_SELL);
      case BOOK_TYPE_BUY:         return(WIRE_SIDE_BUY);
      case BOOK_TYPE_BUY_MARKET:  return(WIRE_SIDE_BUY);
     }
   return(0);
  }
uint TransactionToWire(const ENUM_TRADE_TRANSACTION_TYPE v)
  {
   switch(v)
     {
      case TRADE_TRANSACTION_ORDER_ADD:      return(WIRE_TRANSACTION_TYPE_ORDER_ADD);
      case TRADE_TRANSACTION_ORDER_UPDATE:   return(WIRE_TRANSACTION_TYPE_ORDER_UPDATE);
      case TRADE_TRANSACTION_ORDER_DELETE:   return(WIRE_TRANSACTION_TYPE_ORDER_DELETE);
      case TRADE_TRANSACTION_HISTORY_ADD:    return(WIRE_TRANSACTION_TYPE_HISTORY_ADD);
      case TRADE_TRANSACTION_HISTORY_UPDATE: return(WIRE_TRANSACTION_TYPE_HISTORY_UPDATE);
      case TRADE_TRANSACTION_HISTORY_DELETE: return(WIRE_TRANSACTION_TYPE_HISTORY_DELETE);
      case TRADE_TRANSACTION_DEAL_ADD:       return(WIRE_TRANSACTION_TYPE_DEAL_ADD);
      case TRADE_TRANSACTION_DEAL_UPDATE:    return(WIRE_TRANSACTION_TYPE_DEAL_UPDATE);
      case TRADE_TRANSACTION_DEAL_DELETE:    return(WIRE_TRANSACTION_TYPE_DEAL_DELETE);
      case TRADE_TRANSACTION_POSITION:       return(WIRE_TRANSACTION_TYPE_POSITION);
      case TRADE_TRANSACTION_REQUEST:        return(0);
     }
   return(0);
  }
#endif
