//+------------------------------------------------------------------+
//| Facts.mqh - account, positions, orders and deals as read back     |
//| A transaction says that something happened; the facts come from   |
//| the terminal's tables, where all fields are filled.               |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_FACTS_MQH
#define MERIDIAN_FACTS_MQH
#include "Session.mqh"
#include "Enums.mqh"

#define EQUITY_EVERY_MS 500

struct KnownPosition { ulong identifier; ulong ticket; };
ARR(KnownPosition,g_known);

struct AccountView { double balance; double credit; double equity; double margin; bool connected; bool allowed; };
AccountView g_account={};
ulong       g_accountSentAt=0;

void SendAccount(void)
  {
   g_account.balance=AccountInfoDouble(ACCOUNT_BALANCE);
   g_account.credit=AccountInfoDouble(ACCOUNT_CREDIT);
   g_account.equity=AccountInfoDouble(ACCOUNT_EQUITY);
   g_account.margin=AccountInfoDouble(ACCOUNT_MARGIN);
   g_account.connected=ServerConnected();
   g_account.allowed=TradeAllowed();
   g_accountSentAt=GetTickCount64();
   Begin(MSG_ACCOUNT);
   g_out.F64(g_account.balance);
   g_out.F64(g_account.credit);
   g_out.F64(g_account.equity);
   g_out.F64(AccountInfoDouble(ACCOUNT_PROFIT));
   g_out.F64(g_account.margin);
   g_out.F64(AccountInfoDouble(ACCOUNT_MARGIN_FREE));
   g_out.U8(StopOutModeToWire(AccountInfoInteger(ACCOUNT_MARGIN_SO_MODE)));
   g_out.F64(AccountInfoDouble(ACCOUNT_MARGIN_SO_CALL));
   g_out.F64(AccountInfoDouble(ACCOUNT_MARGIN_SO_SO));
   g_out.Flag(g_account.connected);
   g_out.Flag(g_account.allowed);
   End();
  }
//--- states and booked money at once, floating money at most twice a second
void CheckAccount(void)
  {
   if(!g_ready)
      return;
   bool connected=ServerConnected();
   bool allowed=TradeAllowed();
   bool changed=(connected!=g_account.connected || allowed!=g_account.allowed || AccountInfoDouble(ACCOUNT_BALANCE)!=g_account.balance
                 || AccountInfoDouble(ACCOUNT_CREDIT)!=g_account.credit);
   if(!changed && GetTickCount64()-g_accountSentAt>=EQUITY_EVERY_MS)
      changed=(AccountInfoDouble(ACCOUNT_EQUITY)!=g_account.equity || AccountInfoDouble(ACCOUNT_MARGIN)!=g_account.margin);
   if(changed)
      SendAccount();
  }
void KnowPosition(const ulong identifier,const ulong ticket)
  {
   for(int i=0; i<ArraySize(g_known); i++)
      if(g_known[i].identifier==identifier)
        {
         g_known[i].ticket=ticket;
         return;
        }
   int at=ArraySize(g_known);
   ArrayResize(g_known,at+1,64);
   g_known[at].identifier=identifier;
   g_known[at].ticket=ticket;
  }
//--- the position selected last; swap and profit move by themselves and are no part of a state hash
void WriteSelectedPosition(CWire &w,const bool hashed)
  {
   w.U64((ulong)PositionGetInteger(POSITION_TICKET));
   w.U64((ulong)PositionGetInteger(POSITION_IDENTIFIER));
   w.Str(PositionGetString(POSITION_SYMBOL));
   w.U8(PositionSideToWire(PositionGetInteger(POSITION_TYPE)));
   w.F64(PositionGetDouble(POSITION_VOLUME));
   w.F64(PositionGetDouble(POSITION_PRICE_OPEN));
   w.F64(PositionGetDouble(POSITION_SL));
   w.F64(PositionGetDouble(POSITION_TP));
   if(!hashed)
     {
      w.F64(PositionGetDouble(POSITION_SWAP));
      w.F64(PositionGetDouble(POSITION_PROFIT));
     }
   w.U64((ulong)PositionGetInteger(POSITION_MAGIC));
   w.U64((ulong)PositionGetInteger(POSITION_TIME_MSC));
  }
void SendSelectedPosition(void)
  {
   KnowPosition((ulong)PositionGetInteger(POSITION_IDENTIFIER),(ulong)PositionGetInteger(POSITION_TICKET));
   Begin(MSG_POSITION_ITEM);
   WriteSelectedPosition(g_out,false);
   End();
  }
//--- by ticket or identifier: a netting reversal changes the ticket, never the identifier
void SendPosition(const ulong position,const string symbol)
  {
   if(position==0)
      return;
   for(int i=0; i<PositionsTotal(); i++)
     {
      ulong ticket=PositionGetTicket(i);
      if(ticket==0)
         continue;
      if(ticket==position || (ulong)PositionGetInteger(POSITION_IDENTIFIER)==position)
        {
         SendSelectedPosition();
         return;
        }
     }
   ulong identifier=position;
   ulong last=position;
   int count=ArraySize(g_known);
   for(int i=0; i<count; i++)
      if(g_known[i].identifier==position || g_known[i].ticket==position)
        {
         identifier=g_known[i].identifier;
         last=g_known[i].ticket;
         g_known[i].identifier=g_known[count-1].identifier;
         g_known[i].ticket=g_known[count-1].ticket;
         ArrayResize(g_known,count-1,64);
         break;
        }
   Begin(MSG_POSITION_GONE);
   g_out.U64(last);
   g_out.U64(identifier);
   g_out.Str(symbol);
   End();
  }
//--- the order selected last
void WriteWorkingOrder(CWire &w,const ulong ticket)
  {
   w.U64(ticket);
   w.Str(OrderGetString(ORDER_SYMBOL));
   w.U8(OrderTypeToWire(OrderGetInteger(ORDER_TYPE)));
   w.U8(OrderStateToWire(OrderGetInteger(ORDER_STATE)));
   w.Flag(false);
   w.F64(OrderGetDouble(ORDER_VOLUME_INITIAL));
   w.F64(OrderGetDouble(ORDER_VOLUME_CURRENT));
   w.F64(OrderGetDouble(ORDER_PRICE_OPEN));
   w.F64(OrderGetDouble(ORDER_PRICE_STOPLIMIT));
   w.F64(OrderGetDouble(ORDER_SL));
   w.F64(OrderGetDouble(ORDER_TP));
   w.U64((ulong)OrderGetInteger(ORDER_MAGIC));
   w.U64((ulong)OrderGetInteger(ORDER_POSITION_ID));
   w.U64((ulong)OrderGetInteger(ORDER_POSITION_BY_ID));
   w.U64((ulong)OrderGetInteger(ORDER_TIME_SETUP_MSC));
   w.U64((ulong)OrderGetInteger(ORDER_TIME_DONE_MSC));
   w.U8(OrderReasonToWire(OrderGetInteger(ORDER_REASON)));
  }
void SendWorkingOrder(const ulong ticket)
  {
   Begin(MSG_ORDER_ITEM);
   WriteWorkingOrder(g_out,ticket);
   End();
  }
void SendFinishedOrder(const ulong ticket)
  {
   Begin(MSG_ORDER_ITEM);
   g_out.U64(ticket);
   g_out.Str(HistoryOrderGetString(ticket,ORDER_SYMBOL));
   g_out.U8(OrderTypeToWire(HistoryOrderGetInteger(ticket,ORDER_TYPE)));
   g_out.U8(OrderStateToWire(HistoryOrderGetInteger(ticket,ORDER_STATE)));
   g_out.Flag(true);
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_VOLUME_INITIAL));
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_VOLUME_CURRENT));
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_PRICE_OPEN));
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_PRICE_STOPLIMIT));
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_SL));
   g_out.F64(HistoryOrderGetDouble(ticket,ORDER_TP));
   g_out.U64((ulong)HistoryOrderGetInteger(ticket,ORDER_MAGIC));
   g_out.U64((ulong)HistoryOrderGetInteger(ticket,ORDER_POSITION_ID));
   g_out.U64((ulong)HistoryOrderGetInteger(ticket,ORDER_POSITION_BY_ID));
   g_out.U64((ulong)HistoryOrderGetInteger(ticket,ORDER_TIME_SETUP_MSC));
   g_out.U64((ulong)HistoryOrderGetInteger(ticket,ORDER_TIME_DONE_MSC));
   g_out.U8(OrderReasonToWire(HistoryOrderGetInteger(ticket,ORDER_REASON)));
   End();
  }
//--- seenUs: when its DEAL_ADD came; 0 where it was not seen live
void SendDeal(const ulong ticket,const ulong seenUs)
  {
   Begin(MSG_DEAL_ITEM);
   g_out.U64(ticket);
   g_out.U64((ulong)HistoryDealGetInteger(ticket,DEAL_ORDER));
   g_out.U64((ulong)HistoryDealGetInteger(ticket,DEAL_POSITION_ID));
   g_out.Str(HistoryDealGetString(ticket,DEAL_SYMBOL));
   g_out.U8(DealTypeToWire(HistoryDealGetInteger(ticket,DEAL_TYPE)));
   g_out.U8(DealEntryToWire(HistoryDealGetInteger(ticket,DEAL_ENTRY)));
   g_out.U8(DealReasonToWire(HistoryDealGetInteger(ticket,DEAL_REASON)));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_VOLUME));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_PRICE));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_PROFIT));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_COMMISSION));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_SWAP));
   g_out.F64(HistoryDealGetDouble(ticket,DEAL_FEE));
   g_out.U64((ulong)HistoryDealGetInteger(ticket,DEAL_MAGIC));
   g_out.U64((ulong)HistoryDealGetInteger(ticket,DEAL_TIME_MSC));
   g_out.U64(seenUs);
   End();
  }
#endif
